from __future__ import annotations

import numpy as np
import pytest
from numpy import ndarray
from scipy.optimize import least_squares

from unspiral.act.population.descent import MOST, descend

pytestmark = pytest.mark.identity
DAYS = np.linspace(0.1, 3.0, 9)


def curves(wanted: ndarray):
    def residuals(theta: ndarray) -> tuple[ndarray, ndarray]:
        a, b = np.exp(theta)
        fall = np.exp(-b * DAYS)
        return a * fall - wanted, np.stack([a * fall, -a * b * DAYS * fall], axis=1)

    return residuals


@pytest.mark.parametrize("off", [0.0, 0.3, 1.5])
def test_the_end_is_that_of_another_search(off: float) -> None:
    # 0.0 can be met exactly; the others contradict each other, and the slopes' own change is then most of the way.
    wanted = 2.0 * np.exp(-0.7 * DAYS) + off * np.cos(4.0 * DAYS)
    residuals = curves(wanted)
    found = descend(residuals, np.array([0.0, 0.5]))
    peer = least_squares(lambda t: residuals(t)[0], np.array([0.0, 0.5]), jac=lambda t: residuals(t)[1], xtol=1e-15, ftol=1e-15, gtol=1e-15)
    assert found.ended and found.at == pytest.approx(peer.x, abs=2e-5)
    assert 0.5 * found.residuals @ found.residuals == pytest.approx(peer.cost, rel=1e-9, abs=1e-9)


def test_it_steps_back_from_where_there_is_nothing() -> None:
    def residuals(theta: ndarray) -> tuple[ndarray, ndarray]:
        with np.errstate(invalid="ignore"):
            return np.array([np.sqrt(theta[0]) - 0.1]), np.array([[0.5 / np.sqrt(theta[0])]])

    found = descend(residuals, np.array([4.0]))  # the first full step leads below 0
    assert found.ended and found.at[0] == pytest.approx(0.01, rel=1e-4)


def test_a_search_without_an_end_says_so() -> None:
    calls: list[float] = []

    def residuals(theta: ndarray) -> tuple[ndarray, ndarray]:
        calls.append(float(theta[0]))
        fall = 1e9 * np.exp(-theta)  # less and less, for ever
        return fall, -fall[:, None]

    found = descend(residuals, np.array([0.0]))
    assert found.ended is False and len(calls) <= MOST and found.at[0] > 5.0
