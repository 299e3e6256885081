"""What shifts a level, averaged over the stretch that an answer looks back over."""

from __future__ import annotations

from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from numpy.typing import NDArray

Array = NDArray[Any]


def averages(days: Float[ndarray, " occasions"], span: float, kind: str, label: str) -> Float[ndarray, " occasions"]:
    """Mean over a stretch that ends at each occasion of what a regressor is at a moment, in closed form.

    A weekday: the share of the stretch that falls on it. A daily wave: the difference of the opposite wave at the ends over 2 pi times the
    stretch in days.

    Args:
        days: wall clock in days since a Monday's midnight.
        span: the stretch, in days.
        kind, label: of the regressor: "weekday" and the day's number, or "daytime" and "sin" or "cos".

    Source: tests/learn/test_averages.py holds it against sums over fine grids.
    """
    begin, end = days - span, days
    if kind == "daytime":
        turn = 2.0 * np.pi
        if label == "sin":
            return (np.cos(turn * begin) - np.cos(turn * end)) / (turn * span)
        return (np.sin(turn * end) - np.sin(turn * begin)) / (turn * span)
    day = float(label)

    def passed(moment: Array) -> Array:
        """Days that were this weekday, from day 0 to a moment."""
        weeks = np.floor(moment / 7.0)
        return weeks + np.clip(moment - 7.0 * weeks - day, 0.0, 1.0)

    return (passed(end) - passed(begin)) / span
