"""What each design reaches, and the smallest one along each direction."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.design.asked import Asked
from unspiral.act.design.precision import MOST_PEOPLE, Person, Precision, power, precision_of, quantile
from unspiral.act.design.truth import Truth
from unspiral.learn.differing import FEWEST, OCCASIONS
from unspiral.records import Arrow
from unspiral.records.design import Curve, Design, Needed, Prospect
from unspiral.scale.local import Tick, map_blocks

PATTERNS, PILOT_PATTERNS = 24, 4  # of answers that are averaged, at one truth and at each draw of a pilot
POINTS = 40  # of a curve
BLOCK = 5  # draws a worker takes at once

Key = tuple[bool, int, float]  # alone, beeps, compliance


@dataclass(frozen=True, slots=True, eq=False)
class Foreseen:
    """What one kind of person tells, at the estimate and at every draw of a pilot.

    Args:
        at, draws: of the link.
        most: of an input, where as much of it is taken as could be; ``at`` is then where the least is. None where one share was stated.
    """

    at: Precision
    draws: tuple[Precision, ...]
    most: Precision | None = None

    def powers(self, people: int, days: int, level: float) -> Float[ndarray, " draws"]:
        """Power at every draw; at the estimate without any."""
        return np.nan_to_num([one.power(people, days, level) for one in self.draws or (self.at,)])

    def chance(self, people: int, days: int, level: float) -> float:
        """Monte-Carlo error of the power: of the draws of a pilot, else of the patterns of answers."""
        if self.draws:
            return float(np.std(self.powers(people, days, level), ddof=1) / np.sqrt(len(self.draws)))
        off = float(self.at.chance[self.at.at[days]])
        wide, narrow = (self.at.power(people, days, level, part) for part in (1.0 + off, 1.0 - off))
        return abs(wide - narrow) / 2.0

    def ceiling(self, people: int, level: float) -> float:
        """Power that longer studies of so many people approach."""
        return float(np.mean([power(one.value, one.floor(people), level) for one in self.draws or (self.at,)]))

    def width(self, people: int, days: int, level: float) -> float:
        """Mean width of the interval."""
        return 2.0 * quantile(level) * float(np.mean([one.se(people, days) for one in self.draws or (self.at,)]))


def foresee(
    truth: Truth,
    drawn: tuple[Truth, ...],
    link: Arrow,
    asked: Asked,
    *,
    most: Truth | None = None,
    seed: int,
    workers: int = 1,
    tick: Tick | None = None,
) -> dict[Key, Foreseen]:
    """One walk for each kind of person; lengths and numbers of people follow from it.

    Args:
        truth, drawn: stated or the pilot's estimate, and the pilot's draws.
        link, asked: what is to be seen, and the designs.
        most: the truth where as much of an input is taken as could be.
        seed, workers, tick: as elsewhere.
    """
    kinds = sorted({(people == 1, beeps, share) for people, beeps, share in product(asked.people, asked.beeps, asked.compliance)})
    blocks: list[tuple[Key, int, tuple[Truth, ...]]] = []
    for key in kinds:
        blocks.append((key, PATTERNS, (truth,) if most is None else (truth, most)))
        blocks += [(key, PILOT_PATTERNS, drawn[i : i + BLOCK]) for i in range(0, len(drawn), BLOCK)]

    def work(block: tuple[Key, int, tuple[Truth, ...]]) -> list[Precision]:
        (alone, beeps, share), patterns, truths = block
        person = Person(alone, asked.timetable(beeps, share), max(asked.days), patterns, seed)
        # Of a pilot's draws, and where people differ, the width is taken to stay as it is: docs/validation/act-design.md.
        moving = not drawn and not truth.differ
        return [precision_of(one, link, person, moving=moving) for one in truths]

    found = map_blocks(work, blocks, workers=workers, tick=tick)
    out: dict[Key, Foreseen] = {}
    for key in kinds:
        mine = [part for block, part in zip(blocks, found, strict=True) if block[0] == key]
        out[key] = Foreseen(mine[0][0], tuple(one for part in mine[1:] for one in part), None if most is None else mine[0][1])
    return out


def prospect(foreseen: dict[Key, Foreseen], one: Design, truth: Truth, asked: Asked) -> Prospect:
    """What a design shows."""
    of = foreseen[one.people == 1, one.beeps, one.compliance]
    se = of.at.se(one.people, one.days)
    why = _refused(one, truth, asked, se)
    if why:
        return Prospect(one, math.nan, math.nan, math.nan, math.nan, None, None, math.nan, why)
    powers = of.powers(one.people, one.days, asked.level)
    low, high = (float(x) for x in np.quantile(powers, [0.1, 0.9])) if of.draws else (None, None)
    if of.most is not None:
        low, high = float(powers[0]), of.most.power(one.people, one.days, asked.level)
    chance = float(of.at.chance[of.at.at[one.days]])
    unsure = of.chance(one.people, one.days, asked.level)
    return Prospect(one, se, of.width(one.people, one.days, asked.level), float(powers.mean()), unsure, low, high, chance)


def _refused(one: Design, truth: Truth, asked: Asked, se: float) -> str:
    """Why such a study would be refused before any fitting, as ``learn`` does; "" where it would not."""
    occasions = one.prompts / one.people * one.compliance
    if asked.given is not None and asked.given.short(one.days):
        return f"two blocks of {asked.given.block} days do not fit into {one.days} days"
    if one.people > 1 and truth.differ:
        least = max(FEWEST, 2 * len(truth.differ))
        if one.people < least:
            return f"at least {least} people are wanted to see how people differ in a link"
        if occasions < OCCASIONS:
            return f"with about {occasions:.2g} answers a person nobody shows a link of their own"
    if occasions < 3:
        return f"with about {occasions:.2g} answers a person a level and a state cannot be told apart"
    return "" if math.isfinite(se) else "the answers could not tell all numbers of the loop apart"


def reaches(row: Prospect, asked: Asked) -> bool:
    """Whether a design has all that is wanted of it."""
    wanted_power, wanted_width = asked.wanted
    if row.why:
        return False
    return (wanted_power is None or row.power >= wanted_power) and (wanted_width is None or row.width <= wanted_width)


def merit(row: Prospect, asked: Asked) -> float:
    """The larger, the nearer to what is wanted."""
    return -row.width if asked.wanted[0] is None else row.power


def fewest_people(foreseen: dict[Key, Foreseen], truth: Truth, asked: Asked) -> tuple[Needed, ...]:
    """Fewest people for every length, number of beeps and share of answers."""
    found: list[Needed] = []
    for days, beeps, share in product(asked.days, asked.beeps, asked.compliance):
        of = foreseen.get((False, beeps, share))
        if of is None:
            continue

        def enough(people: int, of: Foreseen = of, days: int = days, beeps: int = beeps, share: float = share) -> bool:
            return reaches(prospect({(False, beeps, share): of}, asked.design(people, days, beeps, share), truth, asked), asked)

        found.append(Needed(_first(enough, 2, MOST_PEOPLE), days, beeps, share, 1.0, 0.0))
    return tuple(found)


def fewest_days(foreseen: dict[Key, Foreseen], truth: Truth, asked: Asked) -> tuple[Needed, ...]:
    """Fewest days for every number of people, beeps and share of answers, up to the longest that was asked about."""
    found: list[Needed] = []
    for people, beeps, share in product(asked.people, asked.beeps, asked.compliance):
        of = foreseen[people == 1, beeps, share]

        def enough(days: int, of: Foreseen = of, people: int = people, beeps: int = beeps, share: float = share) -> bool:
            return reaches(prospect({(people == 1, beeps, share): of}, asked.design(people, days, beeps, share), truth, asked), asked)

        floor = 2.0 * quantile(asked.level) * of.at.floor(people)
        found.append(Needed(people, _first(enough, 1, max(asked.days)), beeps, share, of.ceiling(people, asked.level), floor))
    return tuple(found)


def curves(foreseen: dict[Key, Foreseen], truth: Truth, asked: Asked) -> tuple[Curve, ...]:
    """Power and width over people, for every length, number of beeps and share of answers; without designs that would be refused."""
    most = 2 * max(*asked.people, 10)
    steps = np.unique(np.round(np.geomspace(2, most, POINTS)).astype(int)).tolist()
    found: list[Curve] = []
    for days, beeps, share in product(asked.days, asked.beeps, asked.compliance):
        if (False, beeps, share) not in foreseen:
            continue
        rows = [prospect(foreseen, asked.design(people, days, beeps, share), truth, asked) for people in steps]
        kept = [row for row in rows if not row.why]
        if kept:
            people = tuple(row.design.people for row in kept)
            found.append(Curve(days, beeps, share, people, tuple(row.power for row in kept), tuple(row.width for row in kept)))
    return tuple(found)


def _first(enough: Callable[[int], bool], low: int, high: int) -> int | None:
    """The smallest number that is enough, where more is never less."""
    if not enough(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low
