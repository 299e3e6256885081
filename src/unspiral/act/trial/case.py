"""A trial's diary and how it is looked at: what is tested, against what, and the p that comes of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.act.trial.chance import bootstrap_p, randomisation_p, statistics
from unspiral.act.trial.exposure import exposures
from unspiral.act.trial.person import Model
from unspiral.act.trial.refit import first_curvature
from unspiral.errors import DataError, NotIdentified
from unspiral.learn.system import Array

LEAST = 14  # answered days in each arm
FEWEST = 5


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A diary and how it is looked at.

    Args:
        model: where searches begin.
        values: answers, 0 where there are none.
        answered: which answers there are.
        on: 1 for each on-day.
        pairs: onset and half-life of each timing that is looked at, the stated one first.
        exposure: from on-days to how strongly the treatment acts, by timing.
        push: direction in which it pushes.
        inverse: curvature with which searches begin.
        test: "randomisation", "bootstrap" or "none".
        others: orders that could have been drawn.
        sampled: whether they are a sample.
        seed: of all that is made up.
    """

    model: Model
    values: Float[ndarray, "days m"]
    answered: Bool[ndarray, "days m"]
    on: Int[ndarray, " days"]
    pairs: tuple[tuple[float, float], ...]
    exposure: Float[ndarray, "timings days days"]
    push: Float[ndarray, " p"]
    inverse: Float[ndarray, "free free"]
    test: str
    others: Int[ndarray, "orders days"] | None
    sampled: bool
    seed: int

    @property
    def acting(self) -> Float[ndarray, "timings days"]:
        """How strongly the treatment acts on each day, by timing."""
        return self.exposure @ self.on


@dataclass(frozen=True, slots=True, eq=False)
class Null:
    """What a result is held against.

    Args:
        first, second: statistics of made-up diaries (``nulls``); empty for a test by the order.
    """

    first: Float[ndarray, " replicates"]
    second: Float[ndarray, " replicates"]


def case_of(
    model: Model, values: Float[ndarray, "days m"], on: Int[ndarray, " days"], pairs: tuple[tuple[float, float], ...],
    push: Float[ndarray, " p"], test: str, seed: int, *, others: Array | None = None, sampled: bool = False,
) -> Case:  # fmt: skip
    """Put a diary and a way to look at it together.

    Raises:
        DataError: other columns than the plan's.
        NotIdentified: too few answers in an arm, or answers that never change.
    """
    if values.ndim != 2 or values.shape[1] != len(model.layout.columns):
        raise DataError(
            f"The diary has {values.shape[-1]} columns of answers, the plan {len(model.layout.columns)}.",
            fix=f"keep {', '.join(model.layout.columns)}",
        )
    answered = np.isfinite(values)
    for k, name in enumerate(model.layout.columns):
        for arm, word in ((1, "on-days"), (0, "off-days")):
            have = int(answered[on == arm, k].sum())
            if have < min(LEAST, 0.5 * max(1, int((on == arm).sum()))) or have < FEWEST:
                raise NotIdentified(
                    f"'{name}' was answered on {have} {word}; that is too few to say anything.",
                    why="Both arms are needed, and the loop is estimated from the same days.",
                    fix="go on with the diary to the end of the plan.", code="few-answers",
                )  # fmt: skip
    for k, name in enumerate(model.layout.columns):
        if np.ptp(values[answered[:, k], k]) == 0.0:
            raise NotIdentified(
                f"The answers in '{name}' never change.", why="What never moves shows neither scatter nor an effect.",
                fix="look whether the diary holds what was answered.", code="no-movement",
            )  # fmt: skip
    return Case(
        model, np.where(answered, values, 0.0), answered, on, pairs, exposures(len(values), pairs), push,
        first_curvature(model, answered, seed), test, others, sampled, seed,
    )  # fmt: skip


def p_of(c: Case, values: Float[ndarray, "lanes days m"], theta: Float[ndarray, "lanes free"], null: Null) -> Float[ndarray, " lanes"]:
    """p of each diary, its loop estimated without looking at which days were on.

    Args:
        c: how diaries are looked at.
        values: diaries with the days answered that ``c`` has.
        theta: loop of each.
        null: what statistics are held against.
    """
    if c.test == "randomisation":
        assert c.others is not None  # a test by the order always has them
        return randomisation_p(c.model, theta, c.push, values, c.answered, c.exposure, c.on, c.others, sampled=c.sampled)
    found = statistics(c.model, theta, c.push, values, c.answered, c.acting)
    return np.array([bootstrap_p(float(s), null.first, null.second) for s in found])
