"""Answers in steps along whole paths: each is stood in for by a normal pseudo-answer until both say the same (expectation propagation).

A pseudo-answer (site) has a value y and a variance r of its own, and enters the same filter as every other answer. From the filter's
adjoint comes what all other answers say about the number behind it (the cavity): with g = d log p / d y and D = g^2 - 2 d log p / d r,
its mean is y + g / D and its variance 1 / D - r. The site is then set so that cavity and site together have the mean and the variance that
cavity and answer have. At the end  log p = log N(y) + sum log Z - log N(y; cavity mean, cavity variance + r).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.learn.kalman import evaluate_cells
from unspiral.learn.system import Array, Lanes, System
from unspiral.learn.tilted import LOG_ROOT_2PI, Tilted

LOOSEST = 1e7  # variance of a pseudo-answer that says next to nothing; larger ones would only cost digits of the cavity
VAGUE = 1e4  # variance of all pseudo-answers before the first pass
SETTLED = 1e-10  # largest move of a site, in standard deviations of what is known about it, from which a path has settled
DUST = 1e-7  # moves of this size that no longer shrink are rounding
PASSES = 120  # after which a path that has not settled is given up
PATIENCE = 12  # passes before moves are shortened
GIVEN_UP = 1e-5  # a path within this after the last pass is taken as settled all the same


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """Pseudo-answers of some pairs of person and model, by precision and precision times value.

    Args:
        tau, nu: of each cell of each pair; 0 where the answer is an ordinary number or was not given.
    """

    tau: Float[ndarray, "pairs steps indicators"]
    nu: Float[ndarray, "pairs steps indicators"]

    def some(self, which: Int[ndarray, " some"]) -> Sites:
        """Those of some pairs."""
        return Sites(self.tau[which], self.nu[which])


@dataclass(frozen=True, slots=True, eq=False)
class Cavity:
    """What all other answers say about the number behind each cell, and what the cell's own answer makes of it.

    Args:
        mean, variance: without the cell's own answer.
        tilted: chance of the answer, and derivatives.
        pair: which pair each cell is of.
    """

    mean: Float[ndarray, " cells"]
    variance: Float[ndarray, " cells"]
    tilted: Tilted
    pair: Int[ndarray, " cells"]


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Paths whose sites have settled.

    Args:
        shares: log-likelihood of each pair; nan where it did not settle.
        gradients: derivative of each model, sites held: at the fixed point that is all of it but what answers themselves hang on.
        variance_bar: derivative in the variance of every pseudo-answer.
        sites: where they ended.
        cavity: behind every cell.
        settled: which pairs did.
        passes: how many it took.
    """

    shares: Float[ndarray, " pairs"]
    gradients: Float[ndarray, "models entries"]
    variance_bar: Float[ndarray, "pairs steps indicators"]
    sites: Sites
    cavity: Cavity
    settled: Bool[ndarray, " pairs"]
    passes: int


Tilt = Callable[[Array, Array, Array], Tilted]  # (cells that are meant, cavity means, variances) -> what their answers make of them


def vague(pairs: int, cells: Bool[ndarray, "pairs steps indicators"]) -> Sites:
    """Sites that say nothing yet.

    Args:
        pairs: how many.
        cells: which cells have one.
    """
    tau = np.where(cells, 1.0 / VAGUE, 0.0)
    return Sites(tau, np.zeros_like(tau)) if pairs else Sites(tau, tau)


