"""How effects travel through a loop, and how central each process is, held against what is worth speaking of at one lag."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.act.bands import effect_of
from unspiral.act.weighing import weigh
from unspiral.learn.direction import headline, negligible
from unspiral.learn.draws import Draws
from unspiral.learn.edge import reaches
from unspiral.learn.effects import Apart, Parts, centrality, curve_of, curves_of, taken_apart
from unspiral.learn.lags import can_standardise, deviations
from unspiral.learn.stationary import stationary_many
from unspiral.learn.system import Array
from unspiral.records import Arrow, Fit
from unspiral.records.effects import Curve
from unspiral.records.spiral import Centrality, Travel, Weighed

POINTS, INTERVALS = 33, 8.0  # of a curve: how many lags, and how far, in typical intervals


def lags_of(fit: Fit, lag: float) -> Float[ndarray, " lags"]:
    """Lags of the curves: from 0 to eight typical intervals or to the lag in question, which is one of them."""
    return np.unique(np.append(np.linspace(0.0, max(INTERVALS * fit.data.interval, lag), POINTS), lag))


def parts_of(fit: Fit, draws: Draws, lag: float) -> Parts:
    """What both ``travels`` and ``centralities`` read: how every loop, and what is left of it without some processes, answers a push."""
    p = len(fit.processes)
    return Parts(draws.drift[:, :p, :p], lags_of(fit, lag))


def travels(fit: Fit, draws: Draws, lag: float, parts: Parts | None = None) -> dict[Arrow, Travel]:
    """Total, direct and indirect effects, and what goes through each other process, against the lag.

    total = exp(A lag);   direct = exp(S A S lag), S = identity with a 0 for every process but cause and affected;
    indirect = total - direct;   through m = total - exp(S_m A S_m lag), S_m with a 0 for m alone.

    Args:
        fit: a fitted loop.
        draws: of it.
        lag: at which they are held against what is negligible (0.1 standard deviations in days, 0.03 in panels), in time units.
        parts: their responses, where these are at hand (``parts_of``).

    Returns:
        Declared links, and the two arrows of the question where links lead along them: (cause, affected) -> Travel.

    Source: Ryan and Hamaker (2022, doi:10.1007/s11336-021-09767-0); Deboeck and Preacher (2016, doi:10.1080/10705511.2014.973960); their
    programs' own figures in tests/peers/ctnet and tests/peers/ctmed.
    """
    pair = headline(fit.processes)
    asked: list[Arrow] = [pair, (pair[1], pair[0])] if pair else []
    arrows = [*fit.links, *(arrow for arrow in asked if arrow not in fit.links and reaches(arrow, fit.links))]
    sd, nil = _scale(fit, draws)
    parts = parts or parts_of(fit, draws, lag)
    lags, at = parts.lags, int(np.searchsorted(parts.lags, lag))
    where = {(cause, affected): (fit.processes.index(affected), fit.processes.index(cause)) for cause, affected in arrows}
    apart = taken_apart(parts, list(where.values()), sd)
    return {arrow: _travel(fit, draws, arrow, apart[pair], lags, at, nil) for arrow, pair in where.items()}


def _travel(fit: Fit, draws: Draws, arrow: Arrow, parts: Apart, lags: Array, at: int, nil: float) -> Travel:
    def held(paths: Array) -> Weighed:
        told = draws.told(paths.T)
        return weigh(told[:, at], nil, fit.choices.level, elsewhere=told.T)

    curves = curves_of(fit, draws, arrow, parts, lags, standardised=nil > 0.0)
    through = {fit.processes[m]: held(lost) for m, lost in parts.through.items()}
    return Travel(curves, held(parts.total), held(parts.direct), held(parts.total - parts.direct), through)


def centralities(fit: Fit, draws: Draws, lag: float, parts: Parts | None = None) -> dict[str, Centrality]:
    """How much each process does to all others, how much it alone passes on, and how cheaply it could be used to move the loop.

    total effect centrality of m: sum over i != m of exp(A lag)_im;   indirect: sum over i != j, both != m, of what goes from j to i through
    m;   controllability: tr W with A W + W A' + e_m e_m' = 0, for comparison only. All in within-person standard deviations where the loop
    has a stationary law.

    Args:
        fit: a fitted loop.
        draws: of it.
        lag: at which they are held against one negligible effect, in time units.
        parts: their responses, where these are at hand (``parts_of``).

    Source: Ryan and Hamaker (2022, doi:10.1007/s11336-021-09767-0); Henry, Robinaugh and Fried (2022, doi:10.1007/s11336-021-09796-9);
    their programs' own figures in tests/peers/ctnet and tests/peers/netcontrol.
    """
    level, (sd, nil) = fit.choices.level, _scale(fit, draws)
    parts = parts or parts_of(fit, draws, lag)
    at = int(np.searchsorted(parts.lags, lag))
    lost: Array = np.any(np.isnan(sd), axis=1)  # a loop that runs away has no deviations to be measured in
    size = np.where(lost[:, None], 1.0, sd)
    outward, passed = centrality(parts, size)
    outward[:, lost], passed[:, lost] = np.nan, np.nan
    energy = draws.told(controllability(parts.drift * size[:, None, :] / size[:, :, None], draws.stable))

    def held(paths: Array) -> tuple[Curve, Weighed]:
        told = draws.told(paths.T)
        return curve_of(draws, parts.lags, paths), weigh(told[:, at], nil, level, elsewhere=told.T)

    out: dict[str, Centrality] = {}
    for m, name in enumerate(fit.processes):
        (total, total_at), (between, between_at) = held(outward[:, :, m]), held(passed[:, :, m])
        out[name] = Centrality(total, between, total_at, between_at, effect_of(energy[:, m], level))
    return out


def controllability(drift: Float[ndarray, "draws p p"], stable: Bool[ndarray, " draws"] | None = None) -> Float[ndarray, "draws p"]:
    """Average controllability of each process: tr W with A W + W A' + e e' = 0, what one unit of energy put into it leaves in the loop.

    tr W of process m is the m-th diagonal entry of X with A' X + X A + I = 0.

    Args:
        drift: (draws, p, p), per time unit.
        stable: which loops settle, where that is known already.

    Returns:
        (draws, p), in time units; infinite where the loop runs away.
    """
    p = drift.shape[-1]
    found = stationary_many(drift.swapaxes(1, 2), np.broadcast_to(np.eye(p), drift.shape), stable)
    energy = np.diagonal(found, axis1=1, axis2=2)
    return np.where(np.isnan(energy), np.inf, energy)


def _scale(fit: Fit, draws: Draws) -> tuple[Array, float]:
    """Standard deviations of every draw and the size not worth speaking of; ones and 0 where the loop has no stationary law."""
    p = len(fit.processes)
    if not can_standardise(draws):
        return np.ones((len(draws.drift), p)), 0.0
    return deviations(draws)[:, :p], negligible(fit.data.interval, fit.data.time_unit)
