"""Check-ins as the panel of one person."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from unspiral.errors import DataError
from unspiral.measure.daily.panel import ANSWERS, first_day, panel_of
from unspiral.records.entry import Entry, Plain
from unspiral.units import FIRST_MONDAY

pytestmark = pytest.mark.unit


def check_in(day: str, at: str = "20:00:00", **answers: Plain) -> Entry:
    return Entry(f"{day}{at}", "check-in", day, f"{day}T{at}+01:00", {"form": "check-in/1", "answers": dict(answers)})


def test_higher_is_worse_for_mood_and_sleep_and_gaps_stay_gaps() -> None:
    panel = panel_of([check_in("2026-03-28", pain=6, mood=4, sleep=5, activity=3, stress=7), check_in("2026-03-30", pain=2)])
    person = panel.persons[0]
    assert panel.indicators == tuple(ANSWERS) == ("pain", "low_mood", "sleep_problem", "activity", "stress")
    assert person.time.tolist() == [0.0, 2.0]  # two days, though one of them has 23 hours
    assert person.values[0].tolist() == [6.0, 6.0, 5.0, 3.0, 7.0]
    assert person.values[1][0] == 2.0
    assert np.isnan(person.values[1][1:]).all()
    assert panel.time_unit == "day"


def test_the_wall_clock_tells_the_day_of_the_week() -> None:
    person = panel_of([check_in("2026-11-22", pain=1), check_in("2026-11-23", pain=2)]).persons[0]  # a Sunday and a Monday
    assert person.local is not None
    assert [int(day % 7) for day in person.local] == [6, 0]
    assert person.local[0] == (date(2026, 11, 22) - FIRST_MONDAY).days


def test_the_last_answer_about_a_day_counts_question_by_question() -> None:
    panel = panel_of([check_in("2026-11-22", "21:00:00", pain=8), check_in("2026-11-22", "20:00:00", pain=1, mood=9)])
    assert panel.persons[0].values[0][:2].tolist() == [8.0, 1.0]
    assert "1 further check-ins" in panel.source.said[0]


def test_clocks_of_two_zones_are_compared_as_moments() -> None:
    later = Entry("w", "check-in", "2026-11-22", "2026-11-22T20:30:00-05:00", {"answers": {"pain": 8}})
    earlier = Entry("e", "check-in", "2026-11-22", "2026-11-22T22:00:00+01:00", {"answers": {"pain": 1}})
    assert panel_of([later, earlier]).persons[0].values[0][0] == panel_of([earlier, later]).persons[0].values[0][0] == 8.0


def test_days_outside_and_other_kinds_do_not_count() -> None:
    note = Entry("n", "note", "2026-11-01", "2026-11-01T20:00:00+01:00", {"text": "x"})
    days = [check_in(f"2026-11-0{k}", pain=k) for k in (2, 3, 4)]
    assert first_day([note, *days]) == "2026-11-02"
    assert first_day([note]) == ""
    person = panel_of([note, *days], begin="2026-11-03", until="2026-11-03").persons[0]
    assert (person.time.tolist(), person.values[0][0]) == ([0.0], 3.0)


@pytest.mark.parametrize("value", [11, -1, "6", True])
def test_an_answer_that_is_none_is_refused_not_guessed(value: Plain) -> None:
    with pytest.raises(DataError, match="2026-11-22") as told:
        panel_of([check_in("2026-11-22", pain=value)])
    assert str(value) not in told.value.what.replace("2026-11-22", "").replace("from 0 to 10", "")


def test_no_check_in_is_said() -> None:
    with pytest.raises(DataError, match="no check-in yet"):
        panel_of([])
