from __future__ import annotations

from datetime import date

import pytest

from unspiral.errors import SpecError
from unspiral.measure.imports.asked import ITEMS, ask
from unspiral.measure.imports.device_clock import day_number

pytestmark = pytest.mark.unit


def test_everything_is_asked_for_when_nothing_is_said():
    asked = ask()
    assert asked.rows == {row for rows in ITEMS.values() for row in rows}
    assert all(map(asked.wants, ITEMS))
    assert asked.wants_row("steps", 0)
    assert asked.of("P2").person == "P2"


def test_kinds_and_single_rows():
    asked = ask(["sleep_minutes", "resting_heart_rate"])
    assert asked.wants("sleep")
    assert asked.wants("resting_heart_rate")
    assert not asked.wants("steps")
    assert not asked.wants_row("awakenings", 0)
    assert ask("steps").rows == {"steps", "steps_partial"}


def test_days():
    asked = ask(since="2024-03-09", until=date(2024, 3, 10))
    assert [asked.wants_day(day_number(f"2024-03-{day:02d}")) for day in (8, 9, 10, 11)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"items": ["step"]}, "Did you mean 'steps'"),
        ({"items": []}, "No item"),
        ({"person": " "}, "no name"),
        ({"since": "09.03.2024"}, "since: '09.03.2024' is no day"),
        ({"until": "2024-02-30"}, "until"),
        ({"since": "2024-03-10", "until": "2024-03-09"}, "later than"),
    ],
)
def test_what_cannot_be_asked_for(given, words):
    with pytest.raises(SpecError, match=words):
        ask(**given)
