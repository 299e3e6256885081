"""People who change alike for as long as is looked at: years of life and sexes for which every rate turns on the same days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.population.effects import Classes
from unspiral.act.population.forward import YEAR, Start
from unspiral.act.population.rates import Rates
from unspiral.learn.system import Array
from unspiral.loop.episodes import People


@dataclass(frozen=True, slots=True, eq=False)
class Strata:
    """Groups of cells that are moved by the same rates at all times; within one, shares simply add up.

    Args:
        names: in words: "women aged 20".
        turns: of each, (first day, age band) in order, day 0 first.
        sex: of each, 0 for women and 1 for men; where both move alike it is 0.
        start: share of all people, by group, class of person effects and joint state.
    """

    names: tuple[str, ...]
    turns: tuple[tuple[tuple[float, int], ...], ...]
    sex: tuple[int, ...]
    start: Float[ndarray, "strata classes states"]


def strata_of(people: People, rates: Rates, classes: Classes, start: Start, days: float) -> Strata:
    """Group the cells of a population.

    Args:
        people: with age bands.
        rates: of the arm in question.
        classes, start: as the forward equation has them.
        days: how far is looked.

    Source: tests/act/population/test_strata.py holds the groups against the forward equation over all cells.
    """
    alike = bool(np.array_equal(rates.aged[..., 0], rates.aged[..., 1]))
    found: dict[tuple[tuple[tuple[float, bytes], ...], int], list[int]] = {}
    turns: dict[tuple[tuple[tuple[float, bytes], ...], int], tuple[tuple[float, int], ...]] = {}
    for cell in range(len(start.age)):
        sex = 0 if alike else int(start.sex[cell])
        mine = _turns(people.bands, float(start.age[cell]), rates.aged[..., sex], days)
        key = (tuple((round(day, 6), rates.aged[:, :, band, sex].tobytes()) for day, band in mine), sex)
        found.setdefault(key, []).append(cell)
        turns.setdefault(key, mine)
    weight = start.share[:, None] * classes.weight[None, :]
    mass = start.state * weight[:, :, None]
    names = [_named(start.age[cells], None if alike else key[1]) for key, cells in found.items()]
    return Strata(
        tuple(names),
        tuple(turns[key] for key in found),
        tuple(key[1] for key in found),
        np.array([mass[c].sum(axis=0) for c in found.values()]),
    )


def _turns(bands: Sequence[float], age: float, aged: Array, days: float) -> tuple[tuple[float, int], ...]:
    """(first day, band), leaving out birthdays at which no rate changes."""
    birthdays = [(first - age) * YEAR for first in bands]
    out = [(0.0, max(sum(1 for day in birthdays if day <= 0.0) - 1, 0))]
    for day in sorted(day for day in birthdays if 0.0 < day < days):
        band = max(sum(1 for b in birthdays if b <= day) - 1, 0)
        if not np.array_equal(aged[:, :, band], aged[:, :, out[-1][1]]):
            out.append((day, band))
    return tuple(out)


def _named(ages: Array, sex: int | None) -> str:
    who = "people" if sex is None else ("women", "men")[sex]
    years = sorted({int(age) for age in ages})
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return f"{who} aged " + " or ".join(f"{run[0]}" if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)
