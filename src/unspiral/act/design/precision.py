"""How exactly a study would know a link: standard error, width of the interval, power, and how many people that takes.

People's answers are independent, so their information adds up. Where a link differs between people, each person's own numbers are known up
to the inverse of their information J, and scatter about the average by Omega; of the average then each person tells

    (J^-1 + Z Omega Z')^-1 = J - J Z (Omega^-1 + Z' J Z)^-1 Z' J,

the information of a linear mixed model. However long a study is, the variance of the average link stays above sd^2 / people.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray
from scipy.special import ndtr, ndtri

from unspiral.act.design.expected import expected_information
from unspiral.act.design.pushed import mean_information
from unspiral.act.design.slopes import MEANS, slopes_of
from unspiral.act.design.timetable import Timetable
from unspiral.act.design.truth import Truth
from unspiral.learn.parameters import layout_for
from unspiral.learn.system import Array
from unspiral.records import Arrow
from unspiral.units import DAYS_PER

MOST_PEOPLE = 100_000  # more than any study has
FARTHEST = 0.05  # variance of a standard error beside that of the estimate, beyond which a first order says too much
FEW = 2  # patterns of answers over which the slope of a standard error is averaged
STEP = 1e-3  # of such a slope, in standard errors of one person
MOVING = ("self:", "link:", "input:", "diffusion:", "error:", "loading:")  # numbers that a standard error moves with
LOST = 1e-11  # eigenvalue of the scaled information below which a direction is unknown


@dataclass(frozen=True, slots=True)
class Person:
    """What is asked of one person, and of how many such patterns of answers the average is taken.

    Args:
        alone: whether the study has one person, who is learned from without levels between people.
        timetable: when they are asked.
        days: length of the longest study.
        patterns: of answers that are averaged.
        seed: of these.
    """

    alone: bool
    timetable: Timetable
    days: int
    patterns: int
    seed: int


@dataclass(frozen=True, eq=False)
class Precision:
    """What one person is expected to tell of a link in a study of 1, 2, ... days.

    Args:
        value: of the link.
        spread: its standard deviation between people; 0 where all are alike.
        variance: of the link's estimate from one such person, were the study large, by day; infinite where it cannot be told.
        chance: Monte-Carlo error of its root, as a share, by day.
        day: the days after which it was worked out (1 = the first).
        lean: by how much the standard error rises with the link's own estimate, one person's error for one unit of it; None where that is
            not worked out: the width of the interval is then taken to stay as it is.
        swing: variance of the standard error's own estimate beside that of the link's, for one person.
    """

    value: float
    spread: float
    variance: Float[ndarray, " days"]
    chance: Float[ndarray, " days"]
    day: Int[ndarray, " days"]
    lean: Float[ndarray, " days"] | None = None
    swing: Float[ndarray, " days"] | None = None

    @cached_property
    def at(self) -> dict[int, int]:
        """Day -> its place."""
        return {day: k for k, day in enumerate(self.day.tolist())}

    def se(self, people: int, days: int) -> float:
        """Standard error of the link."""
        return float(np.sqrt(self.variance[self.at[days]] / people))

    def power(self, people: int, days: int, level: float, off: float = 1.0) -> float:
        """Chance that the interval leaves out 0, its width moving with the estimates.

        Args:
            people, days: of the study.
            level: of the interval.
            off: what the standard error is multiplied by.
        """
        se = off * self.se(people, days)
        if self.lean is None or self.swing is None:
            return power(self.value, se, level)
        at = self.at[days]
        return power(self.value, se, level, float(self.lean[at]) / people**0.5, float(self.swing[at]) / people)

    def floor(self, people: int) -> float:
        """The standard error below which no number of days leads."""
        return self.spread / float(np.sqrt(people))


def quantile(level: float) -> float:
    """How many standard errors an interval reaches to either side."""
    return float(ndtri(0.5 + level / 2.0))


def power(value: float, se: float, level: float, lean: float = 0.0, swing: float = 0.0) -> float:
    """Chance that the interval around an estimate with this standard error leaves out 0, on either side.

    A study sees b > 0 where b^ - z se^ > 0, and se^ is an estimate too: it moves with b^ and with all other numbers. To first order the
    spread of b^ - z se^ is se root(1 - 2 z lean + z^2 swing), so that

        power = Phi((|b|/se - z) / root(1 - 2 z lean + z^2 swing)) + Phi(-|b|/se - z),

    lean being that of |b|. So it is counted where a link would be seen more often than not (|b|/se above z); below, where one first order
    at b says nothing about estimates far from it, and with lean and swing of 0, the width of the interval stays as it is.

    Args:
        value: b, of the link.
        se: its standard error.
        level: of the interval.
        lean: cov(se^, b^) / se^2, of the study.
        swing: var(se^) / se^2, at least the square of ``lean``; beyond ``FARTHEST`` a first order says too much, and both are drawn back to
            it.

    Source: the delta method; against made-up studies in docs/validation/act-design.md and tests/act/design/test_precision.py.
    """
    if not np.isfinite(se):
        return float("nan")
    if se == 0.0:
        return 1.0 if value else 1.0 - level
    z = quantile(level)
    if swing > FARTHEST:
        lean, swing = lean * float(np.sqrt(FARTHEST / swing)), FARTHEST
    far = abs(value) / se - z
    moving = float(np.sqrt(1.0 - 2.0 * z * lean * np.sign(value) + z**2 * swing)) if far > 0.0 else 1.0
    return float(ndtr(far / moving) + ndtr(-abs(value) / se - z))


def precision_of(truth: Truth, link: Arrow, asked: Person, *, moving: bool = False) -> Precision:
    """Work out what one person tells of a link, for every length of the study.

    Args:
        truth: taken to be true.
        link: the one in question.
        asked: of one person.
        moving: also how the width of its interval moves with the estimates; for people who are alike.

    Source: tests/act/design/test_precision.py; docs/validation/act-design.md holds it against made-up studies.
    """
    choices = truth.choices(alone=asked.alone, level=0.95)
    layout = layout_for(truth.varying(), choices, truth.unit).average
    times, day = asked.timetable.times(asked.days)
    if truth.unit != "day":
        times = in_units(times, truth.unit)
    gaps, gap = np.unique(np.round(np.diff(times), 10), return_inverse=True) if len(times) > 1 else (np.zeros(1), np.zeros(0, dtype=int))
    values, between = truth.values(layout), np.concatenate([[0], gap])
    days = np.unique(day)
    ends = np.searchsorted(day, days, side="right")
    given = asked.timetable.given
    many = 1 if asked.timetable.compliance == 1.0 and (given is None or given.block is None) else asked.patterns
    answered: Bool[ndarray, "patterns prompts"] = np.array([asked.timetable.answered(len(times), (asked.seed, 0, i)) for i in range(many)])
    pushed = None if given is None else np.array([given.arms(day, (asked.seed, 0, i)) for i in range(many)])

    def information(at: Array, first: int) -> Array:
        slopes = slopes_of(layout, at, gaps)
        spread = expected_information(slopes, between, answered[:first], ends)
        if pushed is None:
            return spread
        both = mean_information(layout, at, gaps, between, answered[:first], pushed[:first], ends)
        both[:, :, slopes.at[:, None], slopes.at] += spread
        return both

    told = information(values, many)
    free = np.array([k for k, slot in enumerate(layout.slots) if pushed is not None or slot.field not in MEANS])
    names = [layout.names[int(k)] for k in free]
    differ = [] if asked.alone else [names.index(f"link:{cause}->{affected}") for cause, affected in truth.differ]
    spread = np.array([truth.differ[one] for one in truth.differ]) if differ else np.zeros(0)
    told = _marginal(told, differ, spread)
    at = names.index(truth.number(link))
    variance = _variance(told.mean(axis=0), at)
    chance = np.zeros(len(days))
    if many > 1:
        total = told.sum(axis=0)
        left = np.sqrt(np.array([_variance((total - one) / (many - 1), at) for one in told]))
        with np.errstate(invalid="ignore"):
            chance = np.sqrt((many - 1) / many * ((left - left.mean(axis=0)) ** 2).sum(axis=0)) / np.sqrt(variance)
    own = 0.0 if asked.alone else float(truth.differ.get(link, 0.0))
    lean = swing = None
    if moving:
        lean, swing = _moves(lambda at: information(at, FEW).mean(axis=0), values, free, names, at)
    last = np.append(days[1:], asked.days)  # a study that ends between two days of asking has asked up to the earlier one
    every = np.repeat(np.arange(len(days)), last - days)
    return Precision(
        truth.strength(link), own, variance[every], chance[every], np.arange(1, asked.days + 1),
        None if lean is None else lean[every], None if swing is None else swing[every],
    )  # fmt: skip


def _moves(
    information: Callable[[Array], Array], values: Float[ndarray, " free"], free: Int[ndarray, " told"], names: Sequence[str], at: int
) -> tuple[Float[ndarray, " days"], Float[ndarray, " days"]]:
    """How the standard error of one number rises with the estimates, by day: its lean on that number, and its swing.

    With g the slope of se(theta) and V the covariance of the estimates: lean = g'V e / V_ee and swing = g'V g / V_ee. Slopes are forward
    differences; those of the law of first states and of levels, which hardly move it, are left at 0.
    """
    told = information(values)
    known = np.isfinite(_variance(told, at))
    covariance = np.full(told.shape, np.nan)
    covariance[known] = np.linalg.inv(told[known])
    se = np.sqrt(covariance[:, at, at])
    slope = np.zeros(told.shape[:2])
    last = np.flatnonzero(known)[-1:]
    for k, name in enumerate(names) if len(last) else ():
        if name.startswith(MOVING):
            moved = values.copy()
            step = STEP * float(np.sqrt(covariance[last[0], k, k]))
            moved[int(free[k])] += step
            slope[:, k] = (np.sqrt(_variance(information(moved), at)) - se) / step
    lean = np.einsum("dk,dk->d", slope, covariance[:, :, at]) / covariance[:, at, at]
    swing = np.einsum("dk,dkl,dl->d", slope, covariance, slope) / covariance[:, at, at]
    return lean, swing


def in_units(days: Float[ndarray, " times"], unit: str) -> Float[ndarray, " times"]:
    """Times of prompts in another unit of time."""
    return days / DAYS_PER[unit]


def _marginal(told: Array, differ: list[int], spread: Array) -> Array:
    """What each person tells of the average, where some numbers differ between people."""
    if not differ:
        return told
    side = told[..., differ]
    middle = np.diag(1.0 / spread**2) + told[..., differ, :][..., differ]
    return told - side @ np.linalg.solve(middle, side.swapaxes(-1, -2))


def _variance(told: Array, at: int) -> Array:
    """Entry of the inverse of each information; infinite where it has none."""
    size = np.sqrt(np.einsum("...ii->...i", told))
    fine = (size > 0).all(axis=-1)
    scaled = told / np.where(size > 0, size, 1.0)[..., None] / np.where(size > 0, size, 1.0)[..., None, :]
    values, vectors = np.linalg.eigh(np.where(fine[..., None, None], scaled, np.eye(told.shape[-1])))
    fine &= values[..., 0] > LOST
    found = (vectors[..., at, :] ** 2 / np.where(fine[..., None], values, 1.0)).sum(axis=-1) / np.where(fine, size[..., at], 1.0) ** 2
    return np.where(fine, found, np.inf)
