"""One person after the other in plain Python: what core/population.cpp does, bit for bit; its oracle, and its stand-in."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from unspiral.act.population.exactly import exp, philox, turn, waiting
from unspiral.units import DAYS_PER

WEEK, YEAR = DAYS_PER["week"], DAYS_PER["year"]
BIRTH, OWN, FAMILY = 0xFFFF0000, 0xFFFF0100, 0xFFFF0200  # streams of chance beside those of the clocks, which are numbered from 0


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; ``clock`` -1 says where the person began.

    Args:
        person, arm, cell: whom, under which arm, and of which age and sex.
        day: when.
        clock: hazard that struck.
        state: joint state afterwards.
    """

    person: int
    day: float
    clock: int
    state: int
    arm: int
    cell: int


class Luck:
    """The chance of one person: a number for every place that it can be asked at."""

    def __init__(self, seed: int, person: int) -> None:
        self.key = (seed & 0xFFFFFFFF, seed >> 32)
        self.low, self.high = person & 0xFFFFFFFF, person >> 32

    def block(self, stream: int, number: int) -> tuple[int, int, int, int]:
        """Four numbers of 32 bits."""
        return philox((self.low, self.high, stream, number), self.key)


class Clocks:
    """Unit clocks of a person: how much is left until each rings, drawn when it is first needed."""

    def __init__(self, luck: Luck) -> None:
        self.luck, self.left, self._rung, self._spare = luck, {}, {}, {}
        self.left: dict[int, float]
        self._rung: dict[int, int]
        self._spare: dict[int, float]

    def need(self, clock: int) -> float:
        """What is left of a clock."""
        if clock not in self.left:
            self.wind(clock)
        return self.left[clock]

    def wind(self, clock: int) -> None:
        """Set a clock anew."""
        times = self._rung.get(clock, 0)
        if times & 1:
            self.left[clock] = self._spare[clock]
        else:
            dice = self.luck.block(clock, times >> 1)
            self.left[clock], self._spare[clock] = waiting(dice[0], dice[1]), waiting(dice[2], dice[3])
        self._rung[clock] = times + 1


