"""A plan of when to ask, as text of a TOML file that reads back as the same plan."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from unspiral.measure.prompts.plan_part import span, wall_text
from unspiral.measure.prompts.read_schedule import SCHEMA, WEEKDAYS
from unspiral.records.schedule import (
    MIDNIGHT,
    Burst,
    Fixed,
    Interval,
    OnEvent,
    Pause,
    PersonPlan,
    RandomWindow,
    Rule,
    Schedule,
    Settings,
    Wall,
)

EXAMPLE = """\
# When to ask. Work it out:    unspiral measure schedule plan.toml --person P1 --from 2026-03-01 --to 2026-04-30
# For a phone's calendar:      unspiral measure schedule plan.toml --person P1 --from 2026-03-01 --to 2026-04-30 -o reminders.ics
schema = "unspiral.schedule/1"
id = "evening-diary"
title = "Check-in"          # stands on lock screens: nothing about health
zone = "Europe/Zurich"      # IANA name of the zone in which the times below are meant
wake = "07:00"              # where a person says nothing else
sleep = "23:00"

[[version]]                 # published rules never change: a change is a new [[version]] with its own from
number = 1
from = 2026-03-01

[[version.rule]]            # one check-in each evening, eight questions, within a minute
id = "evening"
kind = "fixed"
times = ["20:00"]
expires = "4 h"
reminders = ["30 min", "90 min"]
items = ["pain_avg", "pain_interf", "mood_low", "interest", "sleep_h", "tired", "active_min", "stress"]

[[version.rule]]            # three short questions at moments nobody can foresee, for those who choose them
id = "pings"
kind = "random"
optional = true
window = ["wake+01:00", "sleep-01:00"]
count = 3
gap = "90 min"
expires = "45 min"
reminders = ["15 min"]
items = ["pain_avg", "mood_low", "active_min"]
shuffle = true

[person.P1]
start = 2026-03-01
takes = []                  # takes = ["pings"] adds the three pings

# [[person.P1.change]]      # from a date on: another zone, other hours of sleep, other optional rules
# from = 2026-04-10
# zone = "America/New_York"

# [[person.P1.pause]]       # no prompts and no reminders
# from = 2026-04-20
# to = 2026-04-26
# reason = "holiday"
"""


def schedule_toml(schedule: Schedule) -> str:
    """A plan as TOML.

    Args:
        schedule: the plan.

    Returns:
        Text that ``parse_schedule`` reads as the same plan; the same plan always gives the same text.

    Source: tests/measure/prompts/test_write_schedule.py.
    """
    lines = [f'schema = "{SCHEMA}"', f"id = {_text(schedule.id)}", f"title = {_text(schedule.title)}", f"zone = {_text(schedule.zone)}"]
    lines += [*_clock("wake", schedule.wake), *_clock("sleep", schedule.sleep), f"seed = {schedule.seed}"]
    for version in schedule.versions:
        lines += ["", "[[version]]", f"number = {version.number}", *_day("from", version.start), *_day("to", version.end)]
        for rule in version.rules:
            lines += ["", "[[version.rule]]", *_rule(rule)]
    for person in schedule.people:
        lines += ["", *_person(person)]
    for pause in schedule.pauses:
        lines += ["", "[[pause]]", *_pause(pause)]
    return "\n".join(lines) + "\n"


def _rule(rule: Rule) -> list[str]:
    when = rule.when
    lines = [f"id = {_text(rule.id)}"]
    if isinstance(when, Fixed):
        lines += ['kind = "fixed"', f"times = {_walls(when.times)}", *_days(when)]
    elif isinstance(when, RandomWindow):
        lines += ['kind = "random"', f"window = {_walls((when.start, when.end))}", f"count = {when.count}", f'gap = "{span(when.gap)}"']
        lines += _days(when)
    elif isinstance(when, Interval):
        unit = "d" if when.unit == "day" else "h"
        lines += ['kind = "interval"', f'every = "{when.every} {unit}"', f"anchor = {when.anchor.isoformat()}"]
        lines += [] if when.start is None or when.end is None else [f"window = {_walls((when.start, when.end))}"]
    else:
        lines += _event(when)
    lines.append(f'expires = "{span(rule.expires)}"')
    if rule.reminders:
        lines.append(f"reminders = {_list(span(minutes) for minutes in rule.reminders)}")
    lines += [f"{key} = {_list(names)}" for key, names in (("items", rule.items), ("always", rule.always)) if names]
    lines += [f"ask = {rule.ask}"] if rule.ask else []
    lines += [f"{key} = true" for key, true in (("shuffle", rule.shuffle), ("optional", rule.optional)) if true]
    for burst in rule.bursts:
        lines += ["", "[[version.rule.burst]]", *_burst(burst)]
    return lines


def _event(when: OnEvent) -> list[str]:
    return ['kind = "event"', f"event = {_text(when.event)}", f'delay = "{span(when.delay)}"', f"cap = {when.cap}"]


def _days(when: Fixed | RandomWindow) -> list[str]:
    lines = [f"weekdays = {_list(WEEKDAYS[day] for day in when.weekdays)}"] if when.weekdays else []
    lines += [f'every = "{when.every} d"'] if when.every != 1 else []
    return lines + _day("since", when.since)


def _burst(burst: Burst) -> list[str]:
    if burst.start is not None and burst.end is not None:
        return [f"from = {burst.start}", f"to = {burst.end}"]
    return [f"first_day = {burst.first}", f"last_day = {burst.last}"]


def _person(person: PersonPlan) -> list[str]:
    name = f"person.{_text(person.person)}"
    settings = list(person.settings)
    first = settings.pop(0) if settings and settings[0].start is None else Settings()
    lines = [f"[{name}]", *_day("start", person.start), *_day("end", person.end), *_settings(first)]
    for setting in settings:
        lines += ["", f"[[{name}.change]]", *_day("from", setting.start), *_settings(setting)]
    for pause in person.pauses:
        lines += ["", f"[[{name}.pause]]", *_pause(pause)]
    return lines


def _settings(setting: Settings) -> list[str]:
    lines = [] if setting.zone is None else [f"zone = {_text(setting.zone)}"]
    lines += [*_clock("wake", setting.wake), *_clock("sleep", setting.sleep)]
    return lines if setting.takes is None else [*lines, f"takes = {_list(setting.takes)}"]


def _pause(pause: Pause) -> list[str]:
    return [f"from = {pause.start}", f"to = {pause.end}", f"reason = {_text(pause.reason)}"]


def _day(key: str, day: date | None) -> list[str]:
    return [] if day is None else [f"{key} = {day.isoformat()}"]


def _clock(key: str, minutes: int | None) -> list[str]:
    return [] if minutes is None else [f"{key} = {_text(wall_text(Wall(MIDNIGHT, minutes)))}"]


def _walls(walls: Iterable[Wall]) -> str:
    return _list(wall_text(wall) for wall in walls)


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(_text(text) for text in texts)}]"


def _text(text: str) -> str:
    # What JSON escapes, TOML reads in the same way; the names of a plan hold no control signs.
    return json.dumps(text, ensure_ascii=False)
