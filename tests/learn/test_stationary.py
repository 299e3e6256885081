"""The law of a loop left to itself."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.learn.stationary import lyapunov, stationary, stationary_many

pytestmark = pytest.mark.identity


def test_stationary_solves_its_equation_and_refuses_a_runaway_loop() -> None:
    drift, diffusion = np.array([[-0.4, 0.2], [0.1, -0.3]]), np.array([[1.0, 0.2], [0.2, 0.5]])
    p = stationary(drift, diffusion)
    assert np.abs(drift @ p + p @ drift.T + diffusion).max() < 1e-12
    with pytest.raises(ValueError, match="unstable"):
        stationary(-drift, diffusion)


def test_many_at_once_are_those_of_one_by_one() -> None:
    random = np.random.default_rng(2)
    drift = random.normal(size=(6, 3, 3)) * 0.3 - np.eye(3)
    drift[4] += 3.0 * np.eye(3)
    root = random.normal(size=(6, 3, 3))
    diffusion = root @ root.swapaxes(1, 2)
    found = stationary_many(drift, diffusion)
    assert np.isnan(found[4]).all()
    for k in (0, 1, 2, 3, 5):
        np.testing.assert_allclose(found[k], lyapunov(drift[k], diffusion[k]), rtol=1e-12)
        np.testing.assert_allclose(drift[k] @ found[k] + found[k] @ drift[k].T, -diffusion[k], atol=1e-10)
