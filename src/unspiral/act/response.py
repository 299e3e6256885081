"""How a loop answers a push that is held, a single one, or several that come and go: path, area, where it settles, and how soon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray
from numpy.typing import NDArray

from unspiral.act.half_time import half_along, half_times
from unspiral.learn.discretise import held_steps
from unspiral.learn.system import Array

NOTHING = 1e-9  # part of a mode below which a process is not touched by it
LONG = 60.0  # times the slowest recovery: what has not been reached by then is never reached
SAME = 1e-9  # times closer than this part of a step are one


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """Shift from the path without the push, for every draw.

    Args:
        path: at 0, step, 2 step, ...
        settled: in the long run; infinite, with its sign, where the push grows without bound, nan where it swings ever wider.
        half: first time at which half of ``settled`` is reached (where the change ends: at which half of its whole area has gathered);
            infinite where that is never, nan where nothing shifts.
        area: under the path, from 0 to its end.
        whole: area from 0 on without end; None where the shift lasts, and the area with it.
    """

    path: Float[ndarray, "draws times p"]
    settled: Float[ndarray, "draws p"]
    half: Float[ndarray, "draws p"]
    area: Float[ndarray, "draws p"]
    whole: Float[ndarray, "draws p"] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """A moment at which what acts on the loop changes.

    Args:
        time: in time units, >= 0.
        push: what is added to the held push from then on.
        jump: what is added to the state at once.
    """

    time: float
    push: Float[ndarray, "draws p"]
    jump: Float[ndarray, "draws p"]


def respond(
    drift: Float[ndarray, "draws p p"],
    push: Float[ndarray, "draws p"],
    step: float,
    count: int,
    stable: Bool[ndarray, " draws"] | None = None,
) -> Response:
    """Answer of every drift to a push that is held from time 0.

    Delta(t) = G(t) b with G(t) = integral over s in [0, t] of exp(A s);   Delta(infinity) = -A^-1 b.

    Args:
        drift: A, per time unit. Row = affected, column = cause.
        push: b, points per time unit.
        step: between the points of the path, in time units.
        count: steps of the path.
        stable: which loops settle, where that is known already.

    Returns:
        Response. No random number and no approximation enters the path; the half-time is exact to about 1e-7.

    Source: proved against an ODE solver in tests/act/test_response.py.
    """
    with np.errstate(all="ignore"):  # a loop that runs away may leave the range of floats; the intervals know what to do then
        settles = stability(drift) if stable is None else stable
        path, given = _walk(drift, [Turn(0.0, push, np.zeros_like(push))], step, count)
        settled = settle(drift, push, settles)
        area = _area(drift, path, given)
    half = half_times(drift, push, settled, settles)
    return _stilled(Response(path, settled, half, area), ~reached(drift, push))


def release(drift: Float[ndarray, "draws p p"], jump: Float[ndarray, "draws p"], step: float, count: int) -> Response:
    """Answer of every drift to one push at time 0.

    Delta(t) = exp(A t) x0;   its area = -A^-1 x0, which is the long run of x0 as a held push. Half of that area has gathered when the held
    push has done half of its work.

    Args:
        drift: A, per time unit.
        jump: x0, points.
        step, count: of the path.

    Source: tests/act/test_response.py.
    """
    with np.errstate(all="ignore"):
        settles = stability(drift)
        path, given = _walk(drift, [Turn(0.0, np.zeros_like(jump), jump)], step, count)
        whole = settle(drift, jump, settles)
        area = _area(drift, path, given)
    half = half_times(drift, jump, whole, settles)
    settled = np.where(np.isfinite(whole), 0.0, whole)
    return _stilled(Response(path, settled, half, area, whole), ~reached(drift, jump))


def follow(drift: Float[ndarray, "draws p p"], turns: Sequence[Turn], step: float, count: int) -> Response:
    """Answer of every drift to pushes that come and go, constant between turns.

    Between two turns Delta(s + t) = exp(A t) Delta(s) + G(t) b; a turn adds its jump to the state and its push to b.

    Args:
        drift: A, per time unit.
        turns: in the order of time.
        step, count: of the path.

    Source: tests/act/test_response.py.
    """
    stable = stability(drift)
    with np.errstate(all="ignore"):
        path, given = _walk(drift, turns, step, count)
        area = _area(drift, path, given)
        last, push = _state_at(drift, turns)
        settled = settle(drift, push, stable)
        for k in np.flatnonzero(~stable):
            settled[k] = last[k] + _run_away(drift[k], drift[k] @ last[k] + push[k])
        ends = not (np.abs(push).max(axis=0) > SAME * _sizes(turns)).any()
        if ends:
            settled = np.where(np.isfinite(settled), 0.0, settled)
        whole = np.where(stable[:, None], _whole(drift, turns), settled) if ends else None
        half = _halves(drift, turns, settled if whole is None else whole, stable, ends=ends)
    touched = np.any([reached(drift, t.push) | reached(drift, t.jump) for t in turns], axis=0)
    return _stilled(Response(path, settled, half, area, whole), ~touched)


def reached(drift: Float[ndarray, "draws p p"], push: Float[ndarray, "draws p"]) -> Bool[ndarray, " p"]:
    """Which processes the push acts on, or reaches along links."""
    link = (drift != 0).any(axis=0)
    found = (push != 0).any(axis=0)
    for _ in range(len(found)):
        found = found | (link & found).any(axis=1)
    return found


def settle(
    drift: Float[ndarray, "draws p p"], push: Float[ndarray, "draws p"], known: Bool[ndarray, " draws"] | None = None
) -> Float[ndarray, "draws p"]:
    """Long-run shift -A^-1 b; in loops that run away an infinity with its sign, or nan where they swing; ``known``: which loops settle."""
    out = np.empty_like(push)
    stable = stability(drift) if known is None else known
    out[stable] = np.linalg.solve(-drift[stable], push[stable][:, :, None])[..., 0]
    for k in np.flatnonzero(~stable):
        out[k] = _run_away(drift[k], push[k])
    return out


def stability(drift: Float[ndarray, "draws p p"]) -> Bool[ndarray, " draws"]:
    """Whether each loop returns to its level: every eigenvalue has a negative real part."""
    return np.linalg.eigvals(drift).real.max(axis=1) < 0


def _run_away(drift: Array, push: Array) -> Array:
    """Where each process goes when the loop as a whole does not settle: its fastest growing mode decides."""
    found = np.linalg.eig(drift)
    rates: NDArray[np.complex128] = found[0].astype(complex)
    shapes: NDArray[np.complex128] = found[1].astype(complex)
    try:
        parts: NDArray[np.complex128] = shapes * np.linalg.solve(shapes, push.astype(complex))
    except np.linalg.LinAlgError:  # modes that cannot be told apart: all that is known is that it does not settle
        return np.full(len(push), np.nan)
    out = np.empty(len(push))
    for i, part in enumerate(parts):
        size = np.abs(part)
        growing = (rates.real >= 0) & (size > NOTHING * max(size.max(), 1e-300))
        if not growing.any():
            out[i] = -(part[rates.real < 0] / rates[rates.real < 0]).sum().real
            continue
        lead = np.flatnonzero(growing)[rates.real[growing].argmax()]
        out[i] = np.inf * np.sign(part[lead].real) if rates[lead].imag == 0 else np.nan
    return out


# Inside ----------------------------------------------------------------------------------------------------------------------------


def _stilled(found: Response, still: Bool[ndarray, " p"]) -> Response:
    """What no link reaches stays where it is, to the last digit, whatever the solver's rounding says."""
    found.path[:, :, still], found.settled[:, still], found.area[:, still] = 0.0, 0.0, 0.0
    found.half[:, still] = np.nan
    if found.whole is not None:
        found.whole[:, still] = 0.0
    return found


