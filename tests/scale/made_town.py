"""A small made-up population as tables, for tests of how the work is spread."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from tests.act.population.example import POLICY, declared, town

from unspiral.act.population.joint import joint_of
from unspiral.act.population.named import joint_names
from unspiral.act.population.plain import plain_tally
from unspiral.act.population.town import Town
from unspiral.scale.event_log import EventLog
from unspiral.scale.laid import Laid
from unspiral.scale.sums import Sums, nothing

WEEKS, SEED = 26, 5


@cache
def made() -> Town:
    return town(declared(), WEEKS, nodes=3, policy=replace(POLICY, week=0))


def laid(seed: int = SEED) -> Laid:
    return Laid(made().given, seed, plain_tally)


def empty() -> Sums:
    given: dict[str, Any] = made().given
    return nothing(given["arms"], given["states"], given["clocks"], given["outcomes"], WEEKS)


@cache
def names() -> tuple[str, ...]:
    return joint_names(declared(), joint_of(declared()))


def log(folder: object) -> EventLog:
    return EventLog(str(folder), made().arms, made().hazards, names())


def numbers(sums: Sums) -> tuple[object, ...]:
    """Everything that is counted, to be compared."""
    return (sums.there.tolist(), sums.events.tolist(), sums.amount, sums.square, sums.apart, sums.apart_square)
