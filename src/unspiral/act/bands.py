"""Intervals from draws in which what has no finite value counts as beyond every finite one."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.records import Band, Effect


def ends(draws: Float[ndarray, "draws values"], level: float) -> tuple[Float[ndarray, " values"], Float[ndarray, " values"]]:
    """Equal-tailed ends of the draws at a level.

    Infinite draws stay in their place and nan counts as beyond on both sides: a loop that runs away must widen the interval,
    not vanish from it.

    Args:
        draws: a row a draw, a column a value.
        level: 0.95 leaves 2.5 % on each side.

    Returns:
        Low and high end of each column; infinite where the tail holds too many such draws.
    """
    tail, n = (1.0 - level) / 2.0, len(draws)
    below, above = int(tail * n), min(int((1.0 - tail) * n), n - 1)
    columns = np.ascontiguousarray(draws.T)  # a column of draws side by side in memory is ordered several times as fast
    lost = np.isnan(columns)
    if not lost.any():
        ordered = np.partition(columns, (below, above), axis=1)
        return ordered[:, below], ordered[:, above]
    low = np.partition(np.where(lost, -np.inf, columns), below, axis=1)[:, below]
    high = np.partition(np.where(lost, np.inf, columns), above, axis=1)[:, above]
    return low, high


def effect_of(values: Float[ndarray, " draws"], level: float) -> Effect:
    """A number with its interval; ``values[0]`` is the estimate, the others are draws."""
    estimate = float(values[0])
    if np.isnan(estimate):
        return Effect(estimate, None, None)
    low, high = (float(end[0]) for end in ends(values[1:, None], level))
    return Effect(estimate, low if np.isfinite(low) else None, high if np.isfinite(high) else None)


def band_of(values: Float[ndarray, "draws times"], level: float) -> Band:
    """A line with its interval at every time; ``values[0]`` is the estimate, the others are draws."""
    low, high = ends(values[1:], level)
    return Band(values[0], low, high)