class Plain:
    """A town as the kernel has it, in plain lists.

    Args:
        given: the arguments of ``unspiral._core.Town``.
    """

    def __init__(self, given: dict[str, Any]) -> None:
        self.clocks, self.bands, self.states = given["clocks"], given["bands"], given["states"]
        self.arms, self.days = given["arms"], WEEK * given["weeks"]
        self.clock, self.target, self.course = (given["jumps"][:, i].tolist() for i in range(3))
        self.offset = given["offset"].tolist()
        self.periods = len(given["period"])
        self.period, self.band = given["period"].tolist(), given["band"].tolist()
        self.rate = given["rate"].reshape(self.arms, self.periods, -1).tolist()
        self.aged = given["aged"].reshape(self.arms, self.periods, self.clocks, self.bands, 2).tolist()
        self.cells = given["cells"].tolist()
        self.cell_below, self.class_below = given["cell_below"].tolist(), given["class_below"].tolist()
        self.start_below = given["start_below"].reshape(len(self.cells), len(self.class_below), self.states).tolist()
        self.effect: list[list[float]] = given["effect"].reshape(-1, self.clocks).tolist()
        self.loading = given["loading"].reshape(self.clocks, given["factors"]).tolist()
        self.factors, self.family, self.shared = given["factors"], given["family"], given["shared"]
        self.since_course = given["since_course"].tolist()
        self.since = [
            list(zip(given["since_day"][a:b].tolist(), given["since_factor"][a:b].tolist(), strict=True))
            for a, b in zip(given["since_offset"][:-1].tolist(), given["since_offset"][1:].tolist(), strict=True)
        ]

    def effects(self, seed: int, person: int, group: int) -> list[float]:
        """What multiplies each clock in a person."""
        if not self.factors:
            return self.effect[group]
        z = [0.0] * (self.factors + 1)
        own, kin = Luck(seed, person), Luck(seed, person // self.family)
        for f in range(0, self.factors, 2):
            for source, part in ((own.block, 1.0 - self.shared), (kin.block, self.shared)):
                if part <= 0.0:
                    continue
                dice = source(FAMILY if source == kin.block else OWN, f // 2)
                sine, cosine = turn(((dice[3] << 32 | dice[2]) >> 11) * 2.0**-53)
                length = math.sqrt(part) * math.sqrt(2.0 * waiting(dice[0], dice[1]))
                z[f] += length * cosine
                z[f + 1] += length * sine
        out: list[float] = []
        for row in self.loading:
            total = 0.0
            for loading, value in zip(row, z, strict=False):
                total += loading * value
            out.append(1.0 if total == 0.0 else exp(total))
        return out


def lives(given: dict[str, Any], seed: int, first: int, count: int) -> Iterator[Event]:
    """Everything that happens to some persons, arm after arm.

    Args:
        given: the arguments of ``unspiral._core.Town``.
        seed: of all chance.
        first, count: persons by number.

    Source: Anderson (2007), modified next-reaction method, doi 10.1063/1.2799998; tests/act/population/test_reference.py.
    """
    town = Plain(given)
    for person in range(first, first + count):
        dice = Luck(seed, person).block(BIRTH, 0)
        cell, group = _below(town.cell_below, dice[0]), _below(town.class_below, dice[1])
        state = _below(town.start_below[cell][group], dice[2])
        own = town.effects(seed, person, group)
        for arm in range(town.arms):
            yield from _life(town, seed, person, arm, cell, own, state)


def _below(cumulative: list[int], dice: int) -> int:
    return next((k for k, end in enumerate(cumulative[:-1]) if dice < end), len(cumulative) - 1)


def _life(town: Plain, seed: int, person: int, arm: int, cell: int, own: list[float], state: int) -> Iterator[Event]:
    clocks = Clocks(Luck(seed, person))
    years, sex = town.cells[cell]
    now, band, period = 0.0, max(sum(1 for b in town.band if years >= b) - 1, 0), 0
    moved: list[float] = [0.0] * (int(max(town.course, default=0)) + 1)
    yield Event(person, 0.0, -1, state, arm, cell)
    while True:
        jumps = range(town.offset[state], town.offset[state + 1])
        if not jumps:
            return
        birthday = (town.band[band + 1] - years) * YEAR if band + 1 < town.bands else math.inf
        turned = town.period[period + 1] if period + 1 < town.periods else math.inf
        change = min(birthday, turned, town.days)
        speed: dict[int, float] = {}
        for j in jumps:
            k = town.clock[j]
            speed[j] = town.rate[arm][period][j] * (own[k] * town.aged[arm][period][k][band][sex])
            if town.since and town.since_course[k] >= 0:
                course: int = town.since_course[k]
                factor, soon = _since(town, k, moved[course], now)
                speed[j] *= factor
                change = min(change, soon)
        wait, hit = change - now, -1
        for j in jumps:
            left = clocks.need(town.clock[j])
            until = left / speed[j] if speed[j] > 0.0 else math.inf
            if until < wait:
                wait, hit = until, j
        for j in jumps:
            clocks.left[town.clock[j]] = max(clocks.left[town.clock[j]] - speed[j] * wait, 0.0)
        if hit >= 0:
            now = min(now + wait, change)
            clocks.wind(town.clock[hit])
            state, moved[town.course[hit]] = town.target[hit], now
            yield Event(person, now, town.clock[hit], state, arm, cell)
            continue
        now = change
        if now >= town.days:
            return
        band, period = band + (now >= birthday), period + (now >= turned)


def _since(town: Plain, clock: int, moved: float, now: float) -> tuple[float, float]:
    factor = 1.0
    for day, then in town.since[clock]:
        if moved + day > now:
            return factor, moved + day
        factor = then
    return factor, math.inf
