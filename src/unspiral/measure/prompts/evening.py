"""The plan of one evening reminder a day, on the person's own clock."""

from __future__ import annotations

from datetime import date

from unspiral.errors import SpecError
from unspiral.records.schedule import MIDNIGHT, Fixed, Pause, Rule, Schedule, Version, Wall

PERSON = "me"
TITLE = "Evening check-in"  # stands on lock screens: nothing about health
OPEN_MINUTES = 180  # an answer on the same evening


def evening_plan(at: str, zone: str, pause: tuple[date, date] | None = None) -> Schedule:
    """One reminder each evening.

    Args:
        at: wall time, "20:00".
        zone: IANA name of the time zone.
        pause: first and last day without any reminder, or None.

    Raises:
        SpecError: no such time.

    Source: tests/measure/prompts/test_evening.py: a year in five zones, each evening once.
    """
    hours, _, minutes = at.partition(":")
    if not (hours.isdecimal() and minutes.isdecimal() and int(hours) < 24 and int(minutes) < 60):
        raise SpecError(f"'{at[:10]}' is no time of the day.", fix="20:00")
    rule = Rule("evening", Fixed((Wall(MIDNIGHT, 60 * int(hours) + int(minutes)),)), OPEN_MINUTES)
    pauses = () if pause is None else (Pause(*pause),)
    return Schedule("evening", zone, (Version(1, None, None, (rule,)),), TITLE, pauses=pauses)
