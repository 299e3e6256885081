"""One climb on surfaces whose lowest point is known."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.learn.climb import AGREE, WALL, climb

FREE = np.full(2, np.inf)


def valley(x: np.ndarray) -> tuple[float, np.ndarray]:
    """A narrow curved valley with its lowest point at (1, 1)."""
    a, b = x
    return float((1 - a) ** 2 + 30 * (b - a * a) ** 2), np.array([-2 * (1 - a) - 120 * a * (b - a * a), 60 * (b - a * a)])


def test_it_finds_the_lowest_point_and_knows_what_it_costs() -> None:
    found = climb(valley, np.array([-1.0, 2.0]), -FREE, FREE)
    assert np.allclose(found.theta, 1.0, atol=1e-3)
    assert found.cost == valley(found.theta)[0]
    assert np.array_equal(found.gradient, valley(found.theta)[1])


def test_many_values_with_very_different_curvature() -> None:
    rng = np.random.default_rng(1)
    turn = np.linalg.qr(rng.normal(size=(12, 12)))[0]
    bend = turn @ np.diag(10.0 ** np.linspace(-1, 3, 12)) @ turn.T
    top = rng.normal(size=12)
    found = climb(
        lambda x: (float(0.5 * (x - top) @ bend @ (x - top)), bend @ (x - top)), np.zeros(12), np.full(12, -9.0), np.full(12, 9.0)
    )
    assert found.cost < 1e-3


def test_a_bound_stops_one_value_and_lets_the_others_go_on() -> None:
    upper = np.array([0.5, np.inf])
    found = climb(valley, np.array([-1.0, 2.0]), -FREE, upper)
    assert found.theta[0] == 0.5
    assert found.theta[1] == pytest.approx(0.25, abs=1e-3)  # the lowest point of what is left: b = a * a
    assert climb(valley, np.array([3.0, 2.0]), -FREE, upper).theta[0] == 0.5  # a start outside is brought inside


def test_it_leaves_a_bound_at_which_it_began() -> None:
    found = climb(valley, np.array([2.0, 0.0]), -FREE, np.array([2.0, np.inf]))
    assert np.allclose(found.theta, 1.0, atol=1e-3)


def test_it_walks_back_from_a_wall() -> None:
    def cliff(x: np.ndarray) -> tuple[float, np.ndarray]:
        return (WALL, np.zeros(1)) if x[0] > 2 else (float((x[0] - 1.9) ** 2), np.array([2 * (x[0] - 1.9)]))

    one = np.full(1, np.inf)
    assert climb(cliff, np.array([-8.0]), -one, one).theta[0] == pytest.approx(1.9, abs=1e-3)
    assert climb(cliff, np.array([3.0]), -one, one).cost == WALL  # nothing to climb from there


def test_a_climb_that_agrees_with_the_goal_ends_early_and_one_that_leads_beyond_it_goes_on() -> None:
    whole = climb(valley, np.array([-1.0, 2.0]), -FREE, FREE)
    early = climb(valley, np.array([-1.0, 2.0]), -FREE, FREE, goal=whole.cost)
    assert 0.0 < early.cost - whole.cost < AGREE
    # With a goal that lies higher than the surface goes, nothing may end early.
    beyond = climb(valley, np.array([-1.0, 2.0]), -FREE, FREE, goal=5.0)
    assert beyond.cost < 1e-4
