from __future__ import annotations

import pytest

from unspiral.units import DAYS_PER, TIME_UNITS, count, per

pytestmark = pytest.mark.unit


def test_every_unit_has_its_length() -> None:
    assert set(DAYS_PER) == set(TIME_UNITS)
    assert sorted(DAYS_PER, key=DAYS_PER.__getitem__) == list(TIME_UNITS)


@pytest.mark.identity
def test_units_add_up() -> None:
    assert 24 * DAYS_PER["hour"] == DAYS_PER["day"] == 1
    assert DAYS_PER["week"] == 7
    assert 12 * DAYS_PER["month"] == DAYS_PER["year"] == 365.25


def test_rates() -> None:
    assert per("month") == "1/month"


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        (1, "day", "1 day"),
        (2, "day", "2 days"),
        (0.5, "week", "0.5 weeks"),
        (2.54, "month", "2.5 months"),
        (1.04, "hour", "1 hour"),
        (42, "day", "42 days"),
        (100, "day", "100 days"),
        (1476.3, "day", "1476 days"),
    ],
)
def test_amounts_in_words(amount: float, unit: str, said: str) -> None:
    assert count(amount, unit) == said
