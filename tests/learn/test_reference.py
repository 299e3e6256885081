"""The likelihood against a dense multivariate normal and statsmodels' KalmanFilter on 100 random models; its derivative against
differences; the invariances that must hold for any data."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from statsmodels.tsa.statespace.kalman_filter import KalmanFilter
from tests.learn.truth import dense_loglik, dense_value, random_panel, random_system, vars_of

from unspiral.learn.reference import abreast, evaluate, evaluate_each, evaluate_many, filter_lanes, loglik
from unspiral.learn.system import Lanes, System, lanes_of_panel
from unspiral.records import Panel, Person

pytestmark = pytest.mark.identity

KINDS = ("real", "complex", "repeated")
SYMMETRIC = ("diffusion", "error", "t0_cov")


def case(seed: int) -> tuple[System, Panel, Lanes]:
    """One of 100 random models: 1-4 processes and indicators, with and without traits, inputs, levels shifted by regressors."""
    rng = np.random.default_rng(seed)
    p, m, inputs = 1 + seed % 4, 1 + (seed // 3) % 4, seed % 5 == 0
    shifts = 2 if seed % 4 == 3 else 0
    system = random_system(rng, KINDS[seed % 3], traits=seed % 2 == 0, p=p, m=m, inputs=inputs, regressors=shifts)
    panel = random_panel(rng, m, inputs=inputs)
    return system, panel, laid_out(panel, shifts, seed)


def laid_out(panel: Panel, shifts: int, seed: int, *, weighted: bool = False) -> Lanes:
    inputs = bool(panel.inputs)
    lanes = lanes_of_panel(panel, panel.indicators, ("hit",) if inputs else (), ("hold",) if inputs else ())
    rng = np.random.default_rng(seed)
    regressors = rng.normal(size=(*lanes.step.shape, shifts))
    importance = rng.uniform(0.2, 3.0, size=lanes.step.shape) if weighted else lanes.importance
    return dataclasses.replace(lanes, regressors=regressors, importance=importance)


@pytest.mark.parametrize("seed", range(100))
def test_loglik_equals_the_dense_multivariate_normal(seed: int) -> None:
    system, _, lanes = case(seed)
    assert loglik(system, lanes) == pytest.approx(dense_loglik(system, lanes), abs=1e-6)


def statsmodels_loglik(system: System, lanes: Lanes) -> float:
    """Each person through statsmodels' filter, given our transition and noise at every step."""
    p, state = len(system.drift), system.loading.shape[1]
    forward = filter_lanes([system], lanes)
    total = 0.0
    for lane in range(len(lanes.name)):
        n = int((lanes.running > lane).sum())
        read = system.level[lanes.wave[:n, lane]] + lanes.regressors[:n, lane] @ (system.loading[:, :p] @ system.shift).T
        y = np.where(lanes.answered[:n, lane], lanes.values[:n, lane] - read, np.nan)
        model = KalmanFilter(k_endog=len(system.loading), k_states=state, k_posdef=state)
        model.bind(np.asfortranarray(y.T))
        f = np.zeros((state, state, n))
        q = np.zeros((state, state, n))
        shift = np.zeros((state, n))
        steps = forward.steps[0]
        for t in range(1, n):  # statsmodels steps from t to t + 1
            k = lanes.step[t, lane]
            f[:, :, t - 1] = forward.transition[k]
            q[:p, :p, t - 1] = steps.noise[k]
            push = system.intercept + system.press @ lanes.presses[t, lane]
            shift[:p, t - 1] = steps.held[k] @ push + system.impulse @ lanes.impulses[t, lane]
        f[:, :, n - 1] = np.eye(state)
        model["design"], model["obs_cov"], model["selection"] = system.loading, system.error, np.eye(state)
        model["transition"], model["state_cov"], model["state_intercept"] = f, q, shift
        mean = np.zeros(state)
        mean[:p] = system.t0_mean + system.impulse @ lanes.impulses[0, lane]
        model.initialize_known(mean, system.t0_cov)
        # statsmodels counts no constant for a period without any answer; nor do we.
        total += float(model.loglike())
    return total


