"""Records of a population: policies, what was counted of it, and how runs are described."""

from __future__ import annotations

from dataclasses import dataclass, field

from jaxtyping import Float, Int
from numpy import ndarray


@dataclass(frozen=True, slots=True)
class Policy:
    """Something that is done from a week on.

    Args:
        name: in words.
        week: that it begins in.
        scale: (hazard, factor): uptake three times as fast, a recovery that is quicker.
        by_age: (hazard, first year, last year not included, factor).
        cut: links that push no more, "depression->pain".
        sets: (hazard, events a year) in place of what is declared: care that nobody begins without the policy.
    """

    name: str
    week: int = 0
    scale: tuple[tuple[str, float], ...] = ()
    by_age: tuple[tuple[str, float, float, float], ...] = ()
    cut: tuple[str, ...] = ()
    sets: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """What was counted of one arm.

    Args:
        there: persons in each joint state at the beginning of each week, week 0 included.
        events: how often each hazard struck in each week.
        total: of each outcome, over all persons.
        square: sum of the squares of each person's outcome.
        apart, apart_square: the same of each person's difference from the first arm.
    """

    there: Int[ndarray, "states weeks"]
    events: Int[ndarray, "hazards weeks"]
    total: Float[ndarray, " outcomes"]
    square: Float[ndarray, " outcomes"]
    apart: Float[ndarray, " outcomes"]
    apart_square: Float[ndarray, " outcomes"]


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """What was counted of all persons.

    Args:
        persons: how many.
        weeks: how long.
        arms: one without a policy first.
        seconds: that it took.
        manifest: versions, seed, and what was declared.
    """

    persons: int
    weeks: int
    arms: dict[str, Course]
    seconds: float
    manifest: dict[str, str] = field(default_factory=dict)
