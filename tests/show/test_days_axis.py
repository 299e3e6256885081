"""The axis of days: every day as wide as the next, and names that do not run into each other."""

from __future__ import annotations

from itertools import pairwise

import pytest

from unspiral.show.days_axis import days_axis, days_foot, named_days
from unspiral.show.svg import FONT

pytestmark = pytest.mark.unit


def test_days_are_equally_wide_also_when_the_clocks_change() -> None:
    axis = days_axis("2026-10-20", 10, 0.0, 100.0)
    assert [axis.at(k) for k in range(10)] == pytest.approx([5.0 + 10.0 * k for k in range(10)])
    assert axis.step == pytest.approx(10.0)


@pytest.mark.parametrize("count", [1, 2, 7, 8, 9, 30, 60, 90, 130, 131, 365, 1095, 5000, 15000])
@pytest.mark.parametrize("width", [360.0, 760.0])
@pytest.mark.parametrize("begin", ["2026-01-01", "2024-02-29", "2025-11-30"])
def test_names_lie_inside_and_apart(count: int, width: float, begin: str) -> None:
    axis = days_axis(begin, count, 34.0, width - 10.0)
    named = named_days(axis)
    assert len(named) <= 20
    assert all(0 <= place < count for place, _ in named)
    assert named or count in range(131, 160), "something must tell where in time this is"
    for (a, one), (b, two) in pairwise(named):
        assert axis.at(b) - axis.at(a) >= 0.31 * FONT * (len(one) + len(two)), (one, two)


def test_seven_days_are_named_by_weekday_and_months_by_their_name() -> None:
    assert [words for _, words in named_days(days_axis("2026-11-16", 7, 0.0, 716.0))][:2] == ["Mon 16", "Tue 17"]
    assert [words for _, words in named_days(days_axis("2026-11-16", 7, 0.0, 316.0))][:2] == ["Mon 16", "Wed 18"]
    words = [words for _, words in named_days(days_axis("2025-11-23", 365, 0.0, 716.0))]
    assert "2026" in words and "Mar" in words


def test_the_foot_names_what_it_marks() -> None:
    axis = days_axis("2026-11-16", 7, 0.0, 316.0)
    assert "".join(days_foot(axis, 100.0)).count("<text") == 4
