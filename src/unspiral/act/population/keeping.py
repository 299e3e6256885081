"""Whether simulated persons keep to the exact equation: a band around it that holds for all states and weeks at once."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray
from scipy.special import betainc

from unspiral.learn.system import Array
from unspiral.records.population import Keeping

LEVEL = 0.95


def keeping(
    there: Int[ndarray, "arms states weeks"],
    exact: Float[ndarray, "arms states weeks"],
    persons: int,
    arms: tuple[str, ...],
    states: tuple[str, ...],
) -> Keeping:
    """Hold numbers of persons against the shares of the forward equation.

    Persons live independently of one another, so a number of them in a state is binomial with the exact share. A number is outside where
    its tail is below (1 - level) / 2 / K for K numbers: by Bonferroni's inequality the chance that any of them is outside is at most
    1 - level, however they depend on one another.

    Args:
        there: persons in each state at the beginning of each week.
        exact: shares by the forward equation.
        persons: in all.
        arms, states: names, for the least likely of the numbers.

    Source: tests/act/population/test_keeping.py compares the tails with scipy.stats.binom.
    """
    tail = tails(there, exact, persons)
    worst = tuple(int(i) for i in np.unravel_index(int(np.argmin(np.where(np.isnan(tail), -1.0, tail))), tail.shape))
    limit = (1.0 - LEVEL) / 2.0 / tail.size
    return Keeping(
        level=LEVEL, looked=tail.size, outside=int((~(tail >= limit)).sum()), arm=arms[worst[0]], state=states[worst[1]], week=worst[2],
        persons=int(there[worst]), expected=float(exact[worst]) * persons, tail=float(tail[worst]),
    )  # fmt: skip


def tails(there: Array, exact: Array, persons: int) -> Array:
    """Chance of a number at least so far out on its side, for each number: P(X <= k) or P(X >= k), whichever is smaller."""
    p = np.clip(exact, 0.0, 1.0)  # what is left of an exact zero may lie below it
    k = there.astype(float)
    with np.errstate(invalid="ignore"):
        below = np.where(k >= persons, 1.0, betainc(np.maximum(persons - k, 1e-300), k + 1.0, 1.0 - p))
        above = np.where(k <= 0, 1.0, betainc(np.maximum(k, 1e-300), persons - k + 1.0, p))
    return np.minimum(below, above)
