"""The best point with a given value: by hand, against bounds, from far away, and where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from tests.learn.test_profile import peak

from unspiral.learn.quantity import Quantity
from unspiral.learn.surface import best_at, inverse_among

SUM = Quantity("sum", lambda t: t[:, 0] + t[:, 1])


def test_a_point_is_the_best_with_its_value() -> None:
    top = peak(lambda t: float(-((t[0] - 1.0) ** 2) - 2.0 * (t[1] - t[0]) ** 2), [1.0, 1.0])
    found = best_at(top, SUM, 5.0, top.theta, top.information)
    # Lagrange by hand: t1 - t0 = d, t0 = (5 - d) / 2; minus (1.5 - d / 2)^2 - 2 d^2 is largest at d = 1 / 3.
    assert found.theta == pytest.approx([14.0 / 6.0, 16.0 / 6.0], abs=1e-4)


def test_values_held_fixed_stay_where_they_are() -> None:
    top = peak(lambda t: float(-((t[0] - 1.0) ** 2) - 2.0 * (t[1] - t[0]) ** 2), [1.0, 1.0])
    found = best_at(top, None, 0.0, np.array([0.0, 1.0]), top.information, np.array([True, False]))
    assert found.theta == pytest.approx([0.0, 0.0], abs=1e-4)
    assert found.loglik == pytest.approx(-1.0, abs=1e-6)


def test_a_curved_surface_is_not_left() -> None:
    """On the circle the highest point of a plane lies where the plane points."""
    top = peak(lambda t: float(2.0 * t[0] + t[1] - 0.05 * (t @ t)), [20.0, 10.0])
    circle = Quantity("square of the radius", lambda t: (t**2).sum(axis=1))
    found = best_at(top, circle, 4.0, np.array([-1.0, 1.9]), top.information)
    assert found.theta == pytest.approx(2.0 * np.array([2.0, 1.0]) / np.sqrt(5.0), abs=1e-3)
    assert circle.at(found.theta) == pytest.approx(4.0, abs=1e-7)


def test_a_value_that_nothing_has_is_not_found() -> None:
    top = peak(lambda t: float(-(t @ t)), [0.1, 0.1])
    assert np.isnan(best_at(top, Quantity("square", lambda t: (t**2).sum(axis=1)), -1.0, top.theta, top.information).loglik)


def test_the_inverse_is_that_of_the_free_part_and_never_negative() -> None:
    half = np.random.default_rng(1).normal(size=(4, 4))
    whole, free = half @ half.T + np.eye(4), np.array([True, False, True, True])
    found = inverse_among(whole, free)
    assert np.allclose(found[np.ix_(free, free)], np.linalg.inv(whole[np.ix_(free, free)]))
    assert not found[1].any()
    assert np.linalg.eigvalsh(inverse_among(np.diag([1.0, -1.0]), np.ones(2, dtype=bool))).min() > 0
