from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.made import made_fit, pair_fit

from unspiral.act.baseline import levels
from unspiral.act.whatif.ground import acting, ground_of, horizon_of, jumped, pushed, said_horizon, shares, with_fading
from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.draws import draw

pytestmark = pytest.mark.unit
TEXT = "pain <-> depression; walking => pain (fading); drug => depression (sustained); flare => pain (impulse)"
INPUTS = {"input:walking->pain": -0.4, "fading:walking": 0.7, "input:drug->depression": -0.3, "input:flare->pain": 1.0}
PAIR = np.array([[-0.5, 0.3], [0.2, -0.5]])


def test_loops_and_levels_belong_together() -> None:
    ground = ground_of(pair_fit(), 30.0, 50)
    assert np.array_equal(ground.drift, draw(pair_fit(), 50).drift)
    assert np.array_equal(ground.level, levels(pair_fit(), 50))
    assert (ground.horizon, ground.step, ground.steps, ground.asked) == (30.0, 1.0, 30, True)
    assert np.array_equal(ground.stable, np.linalg.eigvals(ground.drift).real.max(axis=1) < 0)


def test_no_ground_without_a_fit_a_horizon_and_draws() -> None:
    with pytest.raises(SpecError, match="over 1 draws"):
        ground_of(pair_fit(), None, 1)
    with pytest.raises(SpecError, match="not a positive time"):
        ground_of(pair_fit(), -1.0, 50)
    with pytest.raises(NotIdentified, match="did not end at a maximum"):
        ground_of(replace(pair_fit(), converged=False), None, 50)


def test_shares_fill_their_range_evenly_and_the_middle_is_the_estimate() -> None:
    found = shares(pair_fit(), (0.5, 0.8), 400)
    assert found[0] == pytest.approx(0.65)
    assert np.allclose(np.sort(found[1:]), 0.5 + 0.3 * (np.arange(400) + 0.5) / 400)
    assert np.array_equal(found, shares(pair_fit(), (0.5, 0.8), 400))
    assert abs(np.corrcoef(found[1:], np.arange(400))[0, 1]) < 0.2
    assert (shares(pair_fit(), (0.7, 0.7), 5) == 0.7).all()


def test_what_acts_on_what() -> None:
    ground = ground_of(made_fit(TEXT, PAIR, inputs=INPUTS, spread=1e-9), 30.0, 5)
    assert with_fading(ground).shape == (6, 3, 3)
    assert pushed(ground, {"pain": 2.0}, {"pain": "process"})[0] == pytest.approx([2.0, 0.0])
    assert pushed(ground, {"drug": 2.0}, {"drug": "sustained"})[0] == pytest.approx([0.0, -0.6])
    assert pushed(ground, {"walking": 2.0}, {"walking": "fading"})[0] == pytest.approx([-0.8, 0.0])
    push, jump = acting(ground, "walking", 2.0, "fading")
    assert push[0] == pytest.approx([0.0, 0.0, 1.4])
    assert jump[0] == pytest.approx([0.0, 0.0, 2.0])
    push, jump = acting(ground, "drug", 2.0, "sustained")
    assert push[0] == pytest.approx([0.0, -0.6, 0.0])
    assert not jump.any()
    assert jumped(ground, {"flare": 2.0}, {"flare": "impulse"})[0] == pytest.approx([2.0, 0.0, 0.0])
    assert jumped(ground, {"walking": 2.0}, {"walking": "fading"})[0] == pytest.approx([0.0, 0.0, 2.0])


def test_a_horizon_that_nobody_asked_for_is_said() -> None:
    assert horizon_of(pair_fit(), None) == 56.0
    assert said_horizon(ground_of(pair_fit(), 30.0, 5)) == []
    found = said_horizon(ground_of(pair_fit(), None, 5))
    assert [(v.code, v.level, v.remedy) for v in found] == [("horizon", "ok", "--days 112")]
