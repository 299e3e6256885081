"""The search on surfaces whose top is known."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.learn.climb import AGREE, WALL
from unspiral.learn.search import Objective, curvature, guarded, maximise

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


def test_the_same_starts_give_the_same_end() -> None:
    starts = [np.array([-1.0, 2.0]), np.array([0.5, 0.0])]
    assert np.array_equal(maximise(hill, starts, -FREE, FREE).theta, maximise(hill, starts, -FREE, FREE).theta)


def stopped(after: int) -> Objective:
    """The hill, and Ctrl-C at one of the looks at it."""
    looks = [0]

    def look(points: list[np.ndarray]) -> list[tuple[float, np.ndarray]]:
        looks[0] += len(points)
        if looks[0] > after:
            raise KeyboardInterrupt
        return hill(points)

    return look


STARTS = [np.array([-1.0, 2.0]), np.array([0.0, 0.0]), np.array([3.0, -1.0])]


def test_an_interruption_keeps_the_best_point_so_far() -> None:
    early = maximise(stopped(5), STARTS, -FREE, FREE)
    assert early.interrupted
    assert not early.converged
    assert early.loglik == hill([early.theta])[0][0]
    assert early.loglik > hill([STARTS[0]])[0][0]
    assert not early.information.any()
    assert early.decrement == np.inf


def test_an_interruption_after_the_first_maximum_keeps_that_maximum() -> None:
    looks: list[int] = []
    maximise(lambda points: looks.append(len(points)) or hill(points), STARTS[:1], -FREE, FREE)
    late = maximise(stopped(sum(looks) + 1), STARTS, -FREE, FREE)
    assert late.interrupted
    assert late.converged
    assert np.allclose(late.theta, 1.0, atol=1e-4)
    assert len(late.ends) == 1


def test_an_interruption_before_anything_was_found_is_one() -> None:
    with pytest.raises(KeyboardInterrupt):
        maximise(stopped(0), STARTS, -FREE, FREE)


def test_an_interruption_between_two_starts_keeps_the_first() -> None:
    def tick(done: int, of: int) -> None:
        raise KeyboardInterrupt

    found = maximise(hill, STARTS, -FREE, FREE, tick)
    assert found.interrupted
    assert found.converged
    assert len(found.ends) == 1


def test_later_starts_only_show_that_they_agree() -> None:
    looks = [0]

    def counted(points: list[np.ndarray]) -> list[tuple[float, np.ndarray]]:
        looks[0] += len(points)
        return hill(points)

    alone = []
    for start in STARTS:
        looks[0] = 0
        maximise(counted, [start], -FREE, FREE)
        alone.append(looks[0])
    looks[0] = 0
    found = maximise(counted, STARTS, -FREE, FREE)
    assert looks[0] < 0.8 * sum(alone)
    assert all(found.loglik - end < AGREE for end in found.ends)


def test_the_highest_end_that_is_a_maximum_wins() -> None:
    """A hill of height 0 at 0, and beyond 3 a slope that climbs for ever."""

    def endless(points: list[np.ndarray]) -> list[tuple[float, np.ndarray]]:
        out = []
        for x in points:
            fall = -(x[0] ** 2) if x[0] < 2 else -4.0 + 5 * (x[0] - 2)
            out.append((float(fall), np.array([-2 * x[0] if x[0] < 2 else 5.0])))
        return out

    one = np.full(1, np.inf)
    for starts in ([[-1.0], [3.0]], [[3.0], [-1.0]]):
        found = maximise(endless, [np.array(s) for s in starts], -one, one)
        assert found.converged
        assert found.theta[0] == pytest.approx(0.0, abs=1e-6)
        assert found.beyond == 1
        assert len(found.ends) == 1


def test_known_curvature_spares_the_climb() -> None:
    cold = maximise(hill, [np.array([0.9, 0.8])], -FREE, FREE)
    looks = [0]

    def counted(points: list[np.ndarray]) -> list[tuple[float, np.ndarray]]:
        looks[0] += len(points)
        return hill(points)

    warm = maximise(counted, [np.array([0.99, 0.979])], -FREE, FREE, known=cold.information)
    assert warm.converged
    assert looks[0] <= 12
    assert np.allclose(warm.theta, cold.theta, atol=1e-5)
    assert np.allclose(warm.information, cold.information, rtol=1e-3)
    wrong = maximise(counted, [np.array([0.99, 0.979])], -FREE, FREE, known=-1e6 * np.eye(2))  # known wrongly, it still ends at the top
    assert wrong.converged
    assert np.allclose(wrong.theta, cold.theta, atol=1e-5)


def test_curvature_is_the_second_derivative() -> None:
    found = curvature(guarded(hill), np.array([0.3, 0.2]), np.array([True, True]))
    assert np.allclose(found, [[2 - 120 * 0.2 + 360 * 0.09, -120 * 0.3], [-120 * 0.3, 60.0]], rtol=1e-6)
