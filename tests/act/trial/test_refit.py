from __future__ import annotations

import numpy as np
import pytest
from tests.act.trial.people import PERSON, TEXT

from unspiral.act.trial.answers import lanes_of, made_up
from unspiral.act.trial.person import model_of
from unspiral.act.trial.refit import climb, first_curvature, heights
from unspiral.learn.fit_ml import fit_ml
from unspiral.loop.language import parse
from unspiral.records import Panel, Person, Source

pytestmark = pytest.mark.unit


def test_climbs_end_where_the_house_search_ends() -> None:
    model, answered = model_of(PERSON), np.ones((84, 2), dtype=bool)
    answered[10:14] = False
    values = made_up(model, 84, 40, 1, 0)
    theta = climb(model, values, answered, np.tile(model.theta, (40, 1)), first_curvature(model, answered, 1))
    height, _ = heights(model, lanes_of(values, answered), theta, np.arange(40))
    before, _ = heights(model, lanes_of(values, answered), np.tile(model.theta, (40, 1)), np.arange(40))
    assert (height > before).all()
    # Twice the rise at the truth is close to chi square with 11 degrees of freedom.
    assert 2.0 * float((height - before).mean()) == pytest.approx(11.0, abs=3.0)
    person = Person("1", np.arange(84.0), np.where(answered, values[0], np.nan), np.zeros((84, 0)))
    panel = Panel((person,), ("pain", "depression"), (), "day", Source("made", "0" * 64, 84))
    other = fit_ml(panel, parse(TEXT), error=True, t0="stationary", starts=1, ladder=False)
    assert height[0] == pytest.approx(other.loglik, abs=1e-3)


def test_a_slope_is_that_of_differences() -> None:
    model, answered = model_of(PERSON), np.ones((30, 2), dtype=bool)
    lanes = lanes_of(made_up(model, 30, 1, 2, 0), answered)
    _, slope = heights(model, lanes, model.theta[None], np.arange(1))
    for k in range(len(model.theta)):
        step = np.zeros(len(model.theta))
        step[k] = 1e-5
        up, down = (heights(model, lanes, (model.theta + sign * step)[None], np.arange(1))[0][0] for sign in (1, -1))
        assert slope[0, k] == pytest.approx((up - down) / 2e-5, abs=1e-4)
