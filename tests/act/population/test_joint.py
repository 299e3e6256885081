from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.population.example import markov

import unspiral.act.population.joint as joint_module
from unspiral.act.population.joint import factors, holds, joint_of
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


def test_every_jump_moves_what_its_hazard_says_and_what_it_resets() -> None:
    episodes = markov()
    joint = joint_of(episodes)
    names = list(joint.names)
    for source, target, h in zip(joint.source, joint.target, joint.hazard, strict=True):
        hazard, before, after = episodes.hazards[h], joint.states[source], joint.states[target]
        course = episodes.course(hazard.course)
        assert course.states[before[names.index(course.name)]] in hazard.before
        assert course.states[after[names.index(course.name)]] == hazard.after
        moved = {names[i] for i in np.flatnonzero(before != after)}
        allowed = {course.name, *(name for name, _ in hazard.resets), f"earlier {course.name}"}
        assert moved <= allowed or hazard.after == "dead"
    assert list(joint.source) == sorted(joint.source)
    assert joint.offset[-1] == len(joint.source)


def test_the_dead_are_one_state_that_leads_nowhere() -> None:
    episodes = markov()
    joint = joint_of(episodes)
    dead = np.flatnonzero(holds(joint, episodes, "life", ("dead",)))
    assert len(dead) == 1 and not (joint.source == dead[0]).any()


def test_episodes_are_counted_up_to_where_that_was_asked_for() -> None:
    episodes = markov()
    twice = replace(episodes, courses=tuple(replace(c, count_to=3) if c.name == "depression" else c for c in episodes.courses))
    joint = joint_of(twice)
    count = joint.states[:, joint.names.index("earlier depression")]
    assert sorted(set(count)) == [0, 1, 2, 3]
    began = joint.hazard == [h.name for h in twice.hazards].index("depression begins")
    assert (count[joint.target[began]] == np.minimum(count[joint.source[began]] + 1, 3)).all()


def test_ratios_multiply_where_they_hold_and_links_by_their_causal_share() -> None:
    episodes = markov()
    joint = joint_of(episodes)
    begins = joint.hazard == 0
    ill = holds(joint, episodes, "depression", ("episode",))[joint.source] & begins
    earlier = (joint.states[:, joint.names.index("earlier pain")] >= 1)[joint.source]
    for share, cut, expected in (
        (1.0, frozenset[str](), 1.59),
        (0.5, frozenset[str](), 1.59**0.5),
        (1.0, frozenset({"depression->pain"}), 1.0),
    ):
        found = factors(joint, episodes, share, cut)
        assert found[ill & ~earlier] == pytest.approx(expected)
        assert found[begins & ~ill & ~earlier] == pytest.approx(1.0)
        assert found[ill & earlier] == pytest.approx(2.0 * expected)


def test_more_joint_states_than_can_be_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint_module, "MOST_STATES", 10)
    with pytest.raises(SpecError, match="more than 10 joint states"):
        joint_of(markov())
