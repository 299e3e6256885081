"""How each target of a calibration is seen in a population."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from unspiral.act.population.moving import Moving
from unspiral.act.population.seen import Look, People, Seen
from unspiral.act.population.twins import ladder
from unspiral.errors import SpecError
from unspiral.learn.system import Array
from unspiral.records.population_aim import Aim, States

NORMAL = 1.959963984540054  # half the width of a 95 % interval, in standard errors


@dataclass(frozen=True, slots=True)
class Goal:
    """A number that the population must show.

    Args:
        name: in words.
        row: of the packaged tables.
        value: wanted.
        error: standard error, on the scale that is compared.
        look: how it is seen.
        scale: "share" (compared as log odds), "time" or "ratio" (as logs).
        held_out: not used in the search; only compared afterwards.
        low, high: its 95 % interval.
    """

    name: str
    row: str
    value: float
    error: float
    look: Look
    scale: str = "share"
    held_out: bool = False
    low: float = 0.0
    high: float = 0.0


def compared(value: float | Moving, scale: str) -> float | Moving:
    """A number on the scale on which its distance counts."""
    odds = value / (1.0 - value) if scale == "share" else value
    return odds.log() if isinstance(odds, Moving) else float(np.log(odds))


def goals_of(aims: Sequence[Aim]) -> tuple[Goal, ...]:
    """Targets as they are looked at; the standard error is the interval's width on the compared scale, over 2 x 1.96.

    Raises:
        SpecError: targets of which no population can show both.
    """
    refuse_impossible(aims)
    return tuple(_goal(aim) for aim in aims)


def refuse_impossible(aims: Sequence[Aim]) -> None:
    """Stop where two targets of the search contradict each other: shares grow with time, and both are no more than each."""
    used = [aim for aim in aims if not aim.held_out]
    for one in used:
        for other in used:
            same = replace(one, name="", row="", why="", value=0.0, low=0.0, high=0.0)
            like = replace(other, name="", row="", why="", value=0.0, low=0.0, high=0.0)
            longer = one.see in ("risk", "ever") and replace(same, days=other.days) == like and one.days < other.days
            if longer and other.value < one.value:
                raise SpecError(
                    f"'{one.name}' is {one.value:g} after {one.days:g} days and '{other.name}' {other.value:g} after {other.days:g} days.",
                    why="Who has been there by one day has been there by every later one: such a share cannot fall.",
                    fix=f"give '{other.name}' a value of {one.value:g} or more, or take one of the two out",
                )
            apart = one.see == "ever" and bool(one.also) and not other.also and other.see == "ever" and one.days == other.days
            if apart and other.what in (one.what, one.also) and other.value < one.value:
                raise SpecError(
                    f"'{one.name}' is {one.value:g} and '{other.name}' only {other.value:g}.",
                    why="Who has had both has had each: the first cannot be the larger.",
                    fix=f"give '{one.name}' a value of {other.value:g} or less, or take one of the two out",
                )


def _goal(aim: Aim) -> Goal:
    low, high = (float(compared(x, aim.scale)) for x in (aim.low, aim.high))
    return Goal(
        aim.name,
        aim.row,
        aim.value,
        (high - low) / (2.0 * NORMAL),
        lambda seen: look(seen, aim),
        aim.scale,
        aim.held_out,
        aim.low,
        aim.high,
    )


def look(seen: Seen, aim: Aim) -> Any:
    """What a study of the population would find."""
    what = states(seen, aim.what)
    if aim.see == "now":
        return seen.share(what)
    if aim.see == "ever":
        return seen.ever(aim.days, what, *([states(seen, aim.also)] if aim.also else []))
    if aim.see == "twins":
        free = states(seen, aim.among) if aim.among else None
        return getattr(ladder(seen, states(seen, aim.exposed), what, free=free, days=aim.days), aim.pair)
    people = followed(seen, aim)
    if aim.see == "median":
        return seen.median(people, what, near=aim.value)
    if aim.see == "risk":
        return _risk(seen, people, what, aim)
    exposed = states(seen, aim.exposed)
    with_it, without = (_risk(seen, people * there, what, aim) for there in (exposed, ~exposed))
    return with_it / without if aim.see == "risk ratio" else (with_it / (1.0 - with_it)) / (without / (1.0 - without))


def followed(seen: Seen, aim: Aim) -> People:
    """Whom a study follows."""
    people: Any = seen.now
    if aim.after:
        people = seen.struck(aim.after[0])
        for hazard in aim.after[1:]:
            people = people + seen.struck(hazard)
    if aim.among:
        people = people * states(seen, aim.among)
    return seen.stay(people, states(seen, aim.what), aim.clear) if aim.clear else people


def _risk(seen: Seen, people: People, what: Array, aim: Aim) -> Any:
    return seen.within(seen.later(people, aim.later) if aim.later else people, what, [aim.days])[0]


def states(seen: Seen, wanted: States) -> Array:
    """Joint states in which all of several things hold."""
    out = np.ones(len(seen.joint.states), dtype=bool)
    for course, among in wanted:
        if course.startswith("earlier ") and course not in [c.name for c in seen.episodes.courses]:
            some = seen.earlier(course.removeprefix("earlier "))
            out &= np.any([some if one == "some" else ~some for one in among], axis=0)
        else:
            out &= seen.among(course, *among)
    return out
