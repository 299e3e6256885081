"""What would be expected after a change: paths, long-run shifts, and how much of the loop runs through each link."""

from __future__ import annotations

from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class LinkShare:
    """How much of the spiral runs through one link.

    Args:
        gain: of all loops that pass through this link; with two processes the gain of the loop itself.
        probability: that it is above 0, that is, that the link feeds the spiral; nan where nothing comes back through it.
    """

    gain: Effect
    probability: float


@dataclass(frozen=True, slots=True)
class Spiral:
    """How much of a push comes back round the loop.

    Args:
        gain: of the closed loop; None with one process or a loop that runs away.
        amplification: 1 / (1 - gain): a held push ends this many times as large as without the loop.
        probability: that the gain is above 0; nan where there is none, or where no links lead back and it is 0 for certain.
        shares: link -> its share.
        radius: largest absolute eigenvalue of D^-1 C (self-rates D, links C): below 1 every round is weaker than the one before.
        recovery: time in which the slowest part of a disturbance shrinks to 37 %, in ``unit``.
        unit: the fit's time unit.
        level: of every interval (0.95).
        words: the finding in plain sentences.
        verdicts: judgements, machine-readable.
    """

    gain: Effect | None
    amplification: Effect | None
    probability: float
    shares: dict[Arrow, LinkShare]
    radius: Effect | None
    recovery: Effect | None
    unit: str
    level: float
    words: str
    verdicts: tuple[Verdict, ...] = field(default=())
