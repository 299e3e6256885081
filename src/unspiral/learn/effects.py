"""An effect taken apart: what goes straight from cause to affected, and what other processes pass on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.learn.discretise import exponentials
from unspiral.learn.draws import Draws, draw, interval, intervals
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
    big = np.zeros((len(drift), 2 * p, 2 * p)) if press else drift  # exp of [[A, I], [0, 0]] t holds the integral in its corner
    if press:
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
            if press:
                gathered = gathered + step[:, :p, p:] @ now
            now = step[:, :p, :p] @ now
            out[k], before = gathered if press else now, float(lag)
    return out


@dataclass(slots=True, eq=False)
class Parts:
    """Responses of many loops and of what is left of them when some processes are held still, each worked out once.

    Args:
        drift: (draws, p, p), per time unit.
        lags: in time units, increasing from 0.
        press: of a held push in place of a single one.
    """

    drift: Float[ndarray, "draws p p"]
    lags: Float[ndarray, " lags"]
    press: bool = False
    _known: dict[tuple[int, ...], Array] = field(init=False, default_factory=dict[tuple[int, ...], Array])

    def of(self, kept: Iterable[int]) -> Float[ndarray, "lags draws kept kept"]:
        """``responses`` of the loop of these processes alone, in increasing order."""
        some = tuple(sorted(kept))
        if some not in self._known:
            own = self.drift if len(some) == self.drift.shape[-1] else self.drift[:, some][:, :, some]
            self._known[some] = responses(own, self.lags, press=self.press)
        return self._known[some]

    def without(self, process: int) -> Float[ndarray, "lags draws rest rest"]:
        """With one process held still."""
        return self.of(k for k in range(self.drift.shape[-1]) if k != process)


class Apart(NamedTuple):
    """One effect taken apart, at every lag and for every loop.

    Args:
        total: by all paths.
        direct: with every process but cause and affected held still.
        through: process -> what is lost when it alone is held still.
    """

    total: Float[ndarray, "lags draws"]
    direct: Float[ndarray, "lags draws"]
    through: dict[int, Float[ndarray, "lags draws"]]


def taken_apart(parts: Parts, pairs: Sequence[tuple[int, int]], sd: Float[ndarray, "draws p"]) -> dict[tuple[int, int], Apart]:
    """Total, direct and indirect effects of many loops, without bands.

    What is held still neither receives nor passes on, so that the others are a smaller loop of their own.

    Args:
        parts: the loops, at which lags, and whether pushed once or held.
        pairs: (affected, cause): row and column.
        sd: what a deviation of each process is in points; ones leave effects in points per point.

    Returns:
        Pair -> its parts.
    """
    p = parts.drift.shape[-1]
    whole, leads = parts.of(range(p)), _leads(parts.drift)
    out: dict[tuple[int, int], Apart] = {}
    for i, j in pairs:
        size = sd[:, j] / sd[:, i]
        total = whole[:, :, i, j] * size
        # What is on no way from one to the other passes nothing on, to the last digit.
        between = {m: bool(leads[i, m] and leads[m, j]) for m in range(p) if m not in (i, j)}
        passed = any(between.values())
        direct = parts.of((i, j))[:, :, int(i > j), int(j > i)] * size if passed else total
        through = {
            m: total - parts.without(m)[:, :, i - (i > m), j - (j > m)] * size if on_the_way else np.zeros_like(total)
            for m, on_the_way in between.items()
        }
        out[i, j] = Apart(total, direct, through)
    return out


def _leads(drift: Array) -> Bool[ndarray, "p p"]:
    """Whether links lead from a column's process to a row's, in any of the loops."""
    found: Array = (drift != 0).any(axis=0) | np.eye(drift.shape[-1], dtype=bool)
    for _ in range(len(found)):
        found = found | (found.astype(int) @ found.astype(int) > 0)
    return found


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
    where = {(cause, affected): (names.index(affected), names.index(cause)) for cause, affected in wanted}
    parts = taken_apart(Parts(drift, at, press), list(where.values()), sd)
    return {arrow: curves_of(fit, found, arrow, parts[pair], at, standardised=standardised, press=press) for arrow, pair in where.items()}


def curves_of(
    fit: Fit, draws: Draws, arrow: Arrow, parts: Apart, lags: Float[ndarray, " lags"], *, standardised: bool, press: bool = False
) -> PathEffects:
    """One arrow's parts as curves with bands.

    Args:
        fit: names and declared links.
        draws: of it.
        arrow: (cause, affected).
        parts: of every draw, the estimate first.
        lags: in time units.
        standardised: whether the parts are.
        press: whether they are those of a held push.
    """
    total, direct, indirect = (curve_of(draws, lags, x) for x in (parts.total, parts.direct, parts.total - parts.direct))
    through = {fit.processes[m]: curve_of(draws, lags, lost) for m, lost in parts.through.items()}
    return PathEffects(arrow, press, standardised, total, direct, indirect, through, arrow in fit.links)


def curve_of(draws: Draws, lags: Float[ndarray, " lags"], paths: Float[ndarray, "lags draws"]) -> Curve:
    """An estimate (the first draw) with bands from the others; nan where too many draws have no value."""
    rest = draws.around(paths.T).T
    fine = np.isfinite(rest)
    bands = np.full((4, len(lags)), np.nan)
    whole = fine.all(axis=1)
    bands[:2, whole], bands[2:, whole] = intervals(rest[whole], [0.5, 0.95])
    for k in np.flatnonzero(~whole & (fine.mean(axis=1) >= 0.95)):
        usable = rest[k][fine[k]]
        bands[:, k] = (*interval(usable, 0.5), *interval(usable, 0.95))
    return Curve(lags, paths[:, 0], *bands)


def centrality(parts: Parts, sd: Float[ndarray, "draws p"]) -> tuple[Float[ndarray, "lags draws p"], Float[ndarray, "lags draws p"]]:
    """How much each process does to all others, and how much of the others' effects on each other it alone passes on.

    total effect centrality of m: sum over i != m of exp(A lag)_im; indirect: sum over i != j, both != m, of
    what goes from j to i through m.

    Args:
        parts: the loops, at which lags.
        sd: what a deviation of each process is in points; ones leave effects in points per point.

    Source: Ryan and Hamaker (2022, doi:10.1007/s11336-021-09767-0).
    """
    p = parts.drift.shape[-1]
    size = sd[:, None, :] / sd[:, :, None] * (1.0 - np.eye(p))  # of every effect on another process; none on itself
    leads = _leads(parts.drift)
    whole = parts.of(range(p))
    outward = np.einsum("lnij,nij->lnj", whole, size)
    passed = np.zeros_like(outward)
    for m in range(p):
        others = [k for k in range(p) if k != m]
        between = leads[others, m][:, None] & leads[m, others][None, :] & ~np.eye(p - 1, dtype=bool)
        for a, b in np.argwhere(between):
            lost = whole[:, :, others[a], others[b]] - parts.without(m)[:, :, a, b]
            passed[..., m] += lost * size[:, others[a], others[b]]
    return outward, passed
