"""Shares of people carried on by a generator: exp(Q t) applied to many rows at once, never formed."""

from __future__ import annotations

import numpy as np

from unspiral.learn.system import Array

REACH = 4.0  # largest rate times a step: the series then loses no more than e^4 of the last digit
TERMS = 60


def carried(rows: Array, generator: Array, days: float) -> Array:
    """v exp(Q t), by its series in steps.

    Args:
        rows: v, shape (..., states); complex where a derivative is taken along the imaginary axis.
        generator: Q per day, shape (..., states, states).
        days: t >= 0.

    Source: tests/act/population/test_carry.py, against scipy.linalg.expm.
    """
    fastest = float(np.abs(np.diagonal(generator, axis1=-2, axis2=-1)).max(initial=0.0))
    steps = max(int(np.ceil(fastest * days / REACH)), 1)
    h = days / steps
    now = rows.astype(np.result_type(rows, generator))[..., None, :]
    for _ in range(steps):
        term = now
        for n in range(1, TERMS):
            term = (term @ generator) * (h / n)
            now = now + term
            if np.abs(term).max(initial=0.0) <= 1e-17 * np.abs(now).max(initial=0.0):
                break
    return now[..., 0, :]
