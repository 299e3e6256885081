"""What would be expected after a change: paths and long-run shifts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from jaxtyping import Float
from numpy import ndarray

from unspiral.records.beliefs import Beliefs
from unspiral.records.fit import Arrow, Effect, Verdict

Verb = Literal["press", "pulse", "hold", "weaken", "cut", "schedule", "policy"]


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


@dataclass(frozen=True, slots=True)
class Piece:
    """A push with a beginning and, perhaps, an end.

    Args:
        name: process or input.
        amount: points per time unit on a process, the size at which an input is held.
        start: in time units from now, >= 0.
        end: later than ``start``; None where it goes on.
    """

    name: str
    amount: float
    start: float = 0.0
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """When a push that depends on the state is on.

    Args:
        process: whose state is looked at, in points of its first indicator.
        above: True presses while the state is at or above ``at``, False while it is at or below.
        at: where the push begins.
        until: where it ends again: below it (above it, where ``above`` is False); the same as ``at`` where nothing else was said.
        every: time units between two looks; None = the typical interval of the data.
    """

    process: str
    above: bool
    at: float
    until: float
    every: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class MonteCarlo:
    """What would still move if the simulation were run again with other random numbers: standard errors, apart from every interval.

    Args:
        runs: simulated; 0 where the answer is a closed form, and every number here is exactly 0.
        path: process -> standard error at every time of the path.
        long_run, area: process -> standard error.
    """

    runs: int
    path: dict[str, Float[ndarray, " times"]]
    long_run: dict[str, float]
    area: dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """What a change would be expected to do.

    Args:
        verb: "press" (a push that is held), "pulse" (a single one), "hold" (a process fixed at a value), "weaken" (links that push less),
            "cut" (links taken away), "schedule" (pushes that come and go), "policy" (a push that depends on the state).
        press: process or input -> amount, of a press, a pulse or a policy.
        links: link -> the part of its strength that is taken away; 1 for a cut.
        reference: process -> the value from which its level is measured; what was used for links.
        horizon: length of the path, in ``unit``.
        unit: the fit's time unit.
        level: of every interval (0.95).
        long_run: process -> shift from the path without the change once everything has settled, in points; 0 where the change ends.
        half_time: process -> first time at which half of its long-run shift is reached (of a change that ends: at which half of its whole
            area has gathered), in ``unit``; nan where nothing shifts.
        path: shift from the path without the change.
        baseline: process -> level it keeps without the change, in points of its first indicator.
        assumptions: plain sentences, all of which must hold for the numbers to mean what they say.
        verdicts: judgements, machine-readable.
        area: process -> area under the shift from 0 to the horizon, in points times ``unit``.
        whole_area: the same without end, of a change that ends; empty where the shift lasts.
        with_change, without: the levels themselves, with intervals that hold what is not known of the level.
        monte_carlo: what simulation adds to the uncertainty; exactly 0 for every verb but a policy.
        held: process -> value at which it is held.
        pieces: of a schedule.
        rule: of a policy.
        share_on: of a policy: part of the looks up to the horizon at which the push would be expected to be on.
        adherence: share of the push that is really taken, or its least and largest one; (1, 1) where nothing was said.
        beliefs: what stands in place of data; None where the loop was learned from answers.
    """

    verb: Verb
    press: dict[str, float]
    links: dict[Arrow, float]
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
    area: dict[str, Effect]
    whole_area: dict[str, Effect]
    with_change: Path
    without: Path
    monte_carlo: MonteCarlo
    held: dict[str, float] = field(default_factory=dict[str, float])
    pieces: tuple[Piece, ...] = ()
    rule: Rule | None = None
    share_on: Effect | None = None
    adherence: tuple[float, float] = (1.0, 1.0)
    beliefs: Beliefs | None = None

    @property
    def cut(self) -> Arrow | None:
        """The link that is taken away, or the first of several; None for every other verb."""
        return next(iter(self.links)) if self.verb == "cut" else None
