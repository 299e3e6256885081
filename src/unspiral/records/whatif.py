"""What would be expected after a change: paths and long-run shifts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jaxtyping import Float
from numpy import ndarray

from unspiral.records.fit import Arrow, Effect, Verdict

Verb = Literal["press", "cut"]


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """One process over time: a line with its interval at every time.

    Args:
        estimate: shift from the path without the change, in points.
        low, high: ends of the interval; infinite where too many loops that the data leave possible grow without bound.
    """

    estimate: Float[ndarray, " times"]
    low: Float[ndarray, " times"]
    high: Float[ndarray, " times"]


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """Every process over time.

    Args:
        time: since the change began, in time units; the first one is 0.
        bands: process -> its shift.
    """

    time: Float[ndarray, " times"]
    bands: dict[str, Band]


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """What a change would be expected to do.

    Args:
        verb: "press" (a push that is held) or "cut" (a link taken away).
        press: process or input -> amount; empty for a cut.
        cut: the link taken away; None for a press.
        reference: process -> the value from which its level is measured; what was used for a cut.
        horizon: length of the path, in ``unit``.
        unit: the fit's time unit.
        level: of every interval (0.95).
        long_run: process -> shift from the path without the change once everything has settled, in points.
        half_time: process -> first time at which half of its long-run shift is reached, in ``unit``; nan where nothing shifts.
        path: shift from the path without the change.
        baseline: process -> level it keeps without the change, in points of its first indicator.
        assumptions: plain sentences, all of which must hold for the numbers to mean what they say.
        verdicts: judgements, machine-readable.
    """

    verb: Verb
    press: dict[str, float]
    cut: Arrow | None
    reference: dict[str, float]
    horizon: float
    unit: str
    level: float
    long_run: dict[str, Effect]
    half_time: dict[str, Effect]
    path: Path
    baseline: dict[str, Effect]
    assumptions: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
