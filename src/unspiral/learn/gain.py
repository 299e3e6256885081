"""The gain of the closed loop: how much of a push comes back round."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.draws import Draws
from unspiral.records import Effect


def spiral_gain(drift: Float[ndarray, "draws p p"]) -> Float[ndarray, " draws"]:
    """Gain of the closed loop, for every drift.

    gain = 1 - det(-A) / product of the self-rates; for two processes a12 a21 / (a11 a22). Amplification is 1 / (1 - gain).

    Args:
        drift: (draws, p, p), per time unit, processes only.

    Returns:
        Gain of each; nan where a self-rate is not positive (the loop has then no finite gain).
    """
    own = -np.diagonal(drift, axis1=1, axis2=2)
    product = own.prod(axis=1)
    with np.errstate(all="ignore"):
        found = 1.0 - np.linalg.det(-drift) / product
    return np.where((own > 0).all(axis=1), found, np.nan)


def spiral_effect(draws: Draws, processes: int, level: float) -> Effect | None:
    """The gain with its interval from draws; None with one process or an unstable loop.

    It is a product, flat at the null: the delta method would give it a false certainty.
    """
    if processes < 2 or not draws.stable[0]:
        return None
    gains = spiral_gain(draws.drift[:, :processes, :processes])
    # A loop without a finite gain lies beyond every finite one: it must widen the interval, not vanish from it.
    beyond = draws.around(np.where(np.isfinite(gains) & draws.stable, gains, np.inf))
    tail = (1.0 - level) / 2.0
    low, high = np.sort(beyond)[[int(tail * len(beyond)), min(int((1.0 - tail) * len(beyond)), len(beyond) - 1)]]
    if not np.isfinite(gains[0]):
        return None
    return Effect(float(gains[0]), float(low) if np.isfinite(low) else None, float(high) if np.isfinite(high) else None)
