"""Folds in time: they add up, they are the shorter fits, and k steps ahead is a dense normal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import expm, solve_continuous_lyapunov
from scipy.stats import multivariate_normal
from tests.learn.loops import simulate_panel

from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.compare import future_gaps
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.fitted import clock_of
from unspiral.learn.leave_future import leave_future
from unspiral.learn.problem import problem_of
from unspiral.learn.warm import _working
from unspiral.loop.language import parse
from unspiral.records import Fit, Panel

LOOP = parse("pain <-> depression")


def holes(panel: Panel) -> Panel:
    """Some cells missing, one row empty, clocks that do not begin at 0."""
    people = []
    for k, person in enumerate(panel.persons):
        values = person.values.copy()
        values[3, 0] = np.nan
        values[5] = np.nan
        people.append(replace(person, values=values, time=person.time + 2.0 * k))
    return replace(panel, persons=tuple(people))


@pytest.fixture(scope="module")
def one() -> Panel:
    return holes(simulate_panel(seed=5, occasions=90, uneven=True))


@pytest.fixture(scope="module")
def one_fit(one: Panel) -> Fit:
    return fit_ml(one, LOOP, error=False, starts=1)


@pytest.fixture(scope="module")
def many() -> Panel:
    return holes(simulate_panel(seed=6, persons=12, occasions=9))


@pytest.fixture(scope="module")
def many_fit(many: Panel) -> Fit:
    return fit_ml(many, LOOP, traits=False, error=False, starts=1, ladder=False)


@pytest.mark.identity
def test_with_frozen_numbers_the_folds_add_up(one: Panel, one_fit: Fit, many: Panel, many_fit: Fit) -> None:
    for panel, fit in ((one, one_fit), (many, many_fit)):
        found = leave_future(panel, fit, frozen=True)
        assert found.scores.sum() == pytest.approx(fit.loglik, abs=1e-9)
        assert len(found.scores) == sum(int((~np.isnan(p.values).all(axis=1)).sum()) for p in panel.persons)
        assert found.frozen


@pytest.mark.identity
def test_k_steps_ahead_is_the_dense_normal(one: Panel, one_fit: Fit) -> None:
    """No measurement error and the law of its own: the answer before (where it is whole) is all that matters."""
    person = one.persons[0]
    level = np.array([p.estimate for p in one_fit.parameters if p.name.startswith("level:")])
    law = solve_continuous_lyapunov(one_fit.drift, -one_fit.diffusion)
    for steps in (1, 3):
        found = leave_future(one, one_fit, frozen=True, steps=steps)
        rows = np.flatnonzero(~np.isnan(person.values).all(axis=1))
        for k in range(20, 40):
            now, before = rows[k], rows[k - steps]
            f = expm(one_fit.drift * (person.time[now] - person.time[before]))
            mean = level + f @ (person.values[before] - level)
            wanted = multivariate_normal(mean, law - f @ law @ f.T).logpdf(person.values[now])
            at = int(np.flatnonzero(np.isclose(found.times, person.time[now]))[0])
            assert found.scores[at] == pytest.approx(wanted, abs=1e-7)


def test_a_fold_is_the_fit_of_what_was_known(one: Panel, one_fit: Fit) -> None:
    person = one.persons[0]
    cut = float(person.time[60])
    found = leave_future(one, one_fit, origins=[cut])
    early = replace(one, persons=(replace(person, time=person.time[:61], values=person.values[:61], inputs=person.inputs[:61]),))
    short = fit_ml(early, LOOP, error=False, starts=1)
    values = {p.name: p.estimate for p in short.parameters}
    from unspiral.learn.likelihood import loglik

    wanted = loglik(one, LOOP, values, one_fit.choices) - loglik(early, LOOP, values, one_fit.choices)
    assert found.converged == (True,)
    assert found.origins == (cut,)
    assert (found.times > cut).all()
    assert found.scores.sum() == pytest.approx(wanted, abs=2e-3)
    assert found.scores.sum() < leave_future(one, one_fit, frozen=True).scores[-len(found.scores) :].sum() + 3.0


def test_default_folds_begin_in_the_middle_and_score_all_that_follows(many: Panel, many_fit: Fit) -> None:
    ticks: list[tuple[str, int, int]] = []
    found = leave_future(many, many_fit, progress=lambda *tick: ticks.append(tick))
    assert 2 <= len(found.origins) <= 6
    assert ticks[-1] == ("folds", len(found.origins), len(found.origins))
    assert all(found.converged)
    assert np.isfinite(found.scores).all()
    assert (np.diff(found.times) >= 0).all()
    behind = sum(
        int(((p.time > t0) & ~np.isnan(p.values).all(axis=1)).sum())
        for p in many.persons
        for t0 in [p.time[np.flatnonzero(p.time <= found.origins[0])[-1]] if (p.time <= found.origins[0]).any() else np.inf]
    )
    # Occasions of those who were there before the first origin; who came later is scored from their second occasion on.
    assert len(found.scores) >= behind - 1


def test_the_clock_is_the_panels(many: Panel, many_fit: Fit) -> None:
    problem = problem_of(many, LOOP, many_fit.choices)
    times = clock_of(problem.lanes, many, LOOP.columns)
    for i, name in enumerate(problem.lanes.name):
        person = next(p for p in many.persons if p.name == name)
        there = person.time[~np.isnan(person.values).all(axis=1)]
        assert np.allclose(times[: len(there), i], there)


def test_what_cannot_be_foretold_is_refused(one: Panel, one_fit: Fit, many: Panel, many_fit: Fit) -> None:
    with pytest.raises(SpecError, match="not the future"):
        leave_future(one, one_fit, steps=0)
    with pytest.raises(SpecError, match="between the first and the last"):
        leave_future(one, one_fit, origins=[1e6])
    waves = replace(many_fit, choices=replace(many_fit.choices, means="wave", waves=()))
    with pytest.raises(NotIdentified, match="wave to come"):
        leave_future(many, waves)


def with_inputs(panel: Panel) -> Panel:
    """The same answers, with a row for an input before most of them."""
    people = []
    for person in panel.persons:
        time = np.sort(np.concatenate([person.time, person.time[4:] - 0.01]))
        at = np.searchsorted(time, person.time)
        values, inputs = np.full((len(time), 2), np.nan), np.ones((len(time), 1))
        values[at], inputs[at] = person.values, 0.0
        people.append(replace(person, time=time, values=values, inputs=inputs))
    return replace(panel, persons=tuple(people), inputs=("drug",))


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_rows_that_are_kept_for_an_input_are_no_occasions(one: Panel, one_fit: Fit, steps: int) -> None:
    """With an input that does nothing the scores are those without it, however many rows it has."""
    loop = parse("pain <-> depression; drug => pain (impulse)")
    panel = with_inputs(one)
    nil = fit_ml(panel, loop, traits=one_fit.choices.traits, error=False, t0=one_fit.choices.t0, starts=1)
    value = {p.name: p.estimate for p in one_fit.parameters}
    wanted = np.array([value.get(p.name, 0.0) for p in nil.parameters])
    theta = _working(problem_of(panel, loop, nil.choices), wanted, nil.working.theta)
    assert theta is not None
    nil = replace(nil, working=replace(nil.working, theta=theta))
    plain, kept = leave_future(one, one_fit, steps=steps, frozen=True), leave_future(panel, nil, steps=steps, frozen=True)
    np.testing.assert_allclose(kept.times, plain.times, atol=1e-9)
    np.testing.assert_allclose(kept.scores, plain.scores, atol=1e-6)


def test_fits_with_other_rows_in_between_agree_on_when_an_answer_was() -> None:
    """Sums of lengths leave dust in the last digits; times are matched and counted as the panel gives them."""
    base, rng = simulate_panel(seed=5, persons=3, occasions=24), np.random.default_rng(1)
    asked = np.sort(np.concatenate([np.arange(8) + 0.3, np.arange(8) + 0.55, np.arange(8) + 0.9]))
    people = []
    for person in base.persons:
        given = np.sort(rng.choice(8, 4, replace=False)) + 0.7
        time = np.sort(np.concatenate([asked, given]))
        event = np.isin(time, given)
        values = np.full((len(time), 2), np.nan)
        values[~event] = person.values
        people.append(replace(person, time=time, values=values, inputs=event[:, None].astype(float)))
    panel = replace(base, persons=tuple(people), inputs=("event",))
    quick = {"traits": False, "error": False, "t0": "stationary", "starts": 1, "ladder": False}
    plain = leave_future(panel, fit_ml(panel, LOOP, **quick))
    more = leave_future(panel, fit_ml(panel, parse("pain <-> depression; event => pain (impulse)"), **quick))
    assert set(plain.times.tolist()) <= set(asked.tolist())
    assert plain.times.tolist() == more.times.tolist()
    assert len(future_gaps(plain, more)[0]) == len(plain.scores) > 30


def test_folds_do_not_learn_from_the_future_where_a_late_input_came_before_the_answers() -> None:
    """The clock of a lane that begins where the input acts is the panel's, not that of the row where it was given."""
    base = simulate_panel(seed=7, persons=20, occasions=10)
    loop, people = parse("pain <-> depression; drug => pain (impulse, after 3 days)"), []
    for i, person in enumerate(base.persons):
        early, inputs = np.array([-5.0 - i % 2]), np.zeros((11, 1))
        inputs[0], inputs[4] = 1.0, i % 3
        values = np.vstack([np.full((1, 2), np.nan), person.values])
        people.append(replace(person, time=np.concatenate([early, person.time]), values=values, inputs=inputs))
    panel = replace(base, persons=tuple(people), inputs=("drug",))
    fit = fit_ml(panel, loop, traits=False, error=False, t0="stationary", starts=1, ladder=False)
    found = leave_future(panel, fit, origins=[5.0])
    # At origin 5 everybody has six answers, so that the first one to be foretold is that of time 6.
    assert sorted(set(found.times.tolist())) == [6.0, 7.0, 8.0, 9.0]
