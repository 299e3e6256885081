from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from unspiral.act.population.keeping import LEVEL, keeping, tails

pytestmark = pytest.mark.identity


def test_tails_are_those_of_the_binomial_law() -> None:
    rng = np.random.default_rng(0)
    for persons in (1, 7, 1000, 10**8):
        p = rng.random((1, 3, 50)) ** 8
        k = rng.binomial(persons, np.clip(p * rng.uniform(0.9, 1.1, p.shape), 0.0, 1.0))
        wanted = np.minimum(binom.cdf(k, persons, p), binom.sf(k - 1, persons, p))
        assert tails(k, p, persons) == pytest.approx(wanted, rel=1e-6, abs=1e-14)


def test_certain_shares() -> None:
    exact = np.array([[[0.0, -1e-17, 1.0, 0.0]]])
    found = tails(np.array([[[0, 0, 50, 1]]]), exact, 50)
    assert found.ravel().tolist() == [1.0, 1.0, 1.0, 0.0]


def test_the_band_holds_for_all_at_once_and_sees_one_that_is_off() -> None:
    rng, persons, runs = np.random.default_rng(1), 20_000, 400
    exact = rng.dirichlet(np.ones(6), 30).T[None]
    names = tuple("abcdef")
    off = 0
    for _ in range(runs):
        there = np.array([rng.multinomial(persons, exact[0, :, w]) for w in range(30)]).T[None]
        off += keeping(there, exact, persons, ("as now",), names).outside > 0
    assert off <= (1.0 - LEVEL) * runs + 3.0 * np.sqrt(0.05 * 0.95 * runs)
    there = np.rint(exact * persons).astype(int)
    there[0, 2, 17] += round(6.0 * np.sqrt(exact[0, 2, 17] * (1.0 - exact[0, 2, 17]) * persons))
    found = keeping(there, exact, persons, ("as now",), names)
    assert (found.outside, found.state, found.week, found.looked) == (1, "c", 17, 180)
    assert found.expected == pytest.approx(exact[0, 2, 17] * persons) and found.persons == there[0, 2, 17]


def test_a_number_that_is_none_is_never_inside() -> None:
    there, exact = np.array([[[5, 5]]]), np.array([[[0.5, np.nan]]])
    found = keeping(there, exact, 10, ("as now",), ("pain:acute",))
    assert (found.outside, found.week) == (1, 1)
