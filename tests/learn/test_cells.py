"""Answers with error variances of their own, states that begin anew, and what each answer would change: kernel, twin and dense normal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy import ndarray
from tests.learn.kernel_models import Case, random_lanes, random_model
from tests.learn.test_kalman import near, needs_kernel, sets
from tests.learn.truth import exponential, integral

from unspiral.learn import kalman, reference
from unspiral.learn.compress import compress
from unspiral.learn.innovations import innovations_of
from unspiral.learn.reference import abreast, filter_lanes
from unspiral.learn.smooth import smoothed_states
from unspiral.learn.system import Lanes, System

pytestmark = pytest.mark.identity

CASES = [
    Case(1, 0, 1, 1, 12, unit=True),
    Case(2, 0, 2, 1, 20, unit=True, impulses=1, regressors=1),
    Case(2, 2, 2, 21, 8, unit=True, presses=1, weighted=True),
    Case(3, 0, 3, 4, 9, unit=False, waves=3),
    Case(4, 0, 4, 9, 7, unit=True, regressors=1),
    Case(4, 2, 3, 5, 9, unit=False, impulses=1, presses=1, regressors=1, waves=2, weighted=True),
]


def with_resets(rng: np.random.Generator, lanes: Lanes, p: int) -> Lanes:
    return replace(lanes, resets=rng.uniform(size=(*lanes.step.shape, p)) < 0.25)


def dense(system: System, lanes: Lanes, lane: int, values: ndarray, variances: ndarray) -> tuple[float, ndarray, ndarray]:
    """One lane as one normal: log-likelihood, and its derivatives for answers and variances by formula. No filter, no recursion back."""
    p, state = len(system.drift), system.loading.shape[1]
    steps = int((lanes.running > lane).sum())
    f_all, q_all, means = [np.eye(state)], [system.t0_cov], [np.concatenate([system.t0_mean * lanes.scale[lane], np.zeros(state - p)])]
    means[0][:p] += system.impulse @ lanes.impulses[0, lane]
    for t in range(1, steps):
        f, q, dt = np.eye(state), np.zeros((state, state)), lanes.dt[lanes.step[t, lane]]
        f[:p, :p], q[:p, :p] = exponential(system.drift * dt), integral(system.drift, system.diffusion, dt)
        push = system.intercept * lanes.scale[lane] + system.press @ lanes.presses[t, lane]
        added = np.linalg.solve(system.drift, (f[:p, :p] - np.eye(p)) @ push) + system.impulse @ lanes.impulses[t, lane]
        if lanes.resets is not None:
            f[:, :p][:, lanes.resets[t, lane]] = 0.0
        f_all.append(f)
        q_all.append(q)
        means.append(f @ means[-1])
        means[-1][:p] += added
    root = np.zeros((steps * state, steps * state))  # the state at every step as a sum of what entered before
    for i in range(steps):
        carried = np.eye(state)
        for j in range(i, steps):
            carried = f_all[j] @ carried if j > i else carried
            root[j * state : (j + 1) * state, i * state : (i + 1) * state] = carried
    noise = np.zeros_like(root)
    for i, q in enumerate(q_all):
        noise[i * state : (i + 1) * state, i * state : (i + 1) * state] = q
    z = np.kron(np.eye(steps), system.loading)
    shown = np.array(means)
    shown[:, :p] += lanes.regressors[:steps, lane] @ system.shift.T
    seen = lanes.answered[:steps, lane].ravel()
    level = (system.level[lanes.wave[:steps, lane]] * lanes.scale[lane]).ravel()
    r = (values[:steps].ravel() - z @ shown.ravel() - level)[seen]
    own = np.tile(np.diag(system.error), steps) + variances[:steps].ravel()
    s = (z @ root @ noise @ root.T @ z.T + np.diag(own))[np.ix_(seen, seen)]
    inverse = np.linalg.inv(s)
    pulled, weight = inverse @ r, lanes.weight[lane]
    value = -0.5 * (r @ pulled + weight * (np.linalg.slogdet(s)[1] + seen.sum() * np.log(2 * np.pi)))
    by_value, by_variance = np.zeros(lanes.values.shape[::2]), np.zeros(lanes.values.shape[::2])
    by_value[:steps].ravel()[seen] = -pulled
    by_variance[:steps].ravel()[seen] = 0.5 * (pulled**2 - weight * np.diag(inverse))
    return float(value), by_value, by_variance


@pytest.mark.parametrize("resets", [False, True])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_an_answer_would_change_equals_the_dense_formula(case: Case, resets: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSPIRAL_KERNEL", "numpy")
    rng = np.random.default_rng(CASES.index(case))
    lanes, model = random_lanes(rng, case), random_model(rng, case)
    lanes = replace(lanes, importance=np.ones_like(lanes.importance))  # one normal knows no weights of occasions
    if resets:
        lanes = with_resets(rng, lanes, case.p)
    person = np.array([i % case.persons for i in range(3)])
    values = rng.normal(size=(3, case.occasions, case.m))
    variances = rng.uniform(0.0, 2.0, values.shape)
    share, _, by_value, by_variance = kalman.evaluate_cells(
        lanes, model, kalman.flat(model)[None], person=person, model=np.zeros(3, dtype=int), values=values, variances=variances
    )
    for k, lane in enumerate(person.tolist()):
        truth, truth_value, truth_variance = dense(model, lanes, lane, values[k], variances[k])
        assert share[k] == pytest.approx(truth, rel=1e-9)
        np.testing.assert_allclose(by_value[k], truth_value, rtol=1e-8, atol=1e-9)
        np.testing.assert_allclose(by_variance[k], truth_variance, rtol=1e-8, atol=1e-9)


@needs_kernel
@pytest.mark.parametrize("name", sets())
@pytest.mark.parametrize("resets", [False, True])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_kernel_equals_its_twin_cell_by_cell(case: Case, resets: bool, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSPIRAL_ISA", name)
    rng = np.random.default_rng(100 + CASES.index(case))
    lanes, model = random_lanes(rng, case), random_model(rng, case)
    if resets:
        lanes = with_resets(rng, lanes, case.p)
    models = [model, replace(model, drift=model.drift * 0.8), replace(model, error=model.error * 1.5)]
    rows = np.array([kalman.flat(m) for m in models])
    pairs = 3 * case.persons
    values, variances = rng.normal(size=(pairs, case.occasions, case.m)), rng.uniform(0.0, 2.0, (pairs, case.occasions, case.m))
    person, which = np.tile(np.arange(case.persons), 3), np.repeat(np.arange(3), case.persons)
    mixed = rng.permutation(pairs)
    asked: list[dict[str, ndarray | None]] = [
        {"values": values, "variances": variances}, {"values": values, "variances": None}, {"values": None, "variances": variances},
        {"values": None, "variances": None}, {"values": values, "variances": variances, "person": person[mixed], "model": which[mixed]},
    ]  # fmt: skip
    for given in asked:
        for loadings in (True, False):
            found = kalman.evaluate_cells(lanes, model, rows, loadings=loadings, intercept=loadings, **given)
            with pytest.MonkeyPatch.context() as without:
                without.setenv("UNSPIRAL_KERNEL", "numpy")
                truth = kalman.evaluate_cells(lanes, model, rows, **given)
            np.testing.assert_allclose(found[0], truth[0], rtol=1e-10)
            for one, other in zip(found[1], truth[1], strict=True):
                near(kalman.unflat(one, model), kalman.unflat(other, model), unasked=() if loadings else ("loading", "intercept"))
            for one, other in zip(found[2:], truth[2:], strict=True):
                np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-10 * max(1.0, float(np.abs(other).max())))
            if given["values"] is None and given["variances"] is None:
                plain = kalman.evaluate_flat(lanes, model, rows, loadings=loadings, intercept=loadings)
                np.testing.assert_array_equal(plain[0], found[0])
                np.testing.assert_array_equal(plain[1], found[1])


@needs_kernel
def test_the_ordinary_call_and_one_with_its_own_answers_agree_to_the_last_digit() -> None:
    rng = np.random.default_rng(3)
    case = Case(2, 2, 2, 21, 8, unit=True)
    lanes, model = random_lanes(rng, case), random_model(rng, case)
    rows = kalman.flat(model)[None]
    own = lanes.values.swapaxes(0, 1).copy()
    own[~lanes.answered.swapaxes(0, 1)] = np.nan  # what was not answered is not looked at
    usual = kalman.evaluate_flat(lanes, model, rows, loadings=False)
    again = kalman.evaluate_cells(lanes, model, rows, loadings=False, values=own, variances=np.zeros_like(own))
    np.testing.assert_array_equal(usual[0], again[0])
    np.testing.assert_array_equal(usual[1], again[1])


@needs_kernel
def test_threads_change_no_digit_of_any_cell() -> None:
    rng = np.random.default_rng(4)
    case = Case(4, 0, 4, 400, 20, unit=False)
    lanes, model = random_lanes(rng, case), random_model(rng, case)
    lanes = with_resets(rng, lanes, 4)
    values, variances = rng.normal(size=(400, 20, 4)), rng.uniform(0.1, 1.0, (400, 20, 4))
    found: list[tuple[ndarray, ...]] = []
    before = kalman.threads()
    try:
        for count in (1, 2, 7):
            kalman._threads = count
            found.append(kalman.evaluate_cells(lanes, model, kalman.flat(model)[None], values=values, variances=variances))
    finally:
        kalman._threads = before
    for parts in found[1:]:
        for one, other in zip(parts, found[0], strict=True):
            np.testing.assert_array_equal(one, other)


@needs_kernel
def test_the_kernel_refuses_cells_and_resets_that_do_not_fit() -> None:
    rng = np.random.default_rng(9)
    case = Case(2, 0, 2, 3, 6, unit=False)
    lanes, model = random_lanes(rng, case), random_model(rng, case)
    rows = kalman.flat(model)[None]
    with pytest.raises(ValueError, match="values or variances"):
        kalman.laid_out(lanes).evaluate(2, 0, 1, rows, True, True, np.array([0]), np.array([0]), 1, np.zeros((3, 6, 2)), None, True)
    with pytest.raises(ValueError, match="resets of another number"):
        kalman.evaluate_flat(with_resets(rng, lanes, 3), model, rows)


def test_a_state_that_began_anew_is_smoothed_as_the_dense_law_says() -> None:
    """A reset of every moving state cuts a record without traits in two: the state before knows nothing of the answers after."""
    rng = np.random.default_rng(11)
    case = Case(2, 0, 2, 3, 8, unit=False)
    lanes, model = random_lanes(rng, case), random_model(rng, case)
    resets = np.zeros((8, 3, 2), dtype=bool)
    resets[4] = True
    cut = replace(lanes, resets=resets)
    forward = filter_lanes([model], cut)
    mean, cov = smoothed_states(forward, cut)
    answered = lanes.answered.copy()
    answered[4:] = False
    alone = replace(lanes, answered=answered)
    truth_mean, truth_cov = smoothed_states(filter_lanes([model], alone), alone)
    np.testing.assert_allclose(mean[:4], truth_mean[:4], atol=1e-12)
    np.testing.assert_allclose(cov[:4], truth_cov[:4], atol=1e-12)
    assert not np.allclose(mean[:4], smoothed_states(filter_lanes([model], lanes), lanes)[0][:4], atol=1e-3)


def test_copies_of_lanes_and_lanes_put_together_keep_their_resets() -> None:
    rng = np.random.default_rng(12)
    case = Case(2, 0, 2, 40, 4, unit=False)
    lanes, model = random_lanes(rng, case), random_model(rng, case)
    everything = np.ones_like(lanes.answered)
    lanes = replace(
        lanes, answered=everything, values=rng.normal(size=everything.shape), step=np.repeat(lanes.step[:, :1], 40, axis=1),
        running=np.full(4, 40), scale=np.ones(40), weight=np.ones(40), resets=np.zeros((4, 40, 2), dtype=bool),
    )  # fmt: skip
    assert lanes.resets is not None
    lanes.resets[2, ::2, 0] = True
    packed, _ = compress(lanes, np.zeros(40, dtype=int))
    assert 2 < len(packed.name) <= 18  # two kinds of people
    whole, small = kalman.evaluate(model, lanes), kalman.evaluate(model, packed)
    assert small[0] == pytest.approx(whole[0], rel=1e-11)
    near(small[1], whole[1])
    twice = abreast(lanes, 2)
    assert twice.resets is not None and twice.resets[:, ::2].tolist() == lanes.resets.tolist()
    assert reference.loglik(model, replace(lanes, resets=None)) != pytest.approx(whole[0], abs=0.1)


def test_innovations_know_the_variances_of_single_answers() -> None:
    rng = np.random.default_rng(13)
    case = Case(2, 0, 2, 3, 8, unit=False)
    lanes, model = random_lanes(rng, case), random_model(rng, case)
    variances = rng.uniform(0.0, 2.0, lanes.values.shape)
    found = innovations_of([model], lanes, np.zeros(3, dtype=int), variances)
    assert found.loglik.sum() == pytest.approx(
        kalman.evaluate_cells(lanes, model, kalman.flat(model)[None], variances=variances.swapaxes(0, 1))[0].sum(), rel=1e-10
    )
