"""A week or a trend that the model leaves out: against the likelihood ratio of the wider fit, and how often it is called."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.loops import simulate_panel

from unspiral.learn.fit_ml import _fit
from unspiral.learn.left_out import left_out_verdicts, missed, regained, still_left_out
from unspiral.learn.parameters import by_name
from unspiral.learn.problem import Problem, problem_of
from unspiral.loop.language import parse
from unspiral.records import Choices, Fit, Panel, Verdict

LOOP = parse("pain <-> depression")
SATURDAY = 5


def weekly(panel: Panel, size: float) -> Panel:
    """Weekends are worse in both processes."""
    persons = tuple(replace(p, values=p.values + size * (np.floor(p.time) % 7 >= SATURDAY)[:, None]) for p in panel.persons)
    return replace(panel, persons=persons)


def drifting(panel: Panel, rise: float) -> Panel:
    """Both processes rise by so much over each person's record."""
    persons = tuple(replace(p, values=p.values + rise * (p.time / p.time[-1])[:, None]) for p in panel.persons)
    return replace(panel, persons=persons)


def dated(panel: Panel) -> Panel:
    """The same days with dates, the first one a Monday."""
    return replace(panel, persons=tuple(replace(p, local=p.time.copy()) for p in panel.persons))


def fitted(panel: Panel, **beside: bool) -> tuple[Fit, Problem]:
    """The search alone, without intervals."""
    t0 = "stationary" if len(panel.persons) == 1 else "separate"
    fit, problem, _ = _fit(panel, LOOP, Choices(len(panel.persons) > 1, False, t0, "constant", {}, starts=1, **beside), None)
    return fit, problem


def judged(panel: Panel) -> dict[str, Verdict]:
    fit, problem = fitted(panel)
    new = problem.innovations(by_name(problem.layout, {p.name: p.estimate for p in fit.parameters}))
    return {v.code: v for v in left_out_verdicts(panel, LOOP, fit, problem, new)}


@pytest.fixture(scope="module")
def weeks() -> tuple[Panel, Fit, Problem]:
    panel = dated(weekly(simulate_panel(seed=11, occasions=140), 0.5))
    return panel, *fitted(panel)


def test_the_score_test_is_the_likelihood_ratio_near_the_null(weeks: tuple[Panel, Fit, Problem]) -> None:
    panel, fit, problem = weeks
    wider = problem_of(panel, LOOP, replace(fit.choices, weekday=True))
    test = missed(wider, problem.layout, fit.working.theta, "weekday")
    with_week, _ = fitted(panel, weekday=True)
    assert test is not None and fit.loglik is not None and with_week.loglik is not None
    assert test.df == 12
    ratio = 2.0 * (with_week.loglik - fit.loglik)
    assert test.statistic == pytest.approx(ratio, rel=0.15)
    refitted = regained(wider, problem.layout, fit.working.theta, fit.loglik, "weekday")
    assert refitted is not None
    assert refitted.largest.startswith("weekday:")
    assert refitted.statistic == pytest.approx(ratio, rel=1e-3)
    assert refitted.p > test.p  # read against as many looks as the record holds


def test_a_number_the_design_cannot_tell_is_not_counted() -> None:
    """Three days of the week were answered, so two contrasts a process can be told."""
    panel = simulate_panel(seed=3, occasions=210)
    some = replace(panel, persons=(panel.persons[0].at(np.floor(panel.persons[0].time) % 7 < 3),))
    fit, problem = fitted(some)
    test = missed(problem_of(some, LOOP, replace(fit.choices, weekday=True)), problem.layout, fit.working.theta, "weekday")
    assert test is not None
    assert test.df == 4


def test_the_verdicts_fire_and_stay_silent() -> None:
    quiet = judged(simulate_panel(seed=2, occasions=120))
    assert {code: v.level for code, v in quiet.items()} == {"weekday-left-out": "ok", "trend-left-out": "ok"}
    found = judged(dated(weekly(simulate_panel(seed=2, occasions=120), 1.2)))
    assert {code: v.level for code, v in found.items()} == {"weekday-left-out": "caution", "trend-left-out": "ok"}
    assert found["weekday-left-out"].remedy == "--weekday"
    assert "Saturdays" in found["weekday-left-out"].reason or "Sundays" in found["weekday-left-out"].reason
    undated = judged(weekly(simulate_panel(seed=2, occasions=120), 1.2))
    assert "one day in seven" in undated["weekday-left-out"].reason
    rising = judged(drifting(simulate_panel(seed=2, occasions=120), 6.0))
    assert {code: v.level for code, v in rising.items()} == {"weekday-left-out": "ok", "trend-left-out": "caution"}
    assert "rises" in rising["trend-left-out"].reason
    assert "falls" in judged(drifting(simulate_panel(seed=2, occasions=120), -6.0))["trend-left-out"].reason


def test_what_is_in_the_model_is_not_left_out_and_a_few_days_more_change_nothing(weeks: tuple[Panel, Fit, Problem]) -> None:
    panel, fit, problem = weeks
    new = problem.innovations(by_name(problem.layout, {p.name: p.estimate for p in fit.parameters}))
    told = replace(fit, choices=replace(fit.choices, weekday=True, trend=True))
    assert left_out_verdicts(panel, LOOP, told, problem, new) == []
    said = (Verdict("weekday-left-out", "caution", "The week."), Verdict("edge", "caution", "An edge."))
    assert still_left_out(replace(fit, verdicts=said)) == [said[0]]


def test_people_without_dates_are_judged_by_days_one_week_apart() -> None:
    def shifted(panel: Panel) -> Panel:
        """Each person's day 0 is another day of the week."""
        moved = [replace(p, values=p.values + 1.0 * (np.floor(p.time + i) % 7 >= SATURDAY)[:, None]) for i, p in enumerate(panel.persons)]
        return replace(panel, persons=tuple(moved))

    quiet = simulate_panel(seed=4, persons=20, occasions=30, trait=0.5)
    assert judged(quiet)["weekday-left-out"].level == "ok"
    found = judged(shifted(quiet))["weekday-left-out"]
    assert found.level == "caution"
    assert "one week apart" in found.reason


def test_short_or_sparse_records_have_no_week() -> None:
    assert "weekday-left-out" not in judged(simulate_panel(seed=2, occasions=20))
    months = simulate_panel(seed=2, persons=10, occasions=12)
    sparse = replace(months, time_unit="month")
    assert judged(sparse) == {}


@pytest.mark.calibration
def test_how_often_they_are_called() -> None:
    """84 days of one person: 4-6 % where nothing was left out; at least 80 % where weekends are worse by 0.8 of a within-person
    deviation, or where both rise by four of them."""
    many, some = 1000, 200
    null = [judged(simulate_panel(seed=1000 + s, occasions=84)) for s in range(many)]
    for code in ("weekday-left-out", "trend-left-out"):
        share = np.mean([v[code].level == "caution" for v in null if code in v])
        assert abs(share - 0.05) < 0.01 + 3.0 * np.sqrt(0.05 * 0.95 / many), code
    week = [judged(weekly(simulate_panel(seed=s, occasions=84), 0.8)) for s in range(some)]
    assert np.mean([v["weekday-left-out"].level == "caution" for v in week]) >= 0.80
    rise = [judged(drifting(simulate_panel(seed=s, occasions=84), 4.0)) for s in range(some)]
    assert np.mean([v["trend-left-out"].level == "caution" for v in rise]) >= 0.80
