"""At which moments of a day a rule asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple

from unspiral.measure.prompts.draw import moments
from unspiral.measure.prompts.person_days import Day, Life
from unspiral.measure.prompts.zone import moment, offset_at
from unspiral.records.schedule import Event, Fixed, Interval, OnEvent, RandomWindow, Rule, Wall

_DAY = 1_440


class Asked(NamedTuple):
    """One moment of a rule.

    Args:
        which: tells it from the other moments of the rule on the same day, and does not change when the plan is worked out again.
        seconds: since 1970, UTC.
        offset: of the local clock, in seconds east of UTC.
        named: the wall time that the clock skips, "" = it does not.
    """

    which: str
    seconds: int
    offset: int
    named: str = ""


def counts(rule: Rule, day: Day) -> bool:
    """Whether a rule asks on a day at all: weekdays, each so-manieth day, bursts, and whether the person takes it."""
    if rule.optional and rule.id not in day.habits.takes:
        return False
    if rule.bursts and not any(
        burst.start <= day.date <= burst.end if burst.start and burst.end else burst.first <= day.number <= burst.last
        for burst in rule.bursts
    ):
        return False
    when = rule.when
    if isinstance(when, (Fixed, RandomWindow)):
        if when.weekdays and day.date.weekday() not in when.weekdays:
            return False
        since = when.since or (day.version.start if day.version else None)
        if since is not None and (day.date < since or (day.date - since).days % when.every):
            return False
    return True


def fixed(when: Fixed, day: Day) -> list[Asked]:
    """One moment for each wall time."""
    return [_at_wall(str(i), day.date, day.habits.minutes(wall), day.habits.zone) for i, wall in enumerate(when.times, 1)]


def in_window(when: RandomWindow, day: Day, key: str) -> list[Asked]:
    """Moments inside the window, counted in minutes that really pass."""
    first, last = day.habits.window(when.start, when.end)
    start, length, offset = _window(day.date, first, last, day.habits.zone)
    drawn = [start + 60 * minute for minute in moments(key, length, when.count, when.gap)]
    if offset is None:  # the clock jumps inside the window
        return [Asked(str(i), seconds, offset_at(seconds, day.habits.zone)) for i, seconds in enumerate(drawn, 1)]
    return [Asked(str(i), seconds, offset) for i, seconds in enumerate(drawn, 1)]


@lru_cache(maxsize=1 << 15)
def _window(day: date, first: int, last: int, name: str) -> tuple[int, int, int | None]:
    """Where a window starts, how many minutes really pass in it, and the clock's offset where it is one and the same throughout."""
    start, end = moment(day, first, name).seconds, moment(day, last, name).seconds
    offsets = {offset_at(seconds, name) for seconds in (*range(start, end, 900), end)}
    # An hour is looked at beyond the end, because moments pushed out of a swallowed window may lie there.
    offsets.add(offset_at(end + 3_600, name))
    return start, (end - start) // 60, offsets.pop() if len(offsets) == 1 else None


def at_interval(when: Interval, day: Day, life: Life) -> list[Asked]:
    """Whole days: the anchor's wall time on each so-manieth day. Hours: instants that lie so many real hours apart."""
    anchor = when.anchor
    minutes = anchor.hour * 60 + anchor.minute
    if when.unit == "day":
        passed = (day.date - anchor.date()).days
        if passed < 0 or passed % when.every:
            return []
        return [_at_wall(f"k{passed // when.every}", day.date, minutes, day.habits.zone)]
    origin = moment(anchor.date(), minutes, life.habits_on(anchor.date()).zone).seconds
    step = 3_600 * when.every
    k = max(0, -(-(day.starts - origin) // step))
    found: list[Asked] = []
    while (seconds := origin + k * step) < day.ends:
        asked = Asked(f"k{k}", seconds, offset_at(seconds, day.habits.zone))
        if _within(asked, when.start, when.end, day):
            found.append(asked)
        k += 1
    return found


def after_events(when: OnEvent, day: Day, events: Sequence[Event]) -> list[Asked]:
    """The delay after the first events of the day; the same event told twice counts once."""
    happened = {int(event.at.timestamp() // 1) for event in events if event.name == when.event}
    todays = sorted(seconds for seconds in happened if day.starts <= seconds < day.ends)[: when.cap]
    found: list[Asked] = []
    for seconds in todays:
        due = seconds + 60 * when.delay
        which = datetime.fromtimestamp(seconds, UTC).strftime("%Y%m%dT%H%M%SZ")
        found.append(Asked(which, due, offset_at(due, day.habits.zone)))
    return found


def _at_wall(which: str, day: date, minutes: int, zone: str) -> Asked:
    found = moment(day, minutes, zone)
    if not found.moved:
        return Asked(which, found.seconds, found.offset)
    days, rest = divmod(minutes, _DAY)
    named = f"{date.fromordinal(day.toordinal() + days)}T{rest // 60:02d}:{rest % 60:02d}"
    return Asked(which, found.seconds, found.offset, named)


def _within(asked: Asked, start: Wall | None, end: Wall | None, day: Day) -> bool:
    if start is None or end is None:
        return True
    first, last = day.habits.window(start, end)
    minute = (asked.seconds + asked.offset) // 60 % _DAY
    return (minute - first) % _DAY < last - first
