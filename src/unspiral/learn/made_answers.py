"""Answers made up from the numbers behind them: steps, yes or no, counts, and numbers cut off at the ends of their scale."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.system import Array

MOST_EXPECTED = 1e9  # of a count: a rate beyond is no answer of anybody, and no generator draws it


def made_answers(
    behind: Float[ndarray, "*cells indicators"], noise: Float[ndarray, "*cells indicators"], families: tuple[str, ...],
    thresholds: Float[ndarray, " thresholds"], steps: tuple[int, ...], ends: tuple[tuple[float, float], ...], random: np.random.Generator,
) -> Float[ndarray, "*cells indicators"]:  # fmt: skip
    """What would be answered where these numbers lie behind.

    Args:
        behind: f = Z (eta, traits) + tau, without noise.
        noise: of each answer: measurement error where it has one; standard normal where it is steps, or yes or no.
        families: of the indicators.
        thresholds: one ordinal indicator behind the other.
        steps: how many answers each of these has.
        ends: of bounded indicators.
        random: from which counts are drawn.

    Returns:
        Answers, steps as 0, 1, 2 ... (``family.decoded`` turns them into those of the questionnaire).

    Source: tests/learn/test_made_answers.py holds shares of answers against their chances.
    """
    out: Array = behind + noise
    first = 0
    for i, family in enumerate(families):
        if family == "ordinal":
            mine = thresholds[first : first + steps[i] - 1]
            out[..., i] = np.searchsorted(mine, out[..., i])
            first += steps[i] - 1
        elif family == "binary":
            out[..., i] = out[..., i] > 0.0
        elif family == "count":
            out[..., i] = random.poisson(np.minimum(np.exp(np.minimum(behind[..., i], 50.0)), MOST_EXPECTED))
        elif family == "bounded":
            out[..., i] = np.clip(out[..., i], *ends[i])
    return out
