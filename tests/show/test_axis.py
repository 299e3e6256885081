"""Scales, round ticks and frames."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.show.axis import LEFT, Plot, Scale, axes, dot, labels_of, plot_of, step_of, ticks, upright, widened, zero_line

pytestmark = pytest.mark.unit


def test_a_scale_is_straight() -> None:
    scale = Scale(0.0, 10.0, 100.0, 0.0)
    assert [scale.at(v) for v in (0.0, 5.0, 10.0)] == [100.0, 50.0, 0.0]
    assert Scale(3.0, 3.0, 0.0, 10.0).at(3.0) == 5.0


@given(st.floats(-1e5, 1e5), st.floats(1e-6, 1e5), st.integers(2, 9))
def test_ticks_are_round_and_few(low: float, span: float, most: int) -> None:
    found = ticks(low, low + span, most)
    assert len(found) <= most + 1
    step = step_of((low + span) - low, most)
    assert f"{step:.0e}"[0] in "125"
    assert all(abs(value / step - round(value / step)) < 1e-9 * max(1.0, abs(value / step)) for value in found)


@pytest.mark.parametrize(("unit", "span", "step"), [("day", 56.0, 14.0), ("day", 750.0, 182.0), ("month", 48.0, 12.0), ("hour", 24.0, 6.0)])
def test_time_is_cut_as_people_count_it(unit: str, span: float, step: float) -> None:
    assert step_of(span, 5, unit) == step


def test_short_times_are_cut_by_tens() -> None:
    assert step_of(1.5, 5, "day") == 0.5


@given(st.floats(-100.0, 100.0), st.floats(0.0, 100.0))
def test_a_widened_range_holds_the_data(low: float, span: float) -> None:
    a, b = widened(low, low + span)
    assert a <= low + 1e-6 * max(1.0, abs(low))
    assert b >= low + span - 1e-6 * max(1.0, abs(low + span))
    assert b > a


def test_long_labels_get_room() -> None:
    assert plot_of((0.0, 1.0), (0.0, 1.0), 360.0, 200.0).left == LEFT
    assert plot_of((0.0, 1.0), (5.44396, 5.44404), 360.0, 200.0).left > LEFT
    assert labels_of(-0.2, 0.2, plus=True)[0.2] == "+0.2"


def plot() -> Plot:
    return plot_of((0.0, 8.0), (-0.2, 0.2), 360.0, 250.0)


def test_axes_name_their_units() -> None:
    drawn = "".join(axes(plot(), "days since", "points", time_unit="day"))
    assert ">days since<" in drawn
    assert ">points<" in drawn
    assert ">−0.2<" in drawn
    given_ticks = "".join(axes(plot(), "", "", x_ticks=[0.0, 6.5]))
    assert ">6.5<" in given_ticks


def test_the_zero_line_is_there_only_where_zero_is() -> None:
    assert zero_line(plot())
    assert zero_line(plot_of((0.0, 1.0), (1.0, 2.0), 360.0, 250.0)) == ""


def test_words_stand_on_the_side_that_has_room() -> None:
    assert 'text-anchor="end"' not in upright(plot(), 1.0, "here")[1]
    assert 'text-anchor="end"' in upright(plot(), 7.0, "here")[1]


def test_dots() -> None:
    assert 'fill="currentColor"' in dot(1.0, 2.0, 3.0)
    assert 'class="uc-paper"' in dot(1.0, 2.0, 3.0, hollow=True)
