"""Whether ranks are uniform: their empirical distribution inside a band that all of it keeps to with a stated probability.

Source: Säilynoja, Bürkner and Vehtari (2022, doi:10.1007/s11222-022-10090-6), the band by simulation of uniform ranks.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy import ndarray
from scipy.stats import binom

SURE = 0.95
SIMULATED = 4000  # sets of uniform ranks from which the band is found
SEED = 1


def counts(ranks: ndarray, most: int) -> ndarray:
    """How many ranks are at most r, for r = 0 ... most - 1 (at ``most`` it is all of them)."""
    found = np.cumsum(np.bincount(ranks, minlength=most + 1))[:most]
    return found.astype(np.int64)


def tail(found: ndarray, runs: int, most: int) -> ndarray:
    """Smallest two-sided binomial tail over all r: how far the distribution is from uniform where it is farthest.

    Args:
        found: counts, (..., most).
        runs: how many ranks.
        most: largest possible rank.
    """
    share = (np.arange(most) + 1.0) / (most + 1.0)
    low, high = binom.cdf(found, runs, share), binom.sf(found - 1, runs, share)
    return np.minimum(1.0, 2.0 * np.minimum(low, high)).min(axis=-1)


@lru_cache
def uniform_tails(runs: int, most: int) -> ndarray:
    """``tail`` of sets of uniform ranks, sorted."""
    random = np.random.default_rng([SEED, runs, most])
    drawn = random.multinomial(runs, np.full(most + 1, 1.0 / (most + 1.0)), SIMULATED)
    return np.sort(tail(np.cumsum(drawn, axis=1)[:, :most], runs, most))


def probability(ranks: ndarray, most: int) -> float:
    """Chance that uniform ranks are as far from uniform as these."""
    mine = float(tail(counts(ranks, most), len(ranks), most))
    return float((np.searchsorted(uniform_tails(len(ranks), most), mine, side="right") + 1) / (SIMULATED + 1))


def band(runs: int, most: int, sure: float = SURE) -> tuple[ndarray, ndarray]:
    """Lowest and highest share of ranks that are at most r, for all r together.

    Args:
        runs: how many ranks.
        most: largest possible rank.
        sure: probability with which uniform ranks keep inside everywhere.
    """
    alone = float(np.quantile(uniform_tails(runs, most), 1.0 - sure))
    share = (np.arange(most) + 1.0) / (most + 1.0)
    return binom.ppf(alone / 2.0, runs, share) / runs, binom.ppf(1.0 - alone / 2.0, runs, share) / runs
