"""What is told from answers about stretches - states, forecasts, scores, files of fits - against one normal, or against the likelihood."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy import ndarray
from tests.learn.test_windows import choices
from tests.learn.window_truth import Reading, dense

from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.fitted import fitted
from unspiral.learn.forecast import forecast
from unspiral.learn.forecast_score import score_forecasts
from unspiral.learn.information import moments, part_of
from unspiral.learn.leave_future import leave_future
from unspiral.learn.parameters import assemble, by_name, layout_for
from unspiral.learn.reference import loglik
from unspiral.learn.simulate import simulate
from unspiral.learn.smooth import smooth
from unspiral.learn.windows import spans_of
from unspiral.loop.language import parse
from unspiral.records import Fit, Panel, Person
from unspiral.store.fit_json import read_fit, write_fit

pytestmark = pytest.mark.identity

LOOP = parse("pain <-> low_mood\npain by nrs\nlow_mood by phq8 (mean of 10 days), mood")
NUMBERS = {
    "self:pain": -0.4, "self:low_mood": -0.3, "link:pain->low_mood": 0.12, "link:low_mood->pain": 0.15, "diffusion:pain": 1.0,
    "diffusion:pain,low_mood": 0.1, "diffusion:low_mood": 0.5, "loading:low_mood=mood": 0.9, "level:nrs": 5.0, "level:phq8": 8.0,
    "level:mood": 4.0, "error:nrs": 0.4, "error:phq8": 0.2, "error:mood": 0.3, "trait:pain": 1.0, "trait:pain,low_mood": 0.2,
    "trait:low_mood": 0.8,
}  # fmt: skip


@cache
def people() -> Panel:
    """Uneven days; the questionnaire every seventh row, so that stretches overlap; mood missing now and then."""
    rng = np.random.default_rng(6)
    times = [np.sort(rng.choice(220, 30, replace=False)) / 10.0 for _ in range(6)]
    panel = simulate(LOOP, NUMBERS, times, seed=2, choices=choices(LOOP, traits=True, t0="stationary"), unit="day")

    def thin(person: Person) -> Person:
        values = person.values.copy()
        values[np.arange(len(values)) % 7 != 6, 1] = np.nan
        values[np.arange(len(values)) % 5 == 2, 2] = np.nan
        return replace(person, values=values)

    return replace(panel, persons=tuple(thin(p) for p in panel.persons))


@cache
def fit() -> Fit:
    return fit_ml(people(), LOOP, t0="stationary", starts=1, ladder=False)


def conditional(person: Person, column: int, time: float, span: float) -> tuple[float, float]:
    """Mean and variance of one more answer given all answers: three values on the parabola of one normal's log-likelihood."""
    plain = layout_for(LOOP, fit().choices, "day")
    system = assemble(plain, by_name(plain, {p.name: p.estimate for p in fit().parameters}))
    spans = spans_of(LOOP, "day")
    readings = [
        Reading(int(c), float(person.time[t]), spans[c], float(person.values[t, c]), float(system.level[0, c]), np.zeros(2))
        for t, c in np.argwhere(~np.isnan(person.values))
    ]
    start = min(r.time - r.span for r in readings)
    level = float(system.level[0, column])
    x = np.array([level - 3.0, level, level + 3.0])
    y = [dense(system, start, [*readings, Reading(column, time, span, float(v), level, np.zeros(2))]) for v in x]
    curve = np.polyfit(x, y, 2)
    variance = -0.5 / float(curve[0])
    return float(curve[1]) * variance, variance - float(system.error[column, column])


def test_smoothed_states_are_those_of_one_normal() -> None:
    told = smooth(fit(), people(), persons=["1"])
    person, found = people().persons[0], told.persons[0]
    assert told.state == ("pain", "low_mood", "level of pain", "level of low_mood")
    assert found.mean.shape[1] == 4 and found.cov.shape[1:] == (4, 4)
    unanswered = int(np.flatnonzero(np.isnan(person.values[:, 2]))[3])
    asked = int(np.flatnonzero(~np.isnan(person.values[:, 1]))[2])
    for row, column, span in ((unanswered, 2, 0.0), (unanswered, 1, 0.0), (asked, 1, 10.0)):
        at = int(np.abs(found.time - person.time[row]).argmin())
        mean, variance = conditional(person, column, float(person.time[row]), span)
        assert found.expected[at, column] == pytest.approx(mean, abs=1e-6)
        assert found.expected_sd[at, column] ** 2 == pytest.approx(variance, rel=1e-5)


