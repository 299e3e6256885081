from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq
from tests.act.trial.people import DRIFT

from unspiral.act.trial.washout import recovery, slowest_part, washout
from unspiral.errors import NotIdentified

pytestmark = pytest.mark.identity
ONE = np.eye(1)


def by_solver(drift: np.ndarray, push: np.ndarray, fading: float, outcome: int) -> float:
    """The last time at which 5 % are left, from an ODE solver's dense course."""
    p = len(push)
    rate = math.log(2.0) / fading if fading else 0.0

    def moves(_: float, x: np.ndarray) -> np.ndarray:
        return np.append(drift @ x[:p] + push * x[p], -rate * x[p])

    start = np.append(-np.linalg.solve(drift, push), 1.0 if fading else 0.0)
    course = solve_ivp(moves, (0.0, 120.0), start, rtol=1e-11, atol=1e-13, dense_output=True).sol
    times = np.linspace(0.0, 120.0, 60_001)
    above = np.abs(course(times)[outcome]) - 0.05 * abs(start[outcome])
    k = int(np.flatnonzero(above > 0.0)[-1])
    return brentq(lambda t: abs(course(t)[outcome]) - 0.05 * abs(start[outcome]), times[k], times[k + 1], xtol=1e-10)


@pytest.mark.parametrize("fading", [0.0, 0.5, 2.0, 4.0, 9.0])
@pytest.mark.parametrize("outcome", [0, 1])
def test_washout_is_that_of_an_ode_solver(fading: float, outcome: int) -> None:
    push = np.array([0.0, 1.0])
    found = washout(DRIFT, push, np.eye(2), fading)[outcome]
    assert found == pytest.approx(by_solver(DRIFT, push, fading, outcome), abs=1e-6)


def test_a_swing_and_a_rise_after_the_end_count() -> None:
    swinging = np.array([[-0.1, 1.0], [-1.0, -0.1]])
    push = np.array([1.0, 0.3])
    for outcome in (0, 1):
        assert washout(swinging, push, np.eye(2))[outcome] == pytest.approx(by_solver(swinging, push, 0.0, outcome), abs=1e-6)


def test_one_rate_alone_and_two_that_are_alike() -> None:
    assert washout(-0.3 * ONE, np.ones(1), ONE)[0] == pytest.approx(math.log(20.0) / 0.3)
    # With equal rates of loop and fading the course is (1 + r t) exp(-r t): 58 % longer than the rate alone says.
    rate = 0.3
    alike = brentq(lambda t: (1.0 + rate * t) * math.exp(-rate * t) - 0.05, 0.0, 100.0)
    assert washout(-rate * ONE, np.ones(1), ONE, math.log(2.0) / rate)[0] == pytest.approx(alike, abs=1e-6)
    assert alike > 1.5 * math.log(20.0) / rate


def test_onset_is_added_and_what_is_not_reached_has_none() -> None:
    late = washout(DRIFT, np.array([0.0, 1.0]), np.eye(2), onset=2.0)
    assert late == pytest.approx(washout(DRIFT, np.array([0.0, 1.0]), np.eye(2)) + 2.0)
    one_way = np.array([[-0.5, 0.2], [0.0, -0.4]])
    found = washout(one_way, np.array([1.0, 0.0]), np.eye(2))
    assert np.isnan(found[1])
    assert found[0] == pytest.approx(math.log(20.0) / 0.5)


def test_the_outcome_decides_and_not_the_slowest_rate() -> None:
    # The slow process is pushed by the fast one and never pushes back: the fast outcome is clean long before the slowest rate says so.
    drift = np.array([[-1.0, 0.0], [0.05, -0.05]])
    found = washout(drift, np.array([1.0, 0.0]), np.eye(2))
    assert found[0] == pytest.approx(math.log(20.0))
    assert found[1] > math.log(20.0) / 0.05
    assert recovery(drift) == pytest.approx(20.0)


def test_the_slowest_part_is_named() -> None:
    drift = np.array([[-1.0, 0.0], [0.05, -0.05]])
    assert slowest_part(drift, ("pain", "depression")) == (pytest.approx(20.0), "depression")
    assert slowest_part(DRIFT, ("pain", "depression"))[1] == "depression"
    assert slowest_part(drift, ("pain", "depression"), fading=30.0) == (pytest.approx(30.0 / math.log(2.0)), "fading")


def test_a_loop_that_runs_away_is_refused() -> None:
    with pytest.raises(NotIdentified, match="runs away"):
        washout(-DRIFT, np.ones(2), np.eye(2))
