"""How soon half of what a change does in the long run is reached."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.learn.discretise import held_steps
from unspiral.learn.system import Array

STEPS = 16  # steps in every doubling of the elapsed time
DOUBLINGS = 60  # more than any stable loop needs between its fastest and its slowest rate


def half_times(
    drift: Float[ndarray, "draws p p"],
    push: Float[ndarray, "draws p"],
    settled: Float[ndarray, "draws p"],
    stable: Bool[ndarray, " draws"],
) -> Float[ndarray, "draws p"]:
    """First time at which a push that is held from time 0 has done half of what it does in the long run.

    The walk takes ``STEPS`` steps in every doubling of the elapsed time, so that fast and slow parts are seen alike; inside the step that
    crosses, a cubic through both values and both slopes, which are known exactly, gives the time.

    Args:
        drift: A, per time unit. Row = affected, column = cause.
        push: b, points per time unit.
        settled: what is reached in the long run, of which half is wanted.
        stable: which loops settle.

    Returns:
        Exact to about 1e-7; infinite where it is never reached, nan where ``settled`` is 0.
    """
    half = np.where(settled == 0.0, np.nan, np.inf)
    seeking = stable[:, None] & (settled != 0.0)
    step = 1.0 / (STEPS * np.maximum(np.abs(drift).sum(axis=2).max(axis=1), 1e-300))
    with np.errstate(all="ignore"):  # a loop that runs away may leave the range of floats
        transition, held = held_steps(drift, step)
        first, now, elapsed = _times(held, push), np.zeros_like(push), np.zeros(len(push))
        at = np.arange(len(push))
        seen: list[tuple[Array, ...]] = []
        for doubling in range(DOUBLINGS):
            left = seeking[at].any(axis=1)
            if not left.any():
                break
            if 2 * int(left.sum()) <= len(left):  # most loops have been found: walk on with the others alone
                at, transition, first, now = at[left], transition[left], first[left], now[left]
                step, elapsed = step[left], elapsed[left]
            goal, wanted = settled[at], seeking[at]
            for _ in range(STEPS if doubling else 2 * STEPS):
                then = _times(transition, now) + first
                crossed = wanted & (then / goal >= 0.5)
                if crossed.any():
                    row, column = np.nonzero(crossed)
                    slopes = [
                        step[row] * (_times(drift[at[row]], x[row]) + push[at[row]])[np.arange(len(row)), column] for x in (now, then)
                    ]
                    ends = (now[row, column], then[row, column], *slopes, goal[row, column] / 2.0)
                    seen.append((at[row], column, elapsed[row], step[row], *ends))
                    wanted = wanted & ~crossed
                now, elapsed = then, elapsed + step
            seeking[at] = wanted
            first = _times(transition, first) + first
            transition, step = transition @ transition, 2.0 * step
        if seen:
            row, column, before, dt, *ends = (np.concatenate(part) for part in zip(*seen, strict=True))
            half[row, column] = before + dt * crossing(*ends)
    return half


def half_along(
    drift: Float[ndarray, "draws p p"],
    start: Float[ndarray, "draws p"],
    push: Float[ndarray, "draws p"],
    goal: Float[ndarray, "draws p"],
    length: float,
    *,
    last: bool = False,
) -> tuple[Float[ndarray, "draws p"], Float[ndarray, "draws p"]]:
    """One stretch of a schedule: where it ends, and when the half of ``goal`` was first reached in it.

    All loops walk on one grid whose steps grow with the elapsed time, from a sixteenth of the fastest rate on.

    Args:
        drift: A, per time unit.
        start: where the stretch begins.
        push: held all through it.
        goal: of which half is wanted.
        length: of the stretch, in time units.
        last: nothing comes after it, so that the walk may end once everything has been found.

    Returns:
        The state where the walk ends, and the time since the stretch began; infinite where half was not reached in it.
    """
    found, now = np.full(start.shape, np.inf), start
    sought = np.isfinite(goal) & (goal != 0.0)
    begun = now / goal >= 0.5
    found[begun] = 0.0
    fastest = float(np.abs(drift).sum(axis=2).max())
    doublings = max(0, int(np.ceil(np.log2(max(length * fastest, 1.0)))))
    step = length / 2.0**doublings / STEPS
    times = step * np.arange(STEPS + 1)
    for k in range(doublings):
        times = np.append(times, times[-1] + step * 2.0**k * np.arange(1, STEPS + 1))
    with np.errstate(all="ignore"):
        known: dict[float, tuple[Array, Array]] = {}
        for before, after in pairwise(times):
            dt = round(float(after - before) / step) * step
            if dt not in known:
                transition, held = held_steps(drift, dt)
                known[dt] = transition, _times(held, push)
            then = _times(known[dt][0], now) + known[dt][1]
            crossed = np.isinf(found) & (then / goal >= 0.5)
            if crossed.any():
                slopes = [dt * (_times(drift, x) + push)[crossed] for x in (now, then)]
                found[crossed] = before + dt * crossing(now[crossed], then[crossed], slopes[0], slopes[1], goal[crossed] / 2.0)
            now = then
            if last and not np.isinf(found[sought]).any():
                break
    return now, found


def crossing(start: Array, end: Array, slope: Array, last_slope: Array, wanted: Array) -> Array:
    """Where in [0, 1] the cubic with these ends and slopes passes ``wanted``; by bisection, which cannot fail."""
    low, high = np.zeros_like(start), np.ones_like(start)
    rising = np.sign(end - start)
    rise = end - start
    square, cube = 3.0 * rise - 2.0 * slope - last_slope, slope + last_slope - 2.0 * rise
    aim = wanted - start
    for _ in range(50):
        s = 0.5 * (low + high)
        past = rising * (((cube * s + square) * s + slope) * s - aim) >= 0
        low, high = np.where(past, low, s), np.where(past, s, high)
    return 0.5 * (low + high)


def _times(matrix: Array, vector: Array) -> Array:
    return np.einsum("nij,nj->ni", matrix, vector)
