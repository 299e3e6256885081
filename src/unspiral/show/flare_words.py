"""A person's earlier bad days in words: what is open is said to be open, and nothing is advice."""

from __future__ import annotations

import math
from datetime import date, timedelta

from unspiral.records.flare import DaysAfter, FlarePlan, FlareRule, Spell, SpellLength, TriedThing

NO_RANK = "The order is the one in which they were named; it is no rank."
NO_ADVICE = "This is a record of what was, and no advice. Pain that is new, or different from before: unspiral measure flags --ask."


def headline(found: FlarePlan) -> str:
    """How many bad spells there are, and in how many answered days."""
    days = f"{found.answered} of {found.span} days answered"
    if not found.spells:
        return f"No bad spell in this record ({days}), by the definition below."
    return f"{counted(len(found.spells), 'bad spell')} in this record ({days})."


def definition(found: FlarePlan) -> str:
    """What a bad day and a bad spell are here, and how many bad days are in none."""
    rule = found.rule
    words = (
        f"A bad day here: {found.pain} of {least(found)} or more. That is the usual {found.usual:.3g} (the middle of all days), plus the"
        f" larger of {rule.points:g} points and {rule.sds:g} x {found.sd:.3g} (the own standard deviation). A spell: bad days for at least"
        f" {counted(rule.days, 'day')}; up to {counted(rule.gap, 'day')} without an answer inside it"
        f" {'is' if rule.gap == 1 else 'are'} counted in. The definition is this project's own choice and can be set."
    )
    beside = [f"{counted(found.bad, 'bad day')} in all"]
    if found.short:
        beside.append(f"{found.short} in runs too short to be a spell")
    if found.undecided:
        beside.append(f"{counted(found.undecided, 'run')} too short so far, of which the beginning or the end was not seen")
    return f"{words} {'; '.join(beside)}.{turned_words(found)}"


def turned_words(found: FlarePlan) -> str:
    """Numbers on a scale that was turned round are not those of the table."""
    parts = [f"{name} is {'' if top is None else f'{top:g} '}minus the answer in the table" for name, top in found.turned.items()]
    return f" Turned round as asked, here and below: {'; '.join(parts)}." if parts else ""


def least(found: FlarePlan) -> str:
    """The least pain of a bad day, rounded upwards: a threshold of 5.03 must not read as 5."""
    return f"{math.ceil(found.threshold * 100.0 - 1e-6) / 100.0:.4g}"


def length_words(length: SpellLength, fewest: int) -> str:
    """How long spells lasted, with an interval; or why that cannot be said."""
    still = length.spells - length.ended
    seen = f"Of {counted(length.spells, 'spell')} whose beginning was seen, {length.ended} ended in sight"
    if not length.spells:
        seen = "No spell was seen from its beginning"
    if length.ended:
        one = length.shortest == length.longest
        seen += f" (after {length.shortest} days)" if one else f" (after {length.shortest} to {length.longest} days)"
    opened = f"; {still} {'was' if still == 1 else 'were'} still open when the answers stopped" if still else ""
    verb = "is" if length.unseen == 1 else "are"
    before = f" {counted(length.unseen, 'spell')} had begun before there was an answer, and {verb} not counted here."
    tail = before if length.unseen else ""
    if length.ended < fewest:
        return f"How long they last: too few to say (at least {fewest} that ended are needed). {seen}{opened}.{tail}"
    if length.median is None:
        return f"How long they last: more than half had not ended when last seen, so no middle can be told. {seen}{opened}.{tail}"
    low = "1" if length.low is None else str(length.low)
    ends = f"from {low} to {length.high}" if length.high is not None else f"from {low} up, with no upper end that could be told"
    half = f"Half of the spells lasted {counted(length.median, 'day')} or less ({100 * length.level:.0f} % interval {ends})."
    return f"{half} {seen}{opened}.{tail}"


def date_of(found: FlarePlan, day: int) -> str | None:
    """The date of a day of the record; None where the table had no dates.

    Args:
        found: of ``act.flare``.
        day: counted from 1.
    """
    return (date.fromisoformat(found.start) + timedelta(days=day - 1)).isoformat() if found.start else None


def spell_days(spell: Spell, found: FlarePlan) -> str:
    """On which days of the record: "2026-03-21 to 2026-03-23", or "day 21 to 23" where the table had no dates."""
    first, last = (date_of(found, day) or str(day) for day in (spell.first, spell.last))
    return f"{'' if found.start else 'day '}{first}{f' to {last}' if last != first else ''}"


def spell_marks(spell: Spell) -> list[str]:
    """How long, what was not seen, and what was recorded as tried."""
    marks = [counted(spell.days, "day")]
    if spell.bridged:
        marks.append(f"{spell.bridged} of them without an answer")
    if not spell.begun:
        marks.append("began before there was an answer")
    if not spell.ended:
        marks.append("still open when the answers stopped")
    tried = ", ".join(f"{name} on {counted(count, 'day')}" for name, count in spell.tried.items() if count)
    if spell.tried:
        marks.append(f"tried: {tried}" if tried else "nothing recorded as tried")
    return marks


def thing_words(thing: TriedThing) -> str:
    """On how many days it was recorded, bad ones and all."""
    if not thing.ever:
        return "Never recorded."
    there = f"{counted(thing.days, 'bad day')} of {counted(thing.spells, 'spell')}"
    return f"On {there}; on {counted(thing.ever, 'day')} of the whole record."


def after_days(rule: FlareRule) -> str:
    """Which days are looked at behind a bad one: "the next day", "the 3 days after"."""
    return "the next day" if rule.after == 1 else f"the {rule.after} days after"


def days_words(group: DaysAfter, fewest: int) -> str:
    """How one answer went after bad days of one kind; or that there are too few of them."""
    if group.on is None or group.after is None or group.low is None or group.high is None:
        return f"too few ({counted(group.days, 'day')}; at least {fewest} are needed)."
    return (
        f"{group.on:.1f} to {group.after:.1f} on average ({group.days} days in {counted(group.spells, 'spell')}; the middle half of the"
        f" changes: {group.low:+.1f} to {group.high:+.1f})."
    )


def counted(number: int, word: str) -> str:
    """A count with its word: "1 day", "3 days"."""
    return f"{number} {word}{'' if number == 1 else 's'}"