@pytest.mark.parametrize("seed", range(100))
def test_loglik_equals_statsmodels(seed: int) -> None:
    system, _, lanes = case(seed)
    assert loglik(system, lanes) == pytest.approx(statsmodels_loglik(system, lanes), abs=1e-6)


@pytest.mark.parametrize("seed", [*range(0, 100, 4), *range(3, 100, 12)])
def test_derivative_equals_differences(seed: int) -> None:
    """Differences of fourth order on intervals between 1e-2 and 10, where differences themselves still have digits; in half the cases
    every occasion counts with a weight of its own."""
    rng = np.random.default_rng(seed)
    system, panel, _ = case(seed)
    people = [dataclasses.replace(p, time=np.cumsum(10.0 ** rng.uniform(-2, 1, size=len(p.time)))) for p in panel.persons]
    panel = dataclasses.replace(panel, persons=tuple(people))
    lanes = laid_out(panel, system.shift.shape[1], seed, weighted=seed % 8 > 3)
    _, gradient = evaluate(system, lanes)
    for field in dataclasses.fields(System):
        matrix, slope = getattr(system, field.name), getattr(gradient, field.name)
        size = max(1.0, float(np.abs(slope).max(initial=0.0)))
        for at in np.ndindex(matrix.shape):
            twin = field.name in SYMMETRIC and at[0] != at[1]
            step = 2e-4 * max(0.1, abs(matrix[at]))
            ends: list[float] = []
            for move in (2.0, 1.0, -1.0, -2.0):
                moved = matrix.copy()
                moved[at] += move * step
                if twin:
                    moved[at[::-1]] += move * step
                ends.append(loglik(dataclasses.replace(system, **{field.name: moved}), lanes))
            difference = (-ends[0] + 8 * ends[1] - 8 * ends[2] + ends[3]) / (12 * step)
            expected = slope[at] * (2.0 if twin else 1.0)
            assert difference == pytest.approx(expected, rel=1e-7, abs=3e-7 * size), f"{field.name}{at}"


@pytest.mark.parametrize("seed", range(0, 100, 7))
def test_derivative_equals_a_step_off_the_real_line(seed: int) -> None:
    """l(x + ih) of the dense normal: its imaginary part over h is the derivative to the last digits, whatever the intervals."""
    system, _, lanes = case(seed)
    _, gradient = evaluate(system, lanes)
    for field in dataclasses.fields(System):
        matrix, slope = getattr(system, field.name), getattr(gradient, field.name)
        size = float(np.abs(slope).max(initial=0.0))
        for at in np.ndindex(matrix.shape):
            moved = vars_of(system)
            matrix_moved = matrix.astype(complex)
            matrix_moved[at] += 1e-30j
            if field.name in SYMMETRIC and at[0] != at[1]:
                matrix_moved[at[::-1]] += 1e-30j
            setattr(moved, field.name, matrix_moved)
            exact = dense_value(moved, lanes).imag / 1e-30
            twin = 2.0 if field.name in SYMMETRIC and at[0] != at[1] else 1.0
            assert twin * slope[at] == pytest.approx(exact, rel=1e-8, abs=1e-8 * size), f"{field.name}{at}"


def test_derivative_holds_without_measurement_error_and_with_tiny_error() -> None:
    rng = np.random.default_rng(8)
    for error in (0.0, 1e-9):
        system = random_system(rng, "real", traits=True, p=2, m=2)
        system = dataclasses.replace(system, error=np.eye(2) * error, loading=np.hstack([np.eye(2)] * 2))
        people = tuple(Person(str(i), np.arange(4.0), rng.normal(size=(4, 2)), np.zeros((4, 0))) for i in range(6))
        panel = dataclasses.replace(random_panel(rng, 2), persons=people)
        lanes = lanes_of_panel(panel, panel.indicators, (), ())
        assert loglik(system, lanes) == pytest.approx(dense_loglik(system, lanes), abs=1e-6)
        _, gradient = evaluate(system, lanes)
        for at in np.ndindex(2, 2):
            ends = []
            for move in (2e-4, 1e-4, -1e-4, -2e-4):
                drift = system.drift.copy()
                drift[at] += move
                ends.append(loglik(dataclasses.replace(system, drift=drift), lanes))
            difference = (-ends[0] + 8 * ends[1] - 8 * ends[2] + ends[3]) / 12e-4
            assert difference == pytest.approx(gradient.drift[at], rel=1e-6, abs=1e-6)


