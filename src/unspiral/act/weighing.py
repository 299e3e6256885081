"""A number held against what would be worth speaking of."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.bands import effect_of, ends
from unspiral.learn.direction import CLEAR, LIKELY
from unspiral.learn.system import Array
from unspiral.records import Effect
from unspiral.records.spiral import Weighed

NIL_LEVEL = 0.90  # a number is nil when the whole of this interval is too small to speak of


def weigh(
    values: Float[ndarray, " draws"],
    threshold: float,
    level: float,
    *,
    held: Effect | None = None,
    elsewhere: Float[ndarray, "lags draws"] | None = None,
) -> Weighed:
    """How sure it is that a number lies beyond a threshold, and whether all of it is too small to speak of.

    probability = share of the draws that lie beyond the threshold on the side of the estimate; infinite draws stay in their place and
    draws without a value count as not beyond. "clear" from 97.5 %, "likely" from 90 %, "likely not" where at most 10 % lie beyond it on
    either side, else "cannot tell". "nil" is decided first: the whole 90 % interval lies within the threshold, on both sides of zero.

    Args:
        values: the estimate first, then the draws.
        threshold: size from which the number is worth speaking of, >= 0; with 0 only its direction is asked about, and nil is never said.
        level: of the interval shown.
        held: an interval that learning printed, where there is one (it may be a profile's): clear and nil are what both say.
        elsewhere: draws of the same number at other lags, where it must be too small as well before it is called nil.

    Returns:
        Weighed.

    Source: the words of docs/decisions/direction-answer.md; tests/act/test_weighing.py.
    """
    estimate, rest = float(values[0]), values[1:]
    side = -1.0 if estimate < 0 else 1.0
    shown = held or effect_of(values, level)
    if estimate == 0.0 and not values[~np.isnan(values)].any():  # exactly 0 wherever it has a value: links leave it no other
        return Weighed(Effect(0.0, 0.0, 0.0), threshold, float("nan"), "none")
    probability = float((side * rest > threshold).mean())
    weighed = Weighed(shown, side * threshold, probability, "cannot tell")
    if np.isnan(estimate) or not _inside(estimate, shown):  # the draws have left the neighbourhood of the estimate
        return weighed
    nil = threshold > 0.0 and _small(rest[:, None], threshold) and (held is None or _within(held, threshold))
    if nil and (elsewhere is None or _small(elsewhere[:, 1:].T, threshold)):
        return Weighed(shown, side * threshold, probability, "nil")
    near = shown.low if side > 0 else shown.high
    beyond = near is not None and side * near > threshold
    word = "clear" if probability >= CLEAR and beyond else "likely" if probability >= LIKELY else "cannot tell"
    if threshold > 0.0 and 1.0 - float((np.abs(rest) <= threshold).mean()) <= 1.0 - LIKELY:
        word = "likely not"
    return Weighed(shown, side * threshold, probability, word)


def _inside(estimate: float, found: Effect) -> bool:
    low, high = (-np.inf if found.low is None else found.low, np.inf if found.high is None else found.high)
    slack = 1e-9 * max(abs(estimate), 1e-12)
    return low - slack <= estimate <= high + slack


def _small(rest: Array, threshold: float) -> bool:
    """Whether every column lies within the threshold."""
    low, high = ends(rest, NIL_LEVEL)
    return bool((-threshold < low).all() and (high < threshold).all())


def _within(held: Effect, threshold: float) -> bool:
    return held.low is not None and held.high is not None and -threshold < held.low and held.high < threshold
