"""Numbers that know as much as answers in steps do about place and spread, so that a design can be judged before any answer is seen.

Of steps only the order counts: where their scale begins and how wide it is, their thresholds say. A bell curve behind them, with its
beginning and its width taken away, tells the same numbers apart and no others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.parameters import Layout
from unspiral.learn.system import Array

NOISE = {"ordinal": 1.0, "binary": 1.0, "count": 0.5}  # variance of an answer around what lies behind it


def as_numbers(
    layout: Layout, beside: Sequence[Float[ndarray, " free"]], mean: Float[ndarray, "models persons cells"],
    cov: Float[ndarray, "models persons cells cells"],
) -> tuple[Float[ndarray, "models persons cells"], Float[ndarray, "models persons cells cells"]]:  # fmt: skip
    """Mean and covariance of such numbers, from those of what lies behind the answers.

    Args:
        layout: of the model.
        beside: natural vector of each model.
        mean, cov: of all cells; cells are rows, then indicators.
    """
    m = len(layout.columns)
    mean, cov = mean.copy(), cov.copy()
    values = np.array(beside)
    for i, family in enumerate(layout.families):
        at = cast("Array", np.arange(i, mean.shape[2], m))
        cov[:, :, at, at] += NOISE.get(family, 0.0)
        if family == "ordinal":
            mine = values[:, thresholds_of(layout, i)]
            begin, width = mine[:, 0, None, None], (mine[:, -1] - mine[:, 0])[:, None, None]
            mean[:, :, at] = (mean[:, :, at] - begin) / width
        elif family == "binary":
            width = np.sqrt(cov[:, :, at, at])
            mean[:, :, at] = mean[:, :, at] / width
        else:
            continue
        cov[:, :, at] /= width[..., None]
        cov[:, :, :, at] /= width[:, :, None]
    return mean, cov


def thresholds_of(layout: Layout, indicator: int) -> list[int]:
    """Places of an indicator's thresholds among the free numbers."""
    at = layout.sections["threshold"]
    return [k for k, s in enumerate(layout.slots[at], start=at.start) if s.entries[0][0] == indicator]


def between(layout: Layout) -> list[int]:
    """Thresholds that are neither the first nor the last of their indicator: any answers beside them tell where they are."""
    return [k for i in range(len(layout.columns)) for k in thresholds_of(layout, i)[1:-1]]


def known_rows(layout: Layout) -> Array:
    """Rows of a root of information that say that ``between`` are known."""
    return np.eye(len(layout.slots))[between(layout)]
