"""Thresholds in order: there and back, and derivatives against a complex step."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.learn.threshold import fallen, rising, rising_back

pytestmark = pytest.mark.identity

STEPS = (0, 4, 1, 3)  # an indicator without, one with three thresholds, one with a single step, one with two


def test_whatever_the_search_tries_thresholds_rise() -> None:
    working = np.random.default_rng(1).normal(size=(200, 5)) * 3.0
    found = rising(STEPS, working)
    assert (np.diff(found[:, :3]) > 0).all()
    assert (np.diff(found[:, 3:]) > 0).all()


def test_there_and_back() -> None:
    thresholds = np.array([-0.4, 0.6, 1.7, 0.1, 0.2])
    assert rising(STEPS, fallen(STEPS, thresholds)) == pytest.approx(thresholds, abs=1e-14)


def test_derivatives_are_those_of_a_complex_step() -> None:
    working, bar = np.random.default_rng(2).normal(size=5), np.random.default_rng(3).normal(size=5)
    slope = np.imag(rising(STEPS, working + 1e-30j * np.eye(5))) / 1e-30  # row: what moves; column: what is moved
    assert rising_back(STEPS, working, bar) == pytest.approx(slope @ bar, abs=1e-13)
