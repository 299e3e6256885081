from __future__ import annotations

import numpy as np
import pytest
from tests.act.trial.people import PERSON, dense

from unspiral.act.trial.answers import made_up
from unspiral.act.trial.blocks import drawn
from unspiral.act.trial.exposure import response
from unspiral.act.trial.gls import answering, by_day, effect, weighed
from unspiral.act.trial.person import model_of

pytestmark = pytest.mark.identity
DAYS, PUSH = 28, np.array([0.0, 1.0])


def test_weighing_is_the_dense_inverse() -> None:
    model, answered = model_of(PERSON), np.ones((DAYS, 2), dtype=bool)
    answered[3:5] = False
    answered[9, 1] = False
    columns = np.random.default_rng(1).normal(size=(1, 3, DAYS, 2))
    at = answered.reshape(-1)
    found = weighed(model, model.theta[None], columns, answered)[0].reshape(3, -1)
    wanted = np.linalg.solve(dense(DAYS)[np.ix_(at, at)], columns[0].reshape(3, -1)[:, at].T).T
    assert found[:, at] == pytest.approx(wanted, abs=1e-9)
    assert (found[:, ~at] == 0.0).all()


def test_the_effect_is_that_of_dense_least_squares() -> None:
    model, answered = model_of(PERSON), np.ones((DAYS, 2), dtype=bool)
    on, y = drawn(DAYS, 7, "randomised", 1), made_up(model, DAYS, 2, 1, 0)
    two = np.tile(model.theta, (2, 1))
    beta, information, x = effect(model, two, PUSH, y, answered, on.astype(float))
    assert x[0] == pytest.approx(response(answering(model, model.theta[None], PUSH).kernel(DAYS), on.astype(float))[0])
    design = np.column_stack([x[0].reshape(-1), np.tile(np.eye(2), (DAYS, 1))])
    inverse = np.linalg.inv(dense(DAYS))
    cov = np.linalg.inv(design.T @ inverse @ design)
    for k in range(2):
        assert beta[k] == pytest.approx((cov @ design.T @ inverse @ y[k].reshape(-1))[0], abs=1e-9)
        assert information[k] == pytest.approx(1.0 / cov[0, 0])
    # Any order from the same single days.
    q, each = by_day(model, two, PUSH, y, answered)
    for other in (on, drawn(DAYS, 7, "randomised", 2)):
        beta, information, _ = effect(model, two, PUSH, y, answered, other.astype(float))
        assert q @ other / information == pytest.approx(beta, abs=1e-10)
        assert np.einsum("d,nde,e->n", other, each, other) == pytest.approx(information)
