from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.act.population.policy_made import own, scenarios, town

from unspiral.act.population.compare import compare
from unspiral.act.population.effects import classes
from unspiral.act.population.forward import start_of
from unspiral.act.population.joint import joint_of
from unspiral.act.population.persons import Apart, with_persons
from unspiral.act.population.rates import rates_of
from unspiral.act.population.town import town_of
from unspiral.loop.episodes import Episodes
from unspiral.records.population import Policy

pytestmark = pytest.mark.identity
core: Any = pytest.importorskip("unspiral._core", reason="no compiled kernel on this machine")


PERSONS, WEEKS = 60_000, 104


def run(episodes: Episodes, policy: Policy) -> Apart:
    """The kernel, called as plainly as it can be."""
    joint, people = joint_of(episodes), classes(episodes, 3)
    begins = sorted({0.0, 7.0 * policy.week})
    arms = {"as now": rates_of(episodes, joint, begins=begins), policy.name: rates_of(episodes, joint, policy, begins=begins)}
    laid = town_of(episodes, joint, arms, people, start_of(episodes, joint, arms["as now"], people), WEEKS)
    _, _, _, _, apart, squares = core.Town(**laid.given).simulate(5, 0, PERSONS, 1)
    unit = 2.0**-20
    mean = np.asarray(apart, dtype=float).reshape(2, -1)[1] * unit / PERSONS
    square = np.array([high * 2.0**64 + low for high, low in squares]).reshape(2, -1)[1] * unit**2 / PERSONS
    return Apart(laid.outcomes, mean, np.sqrt(np.maximum(square - mean**2, 0.0) / PERSONS))


def test_persons_agree_with_the_exact_line_within_monte_carlo_error() -> None:
    made = scenarios(town(ages=(33, 45), effects=("mood",)))
    found = with_persons(compare(made, [own()], WEEKS, nodes=3), made, [own()], PERSONS, run)
    assert found.persons == PERSONS
    seen = 0
    for arm in found.policies[0].arms:
        for row in arm.differences:
            if row.measure.startswith("end:") or row.measure == "new:pain:chronic":
                assert row.simulated is None  # counted by weeks and events only
                continue
            assert row.simulated is not None
            if row.simulated.error == 0.0:
                assert row.simulated.change == pytest.approx(row.change.estimate, abs=1e-6)
                continue
            seen += 1
            assert abs(row.simulated.change - row.change.estimate) < 4.0 * row.simulated.error, (arm.share, row)
    assert seen >= 15
    cost = found.policies[0].arms[2].of("cost")
    assert cost.simulated is not None and cost.simulated.change > 0.0
