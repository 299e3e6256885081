from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from tests.act.trial.people import DRIFT

from unspiral.act.trial.exposure import exposure_matrix, exposures, impulse_response, response, settled, timings, toeplitz

pytestmark = pytest.mark.identity
PUSH, ON = np.array([0.2, 0.5]), np.array([0, 1, 1, 0, 0, 1, 0, 1, 0, 0], dtype=float)


def test_response_is_that_of_an_ode_solver() -> None:
    kernel = impulse_response(DRIFT[None], PUSH[None], np.eye(2)[None], 10)
    found = response(kernel, ON)[0]
    state, rows = np.zeros(2), []
    for on in ON:  # a day at a time: the push jumps at midnight
        state = solve_ivp(lambda _, x, u=on: DRIFT @ x + PUSH * u, (0.0, 1.0), state, rtol=1e-11, atol=1e-12).y[:, -1]
        rows.append(state)
    assert found == pytest.approx(np.array(rows), abs=1e-8)


def test_fading_is_that_of_a_fine_euler_solution() -> None:
    half, fine = 3.0, 4000
    level, means = 0.0, []
    for on in ON:
        path = []
        for _ in range(fine):
            path.append(level)
            level += np.log(2.0) / half * (on - level) / fine
        means.append(np.mean(path))
    assert exposure_matrix(10, fading=half) @ ON == pytest.approx(np.array(means), abs=2e-4)


def test_onset_moves_days() -> None:
    assert exposure_matrix(10, onset=2.0) @ ON == pytest.approx(np.concatenate([[0, 0], ON[:-2]]))
    half = exposure_matrix(10, onset=0.5) @ ON
    assert half == pytest.approx(0.5 * ON + 0.5 * np.concatenate([[0], ON[:-1]]))


def test_a_long_course_settles() -> None:
    kernel = impulse_response(DRIFT[None], PUSH[None], np.eye(2)[None], 200)
    assert response(kernel, np.ones(200))[0, -1] == pytest.approx(settled(DRIFT[None], PUSH[None], np.eye(2)[None])[0])
    assert np.isnan(settled(-DRIFT[None], PUSH[None], np.eye(2)[None])).all()


def test_timings_hold_the_stated_one_first_and_once() -> None:
    assert timings(1.5, 3.0, estimated=False) == ((1.5, 3.0),)
    many = timings(2.0, 0.0, estimated=True)
    assert many[0] == (2.0, 0.0)
    assert len(set(many)) == len(many) == 12
    assert exposures(10, many)[3] == pytest.approx(exposure_matrix(10, *many[3]))


def test_toeplitz() -> None:
    assert toeplitz(np.array([1.0, 2.0, 3.0])).tolist() == [[1, 0, 0], [2, 1, 0], [3, 2, 1]]
