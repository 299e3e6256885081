from __future__ import annotations

import numpy as np
import pytest
from tests.act.trial.people import ERROR, PERSON, dense

from unspiral.act.trial.answers import made_up
from unspiral.act.trial.course import course_of
from unspiral.act.trial.person import model_of

pytestmark = pytest.mark.identity


def test_the_course_is_the_mean_of_the_dense_normal() -> None:
    model, days = model_of(PERSON), 20
    answered = np.ones((days, 2), dtype=bool)
    answered[5] = False
    values = np.where(answered, made_up(model, days, 1, 1, 0)[0], 0.0)
    added = np.tile([-0.3, -0.8], (days, 1))
    found = course_of(model, model.theta, (values, answered, np.arange(days) % 2), added, [1])
    at, level = answered.reshape(-1), np.tile([5.0, 3.0], (days, 1)) + added
    all_of_it = dense(days)
    signal = all_of_it - np.diag(np.tile(ERROR, days))
    gain = np.linalg.solve(all_of_it[np.ix_(at, at)], signal[at]).T
    mean = level.reshape(-1) + gain @ (values - level).reshape(-1)[at]
    spread = 1.96 * np.sqrt(np.diag(signal - gain @ signal[at]))
    seen = answered[:, 1]
    assert found.estimate[seen, 0] == pytest.approx(mean.reshape(days, 2)[seen, 1], abs=1e-9)
    assert (found.high - found.estimate)[seen, 0] == pytest.approx(spread.reshape(days, 2)[seen, 1], abs=1e-9)
    assert np.isnan(found.estimate[5, 0])
    assert np.isnan(found.answers[5, 0])
