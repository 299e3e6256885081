"""F, Q and G against 50-digit arithmetic, and their derivative against differences."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from unspiral.learn.discretise import discretise, exponentials, pull_back

pytestmark = pytest.mark.identity

DRIFTS = {
    "asymmetric": [[-0.5, 0.4], [0.05, -0.9]],
    "complex": [[-0.3, 1.5], [-1.2, -0.4]],
    "repeated": [[-0.7, 0.9], [0.0, -0.7]],
    "singular": [[-0.4, 0.2], [0.0, 0.0]],
    "unstable": [[0.01, 0.0], [0.3, -0.2]],
    "stiff": [[-40.0, 3.0], [0.5, -0.02]],
    "three": [[-0.5, 0.4, 0.1], [0.05, -0.9, 0.2], [0.3, -0.2, -0.4]],
}
LENGTHS = [1e-4, 0.03, 0.5, 1.0, 6.0, 69.0]


def truth(drift: list[list[float]], diffusion: np.ndarray, dt: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """F, Q and G in 80 digits: the block exponential of a short step, where it loses nothing, then doubled up."""
    with mpmath.workdps(80):
        p = len(drift)
        a, d, one = mpmath.matrix(drift), mpmath.matrix(diffusion.tolist()), mpmath.eye(p)
        halvings = max(0, int(np.ceil(np.log2(dt * np.abs(drift).sum() + 1e-9))))
        h = mpmath.mpf(dt) / 2**halvings
        block, held = mpmath.zeros(2 * p, 2 * p), mpmath.zeros(2 * p, 2 * p)
        for i in range(p):
            for j in range(p):
                block[i, j], block[i, p + j], block[p + i, p + j] = -a[i, j], d[i, j], a[j, i]
                held[i, j], held[i, p + j] = a[i, j], one[i, j]
        big, long = mpmath.expm(block * h, method="taylor"), mpmath.expm(held * h, method="taylor")
        f = mpmath.matrix([[big[p + j, p + i] for j in range(p)] for i in range(p)])
        q = f * mpmath.matrix([[big[i, p + j] for j in range(p)] for i in range(p)])
        g = mpmath.matrix([[long[i, p + j] for j in range(p)] for i in range(p)])
        for _ in range(halvings):
            f, q, g = f * f, q + f * q * f.T, g + f * g
        return tuple(np.array(m.tolist(), dtype=float) for m in (f, q, g))


@pytest.mark.parametrize("name", DRIFTS)
def test_steps_equal_fifty_digit_values(name: str) -> None:
    drift = DRIFTS[name]
    root = np.tril(np.full((len(drift), len(drift)), 0.4)) + np.eye(len(drift)) * 0.5
    diffusion = root @ root.T
    steps = discretise(np.array(drift), diffusion, np.array(LENGTHS))
    for i, dt in enumerate(LENGTHS):
        f, q, g = truth(drift, diffusion, dt)
        assert np.abs(steps.transition[i] - f).max() <= 1e-12 * max(np.abs(f).max(), 1.0)
        assert np.abs(steps.noise[i] - q).max() <= 1e-12 * np.abs(q).max()
        assert np.abs(steps.held[i] - g).max() <= 1e-12 * np.abs(g).max()


def test_short_steps_keep_their_digits() -> None:
    drift, diffusion = np.array(DRIFTS["asymmetric"]), np.eye(2)
    steps = discretise(drift, diffusion, np.array([1e-9]))
    assert np.allclose(steps.noise[0] / 1e-9, diffusion, rtol=1e-8)


def test_a_zero_step_changes_nothing() -> None:
    steps = discretise(np.array(DRIFTS["stiff"]), np.eye(2), np.array([0.0, 1.0]))
    assert np.array_equal(steps.transition[0], np.eye(2))
    assert not steps.noise[0].any()
    assert not steps.held[0].any()


def test_two_steps_are_one_long_step() -> None:
    steps = discretise(np.array(DRIFTS["complex"]), np.eye(2), np.array([0.7, 1.6, 2.3]))
    f1, f2 = steps.transition[:2]
    assert np.allclose(f2 @ f1, steps.transition[2], atol=1e-13)
    assert np.allclose(f2 @ steps.noise[0] @ f2.T + steps.noise[1], steps.noise[2], atol=1e-13)


def test_noise_stays_a_covariance_on_fast_processes_and_long_gaps() -> None:
    steps = discretise(np.array(DRIFTS["stiff"]), np.diag([1.0, 0.01]), np.logspace(-4, 3, 40))
    assert np.linalg.eigvalsh(steps.noise).min() >= 0.0


@pytest.mark.parametrize("name", DRIFTS)
def test_derivative_equals_differences(name: str) -> None:
    rng = np.random.default_rng(3)
    drift = np.array(DRIFTS[name])
    p = len(drift)
    diffusion, dt = np.eye(p) + 0.3, np.array([0.05, 0.9, 2.5])
    weights = [rng.normal(size=(3, p, p)) for _ in range(3)]
    weights[1] = weights[1] + weights[1].swapaxes(1, 2)

    def value(a: np.ndarray, d: np.ndarray) -> float:
        s = discretise(a, d, dt)
        return float((weights[0] * s.transition).sum() + (weights[1] * s.noise).sum() + (weights[2] * s.held).sum())

    drift_bar, diffusion_bar = pull_back(discretise(drift, diffusion, dt), *weights)
    for i, j in np.ndindex(p, p):
        unit = np.zeros((p, p))
        unit[i, j] = 1e-5 * max(1.0, abs(drift[i, j]))
        slope = (value(drift + unit, diffusion) - value(drift - unit, diffusion)) / (2 * unit[i, j])
        assert slope == pytest.approx(drift_bar[i, j], rel=1e-7, abs=1e-6)
        unit = np.zeros((p, p))
        unit[i, j] += 1e-5
        unit[j, i] += 1e-5
        slope = (value(drift, diffusion + unit) - value(drift, diffusion - unit)) / 2e-5
        assert slope == pytest.approx(diffusion_bar[i, j] + diffusion_bar[j, i], rel=1e-7, abs=1e-6)


def test_many_exponentials_at_once_are_those_of_one_by_one() -> None:
    drifts = np.array([DRIFTS[name] for name in DRIFTS if len(DRIFTS[name]) == 2])
    for lag in (0.0, 0.01, 1.0, 40.0):
        alone = np.array([discretise(a, np.eye(2), np.array([lag])).transition[0] for a in drifts])
        assert np.allclose(exponentials(drifts, lag), alone, rtol=1e-12, atol=1e-14)