def test_dropping_a_person_lowers_the_loglik_by_exactly_their_share() -> None:
    system, panel, lanes = case(8)
    shares = dict(zip(lanes.name, filter_lanes([system], lanes).loglik, strict=True))
    whole = loglik(system, lanes)
    for person in panel.persons:
        rest = dataclasses.replace(panel, persons=tuple(p for p in panel.persons if p.name != person.name))
        assert loglik(system, lanes_of_panel(rest, rest.indicators, (), ())) == pytest.approx(whole - shares[person.name], abs=1e-9)


def test_time_shift_and_unit_of_time_change_nothing() -> None:
    system, panel, lanes = case(8)
    whole = loglik(system, lanes)
    shifted = dataclasses.replace(panel, persons=tuple(dataclasses.replace(p, time=p.time + 37.25) for p in panel.persons))
    assert loglik(system, lanes_of_panel(shifted, panel.indicators, (), ())) == pytest.approx(whole, abs=1e-9 * abs(whole))
    weekly = dataclasses.replace(panel, persons=tuple(dataclasses.replace(p, time=p.time / 7.0) for p in panel.persons))
    faster = dataclasses.replace(system, drift=system.drift * 7.0, diffusion=system.diffusion * 7.0)
    # Times are compared at 1e-10: a week is seven times coarser than a day.
    assert loglik(faster, lanes_of_panel(weekly, panel.indicators, (), ())) == pytest.approx(whole, abs=1e-7)


def test_order_of_processes_changes_nothing() -> None:
    system, _, lanes = case(9)
    p = len(system.drift)
    turn = np.arange(p)[::-1]
    assert p > 1
    turned = dataclasses.replace(
        system, drift=system.drift[np.ix_(turn, turn)], diffusion=system.diffusion[np.ix_(turn, turn)], loading=system.loading[:, turn],
        t0_mean=system.t0_mean[turn], t0_cov=system.t0_cov[np.ix_(turn, turn)],
    )  # fmt: skip
    assert loglik(turned, lanes) == pytest.approx(loglik(system, lanes), rel=1e-12)


def test_models_abreast_answer_as_one_by_one() -> None:
    system, _, lanes = case(20)
    others = [system] + [dataclasses.replace(system, drift=system.drift * k) for k in (0.5, 1.3)]
    together = evaluate_many(others, lanes)
    assert abreast(lanes, 3).step.shape[1] == 3 * lanes.step.shape[1]
    for one, (value, gradient) in zip(others, together, strict=True):
        alone, slopes = evaluate(one, lanes)
        assert value == pytest.approx(alone, rel=1e-13)
        for field in dataclasses.fields(System):
            assert np.allclose(getattr(gradient, field.name), getattr(slopes, field.name), rtol=1e-9, atol=1e-9)


def test_a_hopeless_model_gives_nan_and_no_warning() -> None:
    system, _, lanes = case(8)
    value, _ = evaluate(dataclasses.replace(system, drift=np.eye(len(system.drift)) * 900.0), lanes)
    assert np.isnan(value)


def test_one_hopeless_model_of_three_indicators_does_not_spoil_the_others() -> None:
    rng = np.random.default_rng(5)
    good = random_system(rng, "real", traits=False, p=3, m=3)
    panel = random_panel(rng, 3)
    lanes = lanes_of_panel(panel, panel.indicators, (), ())
    none = np.zeros((3, 3))
    hopeless = dataclasses.replace(good, diffusion=none, t0_cov=none, error=none)
    (bad, _), (value, _) = evaluate_many([hopeless, good], lanes)
    assert np.isnan(bad)
    assert value == pytest.approx(loglik(good, lanes), rel=1e-12)


