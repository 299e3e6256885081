"""Moments as phones and watches write them: seconds since 1970 in UTC, and how far the local clock was from it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from unspiral.errors import SpecError

DAY = 86_400
# Outside of these years stand placeholders and clocks that were never set.
FIRST_YEAR, LAST_YEAR = 1990, 2100

_APPLE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) ([+-][0-9]{4})")
_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)? ?(Z|[+-][0-9]{2}:?[0-9]{2})?")
_AMERICAN = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2})")
_EPOCH = date(1970, 1, 1)


def apple_moment(text: str) -> tuple[int, int]:
    """``2024-03-09 21:30:00 +0100`` as seconds since 1970 in UTC, and minutes that the local clock was ahead of it.

    Raises:
        ValueError: it is written otherwise, or no moment on the calendar.
    """
    found = _APPLE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    day, hour, minute, second, offset = found.groups()
    ahead = _ahead(offset)
    return _midnight(day) + _clock(hour, minute, second) - 60 * ahead, ahead


def iso_moment(text: str) -> tuple[int, int | None]:
    """``2024-03-09T21:30:00+01:00`` in the same way; None where no offset stands, and the seconds are then those of the local clock.

    Parts of a second are left aside.

    Raises:
        ValueError: it is written otherwise, or no moment on the calendar.
    """
    found = _ISO.fullmatch(text)
    if found is None:
        raise ValueError(text)
    day, hour, minute, second, offset = found.groups()
    seconds = _midnight(day) + _clock(hour, minute, second or "00")
    if offset is None:
        return seconds, None
    ahead = 0 if offset == "Z" else _ahead(offset.replace(":", ""))
    return seconds - 60 * ahead, ahead


def american_moment(text: str) -> int:
    """``03/09/24 21:30:00`` (month, day, year) as seconds since 1970 of the clock that wrote it, whichever that was.

    Raises:
        ValueError: it is written otherwise, or no moment on the calendar.
    """
    found = _AMERICAN.fullmatch(text)
    if found is None:
        raise ValueError(text)
    month, day, year, hour, minute, second = found.groups()
    return _midnight(f"20{year}-{month}-{day}") + _clock(hour, minute, second)


def day_text(day: int) -> str:
    """A day, counted from 1970, as ``2024-03-09``."""
    return (_EPOCH + timedelta(days=day)).isoformat()


def day_number(text: str) -> int:
    """``2024-03-09`` as a day counted from 1970.

    Raises:
        ValueError: it is written otherwise, or no day on the calendar.
    """
    return _midnight(text) // DAY


def moment_text(seconds: int, ahead: int | None) -> str:
    """A moment as ``2024-03-09T21:30:00+01:00``; without an offset where none is known."""
    local = datetime.fromtimestamp(seconds + 60 * (ahead or 0), UTC)
    text = local.strftime("%Y-%m-%dT%H:%M:%S")
    if ahead is None:
        return text
    hours, minutes = divmod(abs(ahead), 60)
    return f"{text}{'-' if ahead < 0 else '+'}{hours:02d}:{minutes:02d}"


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name.

    Raises:
        SpecError: no zone has this name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # ValueError: a name such as ../x; OSError: the name of a folder
        raise SpecError(f"'{name[:40]}' is no time zone.", fix="write it as Europe/Berlin, America/New_York or UTC.") from None


@lru_cache(maxsize=65_536)
def ahead_in(zone: ZoneInfo, quarter: int) -> int:
    """Minutes that a zone's clock is ahead of UTC, in a quarter of an hour counted from 1970: no zone changes within one."""
    offset = datetime.fromtimestamp(900 * quarter, zone).utcoffset() or timedelta(0)
    return round(offset.total_seconds() / 60)


def _clock(hour: str, minute: str, second: str) -> int:
    hours, minutes, seconds = int(hour), int(minute), int(second)
    if hours > 23 or minutes > 59 or seconds > 59:
        raise ValueError(hour)
    return 3600 * hours + 60 * minutes + seconds


@lru_cache(maxsize=16_384)
def _midnight(day: str) -> int:
    found = date.fromisoformat(day)
    if len(day) != 10 or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(day)
    return DAY * (found - _EPOCH).days


@lru_cache(maxsize=256)
def _ahead(offset: str) -> int:
    hours, minutes = int(offset[1:3]), int(offset[3:5])
    if hours > 18 or minutes > 59:
        raise ValueError(offset)
    return (60 * hours + minutes) * (-1 if offset[0] == "-" else 1)
