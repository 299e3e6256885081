"""Plans that are edited and paused at random: no edit moves what was due before it, and a pause leaves nothing inside.

Run without the shape checks, which would take ten times as long: ``python -m tests.measure.prompts.edit_walk 10000 1``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from unspiral.measure.prompts.agreement import check_schedule
from unspiral.measure.prompts.change import check_change
from unspiral.measure.prompts.person_days import life
from unspiral.measure.prompts.read_schedule import parse_schedule
from unspiral.measure.prompts.schedule import due, planned
from unspiral.measure.prompts.write_schedule import schedule_toml
from unspiral.records.prompt import Due
from unspiral.records.schedule import (
    MIDNIGHT,
    SLEEP,
    WAKE,
    Burst,
    Event,
    Fixed,
    Interval,
    OnEvent,
    Pause,
    PersonPlan,
    RandomWindow,
    Rule,
    Schedule,
    Settings,
    Version,
    Wall,
)

ZONES = (
    "Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "America/Nuuk", "Africa/Casablanca", "Pacific/Kiritimati",
    "Pacific/Honolulu", "Asia/Kathmandu", "America/Havana", "Africa/Cairo", "Pacific/Chatham",
    "Antarctica/Troll", "Etc/GMT+12", "Pacific/Apia",
)  # fmt: skip
DAYS = 14
PERSON = "P1"
Asked = Callable[[Schedule, str, date, date, tuple[Event, ...]], tuple[Due, ...]]


def some_rule(chance: Random, name: str, first: date) -> Rule:
    expires = chance.choice((20, 60, 240, 1500))
    reminders = tuple(sorted(chance.sample(range(1, expires), chance.randint(0, 2))))
    items = tuple("abcdef"[: chance.randint(0, 6)])
    ask = chance.randint(1, len(items)) if items and chance.random() < 0.5 else 0
    weekdays = tuple(sorted(chance.sample(range(7), chance.randint(1, 6)))) if chance.random() < 0.2 else ()
    every = chance.choice((1, 1, 1, 2, 3))
    bursts = (Burst(first + timedelta(days=2), first + timedelta(days=8)),) if chance.random() < 0.1 else ()
    when: Fixed | RandomWindow | Interval | OnEvent
    kind = chance.randrange(5)
    if kind == 0:
        walls = [Wall(MIDNIGHT, chance.randrange(1440)), Wall(WAKE, chance.randrange(0, 120)), Wall(SLEEP, -chance.randrange(1, 120))]
        when = Fixed((walls[chance.randrange(3)],), weekdays, every, first)
    elif kind == 1:
        when = RandomWindow(Wall(WAKE, 60), Wall(SLEEP, -30), chance.randint(1, 4), chance.randint(1, 90), weekdays, every, first)
    elif kind == 2:
        start = chance.randrange(1440)
        when = RandomWindow(Wall(MIDNIGHT, start), Wall(MIDNIGHT, (start + 300) % 1440), 3, 30, weekdays, every, first)
    elif kind == 3:
        anchor = datetime(first.year, first.month, first.day, chance.randrange(24), chance.choice((0, 30)))
        unit, every = chance.choice((("day", 1), ("day", 2), ("hour", 5), ("hour", 7), ("hour", 24)))
        when = Interval(every, unit, anchor)
    else:
        when = OnEvent("flare", chance.choice((0, 15, 600)), chance.randint(1, 3))
    return Rule(name, when, expires, reminders, items, items[:1] if ask else (), ask, chance.random() < 0.3, False, bursts)


def some_rules(chance: Random, first: date) -> tuple[Rule, ...]:
    return tuple(some_rule(chance, name, first) for name in "rst"[: chance.randint(1, 3)])


def some_plan(chance: Random) -> tuple[Schedule, date]:
    """A plan, and the first of the days that are looked at: near a jump of many clocks, or anywhere."""
    day = chance.choice((date(2026, 3, 5), date(2026, 3, 25), date(2026, 10, 20), date(2026, 10, 30), date(2026, 6, 1)))
    zone = chance.choice(ZONES)
    settings = (Settings(None, wake=chance.randrange(300, 540), sleep=chance.choice((1320, 1380, 0, 45))),)
    version = Version(1, None, None, some_rules(chance, day - timedelta(days=chance.randint(0, 20))))
    return Schedule("walk", zone, (version,), people=(PersonPlan(PERSON, None, None, settings),)), day


def some_events(chance: Random, day: date) -> tuple[Event, ...]:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return tuple(Event("flare", start + timedelta(minutes=chance.randrange(DAYS * 1440))) for _ in range(chance.randint(0, 6)))


def edited(chance: Random, plan: Schedule, day: date) -> tuple[Schedule, date, Pause | None]:
    """The plan after one edit, the date from which it holds, and the pause where it is one."""
    start = day + timedelta(days=chance.randint(1, DAYS - 2))
    person = plan.people[0]
    kind = chance.randrange(4)
    if kind == 0:
        last = plan.versions[-1].start
        start = start if last is None or start > last else last + timedelta(days=1)
        version = Version(plan.versions[-1].number + 1, start, None, some_rules(chance, start))
        return replace(plan, versions=(*plan.versions, version)), start, None
    if kind == 1:
        dates = [setting.start for setting in person.settings if setting.start]
        start = start if not dates or start > dates[-1] else dates[-1] + timedelta(days=1)
        wake = chance.choice((None, chance.randrange(300, 540)))
        setting = Settings(start, chance.choice((None, *ZONES)), wake, chance.choice((None, 1350, 30)))
        return replace(plan, people=(replace(person, settings=(*person.settings, setting)),)), start, None
    pause = Pause(start, start + timedelta(days=chance.randint(0, 4)), "holiday")
    if kind == 2:
        return replace(plan, people=(replace(person, pauses=(*person.pauses, pause)),)), start, pause
    return replace(plan, pauses=(*plan.pauses, pause)), start, pause


def before(dues: tuple[Due, ...], start: date, instant: int) -> list[Due]:
    """What was due before an edit, without reminders that ring after it began."""
    kept = [one for one in dues if one.day < start and one.at.timestamp() < instant]
    return [replace(one, reminders=tuple(m for m in one.reminders if one.at.timestamp() + 60 * m < instant)) for one in kept]


def sequence(chance: Random, asked: Asked = due) -> int:
    """One plan and a few edits; how many prompts were looked at."""
    plan, day = some_plan(chance)
    end = day + timedelta(days=DAYS - 1)
    events = some_events(chance, day)
    looked = 0
    for _ in range(chance.randint(1, 4)):
        new, start, pause = edited(chance, plan, day)
        check_schedule(new)
        check_change(plan, new)
        old_dues, new_dues = asked(plan, PERSON, day, end, events), asked(new, PERSON, day, end, events)
        lived = life(plan, PERSON)
        instant = lived.starts(start)
        assert before(old_dues, start, instant) == before(new_dues, start, instant), (plan, new)
        if pause is not None:
            until = lived.starts(pause.end + timedelta(days=1))
            rings = [moment.timestamp() for one in new_dues for moment in (one.at, *one.reminders_at)]
            assert not [second for second in rings if instant <= second < until], (plan, new)
            assert not [one for one in new_dues if pause.start <= one.day <= pause.end]
            gone = {one.id: one for one in planned(new, PERSON, day, end, events)}
            for one in old_dues:  # what the pause takes away is kept as paused, at the same instant; the rest stays
                assert one.id in gone and gone[one.id].at == one.at
                inside = pause.start <= one.day <= pause.end or instant <= one.at.timestamp() < until
                assert bool(gone[one.id].pause) == inside
        looked += len(new_dues)
        plan = new
    whole = asked(plan, PERSON, day, end, events)
    single = [one for k in range(DAYS) for one in asked(plan, PERSON, day + timedelta(days=k), day + timedelta(days=k), events)]
    assert sorted(whole, key=lambda one: one.id) == sorted(single, key=lambda one: one.id), plan
    assert len({one.id for one in whole}) == len(whole), plan
    assert parse_schedule(schedule_toml(plan)) == plan
    return looked


def walk(sequences: int, seed: int, asked: Asked = due) -> dict[str, int]:
    """Many sequences; how many prompts were looked at."""
    return {"sequences": sequences, "prompts": sum(sequence(Random(f"{seed}-{i}"), asked) for i in range(sequences))}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(walk(int(sys.argv[1]), int(sys.argv[2]))) + "\n")
