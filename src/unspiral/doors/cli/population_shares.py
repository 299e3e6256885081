"""Causal shares that stand side by side, and what twins of a population show at each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from unspiral.errors import SpecError

if TYPE_CHECKING:
    from unspiral.loop.episodes import Episodes
    from unspiral.records.policies import TwinRung

SHARES = (0.0, 0.5, 1.0)  # a policy is never shown without these
KIN = {0.0: "people", 0.5: "fraternal", 1.0: "identical"}  # part of their person effects that pairs share


def shares_given(text: str) -> tuple[float, ...]:
    """Causal shares between commas, ascending.

    Raises:
        SpecError: no number from 0 to 1, or without the three that always stand side by side.
    """
    found: set[float] = set()
    for part in text.split(","):
        try:
            share = float(part.strip())
        except ValueError:
            share = -1.0
        if not 0.0 <= share <= 1.0:
            raise SpecError(f"'--share {text}' holds '{part.strip()}', which is no share from 0 to 1.", fix="--share 0,0.5,1")
        found.add(share)
    if missing := [each for each in SHARES if each not in found]:
        raise SpecError(
            f"--share {text} leaves out {', '.join(f'{each:g}' for each in missing)}.",
            why="How much of the links is causal is not known: a policy is shown at none, half and all of it, side by side.",
            fix="--share 0,0.5,1",
        )
    return tuple(sorted(found))


def ladder_of(at: Mapping[float, Episodes], rungs: tuple[TwinRung, ...], nodes: int) -> tuple[TwinRung, ...]:
    """The rungs with what pairs of the simulated population show at each causal share; as they are where it has no such conditions.

    Args:
        at: causal share -> declaration.
        rungs: as studies saw them.
        nodes: of each person effect.
    """
    from unspiral.act.population.seen import Seen
    from unspiral.act.population.twins import ladder

    if not all({"depression", "pain"} <= {course.name for course in each.courses if course.count_to} for each in at.values()):
        return rungs
    found = {share: Seen(episodes, nodes=nodes) for share, episodes in sorted(at.items())}
    shown = {share: ladder(seen, seen.earlier("depression"), seen.earlier("pain")) for share, seen in found.items()}
    return tuple(
        replace(rung, simulated=tuple((share, float(getattr(each, KIN[rung.shared]))) for share, each in shown.items())) for rung in rungs
    )
