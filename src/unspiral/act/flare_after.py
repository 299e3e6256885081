"""How the days after bad days went, with and without each thing that was recorded: two descriptions side by side, and no effect."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.act.flare_days import DayTable
from unspiral.records.flare import Compared, DaysAfter, FlareRule, Spell, TriedThing


def tried_thing(
    name: str,
    place: int,
    table: DayTable,
    outcomes: tuple[str, ...],
    spells: tuple[Spell, ...],
    bad: Bool[ndarray, " days"],
    rule: FlareRule,
) -> TriedThing:
    """One thing: how often it was recorded on bad days of spells, and how each answer went after such days and after the others.

    Whole spells are not compared: a longer one has more days on which something can be tried, so whatever is tried would look as if it
    made spells longer.

    Args:
        name: of the thing.
        place: its column in ``table.tried``.
        table: the record by day.
        outcomes: names of the columns of ``table.answers``.
        spells: of the person.
        bad: which days are bad.
        rule: how many days after, and how few are too few.

    Source: tests/act/test_flare_after.py.
    """
    within = [(number, day) for number, spell in enumerate(spells) for day in range(spell.first - 1, spell.last) if bad[day]]
    with_it = [(number, day) for number, day in within if table.tried[day, place]]
    without = [(number, day) for number, day in within if not table.tried[day, place]]
    return TriedThing(
        name=name,
        days=len(with_it),
        spells=len({number for number, _ in with_it}),
        ever=int(np.count_nonzero(table.tried[:, place])),
        compared=tuple(
            Compared(column, days_after(table.answers[:, j], with_it, rule), days_after(table.answers[:, j], without, rule))
            for j, column in enumerate(outcomes)
        ),
    )


def days_after(answers: Float[ndarray, " days"], chosen: list[tuple[int, int]], rule: FlareRule) -> DaysAfter:
    """How an answer stood on some days, and on the days after each of them.

    Args:
        answers: by day; nan = not answered.
        chosen: (number of the spell, day).
        rule: ``after`` days are looked at, the ones without an answer left out; fewer than ``fewest`` days give no numbers.
    """
    on: list[float] = []
    later: list[float] = []
    spells: set[int] = set()
    for number, day in chosen:
        following = answers[day + 1 : day + 1 + rule.after]
        following = following[~np.isnan(following)]
        if np.isnan(answers[day]) or not following.size:
            continue
        on.append(float(answers[day]))
        later.append(float(following.mean()))
        spells.add(number)
    if len(on) < max(rule.fewest, 1):
        return DaysAfter(len(on), len(spells), None, None, None, None)
    low, high = np.quantile(np.array(later) - np.array(on), (0.25, 0.75))
    return DaysAfter(len(on), len(spells), float(np.mean(on)), float(np.mean(later)), float(low), float(high))
