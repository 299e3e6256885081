"""When a plan asks a person: local wall time, zone and rule version in, instants out. Nothing is kept, nothing is looked up.

What happens when the clock jumps, or the person moves:

* a wall time that the clock skips: the prompt of that name comes at the first instant after the jump, and says what it was to be;
* a wall time that comes twice: the first one;
* a random window: its moments are drawn from the minutes that really pass in it;
* an interval in days: the same wall time each time; in hours: hours that really pass;
* a move to another zone: from its date on, beginning at midnight of the old clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from unspiral.errors import SpecError
from unspiral.measure.prompts.draw import chosen, shuffled
from unspiral.measure.prompts.person_days import FIRST, LAST, Day, Life, life
from unspiral.measure.prompts.rule_moments import Asked, after_events, at_interval, counts, fixed, in_window
from unspiral.measure.prompts.zone import zone_data
from unspiral.records.prompt import Due
from unspiral.records.schedule import Event, Fixed, Interval, OnEvent, RandomWindow, Rule, Schedule

KINDS: dict[type[object], str] = {Fixed: "fixed", RandomWindow: "random", Interval: "interval", OnEvent: "event"}


def due(schedule: Schedule, person: str, start: date, end: date, events: Sequence[Event] = ()) -> tuple[Due, ...]:
    """When a person is asked, from one local date to another.

    Args:
        schedule: the plan.
        person: somebody it names; anybody where it names nobody.
        start: first local date.
        end: last local date, inside.
        events: what happened to this person, for rules that wait for it.

    Returns:
        In the order of time; pauses leave none. Asking for a stretch gives the same as asking for each of its days.

    Raises:
        SpecError: the end lies before the start, a date lies outside 1970 to 2099, or the plan does not name the person.

    Source: tests/measure/prompts/test_schedule.py, tests/measure/prompts/test_clock_changes.py, tests/measure/prompts/test_edits.py.
    """
    return tuple(one for one in planned(schedule, person, start, end, events) if not one.pause)


def planned(schedule: Schedule, person: str, start: date, end: date, events: Sequence[Event] = ()) -> tuple[Due, ...]:
    """The same as ``due``, and beside it what a pause leaves out, with its reason in ``pause``."""
    _check_range(start, end)
    for event in events:
        if event.at.utcoffset() is None:
            raise SpecError(
                f"The event '{event.name[:40]}' at {event.at.isoformat()} has no offset.",
                why="Which instant it means cannot be told.",
                fix="write the moment with its offset: 2026-03-09T21:30+01:00",
            )
    lived = life(schedule, person)
    edition = zone_data()
    found = [one for day in lived.days(start, end) if day.version is not None for one in _of_day(lived, day, events, edition)]
    found.sort(key=lambda one: one.at)  # stable: at the same instant the order of days and rules stays
    return tuple(found)


def _of_day(lived: Life, day: Day, events: Sequence[Event], edition: str) -> Iterator[Due]:
    schedule, version, person = lived.schedule, day.version, lived.plan.person
    if version is None:
        return
    for rule in version.rules:
        if not counts(rule, day):
            continue
        key = f"{schedule.id}\0{schedule.seed}\0{person}\0{day.text}\0{rule.id}\0{version.number}"
        kind, stem = KINDS[type(rule.when)], f"{rule.id}.{day.text}."
        for asked in _asked(rule, day, lived, events, key):
            pause, reminders = day.pause, rule.reminders
            if lived.pauses:
                pause = pause or lived.pause_at(asked.seconds)
                reminders = () if pause else tuple(m for m in reminders if not lived.pause_at(asked.seconds + 60 * m))
            items, left_out = (rule.items, ()) if not rule.ask and not rule.shuffle else _items(rule, f"{key}\0{asked.which}")
            at = datetime.fromtimestamp(asked.seconds, UTC)
            yield Due(
                person, schedule.id, version.number, rule.id, kind, day.date, stem + asked.which, at, asked.offset, day.habits.zone,
                edition, rule.expires, reminders, items, left_out, asked.named, pause,
            )  # fmt: skip


def _asked(rule: Rule, day: Day, lived: Life, events: Sequence[Event], key: str) -> list[Asked]:
    when = rule.when
    if isinstance(when, Fixed):
        return fixed(when, day)
    if isinstance(when, RandomWindow):
        return in_window(when, day, key)
    if isinstance(when, Interval):
        return at_interval(when, day, lived)
    return after_events(when, day, events)


def _items(rule: Rule, key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    items, left_out = rule.items, ()
    if 0 < rule.ask < len(items):
        items = chosen(f"{key}\0items", items, rule.always, rule.ask)
        left_out = tuple(item for item in rule.items if item not in items)
    return (shuffled(f"{key}\0order", items) if rule.shuffle else items), left_out


def _check_range(start: date, end: date) -> None:
    if end < start:
        raise SpecError(f"The last day, {end}, lies before the first, {start}.", fix=f"--from {end} --to {start}")
    if start < FIRST or end > LAST:
        wrong = start if start < FIRST else end
        raise SpecError(
            f"{wrong} lies outside {FIRST} to {LAST}.",
            why="How clocks will run then is not known.",
            fix="--from 2026-03-01 --to 2026-04-30",
        )
