from __future__ import annotations

import numpy as np
import pytest

from unspiral.act.bands import band_of, effect_of, ends
from unspiral.records import Effect

pytestmark = pytest.mark.unit


def test_ends_leave_equal_tails() -> None:
    draws = np.random.default_rng(1).permutation(1000).astype(float)
    low, high = ends(draws[:, None], 0.95)
    assert (low[0], high[0]) == (25.0, 975.0)
    low, high = ends(np.column_stack([draws, 2.0 * draws]), 0.5)
    assert list(low) == [250.0, 500.0]
    assert list(high) == [750.0, 1500.0]


def test_what_runs_away_widens_the_interval_and_does_not_vanish() -> None:
    draws = np.arange(1000.0)
    draws[-20:] = np.inf  # 2 %: the upper end is still finite
    assert effect_of(np.array([500.0, *draws]), 0.95) == Effect(500.0, 25.0, 975.0)
    draws[-30:] = np.inf  # 3 %: it is not
    assert effect_of(np.array([500.0, *draws]), 0.95) == Effect(500.0, 25.0, None)
    assert effect_of(np.array([500.0, *-draws]), 0.95) == Effect(500.0, None, -24.0)


def test_what_swings_counts_on_both_sides() -> None:
    draws = np.arange(1000.0)
    draws[500:530] = np.nan
    assert effect_of(np.array([1.0, *draws]), 0.95) == Effect(1.0, None, None)


def test_no_estimate_no_interval() -> None:
    found = effect_of(np.array([np.nan, 1.0, 2.0]), 0.95)
    assert np.isnan(found.estimate)
    assert (found.low, found.high) == (None, None)


def test_a_band_has_an_interval_at_every_time() -> None:
    rows = np.outer(np.arange(-1.0, 1000.0), [0.0, 1.0, 2.0])
    rows[0] = [7.0, 8.0, 9.0]
    rows[-30:, 2] = np.inf
    found = band_of(rows, 0.95)
    assert list(found.estimate) == [7.0, 8.0, 9.0]
    assert list(found.low) == [0.0, 25.0, 50.0]
    assert list(found.high) == [0.0, 975.0, np.inf]
