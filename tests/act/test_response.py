"""Closed forms against an ODE solver, on random loops."""

from __future__ import annotations

import numpy as np
import pytest
from numpy import ndarray
from scipy.integrate import solve_ivp
from scipy.optimize import brentq
from tests.act.made import random_drift

from unspiral.act.response import reached, respond, settle, stability

pytestmark = pytest.mark.identity


def solved(drift: ndarray, push: ndarray, times: ndarray) -> ndarray:
    """The path by a general solver that knows nothing of matrix exponentials."""
    found = solve_ivp(lambda _, x: drift @ x + push, (0.0, times[-1]), np.zeros(len(push)), t_eval=times, rtol=1e-10, atol=1e-12)
    return found.y.T


def first_half(drift: ndarray, push: ndarray, process: int) -> float:
    """The half-time by a fine grid of the solver's dense output, then a root finder."""
    wanted = 0.5 * -np.linalg.solve(drift, push)[process]
    long = 60.0 / -np.linalg.eigvals(drift).real.max()
    found = solve_ivp(lambda _, x: drift @ x + push, (0.0, long), np.zeros(len(push)), dense_output=True, rtol=1e-10, atol=1e-13)
    grid = np.linspace(0.0, long, 60_001)
    past = np.flatnonzero(np.sign(wanted) * (found.sol(grid)[process] - wanted) >= 0)[0]
    return float(brentq(lambda t: found.sol(t)[process] - wanted, grid[past - 1], grid[past]))


@pytest.mark.parametrize("p", [2, 3, 4, 5])
@pytest.mark.parametrize("seed", range(3))
def test_path_and_long_run_are_those_of_the_solver(p: int, seed: int) -> None:
    rng = np.random.default_rng([p, seed])
    drift, push = random_drift(rng, p), rng.normal(size=p)
    answer = respond(drift[None], push[None], 0.7, 40)
    assert np.allclose(answer.path[0], solved(drift, push, 0.7 * np.arange(41)), atol=1e-8)
    assert np.allclose(drift @ answer.settled[0], -push, atol=1e-12)
    far = respond(drift[None], push[None], 1000.0, 2).path[0, -1]
    assert np.allclose(far, answer.settled[0], atol=1e-10)


@pytest.mark.parametrize("p", [1, 2, 4])
def test_half_time_is_that_of_the_solver(p: int) -> None:
    rng = np.random.default_rng([p, 7])
    drift, push = random_drift(rng, p), rng.normal(size=p)
    answer = respond(drift[None], push[None], 1.0, 1)
    assert answer.half[0] == pytest.approx([first_half(drift, push, i) for i in range(p)], rel=1e-6)


def test_half_time_of_one_process_is_that_of_its_rate() -> None:
    for rate in (1e-4, 0.3, 50.0):
        assert respond(np.array([[[-rate]]]), np.array([[2.0]]), 1.0, 1).half[0, 0] == pytest.approx(np.log(2.0) / rate, rel=1e-6)


def test_half_time_is_the_first_crossing_of_a_path_that_swings() -> None:
    drift = np.array([[-0.1, 1.5], [-1.2, -0.1]])
    push = np.array([1.0, 0.0])
    answer = respond(drift[None], push[None], 1.0, 1)
    assert answer.half[0] == pytest.approx([first_half(drift, push, i) for i in range(2)], rel=1e-6)


def test_fast_and_slow_together() -> None:
    """Rates five orders apart, and an effect that first goes the other way."""
    drift = np.array([[-40.0, 0.0], [-8.0, -1e-3]])
    push = np.array([1.0, 0.5])
    answer = respond(drift[None], push[None], 1.0, 1)
    t = answer.half[0, 1]
    fast, slow = -np.expm1(-40.0 * t) / 40.0, -np.expm1(-1e-3 * t) / 1e-3
    # The second process by hand: pushed by 0.5 and, through the first, by -8 (1 - exp(-40 t)) / 40.
    at_t = (0.5 - 8.0 / 40.0) * slow + 8.0 / 40.0 * (np.exp(-1e-3 * t) - np.exp(-40.0 * t)) / (40.0 - 1e-3)
    assert at_t == pytest.approx(0.5 * answer.settled[0, 1], rel=1e-6)
    assert fast == pytest.approx(1.0 / 40.0)


def test_repeated_eigenvalues() -> None:
    drift, push = np.array([[-0.7, 0.9], [0.0, -0.7]]), np.array([0.0, 1.0])
    answer = respond(drift[None], push[None], 0.5, 30)
    assert np.allclose(answer.path[0], solved(drift, push, 0.5 * np.arange(31)), atol=1e-8)


def test_every_draw_has_its_own_answer() -> None:
    rng = np.random.default_rng(1)
    drift = np.array([random_drift(rng, 3) for _ in range(5)])
    push = rng.normal(size=(5, 3))
    together = respond(drift, push, 1.0, 10)
    for k in range(5):
        alone = respond(drift[k : k + 1], push[k : k + 1], 1.0, 10)
        assert np.array_equal(together.path[k], alone.path[0])
        assert np.allclose(together.settled[k], alone.settled[0], rtol=1e-13)
        assert np.allclose(together.half[k], alone.half[0], rtol=1e-9)


def test_what_no_link_reaches_stays_to_the_last_digit() -> None:
    drift = np.array([[-0.5, 0.0, 0.2], [0.3, -0.4, 0.1], [0.0, 0.0, -0.6]])
    push = np.array([1.0, 0.0, 0.0])
    assert list(reached(drift[None], push[None])) == [True, True, False]
    answer = respond(drift[None], push[None], 1.0, 20)
    assert not answer.path[0, :, 2].any()
    assert answer.settled[0, 2] == 0.0
    assert np.isnan(answer.half[0, 2])


def test_a_loop_that_runs_away_has_a_path_and_signed_infinities() -> None:
    drift, push = np.array([[-0.2, 0.5], [0.4, -0.2]]), np.array([-1.0, 0.0])
    assert not stability(drift[None])[0]
    answer = respond(drift[None], push[None], 1.0, 10)
    assert np.allclose(answer.path[0], solved(drift, push, np.arange(11.0)), rtol=1e-7)
    assert list(answer.settled[0]) == [-np.inf, -np.inf]
    assert list(answer.half[0]) == [np.inf, np.inf]


def test_a_process_that_the_runaway_does_not_touch_settles() -> None:
    drift, push = np.array([[-0.5, 0.0], [0.3, 0.1]]), np.array([2.0, 0.0])
    assert list(settle(drift[None], push[None])[0]) == pytest.approx([4.0, np.inf])


def test_a_loop_that_swings_ever_wider_is_beyond_on_both_sides() -> None:
    drift = np.array([[0.1, 1.0], [-1.0, 0.1]])
    assert np.isnan(settle(drift[None], np.array([[1.0, 0.0]]))).all()


def test_modes_that_cannot_be_told_apart_do_not_stop_the_rest() -> None:
    drift = np.array([[[0.0, 0.0], [1.0, 0.0]], [[-1.0, 0.0], [0.0, -1.0]]])
    found = settle(drift, np.ones((2, 2)))
    assert not np.isfinite(found[0]).any()
    assert list(found[1]) == [1.0, 1.0]
