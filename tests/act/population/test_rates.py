from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.population.example import POLICY, TURN, markov

from unspiral.act.population.joint import joint_of
from unspiral.act.population.rates import aged, rates_of
from unspiral.records.population import Policy

pytestmark = pytest.mark.unit


def test_a_policy_changes_what_it_says_from_its_week_on() -> None:
    episodes = markov()
    joint = joint_of(episodes)
    now, then = rates_of(episodes, joint, begins=(0.0, TURN)), rates_of(episodes, joint, POLICY, begins=(0.0, TURN))
    assert np.array_equal(now.rate[0], then.rate[0]) and np.array_equal(now.aged[0], then.aged[0])
    names = [h.name for h in episodes.hazards]
    change = then.rate[1] / now.rate[1]
    assert change[joint.hazard == names.index("mood care begins")] == pytest.approx(3.0)
    assert change[joint.hazard == names.index("death")] == pytest.approx(1.0)
    ill = joint.hazard == names.index("pain begins")
    assert sorted(set(np.round(change[ill], 12))) == [round(1.0 / 1.59, 12), 1.0]  # the link is cut where it pushed
    care = names.index("pain care begins")
    assert (then.aged[1, care, :3] == 2.0).all() and (then.aged[1, care, 3:] == 1.0).all()  # bands that begin below 60


def test_rates_are_per_day_and_multiply_by_age_and_sex() -> None:
    episodes = markov()
    joint = joint_of(episodes)
    names = [h.name for h in episodes.hazards]
    ends = joint.hazard == names.index("acute pain ends")
    assert rates_of(episodes, joint).rate[0, ends] == pytest.approx(4.0 / 365.25)
    death = aged(episodes)[names.index("death")]
    assert death[0] == pytest.approx([0.7, 1.0]) and death[4] == pytest.approx([0.7 * 90.0, 90.0])


def test_a_policy_sets_what_nobody_begins_without_it() -> None:
    episodes = markov()
    none = replace(episodes, hazards=tuple(replace(h, per_year=0.0) if h.name == "mood care begins" else h for h in episodes.hazards))
    joint = joint_of(none)
    begins = joint.hazard == [h.name for h in none.hazards].index("mood care begins")
    rate = rates_of(none, joint, Policy("offered", week=100, sets=(("mood care begins", 2.0),)), begins=(0.0, TURN)).rate
    assert rate[0, begins].max() == 0.0 and rate[1, begins] == pytest.approx(2.0 / 365.25)
    assert np.array_equal(rate[0, ~begins], rate[1, ~begins])
