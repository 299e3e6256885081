"""An effect taken apart: what goes straight from cause to affected, and what other processes pass on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.discretise import exponentials
from unspiral.learn.draws import Draws, draw, interval
from unspiral.learn.lags import can_standardise, deviations
from unspiral.learn.system import Array
from unspiral.records import Arrow, Fit
from unspiral.records.effects import Curve, PathEffects

DRAWS = 1000


def responses(drift: Float[ndarray, "draws p p"], lags: Float[ndarray, " lags"], *, press: bool) -> Float[ndarray, "lags draws p p"]:
    """What is left after each lag of one push (exp(A lag)), or has gathered of a held one (its integral from 0), for every drift.

    exp(A (s + t)) = exp(A t) exp(A s), and G(s + t) = G(s) + G(t) exp(A s): each lag is reached from the one before.

    Args:
        drift: (draws, p, p), per time unit. Row = affected, column = cause.
        lags: increasing, >= 0, in time units.
        press: the integral in place of the exponential.

    Returns:
        (lags, draws, p, p); not finite where a loop runs away beyond all numbers.

    Source: tests/learn/test_effects.py holds both against an ODE solver.
    """
    p = drift.shape[-1]
    big = np.zeros((len(drift), 2 * p, 2 * p))  # exp of [[A, I], [0, 0]] t holds the integral in its upper right corner
    big[:, :p, :p] = drift
    big[:, :p, p:] = np.eye(p)
    steps: dict[float, Array] = {}
    out = np.zeros((len(lags), len(drift), p, p))
    now, gathered, before = np.broadcast_to(np.eye(p), drift.shape), np.zeros_like(drift), 0.0
    with np.errstate(all="ignore"):
        for k, lag in enumerate(lags):
            dt = round(float(lag) - before, 12)
            if dt not in steps:
                steps[dt] = exponentials(big, dt)
            step = steps[dt]
            gathered = gathered + step[:, :p, p:] @ now
            now = step[:, :p, :p] @ now
            out[k], before = gathered if press else now, float(lag)
    return out


def held_still(drift: Float[ndarray, "draws p p"], processes: Sequence[int]) -> Float[ndarray, "draws p p"]:
    """The same loops with some processes held still: nothing reaches them, and nothing leaves them."""
    out = drift.copy()
    out[:, list(processes), :] = 0.0
    out[:, :, list(processes)] = 0.0
    return out


def path_effects(
    fit: Fit,
    arrows: Sequence[Arrow] | None = None,
    lags: Float[ndarray, " lags"] | None = None,
    *,
    press: bool = False,
    draws: Draws | None = None,
) -> dict[Arrow, PathEffects]:
    """Take effects apart into what goes straight and what other processes pass on, with 50 % and 95 % bands.

    total = exp(A lag);   direct = exp(D A D lag), D = identity with a 0 for every process but cause and affected;
    indirect = total - direct;   through m = total - exp(D_m A D_m lag), D_m with a 0 for m alone.
    With a press, each exponential is replaced by its integral from 0 to the lag: points gathered per point and time unit pushed.
    With two processes nobody can pass anything on: the whole effect is direct, what comes back round the loop included.

    Args:
        fit: a fitted loop.
        arrows: (cause, affected) pairs; default: the declared links.
        lags: in time units, increasing from 0; default: 41 up to eight typical intervals.
        press: a held push in place of a single one.
        draws: of the same fit, where they are at hand.

    Returns:
        Arrow -> PathEffects, standardised where the loop has a stationary law.

    Source: Ryan and Hamaker (2022, doi:10.1007/s11336-021-09767-0); Deboeck and Preacher (2016, doi:10.1080/10705511.2014.973960), whose
    example tests/learn/test_effects.py recovers.
    """
    wanted = list(fit.links if arrows is None else arrows)
    at = np.linspace(0.0, 8.0 * fit.data.interval, 41) if lags is None else lags
    p, names = len(fit.processes), fit.processes
    found = draws or draw(fit, DRAWS)
    standardised = can_standardise(found)
    sd = deviations(found) if standardised else np.ones(found.drift.shape[:2])
    drift = found.drift[:, :p, :p]  # inputs that fade push processes, and no process pushes them
    known: dict[frozenset[int], Array] = {}

    def without(still: frozenset[int]) -> Array:
        if still not in known:
            known[still] = responses(held_still(drift, sorted(still)), at, press=press)
        return known[still]

    out: dict[Arrow, PathEffects] = {}
    for cause, affected in wanted:
        i, j = names.index(affected), names.index(cause)
        others = frozenset(range(p)) - {i, j}
        size = sd[:, j] / sd[:, i]
        total = without(frozenset())[:, :, i, j] * size
        direct = without(others)[:, :, i, j] * size
        through = {names[m]: curve_of(at, total - without(frozenset({m}))[:, :, i, j] * size) for m in sorted(others)}
        straight, declared = curve_of(at, direct), (cause, affected) in fit.links
        passed_on = curve_of(at, total - direct)
        out[cause, affected] = PathEffects(
            (cause, affected), press, standardised, curve_of(at, total), straight, passed_on, through, declared
        )
    return out


def curve_of(lags: Float[ndarray, " lags"], paths: Float[ndarray, "lags draws"]) -> Curve:
    """An estimate (the first draw) with bands from the others; nan where too many draws have no value."""
    rest = paths[:, 1:]
    fine = np.isfinite(rest)
    bands = np.full((len(lags), 4), np.nan)
    for k in np.flatnonzero(fine.mean(axis=1) >= 0.95):
        usable = rest[k][fine[k]]
        bands[k] = (*interval(usable, 0.5), *interval(usable, 0.95))
    return Curve(lags, paths[:, 0], bands[:, 0], bands[:, 1], bands[:, 2], bands[:, 3])


def centrality(drift: Float[ndarray, "draws p p"], lags: Float[ndarray, " lags"]) -> tuple[ndarray, ndarray]:
    """How much each process does to all others, and how much of the others' effects on each other it alone passes on.

    total effect centrality of m: sum over i != m of exp(A lag)_im; indirect: sum over i != j, both != m, of
    what goes from j to i through m.

    Args:
        drift: (draws, p, p), per time unit; standardise it first where the processes have different units.
        lags: in time units, increasing.

    Returns:
        Two arrays (lags, draws, p).

    Source: Ryan and Hamaker (2022, doi:10.1007/s11336-021-09767-0).
    """
    p = drift.shape[-1]
    total = responses(drift, lags, press=False)
    off = 1.0 - np.eye(p)
    outward = (total * off).sum(axis=2)
    passed = np.zeros_like(outward)
    for m in range(p):
        others = [k for k in range(p) if k != m]
        lost = (total - responses(held_still(drift, [m]), lags, press=False)) * off
        passed[..., m] = lost[..., others, :][..., others].sum(axis=(-1, -2))
    return outward, passed
