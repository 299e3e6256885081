from __future__ import annotations

import numpy as np
import pytest
from tests.act.trial.people import PERSON

from unspiral.act.trial.answers import made_up
from unspiral.act.trial.blocks import alternatives, drawn
from unspiral.act.trial.case import Case, Null, case_of, p_of
from unspiral.act.trial.chance import bootstrap_p, randomisation_p, statistics
from unspiral.act.trial.person import model_of
from unspiral.errors import DataError, NotIdentified

pytestmark = pytest.mark.unit
PUSH, ON = np.array([0.0, 1.0]), drawn(84, 7, "randomised", 1)


def case(test: str) -> Case:
    model = model_of(PERSON)
    values = made_up(model, 84, 1, 2, 0)[0]
    values[7] = np.nan
    return case_of(model, values, ON, ((0.0, 0.0),), PUSH, test, 1, others=alternatives(84, 7, "randomised", 1))


@pytest.mark.parametrize("test", ["randomisation", "bootstrap"])
def test_p_is_that_of_the_chosen_test(test: str) -> None:
    c, random = case(test), np.random.default_rng(1)
    null = Null(random.normal(size=199), random.normal(size=199))
    values = made_up(c.model, 84, 3, 5, 0) * c.answered
    theta = np.tile(c.model.theta, (3, 1))
    if test == "bootstrap":
        found = statistics(c.model, theta, c.push, values, c.answered, c.acting)
        expected = [bootstrap_p(float(s), null.first, null.second) for s in found]
    else:
        expected = list(randomisation_p(c.model, theta, c.push, values, c.answered, c.exposure, c.on, c.others, sampled=False))
    assert p_of(c, values, theta, null) == pytest.approx(expected)


def test_diaries_that_do_not_fit_are_refused() -> None:
    model = model_of(PERSON)
    with pytest.raises(DataError, match="3 columns"):
        case_of(model, np.zeros((84, 3)), ON, ((0.0, 0.0),), PUSH, "bootstrap", 1)
    short = np.full((84, 2), np.nan)
    short[:3] = 1.0
    with pytest.raises(NotIdentified, match="too few"):
        case_of(model, short, ON, ((0.0, 0.0),), PUSH, "bootstrap", 1)


def test_answers_that_never_move_are_refused() -> None:
    model, on = model_of(PERSON), np.repeat([0, 1], 20)
    values = np.random.default_rng(1).normal(size=(40, 2))
    values[:, 1] = 4.0
    with pytest.raises(NotIdentified, match="'depression' never change") as refusal:
        case_of(model, values, on, ((0.0, 0.0),), np.array([1.0, 0.0]), "none", 1)
    assert (refusal.value.exit_code, refusal.value.code) == (3, "no-movement")
