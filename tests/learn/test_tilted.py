"""One answer against a normal guess: against brute-force quadrature, differences, and far out in the tails."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy import ndarray
from scipy.special import gammaln, log_ndtr

from unspiral.learn.tilted import counted, counted_cumulants, interval, interval_cumulants, log_count

pytestmark = pytest.mark.identity


def cumulants(mean: float, variance: float, log_t: Callable[[ndarray], ndarray]) -> list[float]:
    """log Z and cumulants 1 to 6 of normal times chance, by a fine grid around where the product lies."""
    wide = np.linspace(mean - 14.0 * np.sqrt(variance), mean + 14.0 * np.sqrt(variance), 200_001)
    logs = -0.5 * (wide - mean) ** 2 / variance + log_t(wide)
    top = float(logs.max())
    weight = np.exp(logs - top)
    log_z = float(np.log(np.trapezoid(weight, wide)) + top - 0.5 * np.log(2.0 * np.pi * variance))
    weight /= weight.sum()
    centre = float((weight * wide).sum())
    c = [float((weight * (wide - centre) ** k).sum()) for k in range(7)]
    return [log_z, centre, c[2], c[3], c[4] - 3 * c[2] ** 2, c[5] - 10 * c[3] * c[2],
            c[6] - 15 * c[4] * c[2] - 10 * c[3] ** 2 + 30 * c[2] ** 3]  # fmt: skip


def between(low: float, high: float, root: float) -> Callable[[ndarray], ndarray]:
    def log_t(f: ndarray) -> ndarray:
        a, b = (low - f) / root, (high - f) / root
        turned = a + b > 0.0
        x, y = np.where(turned, -b, a), np.where(turned, -a, b)
        return np.asarray(log_ndtr(y) + np.log(-np.expm1(log_ndtr(x) - log_ndtr(y))))

    return log_t


@pytest.mark.parametrize(
    ("mean", "variance", "low", "high", "noise"),
    [(0.0, 1.0, -np.inf, 0.0, 1.0), (0.3, 3.0, 0.5, 1.2, 1.0), (2.0, 0.5, -np.inf, -3.0, 1.0), (1.0, 9.0, 4.0, np.inf, 1.0),
     (-8.0, 1.0, 4.0, 5.0, 1.0), (0.0, 2.0, -0.3, -0.29, 1.0), (3.0, 2.0, -np.inf, 0.0, 0.09)],
)  # fmt: skip
def test_steps_have_the_moments_of_brute_force(mean: float, variance: float, low: float, high: float, noise: float) -> None:
    m, s, a, b = (np.array([x]) for x in (mean, variance, low, high))
    found, higher = interval(m, s, a, b, noise), interval_cumulants(m, s, a, b, noise)
    truth = cumulants(mean, variance, between(low, high, np.sqrt(noise)))
    assert found.log_z[0] == pytest.approx(truth[0], abs=1e-10)
    assert mean + variance * found.d1[0] == pytest.approx(truth[1], abs=1e-10)
    assert variance + variance**2 * found.d2[0] == pytest.approx(truth[2], abs=1e-10)
    assert higher[:, 0] == pytest.approx(truth[3:], abs=1e-8)


@pytest.mark.parametrize(
    ("mean", "variance", "count"), [(0.0, 1.0, 0), (0.0, 1.0, 3), (1.0, 0.1, 2), (2.0, 4.0, 0), (3.0, 4.0, 100), (-1.0, 1.4, 1)]
)
def test_counts_have_the_moments_of_brute_force(mean: float, variance: float, count: int) -> None:
    m, s, k = (np.array([float(x)]) for x in (mean, variance, count))
    found, higher = counted(m, s, k), counted_cumulants(m, s, k)
    truth = cumulants(mean, variance, lambda f: count * f - np.exp(f) - gammaln(count + 1.0))
    assert found.log_z[0] == pytest.approx(truth[0], abs=1e-8)
    assert mean + variance * found.d1[0] == pytest.approx(truth[1], abs=1e-7)
    assert variance + variance**2 * found.d2[0] == pytest.approx(truth[2], abs=1e-7)
    assert higher[:2, 0] == pytest.approx(truth[3:5], abs=1e-5)


def test_derivatives_in_mean_and_ends_are_those_of_differences() -> None:
    rng = np.random.default_rng(3)
    m, s = rng.normal(size=50), rng.uniform(0.1, 3.0, size=50)
    low = rng.normal(size=50) - 1.0
    high = low + rng.uniform(0.2, 2.0, size=50)
    found, h = interval(m, s, low, high), 1e-5

    def log_z(dm: float = 0.0, da: float = 0.0, db: float = 0.0) -> ndarray:
        return interval(m + dm, s, low + da, high + db).log_z

    assert found.d1 == pytest.approx((log_z(h) - log_z(-h)) / (2 * h), abs=1e-8)
    assert found.low == pytest.approx((log_z(da=h) - log_z(da=-h)) / (2 * h), abs=1e-8)
    assert found.high == pytest.approx((log_z(db=h) - log_z(db=-h)) / (2 * h), abs=1e-8)


@pytest.mark.parametrize("far", [20.0, 200.0, 3000.0])
def test_an_answer_that_is_far_away_is_unlikely_and_never_nan(far: float) -> None:
    m, s = np.array([far, far, -far]), np.ones(3)
    low, high = np.array([-np.inf, -1.0, 0.0]), np.array([0.0, 0.5, np.inf])
    found = interval(m, s, low, high)
    assert np.isfinite([found.log_z, found.d1, found.d2]).all()
    chance = log_ndtr(-np.array([far, far - 0.5, far]) / np.sqrt(2.0))  # nearly all of what lies beyond the nearer end
    assert found.log_z == pytest.approx(chance, rel=1e-3)
    assert (found.d2 >= -0.5).all() and (found.d2 < 0.0).all()
    assert np.isfinite(interval_cumulants(m, s, low, high)).all()


def test_a_huge_count_is_read_where_it_lies() -> None:
    found = counted(np.array([0.0, 12.0]), np.array([1.0, 4.0]), np.array([1e6, 0.0]))
    assert np.isfinite([found.log_z, found.d1, found.d2]).all()
    assert found.d1[0] == pytest.approx(np.log(1e6), abs=1.1)  # the guess is pulled nearly all the way to log k
    assert found.d1[1] < -1.0


def test_without_spread_a_guess_is_a_point() -> None:
    at = np.array([0.4, -2.0])
    assert counted(at, np.zeros(2), np.array([2.0, 0.0])).log_z == pytest.approx(log_count(at, np.array([2.0, 0.0])))
    assert interval(at, np.zeros(2), -np.inf, np.array([0.0, 0.0])).log_z == pytest.approx(log_ndtr(-at))
