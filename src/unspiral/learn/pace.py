"""How long things take in a loop: half-lives, peak lags, swings; each with an interval."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.discretise import exponentials
from unspiral.learn.draws import Draws, draw
from unspiral.learn.effects import responses
from unspiral.learn.system import Array
from unspiral.records import Effect, Fit
from unspiral.records.effects import HalfLife, Pace, Swing

DRAWS = 600
LATEST = 1e4  # own half-lives of the fastest process after which a disturbance counts as one that stays
STEP = 1.25  # a lone disturbance cannot fall below its half and rise above it again within such a step


def pace(fit: Fit, *, draws: Draws | None = None) -> Pace:
    """How long a disturbance lasts, when an effect is largest, and whether the loop swings.

    own half-life = ln 2 / -a_ii;   within the loop: the first t with exp(A t)_ii = 1/2;
    peak lag: the t > 0 at which exp(A t)_ij is largest in absolute size;   period = 2 pi / |Im lambda| of the slowest swinging mode.

    Args:
        fit: a fitted loop.
        draws: of the same fit, where they are at hand.

    Returns:
        Pace; an upper end is None where the loops that the data leave possible have none.

    Source: tests/learn/test_pace.py, against closed forms of two processes.
    """
    found = draws or draw(fit, DRAWS)
    p, level = len(fit.processes), fit.choices.level
    drift = found.drift[:, :p, :p]
    own = -np.diagonal(drift, axis1=1, axis2=2)
    with np.errstate(divide="ignore"):
        alone = np.where(own > 0.0, np.log(2.0) / np.where(own > 0.0, own, 1.0), np.inf)
    within = half_lives(drift)
    longest = 8.0 * fit.data.interval
    return Pace(
        half_lives={
            name: HalfLife(_time(found, alone[:, i], level), _time(found, within[:, i], level)) for i, name in enumerate(fit.processes)
        },
        peaks={
            (cause, affected): _time(found, peak_lags(drift, fit.processes.index(affected), fit.processes.index(cause), longest), level)
            for cause, affected in fit.links
        },
        looked=longest,
        swing=_swing(found, drift, level),
        level=level,
        unit=fit.data.time_unit,
    )


def half_lives(drift: Float[ndarray, "draws p p"]) -> Float[ndarray, "draws p"]:
    """First time at which a lone disturbance of each process has halved, the loop at work; infinite where it never does.

    Args:
        drift: (draws, p, p), per time unit.
    """
    p = drift.shape[-1]
    # In units of its own fastest rate every loop is looked at on the same grid.
    unit = np.log(2.0) / np.maximum(np.abs(drift).sum(axis=2).max(axis=1), 1e-300)
    scaled = drift * unit[:, None, None]
    low, high = np.zeros((len(drift), p)), np.full((len(drift), p), np.inf)
    t = 0.25
    while t < LATEST and not np.isfinite(high).all():
        below = _left(scaled, np.full(len(drift), t)) <= 0.5
        new = below & ~np.isfinite(high)
        low = np.where(~below & ~np.isfinite(high), t, low)
        high = np.where(new, t, high)
        t *= STEP
    for i in range(p):
        open_ = np.isfinite(high[:, i])
        a: Array = low[open_, i]
        b: Array = high[open_, i]
        for _ in range(30):
            middle: Array = 0.5 * (a + b)
            below = _left(scaled[open_], middle)[:, i] <= 0.5
            a, b = np.where(below, a, middle), np.where(below, middle, b)
        high[open_, i] = 0.5 * (a + b)
    return high * unit[:, None]


def _left(drift: Array, time: Array) -> Array:
    """What is left of a lone disturbance of each process, each loop at its own time."""
    with np.errstate(all="ignore"):
        left = np.diagonal(exponentials(drift * time[:, None, None], 1.0), axis1=1, axis2=2)
    return np.where(np.isnan(left), np.inf, left)


def peak_lags(drift: Float[ndarray, "draws p p"], affected: int, cause: int, longest: float, points: int = 161) -> Float[ndarray, " draws"]:
    """Lag at which the total effect is largest in absolute size; infinite where it still grows at ``longest``.

    Args:
        drift: (draws, p, p), per time unit.
        affected, cause: row and column.
        longest: in time units.
        points: of the grid; a parabola through the largest three finds the place between them.
    """
    lags = np.linspace(0.0, longest, points)
    size = np.abs(responses(drift, lags, press=False)[:, :, affected, cause])
    size = np.where(np.isfinite(size), size, np.inf)
    at = size.argmax(axis=0)
    inside = (at > 0) & (at < points - 1)
    who = list(range(size.shape[1]))
    k = np.clip(at, 1, points - 2)
    left, middle, right = size[k - 1, who], size[k, who], size[k + 1, who]
    with np.errstate(all="ignore"):
        shift = 0.5 * (left - right) / (left - 2.0 * middle + right)
    shift = np.where(inside & np.isfinite(shift), np.clip(shift, -0.5, 0.5), 0.0)
    found = (at + shift) * (lags[1] - lags[0])
    return np.where(at == points - 1, np.inf, found)


def _swing(draws: Draws, drift: Array, level: float) -> Swing | None:
    """The slowest swinging mode of the estimate, and the same of every draw that swings."""
    values = np.linalg.eigvals(drift)
    turning: Array = np.greater(values.imag, 1e-9 * np.abs(values))
    slowest = np.where(turning, values.real, -np.inf).argmax(axis=1)
    mode = values[np.arange(len(values)), slowest]
    swings: Array = np.any(turning, axis=1)
    if not swings[0]:
        return None
    with np.errstate(divide="ignore"):
        period = np.where(swings, 2.0 * np.pi / np.abs(mode.imag), np.inf)
        damping = np.where(mode.real < 0.0, np.log(2.0) / -mode.real, np.inf)
    return Swing(_time(draws, period, level), _time(draws, damping, level), float(swings[1:].mean()))


def _time(draws: Draws, times: Array, level: float) -> Effect:
    """A time with its interval; draws without an end lie beyond every end, so that they widen the interval."""
    tail = (1.0 - level) / 2.0
    rest = np.sort(draws.around(np.where(np.isnan(times), np.inf, times)))
    low, high = rest[int(tail * len(rest))], rest[min(int(np.ceil((1.0 - tail) * len(rest))), len(rest) - 1)]
    return Effect(float(times[0]), float(low) if np.isfinite(low) else None, float(high) if np.isfinite(high) else None)
