"""Summary statistics of the columns that a loop speaks of, in its order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from jaxtyping import Int
from numpy import ndarray

from unspiral.errors import DataError, did_you_mean
from unspiral.loop.tokens import quoted
from unspiral.records import Moments


def chosen_moments(moments: Moments, columns: tuple[str, ...]) -> Moments:
    """Keep some columns of summary statistics, in the order asked.

    Leaving a column out takes its rows from the covariance of the estimates, which is the inverse of the information.

    Args:
        moments: as read.
        columns: names among ``moments.indicators``.

    Returns:
        The same statistics with ``indicators`` equal to ``columns``.

    Raises:
        DataError: a column is not there.

    Source: tests/learn/test_chosen_moments.py.
    """
    for name in columns:
        if name not in moments.indicators:
            hint = did_you_mean(name, moments.indicators)
            raise DataError(
                f"The summary statistics have no column '{name}'.{hint}",
                why=f"Columns: {', '.join(moments.indicators)}.",
                fix=f"say in the loop which column measures it: {quoted(name)} by {quoted(moments.indicators[0])}",
            )
    if columns == moments.indicators:
        return moments
    m = len(moments.indicators)
    cells = np.array([wave * m + moments.indicators.index(name) for wave in range(len(moments.waves)) for name in columns])
    information = None
    if moments.information is not None:
        kept = _estimates(cells, len(moments.mean))
        whole = len(kept) == len(moments.information)  # only turned round: no inverse, no rounding
        part = moments.information if whole else np.linalg.inv(moments.information)
        part = part[np.ix_(kept, kept)]
        information = part if whole else np.linalg.inv(part)
        information = (information + information.T) / 2.0
    answers = moments.answers if len(columns) == m else None  # of some columns alone it is not known
    return replace(
        moments, indicators=columns, mean=moments.mean[cells], cov=moments.cov[np.ix_(cells, cells)], information=information,
        answers=answers,
    )  # fmt: skip


def _estimates(cells: Int[ndarray, " cells"], size: int) -> Int[ndarray, " kept"]:
    """Where the means and the lower triangle of the kept cells stand in the order of the information: column by column."""
    place = np.zeros((size, size), dtype=np.int64)
    rows, cols = np.triu_indices(size)  # of the transpose: column by column of the lower triangle
    place[rows, cols] = place[cols, rows] = size + np.arange(len(rows))
    a, b = np.triu_indices(len(cells))
    return np.concatenate([cells, place[cells[a], cells[b]]])
