"""Joint states of all courses, and the jumps between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Inexact, Int
from numpy import ndarray

from unspiral.errors import SpecError
from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes, Hazard, Ratio

MOST_STATES = 600  # their square is held in memory for every age band, sex and class of person effects


@dataclass(frozen=True, slots=True, eq=False)
class Joint:
    """Every combination of states that can be reached.

    Args:
        names: courses, then "earlier NAME" for each course whose episodes are counted.
        states: index of the state of each course, then the counts; one row a joint state.
        source, target: of each jump, in the order of sources, then of hazards.
        hazard: of each jump, its place among the hazards.
        first: joint state of everybody at the youngest age.
    """

    names: tuple[str, ...]
    states: Int[ndarray, "states names"]
    source: Int[ndarray, " jumps"]
    target: Int[ndarray, " jumps"]
    hazard: Int[ndarray, " jumps"]
    first: int

    @property
    def offset(self) -> Int[ndarray, " ends"]:
        """Where the jumps of each joint state begin and, one further, end."""
        return np.searchsorted(self.source, np.arange(len(self.states) + 1))


def joint_of(episodes: Episodes) -> Joint:
    """Walk from the start states along all hazards.

    Raises:
        SpecError: more joint states than can be held.
    """
    courses = episodes.courses
    at = {course.name: i for i, course in enumerate(courses)}
    counted = [i for i, course in enumerate(courses) if course.count_to > 0]
    start = (*(course.states.index(course.start) for course in courses), *(0 for _ in counted))
    found: dict[tuple[int, ...], int] = {start: 0}
    jumps: list[tuple[int, int, int]] = []
    queue = [start]
    for state in queue:
        if _over(episodes, at, state):
            continue
        for h, hazard in enumerate(episodes.hazards):
            if not _possible(episodes, at, hazard, state):
                continue
            after = _moved(episodes, at, counted, hazard, state)
            if after not in found:
                found[after] = len(found)
                queue.append(after)
                if len(found) > MOST_STATES:
                    raise SpecError(
                        f"The courses of '{episodes.name}' have more than {MOST_STATES:,} joint states.",
                        why="Every one of them is held in memory, for every age and person effect.",
                        fix="count fewer earlier episodes (count_to), or leave a course out",
                    )
            jumps.append((found[state], found[after], h))
    jumps.sort(key=lambda jump: (jump[0], jump[2]))  # each hazard at most once a state
    table = np.array(jumps, dtype=np.int64).reshape(-1, 3)
    names = (*at, *(f"earlier {courses[i].name}" for i in counted))
    return Joint(names, np.array(list(found), dtype=np.int64), table[:, 0], table[:, 1], table[:, 2], 0)


def holds(joint: Joint, episodes: Episodes, course: str, among: tuple[str, ...]) -> Array:
    """In which joint states a course is in one of some states."""
    wanted = np.array([state in among for state in episodes.course(course).states])
    return wanted[joint.states[:, joint.names.index(course)]]


def factors(joint: Joint, episodes: Episodes, share: float = 1.0, cut: frozenset[str] = frozenset()) -> Inexact[ndarray, " jumps"]:
    """What the states of other courses, and earlier episodes, multiply the rate of each jump with.

    Args:
        joint, episodes: as declared.
        share: part of each link's log ratio that is causal, 0 to 1.
        cut: links that push no more.
    """
    kind = np.result_type(float, *(ratio.factor for hazard in episodes.hazards for ratio in hazard.ratios))
    out = np.ones(len(joint.source), dtype=kind)
    for h, hazard in enumerate(episodes.hazards):
        mine = joint.hazard == h
        for ratio in hazard.ratios:
            if ratio.of in ("age", "sex"):
                continue
            where = mine & _met(joint, episodes, ratio)[joint.source]
            power = 1.0 if not ratio.link else 0.0 if ratio.link in cut else share
            out[where] *= ratio.factor**power
    return out


def _met(joint: Joint, episodes: Episodes, ratio: Ratio) -> Array:
    if ratio.of == "earlier":
        count = joint.states[:, joint.names.index(f"earlier {ratio.course}")]
        return (count >= ratio.low) & (count < ratio.high)
    return holds(joint, episodes, ratio.of, ratio.among)


def _over(episodes: Episodes, at: dict[str, int], state: tuple[int, ...]) -> bool:
    if episodes.ends is None:
        return False
    course, last = episodes.ends
    return state[at[course]] == episodes.course(course).states.index(last)


def _possible(episodes: Episodes, at: dict[str, int], hazard: Hazard, state: tuple[int, ...]) -> bool:
    needed = ((hazard.course, hazard.before), *hazard.only)
    return all(episodes.course(course).states[state[at[course]]] in states for course, states in needed)


def _moved(episodes: Episodes, at: dict[str, int], counted: list[int], hazard: Hazard, state: tuple[int, ...]) -> tuple[int, ...]:
    new = list(state)
    for course, after in ((hazard.course, hazard.after), *hazard.resets):
        new[at[course]] = episodes.course(course).states.index(after)
    if _over(episodes, at, tuple(new)):  # the dead are one state
        start = [course.states.index(course.start) for course in episodes.courses] + [0] * len(counted)
        course, last = episodes.ends or ("", "")
        start[at[course]] = episodes.course(course).states.index(last)
        return tuple(start)
    moved = episodes.course(hazard.course)
    if moved.count_to and hazard.after in moved.episode and moved.states[state[at[hazard.course]]] not in moved.episode:
        place = len(episodes.courses) + counted.index(at[hazard.course])
        new[place] = min(new[place] + 1, moved.count_to)
    return tuple(new)
