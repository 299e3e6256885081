"""One reminder each evening, whatever the clocks do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from unspiral.errors import SpecError
from unspiral.measure.prompts.evening import PERSON, evening_plan
from unspiral.measure.prompts.schedule import due
from unspiral.measure.prompts.zone import zone as clock

pytestmark = pytest.mark.unit
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize("zone", ["Europe/Dublin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca"])
@pytest.mark.parametrize("at", ["20:00", "02:30", "00:00", "23:59"])
def test_a_year_reminds_each_evening_exactly_once(zone: str, at: str) -> None:
    found = due(evening_plan(at, zone), PERSON, FIRST, LAST)
    assert [one.day for one in found] == [FIRST + timedelta(days=n) for n in range(365)]
    assert len({one.id for one in found}) == 365
    walls = [one.at.astimezone(clock(zone)).strftime("%H:%M") for one in found]
    assert sum(wall != at for wall in walls) <= 2  # only where the clock skips that very time
    assert all(one.at.astimezone(clock(zone)).date() == one.day for one in found)


def test_a_pause_leaves_none_and_both_ends_are_inside() -> None:
    found = due(evening_plan("20:00", "Europe/Dublin", (date(2026, 3, 1), date(2026, 3, 31))), PERSON, FIRST, LAST)
    assert len(found) == 365 - 31
    assert not [one for one in found if one.day.month == 3]


def test_names_of_reminders_do_not_depend_on_the_stretch_that_is_asked_for() -> None:
    whole = {one.day: one.id for one in due(evening_plan("20:00", "Asia/Tokyo"), PERSON, FIRST, LAST)}
    part = due(evening_plan("20:00", "Asia/Tokyo"), PERSON, date(2026, 6, 1), date(2026, 6, 30))
    assert all(whole[one.day] == one.id for one in part)


@pytest.mark.parametrize("at", ["24:00", "8 pm", "20:60", ""])
def test_what_is_no_time_is_said(at: str) -> None:
    with pytest.raises(SpecError):
        evening_plan(at, "Europe/Dublin")
