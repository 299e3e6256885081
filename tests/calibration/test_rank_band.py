"""Uniform ranks keep inside the band about as often as it says, and ranks that are not uniform leave it."""

from __future__ import annotations

import numpy as np
import pytest
from tests.calibration.rank_band import band, counts, probability, tail

pytestmark = pytest.mark.unit


def test_counts_are_those_of_the_empirical_distribution() -> None:
    found = counts(np.array([0, 2, 2, 4]), 4)
    assert found.tolist() == [1, 1, 3, 3]


def test_uniform_ranks_keep_inside_the_whole_band_nineteen_times_in_twenty() -> None:
    low, high = band(300, 50)
    random = np.random.default_rng(2)
    inside = 0
    for _ in range(800):
        share = counts(random.integers(0, 51, 300), 50) / 300
        inside += bool(((share >= low) & (share <= high)).all())
    assert inside / 800 == pytest.approx(0.95, abs=0.025)


def test_the_probability_is_uniform_for_uniform_ranks_and_small_for_others() -> None:
    random = np.random.default_rng(3)
    found = np.array([probability(random.integers(0, 51, 300), 50) for _ in range(300)])
    assert (found < 0.05).mean() == pytest.approx(0.05, abs=0.04)
    assert found.mean() == pytest.approx(0.5, abs=0.08)
    too_wide = random.binomial(50, 0.5, 300)  # intervals that are too wide: ranks in the middle
    to_one_side = np.minimum(random.integers(0, 51, 300), random.integers(0, 51, 300))
    assert probability(too_wide, 50) < 0.001
    assert probability(to_one_side, 50) < 0.001


def test_the_tail_is_smallest_where_the_distribution_is_farthest() -> None:
    even = np.cumsum(np.full(51, 300 / 51)).round().astype(int)[:50]
    assert tail(even, 300, 50) > 0.5
    assert tail(np.minimum(even + 60, 300), 300, 50) < 1e-6
