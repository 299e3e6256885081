"""Which evening it is, by the person's own clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from unspiral.doors.web.evening import day_of, is_late, long_date, named, proposed

pytestmark = pytest.mark.unit

HERE = timezone(timedelta(hours=1))


def test_until_four_in_the_morning_it_is_the_evening_before() -> None:
    assert proposed(datetime(2026, 11, 23, 3, 59, tzinfo=HERE)) == date(2026, 11, 22)
    assert proposed(datetime(2026, 11, 23, 4, 0, tzinfo=HERE)) == date(2026, 11, 23)


def test_an_evening_is_over_at_four() -> None:
    assert not is_late(date(2026, 11, 22), datetime(2026, 11, 23, 3, 59, tzinfo=HERE))
    assert is_late(date(2026, 11, 22), datetime(2026, 11, 23, 4, 0, tzinfo=HERE))


@pytest.mark.parametrize("text", ["", "2026-11-24", "1999-12-31", "20261122", "2026-W47-7", "x"])
def test_what_is_no_day_to_write_about(text: str) -> None:
    assert day_of(text, datetime(2026, 11, 23, 12, tzinfo=HERE)) is None


def test_days_are_named() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=HERE)
    assert named(date(2026, 11, 22), now) == "Yesterday, Sunday 22 November 2026"
    assert long_date(date(2026, 1, 5)) == "Monday 5 January 2026"
