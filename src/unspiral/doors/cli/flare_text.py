"""What ``unspiral flare`` prints: how often and how long first, then what was recorded, then what it does not show."""

from __future__ import annotations

import click

from unspiral.doors.cli.paragraph import WIDTH, wrapped
from unspiral.records.flare import Compared, FlarePlan, Spell, TriedThing
from unspiral.show import flare_words as said

SHOWN = 12  # spells that are listed one by one


def flare_text(found: FlarePlan) -> str:
    """A person's earlier bad days in words.

    Args:
        found: of ``act.flare``.
    """
    parts = [wrapped(said.headline(found)), wrapped(said.definition(found))]
    if found.spells:
        parts.append(wrapped(said.length_words(found.length, found.rule.fewest)))
        first_day = "" if found.start else " (day 1 is the first day of the record)"
        parts.append("\n".join([f"THE SPELLS, OLDEST FIRST{first_day}", *_spells(found)]))
    if found.things:
        parts.append("WHAT WAS RECORDED AS TRIED ON THOSE DAYS")
        parts += [_thing(each, found) for each in found.things]
        parts.append(wrapped(said.NO_RANK))
    elif found.spells:
        parts.append(wrapped("Nothing was named as tried, so the days after are not told: --tried COL,..."))
    parts += [wrapped(sentence) for sentence in found.said]
    parts.append(wrapped(said.NO_ADVICE))
    return "\n\n".join(parts)


def _spells(found: FlarePlan) -> list[str]:
    lines = [_spell(each, found) for each in found.spells[-SHOWN:]]
    left = len(found.spells) - len(lines)
    return [*([f"  ({left} older ones: --json)"] if left else []), *lines]


def _spell(spell: Spell, found: FlarePlan) -> str:
    line = f"{said.spell_days(spell, found)}: {'; '.join(said.spell_marks(spell))}."
    return click.wrap_text(line, WIDTH, initial_indent="  - ", subsequent_indent="    ")


def _thing(thing: TriedThing, found: FlarePlan) -> str:
    lines = [thing.name, wrapped(said.thing_words(thing), "  ")]
    for each in thing.compared if thing.ever else ():
        lines += _compared(each, thing.name, found)
    return "\n".join(lines)


def _compared(each: Compared, name: str, found: FlarePlan) -> list[str]:
    return [
        f"  {each.column}, from a bad day to {said.after_days(found.rule)}:",
        wrapped(f"with {name}: {said.days_words(each.tried, found.rule.fewest)}", "    "),
        wrapped(f"without: {said.days_words(each.not_tried, found.rule.fewest)}", "    "),
    ]
