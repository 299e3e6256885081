from __future__ import annotations

import numpy as np
import pytest
from tests.act.trial.people import PERSON

from unspiral.act.trial.answers import made_up
from unspiral.act.trial.blocks import alternatives, drawn
from unspiral.act.trial.case import Bound, Case, beyond, case_of, fitted, p_of, real_level
from unspiral.act.trial.person import model_of
from unspiral.errors import DataError, NotIdentified

pytestmark = pytest.mark.unit
PUSH, ON = np.array([0.0, 1.0]), drawn(84, 7, "randomised", 1)
NONE = np.zeros(0)


def case(test: str) -> Case:
    model = model_of(PERSON)
    values = made_up(model, 84, 1, 2, 0)[0]
    values[7] = np.nan
    return case_of(model, values, ON, ((0.0, 0.0),), PUSH, test, 1, others=alternatives(84, 7, "randomised", 1))


@pytest.mark.parametrize("alpha", [0.005, 0.045, 0.05])
@pytest.mark.parametrize("test", ["randomisation", "bootstrap"])
def test_beyond_says_what_p_says(alpha: float, test: str) -> None:
    c, random = case(test), np.random.default_rng(1)
    bound = Bound(alpha, random.normal(size=199), random.normal(size=199))
    values = made_up(c.model, 84, 60, 5, 0) * c.answered
    values[:, ON == 1, 1] -= np.linspace(0.0, 3.0, 60)[:, None] * c.answered[ON == 1, 1]
    theta = fitted(c, values)
    p, out = p_of(c, values, theta, bound), beyond(c, values, theta, bound)
    assert ((p <= alpha) == (out > 0.0)).all()
    assert 0 < (p <= alpha).sum() < 60


def test_the_real_level_counts_the_steps_of_p() -> None:
    assert real_level(case("randomisation"), Bound(0.05, NONE, NONE)) == pytest.approx(1.0 - 46 / 924)
    few = Bound(0.05, np.zeros(30), np.zeros(30))
    assert real_level(case("bootstrap"), few) == pytest.approx(1.0 - 1 / 31)
    assert real_level(case("bootstrap"), Bound(0.005, np.zeros(99), np.zeros(99))) == 1.0  # such a test never calls anything


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
