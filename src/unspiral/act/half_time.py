"""How soon half of what a change does in the long run is reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.learn.discretise import ORDER, held_steps
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


class Stretch(NamedTuple):
    """One stretch of a schedule.

    Args:
        end: the state where it ends; nan where nothing comes after it, since nobody then asks.
        gathered: the area under the path up to there; likewise.
        found: time since it began at which half of the goal was first reached; infinite where it was not.
    """

    end: Float[ndarray, "draws p"]
    gathered: Float[ndarray, "draws p"]
    found: Float[ndarray, "draws p"]


def half_along(
    drift: Float[ndarray, "draws p p"],
    start: Float[ndarray, "draws p"],
    push: Float[ndarray, "draws p"],
    goal: Float[ndarray, "draws p"],
    length: float,
    gathered: Float[ndarray, "draws p"] | None = None,
    *,
    last: bool = False,
) -> Stretch:
    """One stretch of a schedule: where it ends, and when the half of ``goal`` was first reached in it.

    All loops walk on one grid whose steps grow with the elapsed time, from a sixteenth of the fastest rate on. A step of twice the length
    follows from the one before, and so does the whole stretch: only loops that still seek need to walk.

    Args:
        drift: A, per time unit.
        start: where the stretch begins.
        push: held all through it.
        goal: of which half is wanted; one that is not finite, or 0, is not sought.
        length: of the stretch, in time units.
        gathered: the area until then, where the goal is one of the area; None = it is one of the state.
        last: nothing comes after it.

    Returns:
        Stretch; times are exact to about 1e-7.

    Source: tests/act/test_half_time.py holds it against an ODE solver.
    """
    of_area, total = gathered is not None, np.zeros_like(start) if gathered is None else gathered
    found, area, lost = np.full(start.shape, np.inf), total, np.full(start.shape, np.nan)
    with np.errstate(all="ignore"):
        seeking = np.isfinite(goal) & (goal != 0.0)
        found[seeking & ((total if of_area else start) / goal >= 0.5)] = 0.0
        seeking &= np.isinf(found)
        fastest = float(np.abs(drift).sum(axis=2).max())
        doublings = max(0, int(np.ceil(np.log2(max(length * fastest, 1.0)))))
        step = _step(drift, push, length / 2.0**doublings / STEPS)
        at, now, elapsed = np.arange(len(start)), start, 0.0
        seen: list[tuple[Array, ...]] = []
        for level in range(doublings + 1):  # the first two rounds have steps of the same length: both ends of the first doubling
            left = seeking[at].any(axis=1)
            if last and not left.any():
                break
            if 2 * int(left.sum()) <= len(left):  # most loops have been found: walk on with the others alone
                at, now, area = at[left], now[left], area[left]
            mine = step if len(at) == len(start) else step.some(at)
            for _ in range(STEPS if len(at) else 0):
                then, more = mine.on(now, area)
                before, after = (area, more) if of_area else (now, then)
                crossed = seeking[at] & (after / goal[at] >= 0.5)
                if crossed.any():
                    row, column = np.nonzero(crossed)
                    whose = at[row]
                    steep = [
                        x[crossed] if of_area else (_times(drift[whose], x[row]) + push[whose])[np.arange(len(row)), column]
                        for x in (now, then)
                    ]
                    ends = (before[crossed], after[crossed], *(step.length * x for x in steep), goal[whose, column] / 2.0)
                    seen.append((whose, column, np.full(len(row), elapsed), np.full(len(row), step.length), *ends))
                    seeking[whose, column] = False
                now, area, elapsed = then, more, elapsed + step.length
            step = step.twice() if level else step
        if seen:
            row, column, passed, dt, *ends = (np.concatenate(part) for part in zip(*seen, strict=True))
            found[row, column] = passed + dt * crossing(*ends)
        if last:
            return Stretch(lost, lost, found)
        for _ in range(int(np.log2(STEPS))):
            step = step.twice()
        return Stretch(*step.on(start, total), found)


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """What a step of one length does to a state x and to the area under it: x <- F x + g,   area <- area + G x + h.

    Args:
        length: in time units.
        moves, gathers: F = exp(A t) and G, its integral from 0.
        shift, share: g = G b and h, its integral from 0, of the push b that is held.
    """

    length: float
    moves: Float[ndarray, "draws p p"]
    gathers: Float[ndarray, "draws p p"]
    shift: Float[ndarray, "draws p"]
    share: Float[ndarray, "draws p"]

    def on(self, state: Array, area: Array) -> tuple[Array, Array]:
        """State and area a step later."""
        return _times(self.moves, state) + self.shift, area + _times(self.gathers, state) + self.share

    def twice(self) -> _Step:
        """The step of twice the length: two of this one."""
        f, g = self.moves, self.shift
        shift, share = self.on(g, self.share)
        return _Step(2.0 * self.length, f @ f, self.gathers + f @ self.gathers, shift, share)

    def some(self, which: Array) -> _Step:
        """Of some of the loops."""
        return _Step(self.length, self.moves[which], self.gathers[which], self.shift[which], self.share[which])


def _step(drift: Array, push: Array, length: float) -> _Step:
    """A first step; its share of a push is the series h = sum over k of A^k b t^(k+2) / (k+2)!, short as the step is."""
    moves, gathers = held_steps(drift, length)
    term = push * (length**2 / 2.0)
    share = term
    for k in range(3, ORDER + 3):
        term = _times(drift, term) * (length / k)
        share = share + term
    return _Step(length, moves, gathers, _times(gathers, push), share)


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
