"""The picture of weekdays: what cannot be told is said, and no cause is named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.show.days_made import END, day_before, evening

from unspiral.show.day_record import Days, days_of
from unspiral.show.weekday_chart import weekday_finding, weekday_picture, weekday_rows, weekday_sentences

pytestmark = pytest.mark.unit


def _days(count: int, monday: int) -> Days:
    begin = date.fromisoformat(END) - timedelta(days=count - 1)
    entries = []
    for k in range(count):
        day = begin + timedelta(days=k)
        entries.append(evening(day.isoformat(), {"pain": 4 + k * 7 % 3 + (monday if day.weekday() == 0 else 0)}))
    return days_of(entries, day_before(count - 1), END)


def test_too_few_days_say_how_many_there_are_and_are_not_drawn() -> None:
    rows = weekday_rows(_days(30, 0), "pain")
    assert weekday_finding(rows, "pain") == "Pain: cannot tell yet whether a day of the week stands out"
    assert weekday_picture(rows, "pain") is None
    said = weekday_sentences(rows)
    assert "4 Mondays" in said[0] and said[1].startswith("8 of a weekday are needed")


def test_no_rhythm_reads_cannot_tell() -> None:
    rows = weekday_rows(_days(140, 0), "pain")
    found = weekday_picture(rows, "pain")
    assert found is not None and found.title == "Pain: cannot tell any day of the week from the days around it"
    assert {row[-1] for row in found.table.rows} == {"cannot tell"}


def test_a_weekday_that_differs_is_named_with_its_interval_and_without_a_cause() -> None:
    rows = weekday_rows(_days(140, 4), "pain")
    found = weekday_picture(rows, "pain")
    assert found is not None
    assert found.title.startswith("Pain was different on Mondays (") and "95 % interval" in found.title
    monday = found.table.rows[0]
    assert monday[0] == "Monday" and monday[-1] == "yes" and monday[2].startswith("+")
    assert found.svg.count("<circle") == 7
    for words in (found.title, found.caption, *weekday_sentences(rows)):
        assert "because" not in words and "makes" not in words
    assert "does not say why" in weekday_sentences(rows)[-1]


def test_some_weekdays_may_be_known_while_others_are_not() -> None:
    days = _days(140, 0)
    few = tuple(each for each in days.check_ins if date.fromisoformat(each.day).weekday() != 2 or each.day > day_before(40))
    rows = weekday_rows(Days(days.begin, days.end, check_ins=few), "pain")
    assert rows[2].stands_out is None and rows[3].stands_out is not None
    found = weekday_picture(rows, "pain")
    assert found is not None and "cannot tell yet" in found.svg and "cannot tell yet" in found.title
