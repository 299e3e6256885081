from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm

from unspiral.act.population.carry import carried

pytestmark = pytest.mark.identity


@pytest.mark.parametrize("days", [0.0, 0.3, 7.0, 400.0])
def test_rows_are_carried_as_by_the_matrix_exponential(days: float) -> None:
    rng = np.random.default_rng(2)
    generator = rng.exponential(0.05, (3, 6, 6))
    generator[:, np.arange(6), np.arange(6)] = 0.0
    generator[:, np.arange(6), np.arange(6)] = -generator.sum(axis=2)
    rows = rng.dirichlet(np.ones(6), 3)
    assert carried(rows, generator, days) == pytest.approx(np.einsum("ck,ckl->cl", rows, expm(generator * days)), abs=1e-13)


def test_a_complex_step_gives_the_derivative() -> None:
    q = np.array([[-0.2, 0.2], [0.1, -0.1]])
    push = np.array([[-1.0, 1.0], [0.0, 0.0]])
    slope = carried(np.array([1.0, 0.0]), q + 1e-30j * push, 5.0).imag / 1e-30
    h = 1e-6
    wanted = (carried(np.array([1.0, 0.0]), q + h * push, 5.0) - carried(np.array([1.0, 0.0]), q - h * push, 5.0)) / (2.0 * h)
    assert slope == pytest.approx(wanted, abs=1e-9)
