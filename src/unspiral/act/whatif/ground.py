"""What every what-if stands on: loops and levels that the data leave possible, how far to look, and how much of a push is taken."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.act.baseline import levels
from unspiral.act.caution import refuse, refuse_runaway
from unspiral.act.whatif.asked import Kinds, number
from unspiral.errors import SpecError
from unspiral.learn.draws import Draws, draw
from unspiral.learn.parameters import layout_for
from unspiral.learn.system import Array
from unspiral.loop.language import parse
from unspiral.records import Fit, Verdict
from unspiral.units import DAYS_PER, count

DAYS = 56.0  # eight weeks, the horizon of a daily diary
INTERVALS = 8.0  # and of everything else, in typical intervals
FEWEST, MOST, STEPS = 20, 120, 56  # a path has one point a time unit where that makes a fair number of them, else 56 steps
SHARES = 31  # with the fit's seed, the stream from which shares of a range are ordered


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Loops that the data leave possible, the estimate first.

    Args:
        fit: whose they are.
        horizon: length of the path, in time units; ``asked`` where somebody asked for it.
        step, steps: of the path.
        draws: drift with fading inputs behind the processes, and what inputs do.
        drift: of the processes alone.
        stable: whether each loop returns to its level.
        level: of every process, in points of its first indicator.
    """

    fit: Fit
    horizon: float
    asked: bool
    step: float
    steps: int
    draws: Draws
    drift: Float[ndarray, "draws p p"]
    stable: Bool[ndarray, " draws"]
    level: Float[ndarray, "draws p"]


def ground_of(fit: Fit, horizon: float | None, draws: int) -> Ground:
    """Draw what a what-if stands on.

    Raises:
        SpecError: a horizon that is no positive time, or fewer than two draws.
        NotIdentified: the fit carries nothing, or the estimated loop runs away.
    """
    length = horizon_of(fit, horizon)
    if draws < 2:
        raise SpecError(f"An interval cannot be taken over {draws} draws.", fix="draws=1000")
    refuse(fit)
    possible, p = draw(fit, draws), len(fit.processes)
    drift = possible.drift[:, :p, :p]
    stable = possible.stable  # inputs that fade never run away
    refuse_runaway(fit, stable)
    step, steps = _grid(length)
    return Ground(fit, length, horizon is not None, step, steps, possible, drift, stable, levels(fit, draws))


def shares(fit: Fit, adherence: tuple[float, float], draws: int) -> Float[ndarray, " shares"]:
    """The share of the push that is taken in each draw: the middle of the range first, then the range evenly, in random order."""
    low, high = adherence
    places = (np.random.default_rng([fit.choices.seed, SHARES]).permutation(draws) + 0.5) / draws
    return np.concatenate([[0.5 * (low + high)], low + (high - low) * places])


def pushed(ground: Ground, amounts: dict[str, float], kinds: Kinds) -> Float[ndarray, "draws p"]:
    """What held amounts push the processes with, for every draw."""
    fit, p = ground.fit, len(ground.fit.processes)
    inputs = parse(fit.loop_text).inputs
    fading = [given.name for given in inputs if given.kind == "fading"]
    sustained = [given.name for given in inputs if given.kind == "sustained"]
    push = np.zeros((len(ground.drift), p))
    for name, amount in amounts.items():
        if kinds[name] == "process":
            push[:, fit.processes.index(name)] += amount
        elif kinds[name] == "sustained":
            push += amount * ground.draws.press[:, :p, sustained.index(name)]
        else:
            push += amount * ground.draws.drift[:, :p, p + fading.index(name)]
    return push


def with_fading(ground: Ground) -> Float[ndarray, "draws q q"]:
    """Drift of the processes and of the fading inputs behind them."""
    q = len(ground.fit.processes) + sum(given.kind == "fading" for given in parse(ground.fit.loop_text).inputs)
    return ground.draws.drift[:, :q, :q]


def acting(ground: Ground, name: str, amount: float, kind: str) -> tuple[Array, Array]:
    """What lasts and what happens at once when something begins to act, on processes and fading inputs.

    A fading input is put where one occasion of this size puts it, and then given so steadily that it stays there. When that stops, what
    it left behind fades at its own rate.

    Returns:
        Push and jump, (draws, processes and fading inputs).
    """
    fit, p = ground.fit, len(ground.fit.processes)
    drift = with_fading(ground)
    push, jump = np.zeros(drift.shape[:2]), np.zeros(drift.shape[:2])
    if kind == "fading":
        fading = [given.name for given in parse(fit.loop_text).inputs if given.kind == "fading"]
        at = p + fading.index(name)
        jump[:, at] = amount
        push[:, at] = -amount * drift[:, at, at]
    else:
        push[:, :p] = pushed(ground, {name: amount}, {name: kind})
    return push, jump


def jumped(ground: Ground, amounts: dict[str, float], kinds: Kinds) -> Float[ndarray, "draws q"]:
    """What one push does at once to processes and fading inputs, for every draw."""
    fit = ground.fit
    impulses = layout_for(parse(fit.loop_text), fit.choices, fit.data.time_unit).impulses
    n, q, _ = with_fading(ground).shape
    jump = np.zeros((n, q))
    for name, amount in amounts.items():
        if kinds[name] == "process":
            jump[:, fit.processes.index(name)] += amount
        else:
            jump += amount * ground.draws.impulse[:, :q, impulses.index(name)]
    return jump


def horizon_of(fit: Fit, asked: float | None) -> float:
    """Length of a path in time units: what was asked for, else eight weeks of a diary or eight intervals of a panel.

    Raises:
        SpecError: what was asked for is no positive time.
    """
    if asked is None:
        # Beyond the span of a panel nothing was seen; a path that runs on there must be asked for.
        return DAYS if fit.data.time_unit == "day" else min(INTERVALS * fit.data.interval, fit.data.span)
    if not (math.isfinite(asked) and asked > 0):
        raise SpecError(f"A horizon of {asked:g} is not a positive time.", fix="--days 56")
    return number(asked, "The horizon")


def said_horizon(ground: Ground) -> list[Verdict]:
    """Which horizon was taken, where nobody asked for one."""
    if ground.asked:
        return []
    unit = ground.fit.data.time_unit
    spans = "eight typical intervals between occasions, or as long as people were followed"
    why = "eight weeks" if unit == "day" else spans if ground.fit.beliefs is None else "a convention, since nobody was followed"
    days = ground.horizon * DAYS_PER[unit]
    return [Verdict("horizon", "ok", f"The path runs over {count(ground.horizon, unit)}: {why}.", f"--days {2.0 * days:.3g}")]


def _grid(length: float) -> tuple[float, int]:
    """Step and number of steps of the path."""
    whole = length == int(length) and FEWEST <= length <= MOST
    steps = int(length) if whole else STEPS
    return length / steps, steps
