"""How long a treatment goes on acting on an outcome after it has ended."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.errors import NotIdentified
from unspiral.learn.discretise import exponentials
from unspiral.learn.system import Array

LEFT = 0.05  # of what a treatment did, at which it counts as washed out
NIL = 1e-12
FAR = 40.0  # of the slowest part: what is then left is below rounding, whatever the path there
FINE = 4000  # steps until then
HALVINGS = 60


def recovery(drift: Float[ndarray, "p p"]) -> float:
    """Days in which the slowest part of a disturbance shrinks to 37 %: -1 / max Re(lambda).

    Args:
        drift: A, per day.

    Raises:
        NotIdentified: the loop runs away, so that nothing ever washes out.
    """
    slowest = float(np.linalg.eigvals(drift).real.max())
    if slowest >= 0.0:
        raise NotIdentified(
            "The estimated loop does not return to a level: it runs away.",
            why="What a block leaves behind would never wash out, and on-days could not be told from off-days.",
            fix="look for a trend or a treatment in the data, and learn again: unspiral learn DATA --trend -o fit.json", code="unstable",
        )  # fmt: skip
    return -1.0 / slowest


def slowest_part(drift: Float[ndarray, "p p"], processes: Sequence[str], fading: float = 0.0) -> tuple[float, str]:
    """The slowest mode of all: days until it shrinks to 37 %, and what it is.

    Args:
        drift: A, per day.
        processes: their names, in its order.
        fading: half-life with which the treatment's own action fades; 0 = at once.

    Returns:
        Days, and "fading" or the process that takes most part in the loop's slowest mode (largest entry of right times left eigenvector).
    """
    days = recovery(drift)
    if fading > 0.0 and fading / math.log(2.0) > days:
        return fading / math.log(2.0), "fading"
    values, right = np.linalg.eig(drift)
    slowest = int(np.argmax(np.real(values)))
    # A left eigenvector is one of the transpose; equal rates may leave none of their own, and then the right one decides.
    other, left = np.linalg.eig(drift.T)
    part: Array = np.abs(right[:, slowest] * left[:, int(np.argmin(np.abs(other - values[slowest])))])
    if not part.max() > NIL:
        part = np.abs(right[:, slowest])
    return days, processes[int(np.argmax(part))]


def washout(
    drift: Float[ndarray, "p p"], push: Float[ndarray, " p"], loading: Float[ndarray, "m p"], fading: float = 0.0, onset: float = 0.0,
    left: float = LEFT,
) -> Float[ndarray, " m"]:  # fmt: skip
    """Days after its last day until a treatment that was taken for long has left each answer but for ``left`` of what it did.

    c(t) = Z x(t), x' = A x + b s, s' = -(ln 2 / half-life) s, from where both had settled: the last t with |c(t)| = left |c(0)|, and
    onset added. The curve itself is solved, swings and rises after the end included: no single rate stands for it.

    Args:
        drift: A, per day.
        push: b.
        loading: Z.
        fading: half-life with which the treatment's own action fades; 0 = at once.
        onset: days until it begins to act, by which it also ends later.
        left: share that remains.

    Returns:
        Days for each answer; nan for one that the push does not reach.

    Raises:
        NotIdentified: the loop runs away.

    Source: tests/act/trial/test_washout.py, against an ODE solver, equal rates included.
    """
    slow = recovery(drift)
    p = len(push)
    wide = np.zeros((p + 1, p + 1))
    wide[:p, :p] = drift
    start = np.append(-np.linalg.solve(drift, push), 0.0)
    if fading > 0.0:
        wide[:p, p], wide[p, p] = push, -math.log(2.0) / fading
        start[p] = 1.0
        slow = max(slow, fading / math.log(2.0))
    swing = float(np.abs(np.linalg.eigvals(drift).imag).max())
    horizon = FAR * slow
    steps = int(min(200_000, max(FINE, horizon * swing * 8.0 / math.pi)))
    step = horizon / steps
    forward = exponentials(wide[None], step)[0]
    states = np.empty((steps + 1, p + 1))
    states[0] = start
    for k in range(steps):
        states[k + 1] = forward @ states[k]
    course = states[:, :p] @ loading.T
    own = float(np.abs(course[0]).max())
    return np.array([
        onset + _last(wide, states, course[:, k], loading[k], left, step) if abs(course[0, k]) > NIL * own else np.nan
        for k in range(len(loading))
    ])  # fmt: skip


def _last(wide: Array, states: Array, course: Array, loading: Array, left: float, step: float) -> float:
    """When a course is at its bound for the last time: the step in which it is, halved."""
    bound = left * abs(float(course[0]))
    k = int(np.flatnonzero(np.abs(course) > bound)[-1])
    low, high = 0.0, step
    p = len(loading)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        at = float(loading @ (exponentials(wide[None], middle)[0] @ states[k])[:p])
        low, high = (middle, high) if abs(at) > bound else (low, middle)
    return k * step + high
