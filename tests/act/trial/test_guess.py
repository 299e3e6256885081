from __future__ import annotations

import numpy as np
import pytest
from tests.act.trial.people import PERSON

from unspiral.act.trial.answers import lanes_of, made_up
from unspiral.act.trial.guess import guess
from unspiral.act.trial.person import model_of
from unspiral.act.trial.refit import heights
from unspiral.errors import NotIdentified, SpecError

pytestmark = pytest.mark.unit


def test_a_guess_is_likelier_than_the_truth() -> None:
    truth = model_of(PERSON)
    values = made_up(truth, 120, 1, 1, 0)
    found = model_of(guess(values[0], ["pain", "depression"]))
    lanes = lanes_of(values, np.ones((120, 2), dtype=bool))
    best = heights(found, lanes, found.theta[None], np.arange(1))[0][0]
    assert best > heights(truth, lanes, truth.theta[None], np.arange(1))[0][0] - 0.1


def test_columns_that_carry_nothing_are_refused() -> None:
    values = np.random.default_rng(1).normal(size=(60, 2))
    values[:, 1] = 3.0
    with pytest.raises(NotIdentified, match="'depression' never change"):
        guess(values, ["pain", "depression"])
    with pytest.raises(SpecError, match="The loop reads"):
        guess(values, ["pain", "mood"], "pain -> depression")
