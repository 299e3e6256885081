"""How long a disturbance lasts, and which link makes it last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from numpy.typing import NDArray

from unspiral.act.bands import effect_of
from unspiral.act.weighing import weigh
from unspiral.learn.direction import CLEAR, LIKELY
from unspiral.learn.draws import Draws
from unspiral.learn.edge import reaches
from unspiral.learn.system import Array
from unspiral.records import Arrow, Effect, Fit
from unspiral.records.spiral import Slowing, SlowingLink

SAME = 1e-9  # relative difference below which two times are one: links of one ring do the same when cut
DEFECTIVE = 1e10  # condition of the modes above which they run into one another, and no slope exists


def slowing(fit: Fit, draws: Draws, threshold: float, cut: Mapping[Arrow, Float[ndarray, " draws"]] | None = None) -> Slowing:
    """How far links slow recovery, what each of them does to it, and which one does most.

    recovery = -1 / Re lambda of the slowest mode;   d lambda / d A_ij = w_i v_j / (w'v), w and v its left and right eigenvectors;
    without a link: the recovery of the loop in which it is cut, exactly.

    Args:
        fit: a fitted loop.
        draws: of it.
        threshold: share of the recovery time that is worth speaking of.
        cut: recovery time of every draw without each link that lies in a ring, where that is known already.

    Returns:
        Slowing; links through which nothing comes back change no mode, to the last digit.

    Source: first-order perturbation of eigenvalues (Magnus 1985, doi:10.1017/S0266466600011129); against finite differences and loops that
    were cut in tests/act/test_slowing.py.
    """
    p, level = len(fit.processes), fit.choices.level
    drift = draws.drift[:, :p, :p]
    time, slope = recovery_time(drift), slopes(drift)
    own = -np.diagonal(drift, axis1=1, axis2=2)
    slowest = own.min(axis=1)
    alone = np.where(slowest > 0.0, 1.0 / np.where(slowest > 0.0, slowest, 1.0), np.inf)
    cut = without_links(fit, draws) if cut is None else cut
    rings = list(cut)
    without: dict[Arrow, Array] = {}
    links: dict[Arrow, SlowingLink] = {}
    for cause, affected in fit.links:
        i, j = fit.processes.index(affected), fit.processes.index(cause)
        there = (cause, affected) in rings
        without[cause, affected] = cut[cause, affected] if there else time
        steep = slope[:, i, j] * (1.0 if there else 0.0)
        saved = _share_saved(time, without[cause, affected]) if there else np.zeros_like(time)
        links[cause, affected] = SlowingLink(
            effect_of(draws.told(steep), level), effect_of(draws.told(steep * drift[:, i, j]), level),
            no_surer(fit, effect_of(draws.told(without[cause, affected]), level)), weigh(draws.told(saved), threshold, level),
        )  # fmt: skip
    most, probability = _most(time, {arrow: without[arrow] for arrow in rings})
    sure = "clear" if probability >= CLEAR else "likely" if probability >= LIKELY else "cannot tell"
    slowed = weigh(draws.told(_longer(time, alone)) if rings else np.zeros_like(time), threshold, level)
    return Slowing(no_surer(fit, effect_of(draws.told(alone), level)), slowed, links, most, probability, sure if most else "none")


def without_links(fit: Fit, draws: Draws) -> dict[Arrow, Float[ndarray, " draws"]]:
    """Recovery time of every draw when one link is cut, for each link through which something comes back."""
    p, at = len(fit.processes), fit.processes.index
    drift = draws.drift[:, :p, :p]
    rings = [arrow for arrow in fit.links if in_a_ring(arrow, fit.links)]
    return {(cause, affected): recovery_time(cut_link(drift, at(affected), at(cause))) for cause, affected in rings}


def recovery_time(drift: Float[ndarray, "draws p p"]) -> Float[ndarray, " draws"]:
    """-1 / Re lambda of the slowest mode, in time units; infinite for a loop that runs away."""
    slowest = np.linalg.eigvals(drift).real.max(axis=1)
    return np.where(slowest < 0, -1.0 / np.where(slowest < 0, slowest, -1.0), np.inf)


def slopes(drift: Float[ndarray, "draws p p"]) -> Float[ndarray, "draws p p"]:
    """How the real part of the slowest eigenvalue rises with every entry of the drift: Re(w_i v_j / (w'v)).

    Args:
        drift: (draws, p, p), per time unit.

    Returns:
        (draws, p, p), row = affected, column = cause; nan where modes run into one another, so that no slope exists.
    """
    found = np.linalg.eig(drift)
    values: NDArray[np.complex128] = found[0].astype(complex)
    right: NDArray[np.complex128] = found[1].astype(complex)
    out = np.full(drift.shape, np.nan)
    told = np.linalg.cond(right) < DEFECTIVE
    left = np.linalg.inv(right[told])  # its rows are the left eigenvectors, scaled so that w'v = 1
    who = np.arange(len(left))
    slowest = np.real(values[told]).argmax(axis=1)
    out[told] = (left[who, slowest][:, :, None] * right[told][who, :, slowest][:, None, :]).real
    return out


def cut_link(drift: Float[ndarray, "draws p p"], affected: int, cause: int) -> Float[ndarray, "draws p p"]:
    """The same loops without one link."""
    out = drift.copy()
    out[:, affected, cause] = 0.0
    return out


def in_a_ring(arrow: Arrow, links: tuple[Arrow, ...]) -> bool:
    """Whether declared links lead from where an arrow ends back to where it starts."""
    return reaches((arrow[1], arrow[0]), links)


def no_surer(fit: Fit, time: Effect) -> Effect:
    """A time without the ends that a self-rate lacks: draws always have two, an interval read from a profile may not."""
    rates = [p for p in fit.parameters if p.name.startswith("self:")]
    low = None if any(p.low is None for p in rates) else time.low
    return replace(time, low=low, high=None if any(p.high is None for p in rates) else time.high)


def _share_saved(time: Array, without: Array) -> Array:
    """1 - without / time: 1 where only the whole loop runs away, minus infinity where only what is left does, nan where both do."""
    with np.errstate(invalid="ignore"):
        return np.where(np.isinf(time), np.where(np.isinf(without), np.nan, 1.0), 1.0 - without / np.where(np.isinf(time), 1.0, time))


def _longer(time: Array, alone: Array) -> Array:
    """time / alone - 1: infinite where only the loop runs away, nan where a process alone does not recover either."""
    with np.errstate(invalid="ignore"):
        return time / alone - 1.0


def _most(time: Array, without: dict[Arrow, Array]) -> tuple[tuple[Arrow, ...], float]:
    """Links whose cut leaves the shortest recovery, and in which share of the draws one of them does."""
    if not without:
        return (), float("nan")
    best = np.min(list(without.values()), axis=0)
    helps = best < time * (1.0 - SAME)
    if not helps[0]:
        return (), float("nan")
    most = tuple(arrow for arrow, left in without.items() if left[0] <= best[0] * (1.0 + SAME))
    first = np.min([without[arrow] for arrow in most], axis=0)
    return most, float((helps & (first <= best * (1.0 + SAME)))[1:].mean())
