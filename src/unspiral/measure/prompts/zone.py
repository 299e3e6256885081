"""Local wall clocks: which instant a wall time is, also on the days on which the clock jumps.

A wall time that does not exist, because the clock jumps over it, is the first instant after the jump. A wall time that comes twice,
because the clock is set back, is the first of the two. Zones come from the package ``tzdata`` and from nowhere else, so that the same
plan gives the same instants on every machine, and the edition that goes with them can be named.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple
from zoneinfo import ZoneInfo

import tzdata

from unspiral.errors import SpecError, did_you_mean

_EPOCH = date(1970, 1, 1).toordinal()
_OLD_CLOCK = "Etc/"


class Moment(NamedTuple):
    """Where a wall time lies.

    Args:
        seconds: since 1970, UTC.
        offset: of the clock then, in seconds east of UTC.
        moved: the clock skips the wall time; this is the first instant after.
    """

    seconds: int
    offset: int
    moved: bool


def zone_data() -> str:
    """Edition of the tables of time zones, as their editors name it: "2026f"."""
    return tzdata.IANA_VERSION


@cache
def zone_names() -> frozenset[str]:
    """Names of all time zones."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("utf-8").split())


@cache
def zone(name: str) -> ZoneInfo:
    """The clock of a time zone.

    Args:
        name: as IANA writes it: "Europe/Zurich".

    Raises:
        SpecError: there is no such zone; the message offers the nearest name.

    Source: tests/measure/prompts/test_zone.py.
    """
    if name not in zone_names():
        raise SpecError(
            f"There is no time zone '{name[:60]}'.{_near(name)}",
            why="Without its zone nobody can tell when 20:00 is.",
            fix='use an IANA name: zone = "Europe/Zurich"',
        )
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as stream:
        return ZoneInfo.from_file(stream, name)


def abbreviation(name: str) -> bool:
    """Whether a zone is named by letters and not by a place: "EST" is five hours behind all year, which nobody in New York means."""
    return "/" not in name and name.upper() == name and name not in {"UTC", "GMT"}


def _near(name: str) -> str:
    if name.isalpha() and name.isupper() and len(name) <= 5:  # the nearest letters may be hours away: CEST is not EST
        return " Letters such as these mean several zones; a zone is named after a place."
    hint = did_you_mean(name, zone_names())
    if hint:
        return hint
    last = name.rpartition("/")[2].replace(" ", "_")
    cities: dict[str, str] = {}
    for known in sorted(zone_names()):  # sorted: the continents' names come after Africa, but old ones such as 'Etc' never win
        if "/" in known and not known.startswith(_OLD_CLOCK):
            cities.setdefault(known.rpartition("/")[2], known)
    hint = did_you_mean(last, cities)
    return f" Did you mean '{cities[hint.split(chr(39))[1]]}'?" if hint else ""


@lru_cache(maxsize=1 << 17)
def moment(day: date, minutes: int, name: str) -> Moment:
    """The instant of a wall time.

    instant = wall time - offset, with the offset before the jump for a wall time that comes twice.

    Args:
        day: local date.
        minutes: after its midnight on the wall clock; below 0 or from 1440 on = on a neighbouring day.
        name: of the time zone.

    Returns:
        The instant; for a wall time that is skipped the first instant after the jump.

    Source: tests/measure/prompts/test_zone.py holds it against clocks walked minute by minute, for all zones and jumps from 2020 to 2035.
    """
    clock = zone(name)
    naive = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
    first = _seconds(naive.replace(tzinfo=clock).utcoffset())
    second = _seconds(naive.replace(tzinfo=clock, fold=1).utcoffset())
    wall = (naive.toordinal() - _EPOCH) * 86_400 + naive.hour * 3_600 + naive.minute * 60
    if second <= first:  # the usual day, or a wall time that comes twice: the offset before the jump is the first one
        return Moment(wall - first, first, False)
    # Skipped: with the offset after the jump the instant lies before it, with the one before the jump at or behind it.
    before, after = wall - second, wall - first
    while after - before > 1:
        middle = (before + after) // 2
        if offset_at(middle, name) == first:
            before = middle
        else:
            after = middle
    return Moment(after, offset_at(after, name), True)


def offset_at(seconds: int, name: str) -> int:
    """What the local clock is ahead of UTC at an instant, in seconds.

    Args:
        seconds: since 1970, UTC.
        name: of the time zone.
    """
    return _seconds(datetime.fromtimestamp(seconds, zone(name)).utcoffset())


def _seconds(offset: timedelta | None) -> int:
    return 0 if offset is None else offset.days * 86_400 + offset.seconds
