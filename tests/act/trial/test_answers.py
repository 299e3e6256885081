from __future__ import annotations

import numpy as np
import pytest
from tests.act.trial.people import PERSON, dense

from unspiral.act.trial.answers import lanes_of, made_up, made_up_each, unanswered
from unspiral.act.trial.person import at, model_of

pytestmark = pytest.mark.unit


def test_made_up_answers_have_the_dense_moments() -> None:
    values = made_up(model_of(PERSON), 6, 40_000, 1, 0)
    assert values.mean(axis=0) == pytest.approx(np.tile([5.0, 3.0], (6, 1)), abs=0.04)
    assert np.cov(values.reshape(len(values), -1).T) == pytest.approx(dense(6), abs=0.06)


def test_a_diary_does_not_depend_on_how_many_there_are() -> None:
    model = model_of(PERSON)
    assert (made_up(model, 10, 5, 3, 1) == made_up(model, 10, 50, 3, 1)[:5]).all()
    assert (made_up(model, 10, 5, 3, 1) != made_up(model, 10, 5, 3, 2)).all()


def test_each_loop_makes_up_its_own_diary() -> None:
    model = model_of(PERSON)
    assert made_up_each(model, np.tile(model.theta, (50, 1)), 10, 3, 1) == pytest.approx(made_up(model, 10, 50, 3, 1), abs=1e-12)
    other = model.theta + 0.2
    mixed = made_up_each(model, np.stack([model.theta, other]), 10, 3, 1)
    assert mixed[1] == pytest.approx(made_up(at(model, other), 10, 2, 3, 1)[1], abs=1e-12)


def test_missed_days_are_as_many_as_stated() -> None:
    given = unanswered(2000, 0.2, 1)
    assert given.mean() == pytest.approx(0.8, abs=0.03)
    assert given[0]
    assert given[-1]
    assert unanswered(50, 0.0, 1).all()


def test_lanes_hold_what_was_answered() -> None:
    answered = np.ones((4, 2), dtype=bool)
    answered[1, 0] = False
    lanes = lanes_of(np.arange(16.0).reshape(2, 4, 2), answered)
    assert lanes.values[1, :, 0].tolist() == [0.0, 0.0]
    assert lanes.values[2, 1].tolist() == [12.0, 13.0]
    assert lanes.answered.sum() == 14
