"""One person's answers as a picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.show.chart import checked

from unspiral.loop.language import parse
from unspiral.records import Panel
from unspiral.show.timeline_chart import timeline_picture

pytestmark = pytest.mark.unit


def test_every_answer_is_a_dot_and_the_gap_stays_a_gap(one: Panel) -> None:
    picture = timeline_picture(one, parse("pain <-> depression"))
    words = checked(picture)
    answers = int(np.isfinite(one.persons[0].values).sum())
    assert picture.svg.count("h0") == picture.wide.count("h0") == answers
    assert "pain, points" in words
    assert "depression, points" in words
    assert words.count("days since the first answer") == 2  # narrow and wide
    assert picture.title == "What was answered: 246 occasions over 259 days; the longest gap is 15 days"


def test_the_time_axis_stands_once_below_all_rows(one: Panel) -> None:
    picture = timeline_picture(one, parse("pain <-> depression"))
    for drawn in (picture.svg, picture.wide):
        assert drawn.count(">0</text>") <= 3  # one of the time axis, and perhaps one of each row
        assert drawn.count(">182</text>") <= 1


def test_the_table_sums_up_and_does_not_list_the_rows(one: Panel) -> None:
    table = timeline_picture(one, parse("pain <-> depression")).table
    assert table.header == ("days", "pain", "depression")
    assert 5 <= len(table.rows) <= 13


def test_columns_and_inputs_are_named(one: Panel) -> None:
    person = one.persons[0]
    walked = np.zeros((len(person.time), 1))
    walked[[3, 4, 5, 40]] = 1.0
    panel = replace(
        one, persons=(replace(person, inputs=walked),), indicators=("pain", "phq8"), inputs=("long_walk",)
    )  # fmt: skip
    picture = timeline_picture(panel, parse("pain <-> depression; depression by phq8; long_walk => pain (impulse)"))
    words = checked(picture)
    assert "phq8, points (depression)" in words
    assert "grey: long walk" in words
    assert "Grey: when an input was given." in picture.caption
    assert picture.svg.count('z"') == 1  # one path holds both runs


def test_time_is_counted_from_the_first_answer(one: Panel) -> None:
    person = one.persons[0]
    later = replace(one, persons=(replace(person, time=person.time + 20_000.0),))
    loop = parse("pain <-> depression")
    assert timeline_picture(later, loop).svg == timeline_picture(one, loop).svg


def test_two_answers_are_enough(one: Panel) -> None:
    person = one.persons[0]
    short = replace(person, time=person.time[:2], values=person.values[:2], inputs=person.inputs[:2])
    picture = timeline_picture(replace(one, persons=(short,)), parse("pain <-> depression"))
    assert "pain, points" in checked(picture)
    assert picture.svg.count("h0") == picture.wide.count("h0") == 4
    assert picture.title.startswith("What was answered: 2 occasions over 1 day")
