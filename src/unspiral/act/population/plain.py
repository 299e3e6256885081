"""Counting persons in plain Python where there is no compiled kernel: the same whole numbers, thousands of times more slowly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unspiral.act.population.reference import Event, lives
from unspiral.units import DAYS_PER

WEEK = DAYS_PER["week"]
UNIT = 2.0**20


def plain_tally(given: Mapping[str, Any], seed: int, first: int, count: int) -> tuple[Any, ...]:
    """What ``unspiral._core.Town(**given).simulate(seed, first, count, 1)`` returns.

    Args:
        given: the kernel's tables.
        seed: of all chance.
        first, count: persons by number.

    Source: tests/act/population/test_plain.py, bit for bit.
    """
    arms, states, weeks = int(given["arms"]), int(given["states"]), int(given["weeks"])
    clocks, outcomes = int(given["clocks"]), int(given["outcomes"])
    there = np.zeros((arms, states, weeks + 1), dtype=np.int64)
    events = np.zeros((arms, clocks, weeks + 1), dtype=np.int64)
    per_day: list[list[float]] = given["per_day"].reshape(outcomes, states).tolist()
    per_event: list[list[float]] = given["per_event"].reshape(outcomes, clocks).tolist()
    sums = [[0] * (arms * outcomes) for _ in range(4)]
    days = WEEK * weeks
    life: list[Event] = []
    base = [0] * outcomes

    def close() -> None:
        if not life:
            return
        arm, amount = life[0].arm, [0.0] * outcomes
        for k, event in enumerate(life):
            if event.clock >= 0:
                events[arm, event.clock, int(event.day / WEEK)] += 1
                amount = [x + per_event[o][event.clock] for o, x in enumerate(amount)]
            until = life[k + 1].day if k + 1 < len(life) else days
            begin = 0 if event.day == 0.0 else _week_from(event.day)
            there[arm, event.state, begin : weeks + 1 if until >= days else _week_from(until)] += 1
            amount = [x + per_day[o][event.state] * (until - event.day) for o, x in enumerate(amount)]
        for o, x in enumerate(amount):
            y = round(x * UNIT)
            if arm == 0:
                base[o] = y
            apart, at = y - base[o], arm * outcomes + o
            for total, value in zip(sums, (y, y * y, apart, apart * apart), strict=True):
                total[at] += value
        life.clear()

    for event in lives(dict(given), seed, first, count):
        if event.clock < 0:
            close()
        life.append(event)
    close()
    amount, square, apart, apart_square = sums
    return (
        there.ravel(), events.ravel(), np.array(amount, dtype=np.int64), [divmod(x, 2**64) for x in square],
        np.array(apart, dtype=np.int64), [divmod(x, 2**64) for x in apart_square],
    )  # fmt: skip


def _week_from(day: float) -> int:
    whole = int(day / WEEK)
    return whole + (WEEK * whole < day)
