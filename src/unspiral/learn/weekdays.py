"""Whether a day of the week stands out from the days around it, for one person and one answer a day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

ENOUGH = 8  # of a weekday, each with days around it
REACH, AROUND = 3, 4  # days before and after that it is held against, and answers among them that are needed
LEVEL = 0.95
# Seven weekdays of two processes are looked at every week for a year. At this level about 3 in 100 people without any rhythm see a
# weekday stand out in one process within that year (tests/learn/test_weekdays.py), instead of 17 in 100 at 0.05.
FAMILY, LOOKS = 0.005, 14
# An answer is a whole number: what it was rounded from is known to within half a step (variance 1/12), and so is the mean of six around it.
# Answers without any scatter are known no better than that, and no worse either.
LEAST_SPREAD = float(np.sqrt((1.0 + 1.0 / 6.0) / 12.0))


@dataclass(frozen=True, slots=True)
class Weekday:
    """One day of the week.

    Args:
        weekday: 0 is Monday.
        answers: how many there are.
        mean: of them; None without any.
        compared: how many of them have enough answers on the days around.
        difference: mean of the answer minus the mean of the days around it, in points; None with fewer than ``ENOUGH`` compared.
        low, high: its 95 % interval; None likewise.
        stands_out: whether it differs at the stricter level of many looks; None = cannot tell yet.
    """

    weekday: int
    answers: int
    mean: float | None
    compared: int
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    stands_out: bool | None = None


def weekdays(values: Float[ndarray, " days"], first: int) -> tuple[Weekday, ...]:
    """Hold every weekday against the days around it, so that slow ups and downs count on neither side.

    For a day t: d(t) = y(t) - mean(y(t-3) ... y(t+3) without y(t)); then a t interval over the d(t) of one weekday, a week apart each.

    Args:
        values: one answer a day, nan = not answered.
        first: weekday of the first one, 0 is Monday.

    Returns:
        Seven, Monday first.

    Source: tests/learn/test_weekdays.py.
    """
    place = (np.arange(len(values)) + first) % 7
    out: dict[int, Weekday] = {}
    while True:
        # A weekday that differs is among the days around all others, and would move them the other way: it is left out there once found.
        apart = differences(values, np.isin(place, list(out)))
        rows = [_weekday(k, values[place == k], apart[place == k]) for k in range(7)]
        more = [row for row in rows if row.stands_out and row.weekday not in out]
        if not more:
            return tuple(out.get(row.weekday, row) for row in rows)
        largest = max(more, key=lambda row: abs(row.difference or 0.0))
        out[largest.weekday] = largest


def differences(values: Float[ndarray, " days"], left_out: Bool[ndarray, " days"] | None = None) -> Float[ndarray, " days"]:
    """Each answer minus the mean of the three days before and after it; nan with fewer than four answers there.

    Args:
        values: one answer a day, nan = not answered.
        left_out: days that do not count among the days around others.
    """
    if not len(values):
        return np.empty(0)
    around_them = values if left_out is None else np.where(left_out, np.nan, values)
    padded = np.pad(around_them, REACH, constant_values=np.nan)
    windows = np.delete(np.lib.stride_tricks.sliding_window_view(padded, 2 * REACH + 1), REACH, axis=1)
    known = np.isfinite(windows)
    counts = known.sum(axis=1)
    around = np.where(known, windows, 0.0).sum(axis=1) / np.maximum(counts, 1)
    return np.where(counts >= AROUND, values - around, np.nan)


def _weekday(weekday: int, values: Float[ndarray, " n"], apart: Float[ndarray, " n"]) -> Weekday:
    known, compared = values[np.isfinite(values)], apart[np.isfinite(apart)]
    mean = float(known.mean()) if len(known) else None
    plain = Weekday(weekday, len(known), mean, len(compared))
    if len(compared) < ENOUGH:
        return plain
    from scipy.special import stdtrit  # late: the web app starts without it

    middle, n = float(compared.mean()), len(compared)
    error = max(float(compared.std(ddof=1)), LEAST_SPREAD) / float(np.sqrt(n))
    half = float(stdtrit(n - 1, 0.5 + LEVEL / 2.0)) * error
    strict = float(stdtrit(n - 1, 1.0 - FAMILY / LOOKS / 2.0)) * error
    out = abs(middle) > strict
    return Weekday(weekday, len(known), mean, n, middle, middle - half, middle + half, out)
