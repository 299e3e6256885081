"""Prompts as text for a terminal: day by day on the person's clock."""

from __future__ import annotations

from datetime import date

from unspiral.measure.prompts.plan_part import span
from unspiral.records.prompt import Due
from unspiral.records.schedule import Schedule

MOST_PROMPTS, MOST_PEOPLE = 60, 3


def schedule_text(schedule: Schedule, who: list[str], first: date, last: date, found: dict[str, tuple[Due, ...]]) -> str:
    """Prompts for a reader at a terminal.

    Args:
        schedule: the plan.
        who: the people, in order.
        first, last: days that were asked for.
        found: their prompts.

    Returns:
        Text without a line end behind it.
    """
    total = sum(len(dues) for dues in found.values())
    people = "1 person" if len(who) == 1 else f"{len(who)} people"
    lines = [f"Plan '{schedule.id}', {first} to {last}: {total} {'prompt' if total == 1 else 'prompts'} for {people}."]
    begins = schedule.versions[0].start
    if not total and begins is not None and last < begins:
        lines.append(f"The plan begins on {begins}.")
    for person in who[:MOST_PEOPLE]:
        lines += ["", *_person(person, found[person])]
    if len(who) > MOST_PEOPLE:
        lines += ["", f"... and {len(who) - MOST_PEOPLE} more people: --json holds them all, --person NAME picks some."]
    return "\n".join(lines)


def _person(person: str, dues: tuple[Due, ...]) -> list[str]:
    if not dues:
        return [f"Person {person}: no prompt on these days."]
    zones = list(dict.fromkeys(one.zone for one in dues))
    lines = [f"Person {person}, clock of {' then '.join(zones)}"]
    rule = max(len(one.rule) for one in dues[:MOST_PROMPTS])
    for one in dues[:MOST_PROMPTS]:
        lines.append(f"  {one.local:%a %Y-%m-%d %H:%M} {_offset(one.offset)}  {one.rule.ljust(rule)}  {_what(one)}".rstrip())
    more = len(dues) - MOST_PROMPTS
    return [*lines, f"  ... and {more} more: --json"] if more > 0 else lines


def _what(one: Due) -> str:
    if one.pause:
        return f"paused: {one.pause}"
    said = f"open for {span(one.expires)}"
    if one.reminders:
        said += f", again after {', '.join(span(minutes) for minutes in one.reminders)}"
    if one.named:
        said += f"; named {one.named[-5:]}, which the clock skips on that day"
    return said


def _offset(seconds: int) -> str:
    minutes = abs(seconds) // 60
    return f"{'-' if seconds < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
