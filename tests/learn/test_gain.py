"""The spiral gain: closed forms, and an interval that does not hide loops without a finite gain."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.learn.draws import Draws
from unspiral.learn.gain import spiral_effect, spiral_gain

pytestmark = pytest.mark.identity


def draws_of(drift: np.ndarray) -> Draws:
    empty = np.zeros((len(drift), drift.shape[1], 0))
    return Draws(drift, np.zeros_like(drift), empty, empty, np.linalg.eigvals(drift).real.max(axis=1) < 0)


def test_two_processes_have_the_textbook_gain() -> None:
    drift = np.array([[[-0.5, 0.3], [0.25, -0.6]]])
    assert spiral_gain(drift)[0] == pytest.approx(0.3 * 0.25 / (0.5 * 0.6))


def test_a_chain_without_a_way_back_has_none() -> None:
    drift = np.array([[[-1.0, 0.0, 0.0], [0.5, -1.0, 0.0], [0.2, 0.7, -1.0]]])
    assert spiral_gain(drift)[0] == pytest.approx(0.0, abs=1e-15)


def test_three_in_a_ring_multiply() -> None:
    drift = np.array([[[-0.5, 0.0, 0.2], [0.3, -0.6, 0.0], [0.0, 0.4, -0.7]]])
    assert spiral_gain(drift)[0] == pytest.approx(0.2 * 0.3 * 0.4 / (0.5 * 0.6 * 0.7))


def test_runaway_draws_widen_the_interval_instead_of_vanishing() -> None:
    drift = np.tile(np.array([[-0.5, 0.3], [0.25, -0.6]]), (101, 1, 1))
    drift[91:, 0, 1] = 5.0  # a tenth of the loops run away
    found = spiral_effect(draws_of(drift), 2, 0.95)
    assert found is not None
    assert found.high is None
    assert found.low == pytest.approx(0.25)


def test_no_gain_for_one_process_or_a_runaway_loop() -> None:
    assert spiral_effect(draws_of(np.full((5, 1, 1), -0.5)), 1, 0.95) is None
    assert spiral_effect(draws_of(np.tile(np.array([[0.1, 0.0], [0.0, -0.5]]), (5, 1, 1))), 2, 0.95) is None
    assert np.isnan(spiral_gain(np.array([[[0.1, 0.0], [0.0, -0.5]]]))[0])
