"""From on-days to what they do to the answers: onset, fading, and the way through the person's loop."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.discretise import exponentials
from unspiral.learn.system import Array

ONSETS = (0.0, 1.0, 2.0, 4.0)  # days, among which an onset that is not stated is looked for
HALVES = (0.0, 2.0, 6.0)  # half-lives, likewise


def timings(onset: float, fading: float, *, estimated: bool) -> tuple[tuple[float, float], ...]:
    """The pairs of onset and half-life that an analysis looks at: the stated one, and where they are estimated a fixed grid beside it.

    Args:
        onset, fading: as stated.
        estimated: whether they are looked for.
    """
    stated = (onset, fading)
    if not estimated:
        return (stated,)
    return (stated, *((o, h) for o in ONSETS for h in HALVES if (o, h) != stated))


def exposures(days: int, pairs: Sequence[tuple[float, float]]) -> Float[ndarray, "timings days days"]:
    """``exposure_matrix`` of each pair of onset and half-life."""
    return np.stack([exposure_matrix(days, onset, half) for onset, half in pairs])


def exposure_matrix(days: int, onset: float = 0.0, fading: float = 0.0) -> Float[ndarray, "days days"]:
    """How strongly each day's treatment acts on each day: s = E u.

    ds = ln 2 / half-life (u - s) dt, averaged over each day, ``onset`` days late; s = u without fading and onset.

    Args:
        days: of the trial.
        onset: days from a day of treatment until it begins to act; parts of days are shared between two days.
        fading: half-life, in days, with which the action builds up and fades; 0 = at once.

    Returns:
        E; row = day on which it acts, column = day on which it is taken.

    Source: tests/act/trial/test_exposure.py, against a fine Euler solution.
    """
    kernel = np.zeros(days + 1)
    if fading > 0.0:
        rate = math.log(2.0) / fading
        kept = -math.expm1(-rate) / rate  # average of exp(-rate t) over a day
        kernel[0] = 1.0 - kept
        # Behind the day itself: what stood at its end, 1 - exp(-rate), fades on.
        kernel[1:] = -math.expm1(-rate) * kept * np.exp(-rate * np.arange(days))
    else:
        kernel[0] = 1.0
    whole, part = int(onset), onset - int(onset)
    late = np.zeros(days)
    for k in range(days):
        at = k - whole
        late[k] = (kernel[at] if at >= 0 else 0.0) * (1.0 - part) + (kernel[at - 1] if at >= 1 else 0.0) * part
    return toeplitz(late)


def toeplitz(kernel: Float[ndarray, " days"]) -> Float[ndarray, "days days"]:
    """The lower triangular matrix whose columns are the kernel, moved down."""
    days = len(kernel)
    gap = np.subtract.outer(np.arange(days), np.arange(days))
    return np.where(gap >= 0, kernel[np.maximum(gap, 0)], 0.0)


def impulse_response(
    drift: Float[ndarray, "lanes p p"], push: Float[ndarray, "lanes p"], loading: Float[ndarray, "lanes m p"], days: int
) -> Float[ndarray, "lanes days m"]:
    """Shift of every indicator at the end of day k after one day of treatment on day 0.

    h_k = Z exp(A k) G b,   G = integral over s in [0, 1] of exp(A s): answers are given at the end of a day, once its treatment has acted.

    Args:
        drift: A of each, per day.
        push: b of each, points per day while the treatment acts.
        loading: Z of each.
        days: of the trial.

    Source: tests/act/trial/test_exposure.py, against an ODE solver.
    """
    n, p = push.shape
    wide = np.zeros((n, p + 1, p + 1))
    wide[:, :p, :p], wide[:, :p, p] = drift, push
    step = exponentials(wide, 1.0)
    f, state = step[:, :p, :p], step[:, :p, p]
    out = np.zeros((n, days, loading.shape[1]))
    for k in range(days):
        out[:, k] = np.matvec(loading, state)
        state = np.matvec(f, state)
    return out


def response(kernel: Float[ndarray, "lanes days m"], exposure: Float[ndarray, " days"]) -> Float[ndarray, "lanes days m"]:
    """Shift of every indicator on every day under a course of treatment: the convolution of both."""
    return np.einsum("ts,nsm->ntm", toeplitz(exposure), kernel)


def settled(drift: Float[ndarray, "lanes p p"], push: Float[ndarray, "lanes p"], loading: Float[ndarray, "lanes m p"]) -> Array:
    """Long-run shift of every indicator if the treatment went on each day: -Z A^-1 b; nan where a loop runs away."""
    stable = np.linalg.eigvals(drift).real.max(axis=1) < 0.0
    out = np.full(loading.shape[:2], np.nan)
    if stable.any():
        level = -np.linalg.solve(drift[stable], push[stable][..., None])[..., 0]
        out[stable] = np.matvec(loading[stable], level)
    return out
