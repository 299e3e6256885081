"""The exact share of people in every joint state, week by week: Kolmogorov's forward equation, summed over classes of person effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.linalg import expm

from unspiral.act.population.effects import Classes
from unspiral.act.population.joint import Joint
from unspiral.act.population.rates import Rates
from unspiral.errors import SpecError
from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes, People
from unspiral.units import DAYS_PER

WEEK, YEAR = DAYS_PER["week"], DAYS_PER["year"]


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """Who is where when the first week begins.

    Args:
        age, sex: of each cell; sex 0 for women, 1 for men.
        share: of each cell among all people.
        state: share of each joint state within a cell and a class of person effects.
    """

    age: Array
    sex: Array
    share: Float[ndarray, " cells"]
    state: Array


def cells(people: People) -> tuple[ndarray, Array, Array]:
    """Year of life, sex, and share of each cell."""
    ages = np.arange(people.youngest, people.oldest)
    weight = np.array(people.weights) if people.weights else np.ones(len(ages))
    weight = weight / weight.sum()
    return (
        np.concatenate([ages, ages]),
        np.repeat([0, 1], len(ages)),
        np.concatenate([people.women * weight, (1.0 - people.women) * weight]),
    )


def generators(joint: Joint, rates: Rates, classes: Classes, period: int, band: int, sex: int) -> Array:
    """Generator of each class: row = from, column = to, per day; rows add up to 0."""
    multiplier = classes.multiplier * rates.aged[period, :, band, sex]
    speed = rates.rate[period] * multiplier[:, joint.hazard]
    n = len(joint.states)
    out = np.zeros((len(classes.weight), n, n), dtype=speed.dtype)
    for j, (source, target) in enumerate(zip(joint.source, joint.target, strict=True)):
        out[:, source, target] += speed[:, j]
    out[:, np.arange(n), np.arange(n)] -= out.sum(axis=2)
    return out


class Steps:
    """Transition matrices over a time at an age, each worked out once."""

    def __init__(self, joint: Joint, rates: Rates, classes: Classes) -> None:
        self._given = (joint, rates, classes)
        self._known: dict[tuple[int, int, int, float], Array] = {}

    def over(self, period: int, band: int, sex: int, days: float) -> Array:
        """exp(Q days), a matrix a class."""
        key = (period, band, sex, round(days, 9))
        if key not in self._known:
            self._known[key] = expm(days * generators(*self._given, period, band, sex))
        return self._known[key]


def start_of(episodes: Episodes, joint: Joint, rates: Rates, classes: Classes) -> Start:
    """Where people are at the start: alive, and as their years since the entry age left them, at the hazards of the first period."""
    people = episodes.people
    age, sex, share = cells(people)
    steps = Steps(joint, rates, classes)
    state = np.zeros((len(age), len(classes.weight), len(joint.states)), dtype=np.result_type(rates.rate, rates.aged, classes.multiplier))
    over = _dead(episodes, joint)
    for s in (0, 1):
        now = np.zeros(state.shape[1:], dtype=state.dtype)
        now[:, joint.first] = 1.0
        for year in range(people.entry, people.oldest):
            alive = np.where(over, 0.0, now)
            state[(age == year) & (sex == s)] = alive / left_alive(alive.sum(axis=1, keepdims=True), year)
            now = np.einsum("cs,cst->ct", now, steps.over(0, band_of(people, year), s, YEAR))
    return Start(age, sex, share, state)


def left_alive(share: Array, year: int) -> Array:
    """Of each class, the share that is alive at an age.

    Raises:
        SpecError: nobody is, or it is no number: then nothing says where people of that age are.
    """
    size = np.abs(share)
    if not (np.isfinite(size).all() and (size > 1e-250).all()):
        raise SpecError(
            f"Nobody of some kind is alive at {year} years of age, so that nothing says where people of that age begin.",
            why="The hazard that ends everything is so large, or grows so much with a person effect, that all have died before.",
            fix="lower that hazard, or begin with younger people ('oldest' of [people])",
        )
    return share


def band_of(people: People, age: float) -> int:
    """Age band of a year of life."""
    return max(int(np.searchsorted(people.bands, age, side="right")) - 1, 0)


def _dead(episodes: Episodes, joint: Joint) -> Array:
    if episodes.ends is None:
        return np.zeros(len(joint.states), dtype=bool)
    course, last = episodes.ends
    return joint.states[:, joint.names.index(course)] == episodes.course(course).states.index(last)


def forward(episodes: Episodes, joint: Joint, rates: Rates, classes: Classes, start: Start, weeks: int) -> Array:
    """Share of all people in every joint state at the beginning of every week.

    dp/dt = p Q, with Q constant between birthdays that change the age band and between periods of a policy; exact at every week.

    Args:
        episodes: declared.
        joint, rates, classes, start: of it.
        weeks: how many.

    Returns:
        Shape (states, weeks + 1); columns add up to 1.

    Raises:
        SpecError: hazards that depend on the time in a state; no equation of this kind has them.

    Source: Kolmogorov; tests/act/population/test_forward.py holds it to an independent matrix exponential.
    """
    refuse_since(episodes)
    steps = Steps(joint, rates, classes)
    people = episodes.people
    out = np.zeros((len(joint.states), weeks + 1), dtype=rates.rate.dtype)
    weight = start.share[:, None] * classes.weight[None, :]
    now = start.state * weight[:, :, None]
    out[:, 0] = now.sum(axis=(0, 1))
    turns = [_turns(people, int(age), rates.begins, WEEK * weeks) for age in start.age]
    for week in range(weeks):
        begin, end = WEEK * week, WEEK * (week + 1)
        alike: dict[tuple[int, int, int], list[int]] = {}
        for cell, mine in enumerate(turns):
            marks = [begin, *(day for day, _, _ in mine if begin < day < end), end]
            if len(marks) == 2:
                period, band = _at(mine, begin)
                alike.setdefault((period, band, int(start.sex[cell])), []).append(cell)
                continue
            for first, last in pairwise(marks):
                period, band = _at(mine, first)
                now[cell] = np.einsum("cs,cst->ct", now[cell], steps.over(period, band, int(start.sex[cell]), last - first))
        for (period, band, sex), who in alike.items():
            matrix = steps.over(period, band, sex, WEEK)
            now[who] = np.matmul(now[who].transpose(1, 0, 2), matrix).transpose(1, 0, 2)
        out[:, week + 1] = now.sum(axis=(0, 1))
    return out


def refuse_since(episodes: Episodes) -> None:
    """Stop where a hazard changes within a state."""
    for hazard in episodes.hazards:
        if hazard.since:
            raise SpecError(
                f"The hazard '{hazard.name}' depends on the time since {hazard.course} last moved.",
                why="The forward equation knows states, not how long somebody has been in them.",
                fix="leave out 'since', and let a person effect spread the hazard; or simulate persons without the exact line",
            )


def _turns(people: People, age: int, begins: Sequence[float] | Array, days: float) -> list[tuple[float, int, int]]:
    """(day, period, band) from each day on which something changes for people of an age."""
    birthdays = [(float(first) - age) * YEAR for first in people.bands]
    marks = sorted({0.0, *(day for day in birthdays if 0.0 < day < days), *(float(day) for day in begins if 0.0 < day < days)})
    out: list[tuple[float, int, int]] = []
    for day in marks:
        band = max(sum(1 for b in birthdays if b <= day) - 1, 0)
        out.append((day, sum(1 for x in begins if x <= day) - 1, band))
    return out


def _at(turns: list[tuple[float, int, int]], day: float) -> tuple[int, int]:
    period, band = next((p, b) for first, p, b in reversed(turns) if first <= day)
    return period, band
