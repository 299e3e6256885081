"""Closed forms against an ODE solver, on random loops."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy import ndarray
from scipy.integrate import solve_ivp
from scipy.optimize import brentq
from tests.act.made import random_drift

from unspiral.act.response import Turn, follow, reached, release, respond, settle, stability
from unspiral.act.response import solved as solved_each

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


# Areas, single pushes, and pushes that come and go -----------------------------------------------------------------------------------


def area_of(drift: ndarray, push: ndarray, start: ndarray, until: float) -> ndarray:
    """Area by the solver, as a state of its own."""
    p = len(push)
    found = solve_ivp(
        lambda _, x: np.concatenate([drift @ x[:p] + push, x[:p]]),
        (0.0, until),
        np.concatenate([start, np.zeros(p)]),
        rtol=1e-11,
        atol=1e-12,
    )
    return found.y[p:, -1]


@pytest.mark.parametrize("p", [1, 3, 5])
def test_area_under_a_press_and_a_pulse(p: int) -> None:
    rng = np.random.default_rng([p, 21])
    drift, push, zero = random_drift(rng, p), rng.normal(size=p), np.zeros(p)
    assert np.allclose(respond(drift[None], push[None], 0.5, 40).area[0], area_of(drift, push, zero, 20.0), atol=1e-8)
    found = release(drift[None], push[None], 0.5, 40)
    assert np.allclose(found.area[0], area_of(drift, zero, push, 20.0), atol=1e-8)
    assert found.whole is not None
    assert np.allclose(found.whole[0], respond(drift[None], push[None], 0.5, 40).settled[0], atol=1e-12)
    assert np.allclose(found.half[0], respond(drift[None], push[None], 0.5, 40).half[0], rtol=1e-12)
    times = 0.5 * np.arange(41)
    truth = solve_ivp(lambda _, x: drift @ x, (0.0, 20.0), push, t_eval=times, rtol=1e-11, atol=1e-13).y.T
    assert np.allclose(found.path[0], truth, atol=1e-8)
    assert not found.settled.any()


def turns_of(pieces: list[tuple[float, float, ndarray]]) -> list[Turn]:
    found = [Turn(start, b[None], 0 * b[None]) for start, _, b in pieces]
    found += [Turn(end, -b[None], 0 * b[None]) for _, end, b in pieces if np.isfinite(end)]
    return sorted(found, key=lambda turn: turn.time)


def test_turns_off_the_grid_are_those_of_the_solver() -> None:
    rng = np.random.default_rng(8)
    drift = random_drift(rng, 3)
    pieces = [(0.0, 3.37, rng.normal(size=3)), (2.1, 7.9, rng.normal(size=3)), (5.0, np.inf, rng.normal(size=3))]
    found = follow(drift[None], turns_of(pieces), 0.5, 24)

    def pushed(t: float) -> ndarray:
        return sum((b for start, end, b in pieces if start <= t < end), np.zeros(3))

    edges, state, area, rows = [0.0, 2.1, 3.37, 5.0, 7.9, 12.0], np.zeros(3), np.zeros(3), {0.0: np.zeros(3)}
    for one, two in itertools.pairwise(edges):
        b = pushed(one)
        at = [t for t in found_times(24, 0.5) if one < t <= two]
        part = solve_ivp(
            lambda _, x, b=b: np.concatenate([drift @ x[:3] + b, x[:3]]), (one, two), np.concatenate([state, area]),
            t_eval=[*at, two] if two not in at else at, rtol=1e-11, atol=1e-12,
        )  # fmt: skip
        rows |= {t: x[:3] for t, x in zip(part.t, part.y.T, strict=True)}
        state, area = part.y[:3, -1], part.y[3:, -1]
    assert np.allclose(found.path[0], [rows[t] for t in found_times(24, 0.5)], atol=1e-8)
    assert np.allclose(found.area[0], area, atol=1e-8)
    assert np.allclose(found.settled[0], np.linalg.solve(-drift, pieces[2][2]), atol=1e-10)
    assert found.whole is None


def found_times(count: int, step: float) -> list[float]:
    return [step * k for k in range(count + 1)]


def test_pieces_that_all_end_have_a_whole_area_and_its_half() -> None:
    rng = np.random.default_rng(9)
    drift = random_drift(rng, 2)
    b = np.abs(rng.normal(size=2))
    found = follow(drift[None], turns_of([(1.0, 4.0, b), (6.0, 7.0, 2.0 * b)]), 1.0, 10)
    assert found.whole is not None
    assert np.allclose(found.whole[0], np.linalg.solve(-drift, 5.0 * b), atol=1e-10)
    assert not found.settled.any()
    far = follow(drift[None], turns_of([(1.0, 4.0, b), (6.0, 7.0, 2.0 * b)]), 5.0, 100)
    assert np.allclose(far.area[0], found.whole[0], atol=1e-9)
    for i in range(2):
        t = float(found.half[0, i])
        part = follow(drift[None], turns_of([(1.0, 4.0, b), (6.0, 7.0, 2.0 * b)]), t / 16, 16)
        assert part.area[0, i] == pytest.approx(0.5 * found.whole[0, i], rel=1e-6)


def test_one_turn_at_the_start_is_a_press() -> None:
    rng = np.random.default_rng(10)
    drift, b = np.array([random_drift(rng, 3) for _ in range(4)]), rng.normal(size=(4, 3))
    press, same = respond(drift, b, 1.0, 30), follow(drift, [Turn(0.0, b, np.zeros_like(b))], 1.0, 30)
    for one, other in ((press.path, same.path), (press.settled, same.settled), (press.area, same.area)):
        assert np.allclose(one, other, atol=1e-10)
    assert np.allclose(press.half, same.half, rtol=1e-5)


def test_a_schedule_in_a_loop_that_runs_away_is_beyond_every_finite_value() -> None:
    drift, b = np.array([[-0.2, 0.5], [0.4, -0.2]]), np.array([1.0, 0.0])
    both = np.array([drift, [[-0.5, 0.3], [0.2, -0.5]]])
    found = follow(both, [Turn(0.0, np.array([b, b]), np.zeros((2, 2))), Turn(5.0, np.array([-b, -b]), np.zeros((2, 2)))], 1.0, 10)
    assert list(found.settled[0]) == [np.inf, np.inf]
    assert list(found.settled[1]) == [0.0, 0.0]
    assert found.whole is not None
    assert list(found.whole[0]) == [np.inf, np.inf]
    assert list(found.half[0]) == [np.inf, np.inf]


def test_a_drift_without_an_inverse_has_no_solution_and_does_not_stop_the_rest() -> None:
    found = solved_each(np.array([[[-1.0, 0.0], [1.0, 0.0]], [[-2.0, 0.0], [0.0, -4.0]]]), np.ones((2, 2)))
    assert np.isnan(found[0]).all()
    assert list(found[1]) == [-0.5, -0.25]
