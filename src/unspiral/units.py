"""The project's one clock: how long the named units of time are, and how rates are written."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

TimeUnit = Literal["hour", "day", "week", "month", "year"]

TIME_UNITS: tuple[str, ...] = get_args(TimeUnit)

# A month is a twelfth of a Julian year, so that twelve of them are a year whatever the calendar says.
PANEL_DAYS = 28.0  # typical intervals from here on are those of a panel, shorter ones those of a diary
WEEK = 7.0

# Wall clocks (``Person.local``) count days from this Monday's midnight, so that a calendar date can be had back from them.
FIRST_MONDAY = date(1969, 12, 29)

DAYS_PER: dict[str, float] = {"hour": 1.0 / 24.0, "day": 1.0, "week": 7.0, "month": 365.25 / 12.0, "year": 365.25}


def per(unit: str) -> str:
    """A rate's unit: ``per("day")`` is ``"1/day"``."""
    return f"1/{unit}"


def count(amount: float, unit: str) -> str:
    """An amount with its unit in words: ``count(1, "day")`` is ``"1 day"``, ``count(2.5, "day")`` is ``"2.5 days"``."""
    shown = f"{amount:.2g}" if amount < 100 else f"{amount:.0f}"
    return f"{shown} {unit}" if shown == "1" else f"{shown} {unit}s"
