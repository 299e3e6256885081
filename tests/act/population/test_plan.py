from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.population.example import POLICY, declared, falling, markov

from unspiral.act.population.forward import start_of
from unspiral.act.population.plan import lines_of, plan_of

pytestmark = pytest.mark.unit


def test_arms_share_their_periods_and_their_start() -> None:
    later, now = replace(POLICY, name="later", week=30), replace(POLICY, name="at once", week=0)
    plan = plan_of(markov(), 52, [later, now])
    assert plan.town.arms == tuple(plan.arms) == ("as now", "later", "at once")
    assert all(rates.begins.tolist() == [0.0, 210.0] for rates in plan.arms.values())
    assert np.array_equal(plan.arms["later"].rate[0], plan.arms["as now"].rate[0])
    assert np.array_equal(plan.arms["later"].rate[1], plan.arms["at once"].rate[0])
    # What a policy that begins at once changes was not there before: people begin as without it.
    assert np.array_equal(plan.start.state, start_of(markov(), plan.joint, plan.arms["as now"], plan.people).state)


def test_lines_are_of_every_arm_and_time_in_a_state_has_none() -> None:
    lines, reason = lines_of(plan_of(declared(), 8, [replace(POLICY, week=2)], nodes=2), 8)
    assert lines is not None and reason == "" and lines.sum(axis=1) == pytest.approx(np.ones((2, 9)))
    assert np.array_equal(lines[0, :, :3], lines[1, :, :3]) and not np.allclose(lines[0, :, 3], lines[1, :, 3], atol=1e-9)
    lines, reason = lines_of(plan_of(falling(), 8, nodes=1), 8)
    assert lines is None and "'depression ends' happens depends on how long" in reason
