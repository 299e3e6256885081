"""What should be known before a forecast is believed: answers far from what the fit expects, and forecasts that did badly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import bdtr, chdtrc

from unspiral.learn.fitted import fitted
from unspiral.learn.residual import both
from unspiral.learn.system import Array
from unspiral.records import Fit, Panel
from unspiral.records.outlook import ForecastScore

FAR = 5.0  # standard deviations at which an answer is counted
SIZE = 3.0  # root mean square of standardised innovations, 1 under the fit, from which something is said
RARE = 0.001  # chance of a mean square as large, where the answers are what the fit expects
MANY = 0.1  # share of answers that far from which the table, and not a slip, is doubted
LAST = 5  # answers of each person that a forecast begins from
CHANCE = 0.025  # on each side of a band's coverage


def strange_answers(fit: Fit, panel: Panel, persons: Sequence[str] | None = None) -> tuple[str, ...]:
    """Sentences about columns whose answers lie far from what the fit expects, each time from the answers before.

    The standardised innovations z of n answers have sum z^2 ~ chi-square with n degrees of freedom under the fit. A column is named where
    their root mean square is above 3 and a sum as large has a chance below 1 in 1000, over all its answers or over each person's last
    five: where a forecast begins, a slip matters that drowns among all.

    Args:
        fit: an estimated loop.
        panel: answers to forecast from: those it was learned from, or newer ones.
        persons: names of those to look at; everyone when left out.

    Returns:
        Sentences; none where nothing is strange.

    Raises:
        DataError: the panel does not fit the loop.

    Source: tests/learn/test_strange.py.
    """
    found = fitted(fit, panel, persons)
    _, marginal = both(found)
    said: list[str] = []
    for j, column in enumerate(found.layout.columns):
        z = marginal[..., j]
        seen = np.isfinite(z)
        left = np.cumsum(seen[::-1], axis=0)[::-1]  # answers of that person from here on
        for which, sizes in (("", z[seen]), ("last ", z[seen & (left <= LAST)])):
            if _unlikely(sizes):
                said.append(_strange(column, which, sizes))
                break
    return tuple(said)


def _unlikely(sizes: Array) -> bool:
    total = float((sizes**2).sum())
    return bool(len(sizes)) and total > SIZE**2 * len(sizes) and float(chdtrc(len(sizes), total)) < RARE


def _strange(column: str, which: str, sizes: Array) -> str:
    n, far = len(sizes), int((np.abs(sizes) > FAR).sum())
    size = f"{float(np.sqrt(np.mean(sizes**2))):.1f}"
    remedy = (
        "Is it the same scale, in the same units, and the same people as in the table that was learned from?"
        if far >= MANY * n and n > 1
        else "Look whether there is a slip in it, or something happened that the loop does not know."
    )
    return (
        f"The {which}answers of '{column}' lie far from what the fit expects, by {size} standard deviations (root mean square), "
        f"{far} of {n} by more than {FAR:g}. The forecast should not be believed before that is understood. {remedy}"
    )


def doubtful_scores(scores: Sequence[ForecastScore]) -> tuple[str, ...]:
    """Sentences about forecasts that did worse than the last answer, and about bands that hold too few or too many answers.

    Coverage is called off where the nominal level lies outside of the 95 % binomial interval (Clopper and Pearson) of the answers held:
    as many answers, or fewer (more), inside have a chance below 2.5 %. Answers further ahead than one overlap, so that this is
    a rough bound there.

    Args:
        scores: of ``score_held_out``.
    """
    worse = [_which(s) for s in scores if s.rmse > s.rmse_last]
    narrow = [_which(s) for s in scores if float(bdtr(_inside(s), s.answers, s.level)) < CHANCE]
    wide = [_which(s) for s in scores if _inside(s) and 1.0 - float(bdtr(_inside(s) - 1, s.answers, s.level)) < CHANCE]
    said: list[str] = []
    if worse:
        said.append(f"These forecasts did worse than saying “the same as the last answer”: {'; '.join(worse)}.")
    if narrow:
        said.append(f"The bands are too narrow for answers they had not seen: fewer lie inside than chance allows for {'; '.join(narrow)}.")
    if wide:
        said.append(f"The bands are too wide for answers they had not seen: more lie inside than chance allows for {'; '.join(wide)}.")
    return tuple(said)


def _inside(score: ForecastScore) -> int:
    return round(score.coverage * score.answers)


def _which(score: ForecastScore) -> str:
    return f"{score.indicator}, {score.steps} ahead"
