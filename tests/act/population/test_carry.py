from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm

from unspiral.act.population.carry import carried, transition

pytestmark = pytest.mark.identity


def generators(count: int, states: int, scale: float) -> np.ndarray:
    rng = np.random.default_rng(2)
    generator = rng.exponential(0.05, (count, states, states)) * scale ** np.arange(count)[:, None, None]
    generator[:, np.arange(states), np.arange(states)] = 0.0
    generator[:, np.arange(states), np.arange(states)] = -generator.sum(axis=2)
    return generator


@pytest.mark.parametrize("days", [0.0, 0.3, 7.0, 400.0])
def test_rows_are_carried_as_by_the_matrix_exponential(days: float) -> None:
    generator = generators(3, 6, 9.0)  # fast ones and slow ones side by side
    rows = np.random.default_rng(3).dirichlet(np.ones(6), 3)
    wanted = np.einsum("ck,ckl->cl", rows, expm(generator * days))
    assert carried(rows[None], generator[None], days)[0] == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("days", [0.3, 50.0, 4000.0])
def test_slopes_are_those_of_the_matrix_exponential(days: float) -> None:
    q, push = generators(2, 4, 5.0), generators(2, 4, 0.5)
    found = transition(np.stack([q, push]), days)
    # The exponential of [[Q, E], [0, Q]] holds the derivative along E in its corner (Najfeld, Havel 1995, doi 10.1006/aama.1995.1017).
    whole = expm(np.block([[q, push], [np.zeros_like(q), q]]) * days)
    assert found[0] == pytest.approx(expm(q * days), abs=1e-12)
    assert found[1] == pytest.approx(whole[:, :4, 4:], abs=1e-10 * np.abs(whole).max())