def _walk(drift: Array, turns: Sequence[Turn], step: float, count: int) -> tuple[Array, Array]:
    """The path on its grid, and all that was given up to its end: jumps, and pushes times how long they were held.

    A turn at the very end of the path is not seen any more; one at 0 is seen at 0.
    """
    path = np.zeros((len(drift), count + 1, drift.shape[1]))
    push, given = np.zeros_like(path[:, 0]), np.zeros_like(path[:, 0])
    now, here, left = np.zeros_like(push), 0.0, list(turns)
    known: dict[float, tuple[Array, Array]] = {}

    def move(until: float) -> None:
        nonlocal now, here, given
        dt = step if abs(until - here - step) <= SAME * step else until - here
        if dt > SAME * step:
            if dt not in known:
                known[dt] = held_steps(drift, dt)
            transition, held = known[dt]
            now = np.einsum("nij,nj->ni", transition, now) + np.einsum("nij,nj->ni", held, push)
            given = given + dt * push
        here = until

    for k in range(count + 1):
        end = k * step
        while left and left[0].time <= end + SAME * step and (k < count or left[0].time < end - SAME * step or not k):
            turn = left.pop(0)
            move(min(turn.time, end))
            push, now, given = push + turn.push, now + turn.jump, given + turn.jump
        move(end)
        path[:, k] = now
    return path, given