def test_a_weighted_person_counts_as_often_as_the_weight_says() -> None:
    system, panel, lanes = case(8)
    weights = np.array([2.0, 0.0, 1.0, 3.0])
    weighted = dataclasses.replace(lanes, importance=np.broadcast_to(weights, lanes.step.shape).copy())
    shares = filter_lanes([system], lanes).loglik
    assert np.allclose(filter_lanes([system], weighted).loglik, weights * shares, rtol=1e-13)
    often = [n for n, w in zip(lanes.name, weights, strict=True) for _ in range(int(w))]
    by_name = {p.name: p for p in panel.persons}
    copies = tuple(dataclasses.replace(by_name[n], name=f"{n} {i}") for i, n in enumerate(often))
    repeated = lanes_of_panel(dataclasses.replace(panel, persons=copies), panel.indicators, (), ())
    (value, slopes), (expected, truth) = evaluate(system, weighted), evaluate(system, repeated)
    assert value == pytest.approx(expected, rel=1e-13)
    for field in dataclasses.fields(System):
        assert np.allclose(getattr(slopes, field.name), getattr(truth, field.name), rtol=1e-10, atol=1e-10)


def test_a_weighted_occasion_counts_its_own_surprise() -> None:
    """The weight of one occasion multiplies the density of its answers given all earlier ones, and nothing else."""
    system, _, lanes = case(8)
    lane = lanes.step.shape[1] - 3
    last = int((lanes.running > lane).sum()) - 1
    importance = lanes.importance.copy()
    importance[last, lane] = 2.5
    whole = dense_loglik(system, lanes)
    answered = lanes.answered.copy()
    answered[last, lane] = False
    without = dense_loglik(system, dataclasses.replace(lanes, answered=answered))
    assert whole != pytest.approx(without, abs=0.1)
    assert loglik(system, dataclasses.replace(lanes, importance=importance)) == pytest.approx(whole + 1.5 * (whole - without), abs=1e-7)


@pytest.mark.parametrize("groups", [2, 4])
def test_lanes_under_models_of_their_own_answer_as_one_by_one(groups: int) -> None:
    system, panel, _ = case(15)  # inputs and regressors
    lanes = laid_out(panel, system.shift.shape[1], 15, weighted=True)
    systems = [dataclasses.replace(system, drift=system.drift * (1.0 + 0.2 * i), shift=system.shift * (i - 1.0)) for i in range(groups)]
    model = np.arange(lanes.step.shape[1])[::-1] % groups
    shares, slopes = evaluate_each(systems, lanes, model)
    for i, one in enumerate(systems):
        mine = np.flatnonzero(model == i)
        alone = filter_lanes([one], lanes).loglik[mine]
        assert np.allclose(shares[mine], alone, rtol=1e-12)
        importance = np.where(model == i, lanes.importance, 0.0)
        _, truth = evaluate(one, dataclasses.replace(lanes, importance=importance))
        for field in dataclasses.fields(System):
            assert np.allclose(getattr(slopes[i], field.name), getattr(truth, field.name), rtol=1e-9, atol=1e-9), field.name


def test_a_copy_of_the_model_for_each_person_gives_their_scores() -> None:
    """Many models and few lengths each: only the lengths a model meets are worked out."""
    rng = np.random.default_rng(3)
    system = random_system(rng, "real", traits=True, p=2, m=2)
    panel = random_panel(rng, 2, persons=40, most=9)
    lanes = lanes_of_panel(panel, panel.indicators, (), ())
    shares, slopes = evaluate_each([system] * 40, lanes, np.arange(40))
    assert np.allclose(shares, filter_lanes([system], lanes).loglik, rtol=1e-12)
    _, whole = evaluate(system, lanes)
    for field in dataclasses.fields(System):
        total = sum(getattr(s, field.name) for s in slopes)
        assert np.allclose(total, getattr(whole, field.name), rtol=1e-8, atol=1e-8), field.name
