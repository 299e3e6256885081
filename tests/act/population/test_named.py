from __future__ import annotations

import numpy as np
import pytest
from tests.act.population.example import declared

from unspiral.act.population.joint import joint_of
from unspiral.act.population.named import joint_names, named_states

pytestmark = pytest.mark.unit


def test_states_of_a_course_and_the_dead_are_everybody() -> None:
    episodes = declared()
    joint = joint_of(episodes)
    found = named_states(episodes, joint)
    dead = found["life:dead"].astype(int)
    assert dead.sum() == 1
    for course in episodes.courses[:-1]:
        assert (sum(found[f"{course.name}:{state}"].astype(int) for state in course.states) + dead == 1).all()
    assert (found["life:alive"] + dead == 1).all()
    pairs = [name for name in found if "+" in name]
    assert pairs == [f"pain:{a}+depression:{b}" for a in ("none", "acute", "chronic") for b in ("none", "episode")]
    assert (sum(found[name].astype(int) for name in pairs) + dead == 1).all()


def test_joint_states_have_names_of_their_own() -> None:
    episodes = declared()
    joint = joint_of(episodes)
    names = joint_names(episodes, joint)
    assert len(set(names)) == len(joint.states)
    assert names[joint.first] == ("pain:none depression:none pain care:off mood care:off life:alive earlier pain:0 earlier depression:0")
    chronic = np.array(["pain:chronic" in name for name in names])
    assert np.array_equal(chronic, named_states(episodes, joint)["pain:chronic"])
