"""How an effect grows and fades with the time between occasions."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.discretise import discretise, exponentials
from unspiral.learn.draws import Draws, corrected, draw, dynamics_of, effect, interval
from unspiral.learn.stationary import stationary_many
from unspiral.records import Arrow, Effect, Fit


@dataclass(frozen=True, slots=True, eq=False)
class LagCurve:
    """One arrow's total effect against the lag, with bands.

    Args:
        lags: in time units.
        estimate: at each lag.
        low50, high50, low95, high95: bands, pointwise.
        peak: lag at which the estimate is largest in absolute size (descriptive, not tested).
        standardised: whether in within-person standard deviations; else in points per point.
    """

    lags: Float[ndarray, " lags"]
    estimate: Float[ndarray, " lags"]
    low50: Float[ndarray, " lags"]
    high50: Float[ndarray, " lags"]
    low95: Float[ndarray, " lags"]
    high95: Float[ndarray, " lags"]
    peak: float
    standardised: bool


def transitions(drift: Float[ndarray, "draws p p"], lag: float) -> Float[ndarray, "draws p p"]:
    """exp(A lag) of every draw."""
    with np.errstate(all="ignore"):
        return exponentials(drift, lag)


def deviations(draws: Draws) -> Float[ndarray, "draws p"]:
    """Within-person stationary standard deviations of every draw; nan where the loop has none."""
    variance = np.diagonal(stationary_many(draws.drift, draws.diffusion, draws.stable), axis1=1, axis2=2)
    return np.sqrt(np.where(variance > 0.0, variance, np.nan))


def can_standardise(draws: Draws) -> bool:
    """Whether the loop, and nearly every loop the data leave possible, has a stationary law."""
    return bool(draws.stable[0] and draws.stable.mean() >= 0.95)


def lagged_effects(fit: Fit, draws: Draws, lag: float) -> dict[Arrow, Effect]:
    """Total effect of every process on every process after ``lag``: the entries of exp(A lag), in points per point.

    Args:
        fit: names and level.
        draws: of the same fit.
        lag: in time units.

    Returns:
        (cause, affected) -> Effect at the fit's level; self-effects included.
    """
    f = transitions(draws.drift, lag)
    error = _errors(fit, lag)
    names = fit.processes
    return {
        (cause, affected): replace(effect(float(f[0, i, j]), draws.around(f[:, i, j]), fit.choices.level), se=float(error[i, j]))
        for i, affected in enumerate(names)
        for j, cause in enumerate(names)
    }


def _errors(fit: Fit, lag: float) -> Float[ndarray, "p p"]:
    """Standard errors of exp(A lag): the spread of the replicates after a bootstrap, as for its intervals, else the delta method."""
    replicates = fit.working.replicates
    if replicates is None or len(replicates) < 2:
        return _delta_errors(fit, lag)
    after = transitions(dynamics_of(fit)(replicates)["drift"], lag)
    p = len(fit.processes)
    # One that runs away has no effect after the lag, and intervals leave it out as well.
    usable = after[np.isfinite(after).all(axis=(1, 2))]
    return usable.std(axis=0, ddof=1)[:p, :p] if len(usable) > 1 else _delta_errors(fit, lag)


def _delta_errors(fit: Fit, lag: float) -> Float[ndarray, "p p"]:
    """Standard errors of exp(A lag) by the delta method."""
    theta, p = fit.working.theta, len(fit.processes)
    steps = 1e-5 * np.maximum(1.0, np.abs(theta))
    moved = np.concatenate([theta + np.diag(steps), theta - np.diag(steps)])  # all at once: one exponential alone costs as much as many
    after = transitions(dynamics_of(fit)(moved)["drift"], lag).reshape(2, len(theta), -1)
    slope = (after[0] - after[1]) / (2.0 * steps[:, None])
    variance = np.einsum("ki,kl,li->i", slope, fit.working.covariance, slope)
    whole = round(len(variance) ** 0.5)
    return np.sqrt(np.maximum(variance, 0.0)).reshape(whole, whole)[:p, :p]


def lag_curves(fit: Fit, longest: float | None = None, points: int = 41) -> dict[Arrow, LagCurve]:
    """Effect against lag for every declared link, with 50 % and 95 % bands from draws.

    Args:
        fit: a fitted loop.
        longest: largest lag, in time units; default: eight typical intervals.
        points: lags on the curve, the first one 0.
    """
    draws = draw(fit, 1000)
    lags = np.linspace(0.0, longest or 8.0 * fit.data.interval, points)
    standardise = can_standardise(draws)
    sd = deviations(draws) if standardise else np.ones(draws.drift.shape[:2])
    zero = np.zeros_like(draws.drift[0])
    with np.errstate(all="ignore"):
        f = np.array([discretise(a, zero, lags).transition for a in draws.drift])
    curves: dict[Arrow, LagCurve] = {}
    for cause, affected in fit.links:
        i, j = fit.processes.index(affected), fit.processes.index(cause)
        path = f[:, :, i, j] * (sd[:, j] / sd[:, i])[:, None]
        usable = path[1:][np.isfinite(path[1:]).all(axis=1)]
        usable = corrected(path[0], usable) if draws.replicated else usable
        bands = np.array([[*interval(usable[:, k], 0.5), *interval(usable[:, k], 0.95)] for k in range(len(lags))])
        peak = float(lags[int(np.abs(path[0]).argmax())])
        curves[cause, affected] = LagCurve(lags, path[0], bands[:, 0], bands[:, 1], bands[:, 2], bands[:, 3], peak, standardise)
    return curves
