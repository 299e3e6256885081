"""The last days in small."""

from __future__ import annotations

import re

import pytest
from tests.show.days_made import END, day_before, evening, note

from unspiral.records.treatment import Treatment
from unspiral.show.day_record import days_of
from unspiral.show.week_chart import week_picture

pytestmark = pytest.mark.unit


def test_pain_and_mood_alone_with_every_answer_in_the_table() -> None:
    entries = [evening(day_before(2), {"pain": 3, "mood": 4, "sleep": 1}), note(day_before(1), "Rain"), evening(END, {"pain": 6})]
    walking = Treatment("a", "Walking", "movement", day_before(9))
    found = week_picture(days_of(entries, day_before(6), END, treatments=[walking]))
    assert found is not None
    assert found.title == "Pain was between 3 and 6; 2 of 7 days written down"
    assert "Walking" not in found.svg and "Sleep" not in found.svg and "Mood" in found.svg
    assert [row[1:4] for row in found.table.rows] == [("6", "not answered", "not answered"), ("3", "4", "1")]


def test_nothing_is_drawn_where_there_is_nothing() -> None:
    assert week_picture(days_of([note(END, "Rain")], day_before(6), END)) is None


def test_a_flare_day_is_explained_and_lies_on_no_words() -> None:
    found = week_picture(
        days_of([evening(END, {"pain": 6}, flare=True), evening(day_before(6), {"pain": 3}, flare=True)], day_before(6), END)
    )
    assert found is not None
    assert "Dark triangle: a flare day." in found.caption
    heading = float(re.findall(r'y="([\d.]+)"[^>]*>Pain: 0', found.svg)[0])
    marked = [float(y) for y in re.findall(r"M[\d.]+ ([\d.]+)h10", found.svg)]
    assert len(marked) == 2
    assert min(marked) > heading + 3.0  # what hangs below the line of the heading
    plain = week_picture(days_of([evening(END, {"pain": 6})], day_before(6), END))
    assert plain is not None and "triangle" not in plain.caption
