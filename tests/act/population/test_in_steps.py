from __future__ import annotations

import numpy as np
import pytest
from tests.act.population.example import POLICY, TURN, declared, markov

from unspiral.act.population.effects import classes
from unspiral.act.population.forward import forward, start_of
from unspiral.act.population.in_steps import in_steps, speeds
from unspiral.act.population.joint import joint_of
from unspiral.act.population.rates import rates_of
from unspiral.act.population.strata import strata_of

pytestmark = pytest.mark.identity
WEEKS = 120


@pytest.mark.parametrize(("episodes", "nodes"), [(markov(), 1), (declared(), 2)])
def test_steps_come_to_the_forward_equation_by_the_fourth_power(episodes, nodes: int) -> None:
    joint, people = joint_of(episodes), classes(episodes, nodes)
    rates = rates_of(episodes, joint, POLICY, begins=(0.0, TURN))
    start = start_of(episodes, joint, rates_of(episodes, joint), people)
    strata = strata_of(episodes.people, rates, people, start, 7.0 * WEEKS)
    exact = forward(episodes, joint, rates, people, start, WEEKS)
    coarse, fine = (np.abs(in_steps(joint, rates, people, strata, WEEKS, n) - exact).max() for n in (1, 4))
    assert coarse < 1e-6
    # Sixteen times fewer at half the step, but for birthdays within a step, which count by its square.
    assert fine < coarse / 8.0


def test_a_birthday_within_a_step_counts_for_its_part_of_it() -> None:
    episodes = markov()
    joint, people = joint_of(episodes), classes(episodes)
    rates = rates_of(episodes, joint)
    start = start_of(episodes, joint, rates, people)
    strata = strata_of(episodes.people, rates, people, start, 3652.5)
    who = strata.names.index("men aged 25")
    day = 5 * 365.25
    death = np.flatnonzero(joint.hazard == [h.name for h in episodes.hazards].index("death"))[0]
    before, within, after = (speeds(joint, rates, people, strata, begin, 7.0)[who, 0, death] for begin in (day - 7.0, day - 1.75, day))
    assert after / before == pytest.approx(1.7) and within == pytest.approx(0.25 * before + 0.75 * after)
