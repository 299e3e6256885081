"""Which evening a check-in is about, by the person's own clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from unspiral.doors.web.entrance import Visit

NIGHT_ENDS = 4  # o'clock: until then "today" is still the evening before
EARLIEST = date(2000, 1, 1)


def moment(visit: Visit) -> datetime:
    """Now, by the clock of the zone that the person chose; by the machine's where none was chosen."""
    zone = visit.journal.setting("zone")
    now = visit.desk.now()
    if not isinstance(zone, str) or not zone:
        return now
    try:
        return now.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError):  # a zone this machine does not know: its own clock is the next best
        return now


def proposed(now: datetime) -> date:
    """The day to write about: today, and before four in the morning the evening before."""
    return now.date() - timedelta(days=1) if now.hour < NIGHT_ENDS else now.date()


def is_late(day: date, now: datetime) -> bool:
    """Whether the evening of a day was over when something about it was kept: after four the next morning."""
    return proposed(now) > day


def day_of(text: str, now: datetime) -> date | None:
    """A day that can be written about, or None: not to come, and not before the year 2000."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text and EARLIEST <= day <= now.date() else None


def long_date(day: date) -> str:
    """A day in words: "Sunday 22 November 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def named(day: date, now: datetime) -> str:
    """The day beside its name: "Today, Sunday 22 November 2026"."""
    before = (now.date() - day).days
    return f"{('Today, ', 'Yesterday, ')[before] if before in (0, 1) else ''}{long_date(day)}"