def test_looking_in_between_changes_nothing_at_the_occasions() -> None:
    plain, fine = (smooth(fit(), people(), every=every).persons[3] for every in (None, 0.37))
    at = np.abs(fine.time[:, None] - plain.time).argmin(axis=0)
    assert len(fine.time) > len(plain.time) + 20
    np.testing.assert_allclose(fine.mean[at], plain.mean, atol=1e-9)
    np.testing.assert_allclose(fine.cov[at], plain.cov, atol=1e-9)
    np.testing.assert_allclose(fine.expected[at][~np.isnan(plain.answers)], plain.expected[~np.isnan(plain.answers)], atol=1e-9)


def test_a_forecast_is_of_the_moment_and_says_so() -> None:
    told = forecast(fit(), people(), ahead=[1.5, 4.0], draws=0, persons=["1"])
    person, found = people().persons[0], told.persons[0]
    for k, column in ((0, 1), (1, 1), (1, 2)):
        mean, variance = conditional(person, column, float(found.time[k]), 0.0)
        assert found.mean[k, column] == pytest.approx(mean, abs=1e-6)
        assert found.sd_state[k, column] ** 2 == pytest.approx(variance, rel=1e-5)
    assert any("phq8 (mean of 10 days): told as of the moment" in said for said in told.assumptions)


def test_scores_of_forecasts_are_of_the_answers_that_were_given() -> None:
    """Log scores of a row's answers, all at once, add up to the log-likelihood; the forecast's own law has the same means."""
    found = fitted(fit(), people())
    scored = leave_future(people(), fit(), frozen=True)
    assert float(scored.scores.sum()) == pytest.approx(fit().loglik, abs=1e-6)
    by_name = {s.indicator: s for s in score_forecasts(fit(), people()) if s.steps == 1}
    assert by_name["phq8"].answers == int(found.lanes.answered[..., 1].sum()) - 6  # a first one has none before it to compare with
    assert by_name["phq8"].coverage > 0.6


def test_a_part_of_the_design_has_the_moments_of_the_whole() -> None:
    found = fitted(fit(), people())
    part = part_of(found.lanes, 3, 60)
    mean, cov = moments(list(found.models), part)
    rng = np.random.default_rng(1)
    for a in range(3):
        seen = part.answered[a].ravel()
        values = np.where(part.answered[a], rng.normal(5.0, 2.0, part.answered[a].shape), 0.0)
        r = (values.ravel() - mean[0, a])[seen]
        s = cov[0, a][np.ix_(seen, seen)]
        truth = -0.5 * (r @ np.linalg.solve(s, r) + np.linalg.slogdet(s)[1] + seen.sum() * np.log(2 * np.pi))
        lane = next(i for i in range(6) if same_gaps(found.lanes.dt[found.lanes.step[:, i]], part.gap[a]))
        own = found.lanes.some(np.array([lane]))
        length = int(own.running.sum())
        filled = np.zeros(own.values.shape)
        filled[:length, 0] = values[:length]
        value = loglik(found.models[0], replace(own, values=filled))
        assert value == pytest.approx(truth, abs=1e-7)


def same_gaps(one: ndarray, other: ndarray) -> bool:
    n = min(len(one), len(other))
    return bool(np.allclose(one[:n], other[:n]) and np.allclose(one[n:], 0.0))


def test_a_file_of_a_fit_keeps_its_windows(tmp_path: Path) -> None:
    write_fit(fit(), tmp_path / "fit.json")
    again = read_fit(tmp_path / "fit.json")
    assert parse(again.loop_text) == LOOP
    found = fitted(again, people())
    assert found.problem.layout.windows.integrals == fitted(fit(), people()).problem.layout.windows.integrals
    theta = again.working.theta
    assert found.problem.values([theta])[0][0] == pytest.approx(fit().loglik, abs=1e-8)
    assert "(mean of 10 days)" in again.loop_text
