"""Every zone and every jump of its clock from 2020 to 2035, held against a clock that is walked without any idea of jumps.

Run without the shape checks, which would take ten times as long: ``python -m tests.measure.prompts.clock_walk``.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from importlib.resources.abc import Traversable
from zoneinfo import ZoneInfo

from unspiral.measure.prompts.schedule import due
from unspiral.records.prompt import Due
from unspiral.records.schedule import MIDNIGHT, Fixed, Interval, RandomWindow, Rule, Schedule, Version, Wall

FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
STEP = 43_200
ASKED = Callable[[Schedule, str, date, date], tuple[Due, ...]]


def file(name: str) -> Traversable:
    return resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))


def clock(name: str) -> ZoneInfo:
    """The zone, opened here once more and not through the package."""
    with file(name).open("rb") as stream:
        return ZoneInfo.from_file(stream, name)


def offset(zone: ZoneInfo, seconds: int) -> int:
    found = datetime.fromtimestamp(seconds, zone).utcoffset()
    assert found is not None
    return found.days * 86_400 + found.seconds


def jumps(zone: ZoneInfo) -> Iterator[tuple[int, int, int]]:
    """Instant of each jump with the offsets before and after it, found by looking and halving."""
    seconds, last = round(FIRST.timestamp()), round(LAST.timestamp())
    before = offset(zone, seconds)
    while seconds < last:
        after = offset(zone, seconds + STEP)
        if after != before:
            low, high = seconds, seconds + STEP
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(zone, middle) == before else (low, middle)
            yield high, before, after
        seconds, before = seconds + STEP, after


def expected(zone: ZoneInfo, wall: int, jump: tuple[int, int, int]) -> int:
    """The instant of a wall time (seconds since 1970 as if it were UTC) near a jump: by trial, not by folds."""
    at, before, after = jump
    shown = [wall - off for off in (before, after) if wall - off + offset(zone, wall - off) == wall]
    if shown:
        return min(shown)
    assert at + before <= wall < at + after, "a wall time that no clock shows lies inside the jump"
    return at


def plan(name: str, jump: tuple[int, int, int]) -> tuple[Schedule, list[int], date]:
    """A plan whose wall times crowd around a jump, the minutes of these wall times, and the day of the jump."""
    at, before, _ = jump
    wall = datetime.fromtimestamp(at + before, UTC)
    centre = wall.hour * 60 + wall.minute
    minutes = sorted({(centre + off) % 1440 for off in (-121, -61, -60, -59, -31, -30, -1, 0, 1, 29, 30, 31, 59, 60, 61, 119, 120, 121)})
    end = (centre + 90) % 1440
    day = wall.date()
    anchor = datetime(day.year, day.month, day.day) - timedelta(days=2) + timedelta(minutes=centre)
    rules = (
        Rule("fixed", Fixed(tuple(Wall(MIDNIGHT, minute) for minute in minutes)), 60),
        Rule("random", RandomWindow(Wall(MIDNIGHT, (end - 180) % 1440), Wall(MIDNIGHT, end), 4, 40), 30),
        Rule("hours", Interval(5, "hour", anchor - timedelta(hours=48)), 60),
        Rule("days", Interval(1, "day", anchor), 60),
    )
    return Schedule("walk", name, (Version(1, None, None, rules),)), minutes, day


def check(name: str, zone: ZoneInfo, jump: tuple[int, int, int], asked: ASKED = due) -> int:
    """Fail where a prompt is doubled, lost or shifted near one jump; how many were looked at."""
    schedule, minutes, day = plan(name, jump)
    days = [day + timedelta(days=k) for k in (-1, 0, 1)]
    found = asked(schedule, "P", days[0], days[-1])
    assert len({one.id for one in found}) == len(found), (name, jump, "doubled")
    assert list(found) == sorted(found, key=lambda one: one.at)
    by_rule = {rule: [one for one in found if one.rule == rule] for rule in ("fixed", "random", "hours", "days")}
    wanted: dict[str, int] = {}
    for one in days:
        midnight = round(datetime(one.year, one.month, one.day, tzinfo=UTC).timestamp())
        for i, minute in enumerate(minutes, 1):
            wanted[f"fixed.{one}.{i}"] = expected(zone, midnight + minute * 60, jump)
    seconds = {one.id: round(one.at.timestamp()) for one in found}
    assert {one.id: seconds[one.id] for one in by_rule["fixed"]} == wanted, (name, jump)
    for one in found:
        shown = offset(zone, seconds[one.id])
        assert one.offset == shown
        assert one.local.replace(tzinfo=None) == datetime.fromtimestamp(seconds[one.id] + shown, UTC).replace(tzinfo=None)
        if one.rule == "fixed":
            midnight = round(datetime(one.day.year, one.day.month, one.day.day, tzinfo=UTC).timestamp())
            skipped = seconds[one.id] + shown != midnight + minutes[int(one.id.rpartition(".")[2]) - 1] * 60
            assert bool(one.named) == skipped, (name, one)
    _windows(name, zone, jump, schedule, days, by_rule["random"], seconds)
    hours = [seconds[one.id] for one in by_rule["hours"]]
    assert {later - earlier for earlier, later in itertools.pairwise(hours)} == {5 * 3600}, (name, jump)
    assert len(by_rule["days"]) == 3
    return len(found)


def _windows(
    name: str, zone: ZoneInfo, jump: tuple[int, int, int], schedule: Schedule, days: list[date], found: list[Due], seconds: dict[str, int]
) -> None:
    when = schedule.versions[0].rules[1].when
    assert isinstance(when, RandomWindow)
    for day in days:
        midnight = round(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
        last = when.end.minutes + (1440 if when.end.minutes <= when.start.minutes else 0)
        start = expected(zone, midnight + when.start.minutes * 60, jump)
        end = expected(zone, midnight + last * 60, jump)
        moments = sorted(seconds[one.id] for one in found if one.day == day)
        assert len(moments) == when.count, (name, jump, day)
        assert start <= moments[0] and moments[-1] < max(end, start + 60 * when.count), (name, jump, day)
        gap = min(when.gap * 60, (end - start) // 60 // when.count * 60)
        assert all(later - earlier >= max(gap, 60) for earlier, later in itertools.pairwise(moments)), (name, jump, day)


def walk(names: list[str], asked: ASKED = due) -> dict[str, int]:
    """All jumps of these zones; how many zones, jumps and prompts were looked at."""
    counts = {"zones": 0, "jumps": 0, "prompts": 0}
    known: dict[bytes, list[tuple[int, int, int]]] = {}  # two of five zones are another's file by another name
    for name in names:
        zone = clock(name)
        counts["zones"] += 1
        held = file(name).read_bytes()
        if held not in known:
            known[held] = list(jumps(zone))
        for jump in known[held]:
            counts["jumps"] += 1
            counts["prompts"] += check(name, zone, jump, asked)
    return counts


if __name__ == "__main__":
    every = sorted(resources.files("tzdata").joinpath("zones").read_text("utf-8").split())
    sys.stdout.write(json.dumps(walk(sys.argv[1:] or every)) + "\n")
