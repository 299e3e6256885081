from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import trapezoid
from tests.act.population.example import POLICY, TURN, declared, falling, markov
from tests.act.population.policy_made import own, town

from unspiral.act.population.cohort import Years, flow, moved_in, start_here
from unspiral.act.population.effects import classes
from unspiral.act.population.forward import forward, start_of
from unspiral.act.population.joint import joint_of
from unspiral.act.population.policies import put_on
from unspiral.act.population.rates import rates_of
from unspiral.errors import SpecError

pytestmark = pytest.mark.identity


@pytest.mark.parametrize("episodes", [markov(), declared()], ids=["markov", "person effects"])
def test_shares_are_those_of_the_forward_equation(episodes) -> None:
    joint, people = joint_of(episodes), classes(episodes, 3)
    rates = rates_of(episodes, joint, POLICY, begins=(0.0, TURN))
    before = Years(joint, rates_of(episodes, joint), people)
    start = start_here(episodes, before)
    assert start.state == pytest.approx(start_of(episodes, joint, rates_of(episodes, joint), people).state, abs=1e-11)
    marks = [0, 1, 52, 53, 100, 130, 160]
    found = flow(episodes, Years(joint, rates, people), start, 160, marks)
    assert found.there == pytest.approx(forward(episodes, joint, rates, people, start, 160)[:, marks], abs=1e-12)


def test_time_and_jumps_are_integrals_of_the_shares() -> None:
    episodes = town(ages=(40, 62))
    joint, people = joint_of(episodes), classes(episodes, 3)
    years = Years(joint, rates_of(episodes, joint), people)
    start = start_here(episodes, years)
    found = flow(episodes, years, start, 104, range(105))
    days = 7.0 * np.arange(105.0)
    fine = trapezoid(found.there, days, axis=1)
    # The trapezoid errs by h^2 / 12 times the change of slope: some thousandths of a day here.
    assert found.days == pytest.approx(fine, abs=2e-3) and found.days.sum() == pytest.approx(728.0, abs=1e-9)
    # What flows into a state less what flows out is what the state has gained.
    gained = np.zeros(len(joint.states))
    np.add.at(gained, joint.target, found.jumps)
    np.add.at(gained, joint.source, -found.jumps)
    assert gained == pytest.approx(found.there[:, -1] - found.there[:, 0], abs=1e-12)


def test_the_same_people_among_more_courses() -> None:
    episodes = town(ages=(30, 50), effects=())
    joint, people = joint_of(episodes), classes(episodes, 3)
    years = Years(joint, rates_of(episodes, joint), people)
    start = start_here(episodes, years)
    wide, policy = put_on(episodes, own())
    there = joint_of(wide)
    assert len(there.states) > len(joint.states)
    moved = moved_in(start, joint, there)
    assert moved.state.sum(axis=2) == pytest.approx(np.ones(moved.state.shape[:2]))
    on = there.states[:, there.names.index("help")] == 1
    assert moved.state[:, :, on].max() == 0.0
    # Nobody begins before the policy does: until then both declarations are one.
    before = flow(episodes, years, start, 20, [0, 20])
    rates = rates_of(wide, there, policy, begins=(0.0, 140.0))
    after = flow(wide, Years(there, rates, classes(wide, 3)), moved, 20, [0, 20])
    columns = [there.names.index(name) for name in joint.names]
    back = {tuple(row): k for k, row in enumerate(joint.states.tolist())}
    gathered = np.zeros(len(joint.states))
    for k, row in enumerate(there.states):
        gathered[back[tuple(row[columns].tolist())]] += after.there[k, -1]
    assert gathered == pytest.approx(before.there[:, -1], abs=1e-13)


def test_time_in_a_state_has_no_such_integral() -> None:
    episodes = replace(falling(), people=replace(falling().people, youngest=40, oldest=42))
    joint = joint_of(episodes)
    years = Years(joint, rates_of(episodes, joint), classes(episodes, 3))
    with pytest.raises(SpecError, match="depends on the time since depression last moved"):
        flow(episodes, years, start_here(episodes, years), 4, [0, 4])
