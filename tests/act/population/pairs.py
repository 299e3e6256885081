"""Simulated pairs who share a part of their person effects, told as odds ratios within pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from unspiral.act.population.effects import classes
from unspiral.act.population.forward import start_of
from unspiral.act.population.joint import joint_of
from unspiral.act.population.rates import rates_of
from unspiral.act.population.town import town_of
from unspiral.loop.episodes import Episodes

WEEKS_A_YEAR = 365.25 / 7.0
CHUNK = 20_000  # persons whose lives are held at once


def of_one_age(episodes: Episodes, age: int) -> Episodes:
    """Women of one year of life, none of whom dies."""
    people = replace(episodes.people, youngest=age, oldest=age + 1, women=1.0, weights=())
    return replace(episodes, people=people, hazards=tuple(h for h in episodes.hazards if h.course != "life"), ends=None)


def simulated(
    core: Any, episodes: Episodes, age: int, shared: float, exposed: Sequence[str], struck: Sequence[str], pairs: int, seed: int
) -> tuple[float, float]:
    """Odds ratio within pairs at an age, and the standard error of its log; both lived from the entry age on, from normal effects.

    Args:
        exposed, struck: courses of which earlier episodes are asked.
    """
    young = of_one_age(episodes, episodes.people.entry)
    joint, people = joint_of(young), classes(young, 3)
    rates = rates_of(young, joint)
    weeks = round((age - episodes.people.entry) * WEEKS_A_YEAR)
    given = town_of(
        young, joint, {"now": rates}, people, start_of(young, joint, rates, people), weeks, normal=True, family=2, shared=shared
    ).given
    kernel = core.Town(**given)
    ever = [joint.states[:, joint.names.index(f"earlier {course}")] > 0 for course in (*exposed, *struck)]
    above = below = 0
    for first in range(0, 2 * pairs, CHUNK):
        person, _, _, state, *_ = (np.asarray(column) for column in kernel.events(seed, first, CHUNK))
        last = np.append(np.flatnonzero(np.diff(person)), len(person) - 1)
        x, y = (there[state[last]].reshape(-1, 2) for there in ever)
        one, two = (x & y, ~x & ~y), (x & ~y, ~x & y)
        above += int((one[0][:, 0] & one[1][:, 1]).sum() + (one[0][:, 1] & one[1][:, 0]).sum())
        below += int((two[0][:, 0] & two[1][:, 1]).sum() + (two[0][:, 1] & two[1][:, 0]).sum())
    return above / below, float(np.sqrt(1.0 / above + 1.0 / below))
