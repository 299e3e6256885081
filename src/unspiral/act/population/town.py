"""Everything that persons are simulated from, laid out as the compiled kernel and its twin in plain Python read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unspiral.act.population.effects import Classes, loadings
from unspiral.act.population.forward import Start
from unspiral.act.population.joint import Joint, holds
from unspiral.act.population.rates import Rates
from unspiral.errors import SpecError
from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes, Outcome

WHOLE = 2**32


@dataclass(frozen=True, slots=True, eq=False)
class Town:
    """Arguments of ``unspiral._core.Town``, by their names there.

    Args:
        given: arrays and numbers.
        hazards, outcomes: names of the clocks and of what is added up.
        arms: names.
    """

    given: dict[str, object]
    hazards: tuple[str, ...]
    outcomes: tuple[str, ...]
    arms: tuple[str, ...]


def town_of(
    episodes: Episodes,
    joint: Joint,
    arms: dict[str, Rates],
    classes: Classes,
    start: Start,
    weeks: int,
    *,
    normal: bool = False,
    family: int = 1,
    shared: float = 0.0,
) -> Town:
    """Lay out a declaration.

    Args:
        episodes, joint, classes, start: of one declaration.
        arms: rates of each policy, that without one first; all with the same periods.
        weeks: to simulate.
        normal: draw person effects from the normal law itself instead of from its classes; people begin where their class does.
        family: persons in a row that share part of their normal effects.
        shared: correlation of effects within a family.
    """
    rates = list(arms.values())
    moves = np.array([_course_of(episodes, int(h)) for h in joint.hazard], dtype=np.int32)
    load = loadings(episodes) if normal else np.zeros((len(episodes.hazards), 0))
    since = _since(episodes)
    given: dict[str, object] = {
        "states": len(joint.states),
        "clocks": len(episodes.hazards),
        "courses": len(episodes.courses),
        "arms": len(rates),
        "bands": len(episodes.people.bands),
        "outcomes": len(episodes.outcomes),
        "weeks": weeks,
        "jumps": np.stack([joint.hazard.astype(np.int32), joint.target.astype(np.int32), moves], axis=1),
        "offset": joint.offset.astype(np.int32),
        "rate": np.concatenate([r.rate.ravel() for r in rates]),
        "period": rates[0].begins.astype(float),
        "aged": np.concatenate([r.aged.ravel() for r in rates]),
        "band": np.array(episodes.people.bands, dtype=float),
        "cells": np.stack([start.age, start.sex], axis=1).astype(np.int32),
        "cell_below": below(start.share),
        "class_below": below(classes.weight),
        "start_below": below(start.state).ravel(),
        "effect": classes.multiplier.ravel(),
        "loading": load.ravel(),
        "factors": load.shape[1],
        "family": family,
        "shared": shared,
        "since_course": since[0],
        "since_offset": since[1],
        "since_day": since[2],
        "since_factor": since[3],
        "per_day": np.concatenate([per_day(joint, episodes, outcome) for outcome in episodes.outcomes] or [np.zeros(0)]),
        "per_event": np.array(
            [sum(x for name, x in outcome.per_event if name == h.name) for outcome in episodes.outcomes for h in episodes.hazards],
            dtype=float,
        ),
    }
    return Town(given, tuple(h.name for h in episodes.hazards), tuple(o.name for o in episodes.outcomes), tuple(arms))


def below(share: Array) -> Array:
    """Cumulative shares along the last axis as whole numbers of 2^32: dice below the k-th fall to one of the first k."""
    if not np.isfinite(share).all():
        raise SpecError("Some share of people is no number: the declaration's hazards are too large to be worked out.", fix="lower them")
    ends = np.rint(np.cumsum(share, axis=-1) / share.sum(axis=-1, keepdims=True) * WHOLE)
    return np.ascontiguousarray(np.clip(ends, 0, WHOLE - 1).astype(np.uint32))


def per_day(joint: Joint, episodes: Episodes, outcome: Outcome) -> Array:
    """Amount of an outcome a day, in each joint state; nothing once everything is over."""
    out = np.full(len(joint.states), outcome.base)
    for course, states, amount in outcome.per_day:
        there = holds(joint, episodes, course, states)
        out = np.where(there, out * amount, out) if outcome.product else out + amount * there
    if episodes.ends is not None:
        out[holds(joint, episodes, episodes.ends[0], (episodes.ends[1],))] = 0.0
    return out


def _course_of(episodes: Episodes, hazard: int) -> int:
    names = [course.name for course in episodes.courses]
    return names.index(episodes.hazards[hazard].course)


def _since(episodes: Episodes) -> tuple[Array, Array, Array, Array]:
    if not any(hazard.since for hazard in episodes.hazards):
        empty = np.zeros(0)
        return empty.astype(np.int32), empty.astype(np.int32), empty, empty
    course = [_course_of(episodes, h) if hazard.since else -1 for h, hazard in enumerate(episodes.hazards)]
    rows: Sequence[tuple[float, float]] = [row for hazard in episodes.hazards for row in hazard.since]
    offset = np.cumsum([0, *(len(hazard.since) for hazard in episodes.hazards)])
    days, factor = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    return np.array(course, dtype=np.int32), offset.astype(np.int32), days, factor
