"""When half is reached, against a root finder on an ODE solver's dense output."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq
from tests.act.made import random_drift

from unspiral.act.half_time import crossing, half_along, half_times

pytestmark = pytest.mark.identity


def test_one_rate_has_its_own_half_time() -> None:
    rates = np.array([1e-3, 0.4, 30.0])
    found = half_times(-rates[:, None, None], np.ones((3, 1)), 1.0 / rates[:, None], np.ones(3, dtype=bool))
    assert found[:, 0] == pytest.approx(np.log(2.0) / rates, rel=1e-6)


def test_what_runs_away_or_stays_has_none() -> None:
    drift = np.array([[[-0.5]], [[0.1]], [[-0.5]]])
    settled = np.array([[2.0], [np.inf], [0.0]])
    found = half_times(drift, np.array([[1.0], [1.0], [0.0]]), settled, np.array([True, False, True]))
    assert np.isfinite(found[0, 0])
    assert np.isinf(found[1, 0])
    assert np.isnan(found[2, 0])


def test_many_loops_are_walked_as_each_alone() -> None:
    rng = np.random.default_rng(4)
    drift = np.array([random_drift(rng, 3) for _ in range(40)])
    push = rng.normal(size=(40, 3))
    settled = np.linalg.solve(-drift, push[:, :, None])[..., 0]
    all_of_them = half_times(drift, push, settled, np.ones(40, dtype=bool))
    for k in range(40):
        alone = half_times(drift[k : k + 1], push[k : k + 1], settled[k : k + 1], np.ones(1, dtype=bool))
        assert np.allclose(all_of_them[k], alone[0], rtol=1e-9)


@pytest.mark.parametrize("p", [2, 4])
def test_a_stretch_ends_where_the_solver_ends_and_crosses_where_it_crosses(p: int) -> None:
    rng = np.random.default_rng([p, 3])
    drift, start, push, length = random_drift(rng, p), 0.1 * rng.normal(size=p), rng.normal(size=p), 9.0
    truth = solve_ivp(lambda _, x: drift @ x + push, (0.0, length), start, dense_output=True, rtol=1e-11, atol=1e-13)
    goal = truth.y[:, -1]
    end, _, found = half_along(drift[None], start[None], push[None], goal[None], length)
    assert np.allclose(end[0], goal, atol=1e-8)
    for i in range(p):
        grid = np.linspace(0.0, length, 20_001)
        past = np.flatnonzero(truth.sol(grid)[i] / goal[i] >= 0.5)[0]
        wanted = 0.0 if past == 0 else brentq(lambda t, i=i: truth.sol(t)[i] / goal[i] - 0.5, grid[past - 1], grid[past])
        assert found[0, i] == pytest.approx(wanted, rel=1e-5, abs=1e-9)


def test_a_stretch_that_does_not_reach_half_says_so() -> None:
    end, _, found = half_along(np.array([[[-0.1]]]), np.zeros((1, 1)), np.ones((1, 1)), np.array([[10.0]]), 1.0)
    assert end[0, 0] == pytest.approx(10.0 * -np.expm1(-0.1))
    assert np.isinf(found[0, 0])


def test_a_cubic_is_crossed_where_it_is() -> None:
    def cubic(s: float) -> float:
        return 0.3 + 0.2 * s + 0.5 * s**2 + 0.4 * s**3

    found = crossing(np.array([0.3]), np.array([cubic(1.0)]), np.array([0.2]), np.array([0.2 + 1.0 + 1.2]), np.array([0.8]))
    assert cubic(float(found[0])) == pytest.approx(0.8, abs=1e-12)


@pytest.mark.parametrize("p", [1, 3])
def test_the_area_of_a_stretch_is_that_of_the_solver_and_its_half_is_where_it_crosses(p: int) -> None:
    rng = np.random.default_rng([p, 8])
    drift, start, push, length = random_drift(rng, p), rng.uniform(0.5, 1.0, size=p), rng.uniform(0.0, 0.3, size=p), 7.0
    begun = rng.uniform(0.0, 0.1, size=p)

    def slope(_: float, x: np.ndarray) -> np.ndarray:
        return np.concatenate([drift @ x[:p] + push, x[:p]])

    truth = solve_ivp(slope, (0.0, length), np.concatenate([start, begun]), dense_output=True, rtol=1e-11, atol=1e-13)
    goal = truth.y[p:, -1]
    found = half_along(drift[None], start[None], push[None], goal[None], length, begun[None])
    assert np.allclose(found.end[0], truth.y[:p, -1], atol=1e-9)
    assert np.allclose(found.gathered[0], goal, atol=1e-9)
    for i in range(p):
        grid = np.linspace(0.0, length, 20_001)
        past = np.flatnonzero(truth.sol(grid)[p + i] / goal[i] >= 0.5)[0]
        wanted = brentq(lambda t, i=i: truth.sol(t)[p + i] / goal[i] - 0.5, grid[past - 1], grid[past])
        assert found.found[0, i] == pytest.approx(wanted, rel=1e-6)
