"""States by the names that people see: of each course, and of the loop's conditions two at a time."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from unspiral.act.population.joint import Joint, holds
from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes


def named_states(episodes: Episodes, joint: Joint) -> dict[str, Array]:
    """Which joint states make up each state that is shown.

    "pain:chronic" for every state of every course, then "pain:chronic+depression:episode" for the states of every two courses that are
    episodes of the loop's processes. People for whom everything is over ("life:dead") are in no state of another course: nobody who died
    counts as free of pain.

    Args:
        episodes, joint: as declared.

    Returns:
        Name -> true for each joint state that belongs to it.

    Source: tests/act/population/test_named.py.
    """
    ends = None if episodes.ends is None else episodes.ends[0]
    alive = np.ones(len(joint.states), dtype=bool) if episodes.ends is None else ~holds(joint, episodes, ends or "", (episodes.ends[1],))
    found: dict[str, Array] = {}
    for course in episodes.courses:
        for state in course.states:
            mine = holds(joint, episodes, course.name, (state,))
            found[f"{course.name}:{state}"] = mine if course.name == ends else mine & alive
    conditions = [course for course in episodes.courses if course.process]
    for one, other in combinations(conditions, 2):
        for a in one.states:
            for b in other.states:
                found[f"{one.name}:{a}+{other.name}:{b}"] = found[f"{one.name}:{a}"] & found[f"{other.name}:{b}"]
    return found


def joint_names(episodes: Episodes, joint: Joint) -> tuple[str, ...]:
    """Every joint state in words: "pain:chronic depression:none life:alive earlier pain:1"."""
    words = [[f"{course.name}:{state}" for state in course.states] for course in episodes.courses]
    named: list[str] = []
    for row in joint.states:
        courses = [of[int(k)] for of, k in zip(words, row, strict=False)]
        counts = [f"{name}:{int(k)}" for name, k in zip(joint.names[len(words) :], row[len(words) :], strict=True)]
        named.append(" ".join(courses + counts))
    return tuple(named)
