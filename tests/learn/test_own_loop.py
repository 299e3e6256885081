"""Which loop is fitted for one person: decided by the calendar, not by the answers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.diaries import own_diary

from unspiral.errors import NotIdentified
from unspiral.learn.own_loop import fit_own, own_loop, weekly

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
    with pytest.raises(NotIdentified, match="same value"):
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
