"""The search on surfaces whose top is known."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.learn.search import WALL, curvature, guarded, maximise

FREE = np.full(2, np.inf)


def hill(points: list[np.ndarray]) -> list[tuple[float, np.ndarray]]:
    """A narrow curved ridge with its top at (1, 1), height 0."""
    out = []
    for a, b in points:
        out.append((-((1 - a) ** 2) - 30 * (b - a * a) ** 2, np.array([2 * (1 - a) + 120 * a * (b - a * a), -60 * (b - a * a)])))
    return out


def test_finds_the_top_and_its_curvature() -> None:
    found = maximise(hill, [np.array([-1.0, 2.0]), np.array([0.0, 0.0]), np.array([3.0, -1.0])], -FREE, FREE)
    assert found.converged
    assert np.allclose(found.theta, 1.0, atol=1e-4)
    assert found.loglik == pytest.approx(0.0, abs=1e-9)
    assert np.allclose(found.information, [[242.0, -120.0], [-120.0, 60.0]], rtol=1e-3)
    assert len(found.ends) == 3
    assert found.ends[0] == max(found.ends)


def test_a_value_at_its_bound_is_not_free_and_has_no_curvature() -> None:
    found = maximise(hill, [np.array([0.0, 0.0])], -FREE, np.array([0.5, np.inf]))
    assert found.theta[0] == 0.5
    assert found.free.tolist() == [False, True]
    assert not found.information[0].any()
    assert found.converged


def test_two_hills_are_two_ends() -> None:
    def two(points: list[np.ndarray]) -> list[tuple[float, np.ndarray]]:
        return [(float(-((x[0] ** 2 - 4) ** 2) / 8 + x[0] / 4), np.array([-(x[0] ** 2 - 4) * x[0] / 2 + 0.25])) for x in points]

    one = np.full(1, np.inf)
    found = maximise(two, [np.array([-1.5]), np.array([1.5])], -one, one)
    assert found.theta[0] > 0
    assert found.ends[0] - found.ends[1] == pytest.approx(1.0, abs=0.05)


def test_a_flat_direction_is_no_maximum() -> None:
    def flat(points: list[np.ndarray]) -> list[tuple[float, np.ndarray]]:
        return [(float(-((x[0] + x[1]) ** 2)), np.full(2, -2.0 * (x[0] + x[1]))) for x in points]

    assert not maximise(flat, [np.array([1.0, 2.0])], -FREE, FREE).converged


def test_no_likelihood_is_a_wall_to_walk_back_from() -> None:
    def cliff(points: list[np.ndarray]) -> list[tuple[float, np.ndarray]]:
        return [
            (float("nan"), np.full(1, np.nan)) if x[0] > 2 else (float(-((x[0] - 1.9) ** 2)), np.array([-2 * (x[0] - 1.9)])) for x in points
        ]

    assert guarded(cliff)([np.array([3.0])])[0][0] == WALL
    one = np.full(1, np.inf)
    assert maximise(cliff, [np.array([-8.0])], -one, one).theta[0] == pytest.approx(1.9, abs=1e-3)


def test_the_same_starts_give_the_same_end_and_an_interruption_leaves_nobody_waiting() -> None:
    starts = [np.array([-1.0, 2.0]), np.array([0.5, 0.0])]
    assert np.array_equal(maximise(hill, starts, -FREE, FREE).theta, maximise(hill, starts, -FREE, FREE).theta)

    def interrupted(points: list[np.ndarray]) -> list[tuple[float, np.ndarray]]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        maximise(interrupted, starts, -FREE, FREE)


def test_curvature_is_the_second_derivative() -> None:
    found = curvature(guarded(hill), np.array([0.3, 0.2]), np.array([True, True]))
    assert np.allclose(found, [[2 - 120 * 0.2 + 360 * 0.09, -120 * 0.3], [-120 * 0.3, 60.0]], rtol=1e-6)
