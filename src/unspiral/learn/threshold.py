"""Thresholds between neighbouring steps: always in order, because the search moves the first one and the logarithms of the gaps."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.system import Array


def _runs(steps: tuple[int, ...]) -> list[slice]:
    """Where the thresholds of each ordinal indicator stand."""
    found: list[slice] = []
    first = 0
    for k in steps:
        if k > 1:
            found.append(slice(first, first + k - 1))
            first += k - 1
    return found


def rising(steps: tuple[int, ...], working: Array) -> Array:
    """Thresholds from what the search moves: the first one, then logarithms of gaps; leading axes and complex numbers are kept.

    Args:
        steps: how many answers each indicator has; 0 or 1 where it has no thresholds.
        working: one indicator behind the other.
    """
    out = working.copy()
    for run in _runs(steps):
        out[..., run.start + 1 : run.stop] = np.exp(working[..., run.start + 1 : run.stop])
        out[..., run] = np.cumsum(out[..., run], axis=-1)
    return out


def fallen(steps: tuple[int, ...], thresholds: Float[ndarray, " thresholds"]) -> Float[ndarray, " thresholds"]:
    """The reverse of ``rising``."""
    out = thresholds.astype(np.float64)
    for run in _runs(steps):
        out[run.start + 1 : run.stop] = np.log(np.diff(thresholds[run]))
    return out


def rising_back(steps: tuple[int, ...], working: Array, bar: Array) -> Array:
    """Derivatives for what the search moves, from derivatives for the thresholds."""
    out = bar.copy()
    for run in _runs(steps):
        # A threshold moves with every gap before it.
        later = np.cumsum(bar[..., run][..., ::-1], axis=-1)[..., ::-1]
        out[..., run] = later
        out[..., run.start + 1 : run.stop] *= np.exp(working[..., run.start + 1 : run.stop])
    return out
