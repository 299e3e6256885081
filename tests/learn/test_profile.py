"""Profiles: closed forms, brute force over grids, another optimiser, and the places where a profile has no end."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import brentq, minimize
from scipy.stats import chi2
from tests.learn.loops import simulate_panel

from unspiral.learn.problem import problem_of
from unspiral.learn.profile import FLAT, WALL, Ends, Peak, Profile, best_at, other_branches, peak_of
from unspiral.learn.quantity import Quantity, lagged_quantity
from unspiral.learn.search import maximise
from unspiral.learn.start import bounds, starting_points
from unspiral.learn.surface import Held
from unspiral.loop.language import parse
from unspiral.records import Choices

DROP = chi2.ppf(0.95, 1) / 2.0
LOOP = parse("pain <-> depression")


def peak(
    loglik: Callable[[np.ndarray], float], theta: list[float], lower: float = -np.inf, upper: float = np.inf, roots: tuple[int, ...] = ()
) -> Peak:
    """A maximum of any function; derivatives by differences, so that a test needs no algebra."""
    at, size = np.array(theta), len(theta)

    def slope(x: np.ndarray) -> np.ndarray:
        return np.array([(loglik(x + 1e-6 * u) - loglik(x - 1e-6 * u)) / 2e-6 for u in np.eye(size)])

    bend = np.array([(slope(at - 1e-4 * u) - slope(at + 1e-4 * u)) / 2e-4 for u in np.eye(size)])
    low, high = np.full(size, lower), np.full(size, upper)
    return Peak(lambda points: [(loglik(p), slope(p)) for p in points], at, loglik(at), bend, low, high, np.array(roots, dtype=np.int64))


def coordinate(k: int) -> Quantity:
    return Quantity("coordinate", lambda t: t[:, k])


def test_the_variance_of_normal_numbers_has_the_interval_of_its_closed_form() -> None:
    y = np.random.default_rng(4).normal(2.0, 3.0, size=25)

    def loglik(t: np.ndarray) -> float:
        with np.errstate(all="ignore"):
            return float(-0.5 * np.sum(np.log(t[1] ** 2) + (y - t[0]) ** 2 / t[1] ** 2))

    top = peak(loglik, [y.mean(), y.std()], roots=(1,))
    found = Profile(top, Quantity("variance", lambda t: np.abs(t[:, 1]), lambda v: v * v, 0.0, np.inf, np.array([1]))).ends(0.95)
    s, n = y.var(), len(y)

    def beyond(v: float) -> float:  # the mean is at its best at the sample mean whatever the variance
        return 0.5 * n * (np.log(v / s) + s / v - 1.0) - DROP

    assert found.low == pytest.approx(brentq(beyond, 0.01 * s, s), rel=1e-4)
    assert found.high == pytest.approx(brentq(beyond, s, 10.0 * s), rel=1e-4)
    assert found.high - s > 1.5 * (s - found.low)  # no Wald interval would know


def test_a_variance_that_may_be_nil_starts_at_zero_and_one_that_may_not_does_not() -> None:
    rng = np.random.default_rng(1)

    def ends(true: float) -> tuple[Ends, float, float, float]:
        y = rng.normal(0.0, np.sqrt(1.0 + true), size=200)
        m = float((y**2).mean())

        def loglik(t: np.ndarray) -> float:
            v = 1.0 + t[0] ** 2
            return float(-100.0 * (np.log(v) + m / v))

        top = peak(loglik, [np.sqrt(max(m - 1.0, 0.0))], roots=(0,))
        quantity = Quantity("trait", lambda t: np.abs(t[:, 0]), lambda v: v * v, 0.0, np.inf, np.array([0]))

        def beyond(v: float) -> float:
            return top.loglik - loglik(np.array([np.sqrt(v)])) - DROP

        at = max(m - 1.0, 0.0)
        low = brentq(beyond, 0.0, at) if beyond(0.0) > 0 else 0.0
        return Profile(top, quantity).ends(0.95), low, brentq(beyond, at, 20.0), m

    none, _, high, m = ends(0.0)
    assert m < 1.1
    assert none.low == 0.0
    assert none.high == pytest.approx(high, rel=2e-3)
    some, low, high, _ = ends(1.0)
    assert low > 0.2
    assert some.low == pytest.approx(low, rel=1e-3)
    assert some.high == pytest.approx(high, rel=1e-3)


def test_a_product_is_followed_on_every_branch() -> None:
    """ab is small and positive with both factors up or both down: the profile is the better of the two."""

    def loglik(t: np.ndarray) -> float:
        return float(-0.5 * ((t[0] - 0.3) ** 2 + (t[1] + 0.2) ** 2))

    top = peak(loglik, [0.3, -0.2])
    product = Quantity("product", lambda t: t[:, 0] * t[:, 1])
    starts = other_branches(product, top, lambda t: (t[:, 0] > 0) + 2 * (t[:, 1] > 0), 0.95)
    found = Profile(top, product, starts).ends(0.95)
    a = np.concatenate([np.linspace(-6.0, -0.05, 60001), np.linspace(0.05, 6.0, 60001)])

    def best(c: float) -> float:
        return float((-0.5 * ((a - 0.3) ** 2 + (c / a + 0.2) ** 2)).max())

    assert found.low == pytest.approx(brentq(lambda c: best(c) + DROP, -8.0, -0.06), abs=5e-3)
    assert found.high == pytest.approx(brentq(lambda c: best(c) + DROP, 0.2, 8.0), abs=5e-3)


def test_other_values_stop_at_their_bounds() -> None:
    """A correlated value that cannot follow: the profile is that of a grid over what it may do."""

    def loglik(t: np.ndarray) -> float:
        return float(-0.5 * (t[0] ** 2 - 1.6 * t[0] * t[1] + t[1] ** 2) / 0.36)

    top = peak(loglik, [0.0, 0.0])
    top = Peak(top.values, top.theta, top.loglik, top.information, np.array([-np.inf, -0.5]), np.array([np.inf, 0.5]), top.roots)
    grid = np.linspace(-0.5, 0.5, 20001)
    found = Profile(top, coordinate(0)).ends(0.95)

    def best(c: float) -> float:
        return float((-0.5 * (c**2 - 1.6 * c * grid + grid**2) / 0.36).max())

    end = brentq(lambda c: best(c) + DROP, 0.5, 5.0)
    assert end < 1.9
    assert found.high == pytest.approx(end, abs=1e-3)
    assert found.low == pytest.approx(-end, abs=1e-3)


def test_a_likelihood_that_levels_off_has_no_end_there() -> None:
    top = peak(lambda t: -1.5 * float(1.0 - np.exp(-(max(t[0], 0.0) ** 2))) - 2.0 * float(min(t[0], 0.0) ** 2), [0.0])
    found = Profile(top, coordinate(0)).ends(0.95)
    assert found.high is None
    assert found.lost == FLAT
    assert found.low == pytest.approx(-np.sqrt(DROP / 2.0), rel=1e-3)


@pytest.mark.parametrize("careful", [True, False])
def test_a_point_that_was_seen_from_afar_is_seen_again_from_nearby(careful: bool) -> None:
    """Two wells: the better one bends away from where the walk looks first; unless it looks again, it finds no end at all."""

    def loglik(t: np.ndarray) -> float:
        wells = np.exp(-0.5 * ((t[1] - 0.3 * t[0] ** 2) / 0.3) ** 2) + np.exp(-3.0 - 0.5 * (t[1] / 0.3) ** 2)
        return float(-0.5 * t[0] ** 2 + np.log(wells + 1e-300))

    top = peak(loglik, [0.0, 0.0])
    found = Profile(top, coordinate(0), careful=careful).ends(0.95)
    grid = np.linspace(-2.0, 6.0, 8001)
    level = np.exp(-0.5 * (grid / 0.3) ** 2 - 3.0)

    def best(c: float) -> float:
        return float(-0.5 * c**2 + np.log((np.exp(-0.5 * ((grid - 0.3 * c**2) / 0.3) ** 2) + level).max()) - top.loglik)

    end = brentq(lambda c: best(c) + DROP, 0.5, 5.0)
    assert end > 1.9
    assert found.high == pytest.approx(end, abs=2e-3 if careful else 0.05)
    assert found.low == pytest.approx(-end, abs=2e-3 if careful else 0.05)


@pytest.mark.parametrize(
    ("root", "wall", "end", "most"),
    [
        (lambda c: np.sqrt(3.0 * -np.expm1(-(c**2))), 1.9, None, 7),  # it levels off: nothing is left to find before the wall
        (lambda c: 0.7 * c + 1.5 * max(c - 1.5, 0.0), 2.0, 1.5 + (np.sqrt(2.0 * DROP) - 1.05) / 2.2, 12),  # it falls ever more steeply
    ],
)
def test_a_profile_that_levels_off_before_a_wall_is_given_up_early_and_one_that_steepens_is_not(
    monkeypatch: pytest.MonkeyPatch, root: Callable[[float], float], wall: float, end: float | None, most: int
) -> None:
    looked: list[float] = []

    def noted(top: Peak, quantity: Quantity, target: float, *rest: np.ndarray) -> Held:
        looked.append(target)
        return best_at(top, quantity, target, *rest)

    monkeypatch.setattr("unspiral.learn.profile.best_at", noted)
    top = peak(lambda t: -0.5 * float(root(abs(float(t[0])))) ** 2, [0.0], upper=wall)
    found, why = Profile(top, coordinate(0)).end(1.0, 0.95)
    assert (found, why) == ((None, WALL) if end is None else (pytest.approx(end, abs=1e-3), ""))
    assert len(set(looked)) <= most


def test_a_saddle_is_left() -> None:
    """t1 stands squared in the likelihood: at 0 it has no slope, and for t0 beyond 1 the better place lies beside it."""

    def loglik(t: np.ndarray) -> float:
        return float(-1.5 * t[0] ** 2 + (t[0] - 0.5) * t[1] ** 2 - 0.5 * t[1] ** 4)

    top = peak(loglik, [0.0, 0.0], roots=(1,))
    profile = Profile(top, coordinate(0))
    assert profile.root(1.0) == pytest.approx(np.sqrt(2.0 * (1.5 - 0.5 * 0.5**2)), rel=1e-4)


def test_where_the_likelihood_is_a_parabola_it_is_the_wald_interval() -> None:
    half = np.random.default_rng(3).normal(size=(5, 5))
    bend = half @ half.T + np.eye(5)
    top = peak(lambda t: float(-0.5 * t @ bend @ t), [0.0] * 5)
    found = Profile(top, coordinate(2)).ends(0.90)
    assert found.high == pytest.approx(1.6448536 * np.sqrt(np.linalg.inv(bend)[2, 2]), rel=1e-4)


def test_another_optimiser_finds_the_same_drop_at_the_ends_of_a_real_problem() -> None:
    panel = simulate_panel(seed=5, occasions=120, uneven=True)
    problem = problem_of(panel, LOOP, Choices(False, False, "stationary", "constant", {}))
    top = peak_of(
        problem, maximise(problem.values, starting_points(problem.layout, problem.look, problem.scale, 2, 1), *bounds(problem.layout))
    )
    for quantity in (lagged_quantity(problem.layout, problem.scale, 1, 0, 1.0, standardised=True),):
        ends = Profile(top, quantity).ends(0.95)
        for end in (ends.low, ends.high):
            assert end is not None

            at = top.theta
            for weight in (1e2, 1e4, 1e6):  # a spring towards the value, ever stiffer

                def cost(t: np.ndarray, q: Quantity = quantity, c: float = end, w: float = weight) -> tuple[float, np.ndarray]:
                    (value, score), gap = problem.values([t])[0], q.at(t) - c
                    if not (np.isfinite(value) and np.isfinite(gap)):
                        return 1e6, np.zeros(len(t))
                    return -value + w * gap**2, -score + 2.0 * w * gap * q.slope(t)

                best = minimize(cost, at, jac=True, method="L-BFGS-B", bounds=list(zip(top.lower, top.upper, strict=True)))
                at = best.x
            assert top.loglik + best.fun == pytest.approx(DROP, abs=5e-3)
