"""What ``unspiral flare`` prints: how often and how long first, then what was recorded, then what it does not show."""

from __future__ import annotations

import math
from datetime import date, timedelta

import click

from unspiral.doors.cli.paragraph import WIDTH, wrapped
from unspiral.records.flare import Compared, DaysAfter, FlarePlan, Spell, SpellLength, TriedThing

NEW_PAIN = "Pain that is new, or different from before: unspiral measure flags --ask."
SHOWN = 12  # spells that are listed one by one


def flare_text(found: FlarePlan) -> str:
    """A person's earlier bad days in words.

    Args:
        found: of ``act.flare``.
    """
    parts = [wrapped(_headline(found)), wrapped(_definition(found))]
    if found.spells:
        parts.append(wrapped(_length(found.length, found.rule.fewest)))
        counted = "" if found.start else " (day 1 is the first day of the record)"
        parts.append("\n".join([f"THE SPELLS, OLDEST FIRST{counted}", *_spells(found)]))
    if found.things:
        parts.append("WHAT WAS RECORDED AS TRIED ON THOSE DAYS")
        parts += [_thing(each, found) for each in found.things]
        parts.append(wrapped("The order is the one in which they were named; it is no rank."))
    elif found.spells:
        parts.append(wrapped("Nothing was named as tried, so the days after are not told: --tried COL,..."))
    parts += [wrapped(sentence) for sentence in found.said]
    parts.append(
        wrapped("This is a record of what was, and no advice. Pain that is new, or different from before: unspiral measure flags --ask.")
    )
    return "\n\n".join(parts)


def _headline(found: FlarePlan) -> str:
    days = f"{found.answered} of {found.span} days answered"
    if not found.spells:
        return f"No bad spell in this record ({days}), by the definition below."
    return f"{_count(len(found.spells), 'bad spell')} in this record ({days})."


def _definition(found: FlarePlan) -> str:
    rule = found.rule
    # Upwards: a threshold of 5.03 must not read as 5.
    least = math.ceil(found.threshold * 100.0 - 1e-6) / 100.0
    words = (
        f"A bad day here: {found.pain} of {least:.4g} or more. That is the usual {found.usual:.3g} (the middle of all days), plus the"
        f" larger of {rule.points:g} points and {rule.sds:g} x {found.sd:.3g} (the own standard deviation). A spell: bad days for at least"
        f" {_count(rule.days, 'day')}; up to {_count(rule.gap, 'day')} without an answer inside it"
        f" {'is' if rule.gap == 1 else 'are'} counted in. The definition is this project's own choice and can be set."
    )
    beside = [f"{_count(found.bad, 'bad day')} in all"]
    if found.short:
        beside.append(f"{found.short} in runs too short to be a spell")
    if found.undecided:
        beside.append(f"{_count(found.undecided, 'run')} too short so far, of which the beginning or the end was not seen")
    return f"{words} {'; '.join(beside)}.{_turned(found)}"


def _turned(found: FlarePlan) -> str:
    """Numbers on a scale that was turned round are not those of the table."""
    parts = [f"{name} is {'' if top is None else f'{top:g} '}minus the answer in the table" for name, top in found.turned.items()]
    return f" Turned round as asked, here and below: {'; '.join(parts)}." if parts else ""


def _length(length: SpellLength, fewest: int) -> str:
    still = length.spells - length.ended
    seen = f"Of {_count(length.spells, 'spell')} whose beginning was seen, {length.ended} ended in sight"
    if not length.spells:
        seen = "No spell was seen from its beginning"
    if length.ended:
        one = length.shortest == length.longest
        seen += f" (after {length.shortest} days)" if one else f" (after {length.shortest} to {length.longest} days)"
    opened = f"; {still} {'was' if still == 1 else 'were'} still open when the answers stopped" if still else ""
    verb = "is" if length.unseen == 1 else "are"
    before = f" {_count(length.unseen, 'spell')} had begun before there was an answer, and {verb} not counted here."
    tail = before if length.unseen else ""
    if length.ended < fewest:
        return f"How long they last: too few to say (at least {fewest} that ended are needed). {seen}{opened}.{tail}"
    if length.median is None:
        return f"How long they last: more than half had not ended when last seen, so no middle can be told. {seen}{opened}.{tail}"
    low = "1" if length.low is None else str(length.low)
    ends = f"from {low} to {length.high}" if length.high is not None else f"from {low} up, with no upper end that could be told"
    half = f"Half of the spells lasted {_count(length.median, 'day')} or less ({100 * length.level:.0f} % interval {ends})."
    return f"{half} {seen}{opened}.{tail}"


def _spells(found: FlarePlan) -> list[str]:
    lines = [_spell(each, found) for each in found.spells[-SHOWN:]]
    left = len(found.spells) - len(lines)
    return [*([f"  ({left} older ones: --json)"] if left else []), *lines]


def date_of(found: FlarePlan, day: int) -> str | None:
    """The date of a day of the record; None where the table had no dates.

    Args:
        found: of ``act.flare``.
        day: counted from 1.
    """
    return (date.fromisoformat(found.start) + timedelta(days=day - 1)).isoformat() if found.start else None


def _spell(spell: Spell, found: FlarePlan) -> str:
    first, last = (date_of(found, day) or str(day) for day in (spell.first, spell.last))
    days = f"{'' if found.start else 'day '}{first}{f' to {last}' if last != first else ''}"
    marks = [_count(spell.days, "day")]
    if spell.bridged:
        marks.append(f"{spell.bridged} of them without an answer")
    if not spell.begun:
        marks.append("began before there was an answer")
    if not spell.ended:
        marks.append("still open when the answers stopped")
    tried = ", ".join(f"{name} on {_count(count, 'day')}" for name, count in spell.tried.items() if count)
    if spell.tried:
        marks.append(f"tried: {tried}" if tried else "nothing recorded as tried")
    return click.wrap_text(f"{days}: {'; '.join(marks)}.", WIDTH, initial_indent="  - ", subsequent_indent="    ")


def _thing(thing: TriedThing, found: FlarePlan) -> str:
    if not thing.ever:
        return f"{thing.name}\n  Never recorded."
    head = f"On {_count(thing.days, 'bad day')} of {_count(thing.spells, 'spell')}; on {_count(thing.ever, 'day')} of the whole record."
    lines = [thing.name, wrapped(head, "  ")]
    for each in thing.compared:
        lines += _compared(each, thing.name, found)
    return "\n".join(lines)


def _compared(each: Compared, name: str, found: FlarePlan) -> list[str]:
    after = "the next day" if found.rule.after == 1 else f"the {found.rule.after} days after"
    return [
        f"  {each.column}, from a bad day to {after}:",
        wrapped(f"with {name}: {_days(each.tried, found.rule.fewest)}", "    "),
        wrapped(f"without: {_days(each.not_tried, found.rule.fewest)}", "    "),
    ]


def _days(group: DaysAfter, fewest: int) -> str:
    if group.on is None or group.after is None or group.low is None or group.high is None:
        return f"too few ({_count(group.days, 'day')}; at least {fewest} are needed)."
    return (
        f"{group.on:.1f} to {group.after:.1f} on average ({group.days} days in {_count(group.spells, 'spell')}; the middle half of the"
        f" changes: {group.low:+.1f} to {group.high:+.1f})."
    )


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
