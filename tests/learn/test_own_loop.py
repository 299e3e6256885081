"""Which loop is fitted for one person: decided by the calendar, not by the answers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.diaries import own_diary

from unspiral.errors import NotIdentified
from unspiral.learn.lags import lag_curves
from unspiral.learn.own_loop import fit_own, own_loop, weekly
from unspiral.records import Panel

pytestmark = pytest.mark.unit


def test_a_trend_always_a_week_from_six_weeks_error_from_fifty_days() -> None:
    for days, week, error in ((30, False, False), (45, True, False), (90, True, True)):
        own = own_loop(own_diary(days))
        assert own.choices.trend
        assert (own.weekday, own.choices.weekday, own.choices.error) == (week, week, error)
        assert own.loop.names == ("pain", "low_mood")


def test_every_weekday_must_have_been_seen_often_enough() -> None:
    person = own_diary(70).persons[0]
    assert person.local is not None
    sundays = np.flatnonzero(np.floor(person.local) % 7 == 6)
    assert not weekly(person.at(np.setdiff1d(np.arange(70), sundays[3:])))


def test_the_answers_do_not_decide_what_is_fitted() -> None:
    one, other = own_diary(90, seed=1), own_diary(90, seed=2, effect=0.6)
    assert own_loop(one).choices == own_loop(other).choices


def test_days_that_never_change_are_refused() -> None:
    panel = own_diary(60)
    person = panel.persons[0]
    still = replace(person, values=np.column_stack([person.values[:, 0], np.full(60, 4.0)]))
    with pytest.raises(NotIdentified, match="Every answer about mood in these days is 6"):
        own_loop(replace(panel, persons=(still,)))


def test_the_fit_is_that_of_the_decided_loop() -> None:
    panel = own_diary(45)
    own = own_loop(panel)
    fit = fit_own(panel, own)
    assert fit.converged
    c = fit.choices
    assert (c.trend, c.weekday, c.error, c.t0) == (True, True, own.choices.error, own.choices.t0)
    again = fit_own(own_diary(46), own_loop(own_diary(46)), warm=fit)
    assert again.converged


def of_days(panel: Panel, keep: object, column: int = 1, value: float | None = None) -> Panel:
    """The same diary with only some rows, or with one column that is ``value`` throughout."""
    person = panel.persons[0].at(np.flatnonzero(np.asarray(keep)))
    if value is not None:
        values = person.values.copy()
        values[:, column] = value
        person = replace(person, values=values)
    return replace(panel, persons=(person,))


@pytest.mark.parametrize(
    ("panel", "words"),
    [
        (of_days(own_diary(60), np.ones(60), 1, np.nan), "No check-in in these days says anything about mood."),
        (of_days(own_diary(60), np.ones(60), 0, np.nan), "No check-in in these days says anything about pain."),
        (of_days(own_diary(60), np.ones(60), 0, 0.0), "Every answer about pain in these days is 0 (60 answers)."),
        (of_days(own_diary(60), np.ones(60), 1, 10.0), "Every answer about mood in these days is 0 (60 answers)."),
        (of_days(own_diary(5), np.ones(5)), "still too few to learn a loop from (10 so far)"),
    ],
)
def test_refusals_are_in_words_for_the_person_and_name_no_command(panel: Panel, words: str) -> None:
    with pytest.raises(NotIdentified) as refused:
        own_loop(panel)
    error = refused.value
    assert words in error.what
    for part in (error.what, error.why, error.fix):
        assert not set("'_") & set(part)
        assert "--" not in part and "olumn" not in part


@pytest.mark.parametrize(("both", "words"), [(0, "Only 0 days have an"), (1, "Only 1 day has an"), (3, "Only 3 days have an")])
def test_days_with_both_answers_are_counted_before_anything_is_learned(both: int, words: str) -> None:
    panel = own_diary(60)
    values = panel.persons[0].values.copy()
    values[both:30, 0], values[30:, 1] = np.nan, np.nan
    assert int(np.isfinite(values).all(axis=1).sum()) == both
    with pytest.raises(NotIdentified) as refused:
        own_loop(replace(panel, persons=(replace(panel.persons[0], values=values),)))
    assert refused.value.what.startswith(words) and refused.value.code == "too-few-answers"


def test_two_answers_that_move_as_one_are_refused() -> None:
    panel = own_diary(60)
    one = panel.persons[0].values[:, 0]
    with pytest.raises(NotIdentified, match="mood is 10 minus the one about pain"):
        own_loop(replace(panel, persons=(replace(panel.persons[0], values=np.column_stack([one, one])),)))


def test_effects_are_those_of_one_day_also_where_mostly_two_lie_between_answers() -> None:
    """The page says "on one day ... on the next": the number beside it must be that of one day, not of the usual gap."""
    panel = of_days(own_diary(160, 4, effect=0.4), np.isin(np.arange(160) % 5, (0, 2, 3)))
    assert np.median(np.diff(panel.persons[0].time)) == 2.0
    fit = fit_own(panel, own_loop(panel))
    there = fit.direction.links["pain", "low_mood"]
    assert fit.direction.lag == 1.0
    one_day = lag_curves(fit, longest=2.0, points=3)["pain", "low_mood"].estimate
    assert there.effect.estimate == pytest.approx(one_day[1], rel=1e-6)
    assert there.effect.estimate != pytest.approx(one_day[2], rel=0.05)