def settle(
    lanes: Lanes,
    like: System,
    models: Float[ndarray, "models entries"],
    person: Int[ndarray, " pairs"],
    model: Int[ndarray, " pairs"],
    cells: Bool[ndarray, "pairs steps indicators"],
    noise: Float[ndarray, "pairs steps indicators"],
    tilt: Tilt,
    sites: Sites | None = None,
    *,
    loadings: bool = True,
    intercept: bool = True,
    tolerance: float = SETTLED,
) -> Paths:
    """Pass over all pseudo-answers at once until none moves any more; pairs that have settled are left alone meanwhile.

    Args:
        lanes, like, models, person, model, loadings, intercept: as for ``evaluate_cells``.
        cells: which cells of each pair are pseudo-answers.
        noise: variance that the model itself gives to the answer of such a cell: a pseudo-answer's own comes on top.
        tilt: what an answer makes of a cavity; cells are numbered in the order of ``cells``.
        sites: where to begin.
        tolerance: SETTLED.

    Source: Minka (2001, arXiv:1301.2294); for paths of a state Heskes and Zoeter (2002, arXiv:1301.0582). Held against dense expectation
    propagation and brute-force quadrature in tests/learn/test_paths.py.
    """
    pairs = len(person)
    sites = sites or vague(pairs, cells)
    tau, nu = sites.tau[cells], sites.nu[cells]
    owner = np.nonzero(cells)[0]
    number = np.arange(len(owner))
    own_noise = noise[cells]
    answers = np.ascontiguousarray(lanes.values.swapaxes(0, 1)[person])

    def filtered(which: Array, mine: Array) -> tuple[Array, ...]:
        """One pass of the filter over some pairs."""
        some = cells[which]
        values, added = answers[which], np.zeros((len(which), *cells.shape[1:]))
        values[some] = nu[mine] / tau[mine]
        added[some] = np.maximum(1.0 / tau[mine] - own_noise[mine], 0.0)
        return evaluate_cells(
            lanes, like, models, loadings=loadings, intercept=intercept, person=person[which], model=model[which], values=values,
            variances=added,
        )  # fmt: skip

    left, step = np.full(pairs, np.inf), np.ones(pairs)
    active, passes = np.arange(pairs), 0
    hopeless = np.zeros(pairs, dtype=bool)
    while len(active) and passes < PASSES:
        passes += 1
        whole = len(active) == pairs
        alive = np.zeros(pairs, dtype=bool)
        alive[active] = True
        mine = number if whole else number[alive[owner]]
        _, _, value_bar, variance_bar = filtered(active, mine)
        some = cells if whole else cells[active]
        mean, variance = _cavities(value_bar[some], variance_bar[some], tau[mine], nu[mine])
        new = tilt(mine, mean, variance)
        want_tau, want_nu = _sites(mean, variance, new)
        known = variance / (1.0 + variance * tau[mine])
        moved = np.maximum(np.abs(want_tau - tau[mine]) * known, np.abs(want_nu - nu[mine]) * np.sqrt(known))
        place = np.searchsorted(active, owner[mine])
        far = np.zeros(len(active))
        np.maximum.at(far, place, np.where(np.isfinite(moved), moved, np.inf))
        hopeless[active] = ~np.isfinite(far)
        slow = (passes > PATIENCE) & (far > 0.7 * left[active])
        step[active] = np.where(slow, np.maximum(0.7 * step[active], 0.2), step[active])
        dust = (passes > PATIENCE) & (far < DUST) & (far > 0.7 * left[active])
        left[active] = far
        size = step[active][place]
        go = np.isfinite(want_tau + want_nu)
        tau[mine[go]] += (size * (want_tau - tau[mine]))[go]
        nu[mine[go]] += (size * (want_nu - nu[mine]))[go]
        active = active[(far > tolerance) & ~dust & ~hopeless[active]]

    shares, gradients, value_bar, variance_bar = filtered(np.arange(pairs), number)
    mean, variance = _cavities(value_bar[cells], variance_bar[cells], tau, nu)
    new = tilt(number, mean, variance)
    y, r = nu / tau, 1.0 / tau
    spread = variance + r
    own = new.log_z + 0.5 * ((y - mean) ** 2 / spread + np.log(spread)) + LOG_ROOT_2PI
    settled = (left < GIVEN_UP) & ~hopeless
    total = shares + np.bincount(owner, weights=own, minlength=pairs)
    where = np.zeros(cells.shape), np.zeros(cells.shape)
    where[0][cells], where[1][cells] = tau, nu
    return Paths(
        np.where(settled, total, np.nan), gradients, variance_bar, Sites(*where), Cavity(mean, variance, new, owner), settled, passes
    )  # fmt: skip


def _cavities(g: Array, by_variance: Array, tau: Array, nu: Array) -> tuple[Array, Array]:
    """Mean and variance of the number behind each cell, by all other answers."""
    with np.errstate(divide="ignore", invalid="ignore"):
        d = g * g - 2.0 * by_variance
        variance = np.maximum(1.0 / d - 1.0 / tau, 0.0)
        return nu / tau + g / d, np.where(d > 0.0, variance, np.nan)


def _sites(mean: Array, variance: Array, new: Tilted) -> tuple[Array, Array]:
    """Precision, and precision times value, of the site that does to a cavity what its answer does."""
    rest = 1.0 + new.d2 * variance
    tau = np.maximum(-new.d2 / rest, 1.0 / LOOSEST)
    # With y = mean - d1 / d2 where the precision is its own; where it was raised, the mean after the answer is kept.
    nu = np.where(-new.d2 / rest >= 1.0 / LOOSEST, (new.d1 - new.d2 * mean) / rest, tau * mean + new.d1 * (1.0 + variance * tau))
    return tau, nu
