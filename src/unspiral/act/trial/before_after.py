"""The days before something was begun, held beside the days after: a description that allows for days being alike, and no test."""

from __future__ import annotations

import math

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import stdtrit

from unspiral.errors import NotIdentified
from unspiral.records.before_after import BeforeAfter, Stretch
from unspiral.records.effect import Effect
from unspiral.units import count

LEAST = 7  # answered days on each side below which nothing is compared
LEVEL = 0.95
MOST_ALIKE = 0.9  # above it a few weeks do not show where a mean lies
MOST = 10.0  # scale of the answers: a mean cannot differ by more


def before_after(before: Float[ndarray, " before"], after: Float[ndarray, " after"]) -> BeforeAfter:
    """Means of two stretches of days and their difference, with an interval that allows for each day being like the one before.

    With r the autocorrelation from one day to the next, pooled over both stretches and corrected for its bias (Kendall), a stretch of n
    answered days counts as n_e = n (1 - r) / (1 + r) unrelated ones;  var = s^2 / n_e, and t with n_e1 + n_e2 - 2 degrees of freedom.

    Args:
        before, after: answers day by day, nan = none.

    Returns:
        BeforeAfter. It says nothing of why the days differ.

    Raises:
        NotIdentified: fewer than 7 answers on a side ("few-answers"), or answers that never change ("no-movement").

    Source: Kendall (1954, doi:10.1093/biomet/41.3-4.403) for the bias; Bayley and Hammersley (1946, doi:10.2307/2983560) for n_e;
    tests/act/trial/test_before_after.py counts how often the interval holds.
    """
    sides = [np.asarray(side, dtype=np.float64) for side in (before, after)]
    known = [side[np.isfinite(side)] for side in sides]
    for side, word in zip(known[::-1], ("since", "before"), strict=True):
        if len(side) < LEAST:
            verb = "has" if len(side) == 1 else "have"
            raise NotIdentified(
                f"{count(len(side), 'day')} {word} it was begun {verb} an answer.",
                why=f"With fewer than {LEAST} on a side nothing is compared.",
                fix="go on with the evening check-in", code="few-answers",
            )  # fmt: skip
    spread = sum(float(((side - side.mean()) ** 2).sum()) for side in known)
    if spread <= 0.0 and known[0][0] != known[1][0]:
        raise NotIdentified(
            f"Every answer before it was begun is {known[0][0]:g}, and every one since is {known[1][0]:g}.",
            why="Where answers have no scatter, nothing says how sure a difference is.", fix="look at the check-ins", code="no-movement",
        )  # fmt: skip
    if spread <= 0.0:
        raise NotIdentified(
            "The answers never change.", why="What never moves has no scatter to compare with.", fix="look at the check-ins",
            code="no-movement",
        )  # fmt: skip
    alike = _alike(sides, known, spread)
    # Estimated means take up scatter: among n days that count as n_e, only n - n / n_e of it is left.
    counts = [max(1.0, len(side) * (1.0 - alike) / (1.0 + alike)) for side in known]
    left = sum(len(side) - len(side) / count for side, count in zip(known, counts, strict=True))
    variance = spread / max(left, 1.0)
    error = math.sqrt(variance * sum(1.0 / count for count in counts))
    reach = float(stdtrit(max(sum(counts) - 2.0, 1.0), 0.5 + LEVEL / 2.0)) * error
    means = [float(side.mean()) for side in known]
    difference = means[1] - means[0]
    low, high = max(difference - reach, -MOST), min(difference + reach, MOST)
    earlier, later = (Stretch(len(side), len(have), mean) for side, have, mean in zip(sides, known, means, strict=True))
    return BeforeAfter(earlier, later, Effect(difference, low, high, error), alike, LEVEL)


def _alike(sides: list[ndarray], known: list[ndarray], spread: float) -> float:
    """Autocorrelation from one day to the next over pairs of days that were both answered, from 0 to ``MOST_ALIKE``."""
    products, pairs = 0.0, 0
    for side, have in zip(sides, known, strict=True):
        away = side - have.mean()
        both = away[1:] * away[:-1]
        products += float(both[np.isfinite(both)].sum())
        pairs += int(np.isfinite(both).sum())
    days = sum(map(len, known))
    if pairs < LEAST:
        return 0.5  # days that were answered here and there: half way, as daily pain and mood are found to be
    found = (products / pairs) / (spread / days)
    mean_length = days / len(known)
    return float(min(max((found + 1.0 / mean_length) / (1.0 - min(0.5, 3.0 / mean_length)), 0.0), MOST_ALIKE))
