from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.act.population.policy_made import faster, own, town

from unspiral.act.population.bench import Bench
from unspiral.act.population.joint import joint_of
from unspiral.act.population.measures import weights_of

pytestmark = pytest.mark.identity


def test_arms_begin_alike_and_part_when_the_policy_begins() -> None:
    episodes = town(ages=(40, 50), effects=())
    base, (arm,) = Bench(60).read(episodes, 1.0, [own()], nodes=3, marks=[0, 10, 20, 30, 60])
    assert arm.path[:, :3] == pytest.approx(base.path[:, :3], abs=1e-13)
    assert arm.path[1, 4] < base.path[1, 4] - 1e-4  # fewer people are depressed
    assert arm.starts > 0.0 and arm.care_weeks > arm.starts
    names = [each.measure.name for each in weights_of(episodes, joint_of(episodes))]
    place = names.index("weeks:depression:episode")
    assert arm.amounts[place] < base.amounts[place] and len(arm.amounts) == len(base.amounts) == len(names) + 1


def test_cost_is_what_the_care_adds_up_to() -> None:
    episodes = town(ages=(40, 50), effects=())
    bench = Bench(60)
    base, (arm,) = bench.read(episodes, 1.0, [own()], nodes=3, marks=[0, 60])
    assert base.amounts[-1] == 0.0  # nobody pays without the policy, and that is said
    assert arm.amounts[-1] == pytest.approx(100.0 * arm.starts + 7.0 * arm.care_weeks)


def test_a_policy_on_a_date_is_one_in_that_week() -> None:
    episodes = town(ages=(40, 44), effects=())
    proposal = faster()
    dated, weekly = replace(proposal, start="2027-02-12"), replace(proposal, start="week 6")
    one = Bench(20, date(2027, 1, 1)).read(episodes, 1.0, [dated], nodes=3, marks=[0, 20])[1][0]
    two = Bench(20).read(episodes, 1.0, [weekly], nodes=3, marks=[0, 20])[1][0]
    assert np.array_equal(one.amounts, two.amounts)