def _area(drift: Array, path: Array, given: Array) -> Array:
    """Area under the path: A times the area is what the path rose by, less all that was given."""
    return solved(drift, path[:, -1] - given)


def _whole(drift: Array, turns: Sequence[Turn]) -> Array:
    """Area without end, of pushes that all end: -A^-1 of all that is ever given."""
    given = np.zeros_like(turns[0].push)
    for turn in turns:  # a push that begins at s gives s less for every unit of time, one that ends gives it back
        given = given + turn.jump - turn.time * turn.push
    return solved(-drift, given)


def solved(matrix: Array, right: Array) -> Array:
    """A solution of matrix x = right for every draw; nan for a drift without an inverse, which has none."""
    try:
        return np.linalg.solve(matrix, right[:, :, None])[..., 0]
    except np.linalg.LinAlgError:
        out = np.full(right.shape, np.nan)
        for k, (one, side) in enumerate(zip(matrix, right, strict=True)):
            if np.linalg.matrix_rank(one) == len(one):
                out[k] = np.linalg.solve(one, side)
        return out


def _sizes(turns: Sequence[Turn]) -> Array:
    return np.sum([np.abs(t.push).max(axis=0) for t in turns], axis=0)


def _state_at(drift: Array, turns: Sequence[Turn]) -> tuple[Array, Array]:
    """State right after the last turn, and the push from then on."""
    now, push, here = np.zeros_like(turns[0].push), np.zeros_like(turns[0].push), 0.0
    for turn in turns:
        if turn.time > here:
            transition, held = held_steps(drift, turn.time - here)
            now = np.einsum("nij,nj->ni", transition, now) + np.einsum("nij,nj->ni", held, push)
            here = turn.time
        now, push = now + turn.jump, push + turn.push
    return now, push


def _halves(drift: Array, turns: Sequence[Turn], goal: Array, stable: Bool[ndarray, " draws"], *, ends: bool) -> Array:
    """First time at which half of the goal is reached: of the shift where it lasts, of the area where it ends."""
    now, push = np.zeros_like(goal), np.zeros_like(goal)
    area = np.zeros_like(goal) if ends else None
    half = np.full(goal.shape, np.inf)
    slowest: NDArray[np.float64] = np.linalg.eigvals(drift).real.max(axis=1)
    long = LONG / float(-slowest[stable].max())
    for k, turn in enumerate(turns):
        now, push = now + turn.jump, push + turn.push
        last = k + 1 == len(turns)
        length = long if last else turns[k + 1].time - turn.time
        if length <= 0.0:
            continue
        wanted = np.where(stable[:, None] & np.isinf(half), goal, np.nan)  # loops that run away have none, and what was found is not sought
        stretch = half_along(drift, now, push, wanted, length, area, last=last)
        now, area = stretch.end, stretch.gathered if ends else None
        half = np.where(np.isinf(half), stretch.found + turn.time, half)
    half[~stable] = np.inf
    return np.where(goal == 0.0, np.nan, half)
