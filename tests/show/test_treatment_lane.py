"""Treatments behind the days: clipped to what is shown, each with its name."""

from __future__ import annotations

import re

import pytest
from tests.show.days_made import END, day_before

from unspiral.records.treatment import Treatment
from unspiral.show.day_record import Days
from unspiral.show.days_axis import days_axis
from unspiral.show.treatment_lane import MOST, clipped, lane_height, shown_treatments, treatment_bands, treatment_lines

pytestmark = pytest.mark.unit

BEGIN = day_before(9)


def _days(*treatments: Treatment) -> Days:
    return Days(BEGIN, END, BEGIN, treatments=treatments)


def _t(begin: str, end: str = "", name: str = "Walking") -> Treatment:
    return Treatment(begin + end, name, "movement", begin, end)


@pytest.mark.parametrize(
    ("begin", "end", "places"),
    [(30, "", (0, 9)), (30, 5, (0, 4)), (5, 2, (4, 7)), (3, -20, (6, 9)), (9, 9, (0, 0))],
)
def test_bands_end_where_the_picture_ends(begin: int, end: int | str, places: tuple[int, int]) -> None:
    found = _t(day_before(begin), day_before(end) if isinstance(end, int) else "")
    days = _days(found)
    assert clipped(days, found) == places
    axis = days_axis(BEGIN, 10, 0.0, 100.0)
    (shape, *_edges) = treatment_bands(days, axis, 5.0, 50.0)
    left, right = (float(x) for x in re.findall(r"[MH](-?[\d.]+)", shape)[:2])
    assert (left, right) == (10.0 * places[0], 10.0 * places[1] + 10.0)


def test_an_edge_is_drawn_only_where_one_began_or_ended() -> None:
    axis = days_axis(BEGIN, 10, 0.0, 100.0)
    assert len(treatment_bands(_days(_t(day_before(30))), axis, 0.0, 9.0)) == 1
    assert len(treatment_bands(_days(_t(day_before(5), day_before(2))), axis, 0.0, 9.0)) == 3
    assert treatment_bands(_days(), axis, 0.0, 9.0) == []


def test_names_are_written_and_shortened_where_they_do_not_fit() -> None:
    days = _days(_t(day_before(8), name="Walking <slowly>"), _t(day_before(2), name="x" * 80))
    drawn = "".join(treatment_lines(days, days_axis(BEGIN, 10, 34.0, 350.0), 0.0, 360.0))
    assert "Walking &lt;slowly&gt;" in drawn
    assert "…" in drawn and "x" * 80 not in drawn


def test_of_many_the_newest_are_drawn() -> None:
    many = tuple(_t(day_before(20 - k), name=f"T{k}") for k in range(9))
    assert [each.name for each in shown_treatments(_days(*many))] == [f"T{k}" for k in range(9 - MOST, 9)]
    assert lane_height(many) == lane_height(many[:MOST]) > lane_height(many[:1]) > lane_height(()) == 0.0
