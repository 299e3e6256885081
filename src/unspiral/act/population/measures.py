"""What policies may change: people in a state at the end, new episodes, weeks in a state, and whatever the declaration adds up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.population.cohort import Flow
from unspiral.act.population.joint import Joint, holds
from unspiral.act.population.town import per_day
from unspiral.learn.system import Array
from unspiral.loop.episodes import Basis, Course, Episodes, Outcome
from unspiral.records.policies import PER, Measure
from unspiral.units import DAYS_PER

WEEK = DAYS_PER["week"]
COUNTED = Basis("", "people and time are counted, nothing else")


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """How a measure is added up.

    Args:
        measure: which.
        per_day: of time in each joint state.
        per_jump: of each jump.
        at_end: of each person in each joint state at the end.
    """

    measure: Measure
    per_day: Float[ndarray, " states"]
    per_jump: Float[ndarray, " jumps"]
    at_end: Float[ndarray, " states"]


def weights_of(episodes: Episodes, joint: Joint) -> tuple[Weights, ...]:
    """Every measure of a declaration: what is counted of each condition and of two at once, then its own outcomes."""
    found = [*_ends(episodes, joint), *_begun(episodes, joint), *_weeks(episodes, joint)]
    for outcome in episodes.outcomes:
        daily = per_day(joint, episodes, outcome)
        events = dict(outcome.per_event)
        once = np.array([events.get(episodes.hazards[int(h)].name, 0.0) for h in joint.hazard])
        if not any(np.allclose(daily, each.per_day) and not once.any() for each in found if each.per_day.any()):
            basis = f"{outcome.basis.row} {outcome.basis.why}".strip()
            found.append(_weights(joint, Measure(outcome.name, outcome.name, outcome.unit, basis), days=daily, jumps=once))
    return tuple(found)


def amounts(found: Flow, weights: Sequence[Weights]) -> Array:
    """What is expected of every measure, per 100,000 people over the horizon; the flow's last mark is its end."""
    return PER * np.array([found.days @ w.per_day + found.jumps @ w.per_jump + found.there[:, -1] @ w.at_end for w in weights])


def conditions(episodes: Episodes) -> tuple[tuple[Course, str], ...]:
    """Courses that stand for a process of the loop, each with the state that lasts: the last one of its episode."""
    return tuple((course, course.episode[-1]) for course in episodes.courses if course.process and course.episode)


def state_name(course: Course, state: str) -> str:
    """Such as "pain:chronic"."""
    return f"{course.name}:{state}"


def state_label(course: Course, state: str) -> str:
    """In words: "chronic pain", "depression"."""
    return course.name if len(course.episode) == 1 else f"{state} {course.name}"


def alive(episodes: Episodes, joint: Joint) -> Array:
    """Joint states in which it is not all over."""
    if episodes.ends is None:
        return np.ones(len(joint.states), dtype=bool)
    return ~holds(joint, episodes, episodes.ends[0], (episodes.ends[1],))


def shown_states(episodes: Episodes, joint: Joint) -> dict[str, Array]:
    """Joint states by the names that people see: of every course, and of the conditions two at a time; who died is in no other state."""
    living, ends = alive(episodes, joint), episodes.ends[0] if episodes.ends is not None else None
    found: dict[str, Array] = {}
    for course in episodes.courses:
        for state in course.states:
            mine = holds(joint, episodes, course.name, (state,))
            found[state_name(course, state)] = mine if course.name == ends else mine & living
    both = [course for course in episodes.courses if course.process]
    for i, one in enumerate(both):
        for other in both[i + 1 :]:
            for a in one.states:
                for b in other.states:
                    first, second = state_name(one, a), state_name(other, b)
                    found[f"{first}+{second}"] = found[first] & found[second]
    return found


def lasting(episodes: Episodes, joint: Joint) -> dict[str, tuple[str, Array]]:
    """Joint states in the lasting state of each condition, and of every two at once: name -> (label, which)."""
    found: dict[str, tuple[str, Array]] = {}
    for course, state in conditions(episodes):
        found[state_name(course, state)] = (state_label(course, state), holds(joint, episodes, course.name, (state,)))
    single = list(found.items())
    for i, (one, (label, here)) in enumerate(single):
        for other, (beside, there) in single[i + 1 :]:
            found[f"{one}+{other}"] = (f"{label} and {beside} together", here & there)
    return found


def with_outcomes(episodes: Episodes) -> Episodes:
    """The same declaration with outcomes that simulated persons add up: weeks and new episodes, under the names of the measures."""
    more: list[Outcome] = []
    kept = conditions(episodes)
    for course, state in kept:
        more.append(Outcome(f"weeks:{state_name(course, state)}", "week", ((course.name, (state,), 1.0 / WEEK),), basis=COUNTED))
    for i, (one, state) in enumerate(kept):
        for other, beside in kept[i + 1 :]:
            name = f"weeks:{state_name(one, state)}+{state_name(other, beside)}"
            away = tuple((c.name, tuple(x for x in c.states if x != s), 0.0) for c, s in ((one, state), (other, beside)))
            more.append(Outcome(name, "week", away, basis=COUNTED, base=1.0 / WEEK, product=True))
    for course, _ in kept:
        begun = tuple((h.name, 1.0) for h in episodes.hazards if _begins(course, h.course, h.before, h.after))
        if begun:
            more.append(Outcome(f"new:{course.name}", "episode", per_event=begun, basis=COUNTED))
    return replace(episodes, outcomes=(*episodes.outcomes, *more))


def _begins(course: Course, moved: str, before: tuple[str, ...], after: str) -> bool:
    return moved == course.name and after in course.episode and not any(state in course.episode for state in before)


def _weights(joint: Joint, measure: Measure, *, days: Array | None = None, jumps: Array | None = None, end: Array | None = None) -> Weights:
    states, made = len(joint.states), len(joint.source)
    return Weights(
        measure,
        np.zeros(states) if days is None else days.astype(float),
        np.zeros(made) if jumps is None else jumps.astype(float),
        np.zeros(states) if end is None else end.astype(float),
    )


def _ends(episodes: Episodes, joint: Joint) -> list[Weights]:
    return [
        _weights(joint, Measure(f"end:{name}", f"people with {label} at the end", "person"), end=there)
        for name, (label, there) in lasting(episodes, joint).items()
    ]


def _begun(episodes: Episodes, joint: Joint) -> list[Weights]:
    found: list[Weights] = []
    for course, state in conditions(episodes):
        inside = holds(joint, episodes, course.name, course.episode)
        begun = ~inside[joint.source] & inside[joint.target]
        found.append(_weights(joint, Measure(f"new:{course.name}", f"new episodes of {course.name}", "episode"), jumps=begun))
        if len(course.episode) > 1:
            there = holds(joint, episodes, course.name, (state,))
            name, label = f"new:{state_name(course, state)}", f"new spells of {state_label(course, state)}"
            found.append(_weights(joint, Measure(name, label, "spell"), jumps=~there[joint.source] & there[joint.target]))
    return found


def _weeks(episodes: Episodes, joint: Joint) -> list[Weights]:
    return [
        _weights(joint, Measure(f"weeks:{name}", f"weeks with {label}", "week"), days=there / WEEK)
        for name, (label, there) in lasting(episodes, joint).items()
    ]
