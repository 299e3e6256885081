"""The course that a diary would be expected to have shown without measurement error, with its band."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.trial.gls import weighed
from unspiral.act.trial.person import Model, at
from unspiral.learn.system import Array
from unspiral.records.trial import Course


def course_of(
    model: Model, theta: Float[ndarray, " free"], diary: tuple[Array, Array, Array], added: Float[ndarray, "days m"],
    outcomes: Sequence[int],
) -> Course:  # fmt: skip
    """Smoothed level of each answer: answer - R V^-1 (answer - expected), with variance R - R (V^-1) R.

    Args:
        model, theta: of the person, as estimated.
        diary: answers (0 where there are none), which count, and days on which the treatment was on.
        added: what the treatment added to each answer.
        outcomes: which indicators are shown.

    Source: tests/act/trial/test_course.py, against the dense normal.
    """
    values, answered, on = diary
    there, days, m = at(model, theta), len(on), len(model.layout.columns)
    error: Array = np.diag(there.system.error)
    rest = np.where(answered, values - added - there.system.level[0], 0.0)
    units = np.eye(days * m).reshape(1, days * m, days, m)
    columns = np.concatenate([rest[None, None], np.where(answered, units, 0.0)], axis=1)
    solved = weighed(there, theta[None], columns, answered)[0]
    own: Array = solved[1:].reshape(days * m, days * m).diagonal().reshape(days, m)
    shown: Array = np.where(answered, values - error * solved[0], np.nan)
    spread: Array = 1.96 * np.sqrt(np.maximum(error - error**2 * own, 0.0))
    k, answers = list(outcomes), np.where(answered, values, np.nan)
    return Course(np.arange(float(days)), on.astype(float), answers[:, k], shown[:, k], (shown - spread)[:, k], (shown + spread)[:, k])
