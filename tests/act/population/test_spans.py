from __future__ import annotations

import numpy as np
import pytest
from numpy import ndarray
from scipy.integrate import quad_vec
from scipy.linalg import expm

from unspiral.act.population.spans import Spans, whole

pytestmark = pytest.mark.identity


def made(many: int = 3, states: int = 5, fastest: float = 0.4) -> ndarray:
    rng = np.random.default_rng(3)
    q = rng.uniform(0.0, fastest, (many, states, states)) * (rng.uniform(size=(many, states, states)) < 0.6)
    q[..., -1, :] = 0.0  # one state that nobody leaves
    q[:, np.arange(states), np.arange(states)] = 0.0
    q[:, np.arange(states), np.arange(states)] = -q.sum(axis=2)
    return q


@pytest.mark.parametrize(("days", "fastest"), [(0.25, 0.4), (7.0, 0.4), (1.25, 30.0), (365.25, 0.4), (3640.0, 0.01), (0.0, 0.4)])
def test_a_span_is_the_matrix_exponential(days: float, fastest: float) -> None:
    q = made(fastest=fastest)
    spans = Spans(q)
    assert spans.over(days) == pytest.approx(expm(q * days), abs=1e-12)
    rows = np.random.default_rng(1).uniform(size=(3, 2, 5))
    assert spans.moved(rows, days) == pytest.approx(rows @ expm(q * days), abs=1e-11)


@pytest.mark.parametrize("days", [3.5, 91.0, 730.5])
def test_time_spent_is_the_integral(days: float) -> None:
    q = made(fastest=0.1)
    rows = np.random.default_rng(2).uniform(size=(3, 1, 5))
    after, spent = Spans(q).carried(rows, days)
    wanted, _ = quad_vec(lambda s: rows @ expm(q * s), 0.0, days, epsabs=1e-9, epsrel=1e-12)
    assert after == pytest.approx(rows @ expm(q * days), abs=1e-11)
    assert spent == pytest.approx(wanted, abs=1e-8 * days)
    assert spent.sum(axis=2) == pytest.approx(rows.sum(axis=2) * days)  # nobody is lost


def test_only_multiples_of_a_quarter_day() -> None:
    assert (whole(7.0), whole(365.25)) == (28, 1461)
    with pytest.raises(ValueError, match="no multiple"):
        whole(1.1)


@pytest.mark.parametrize("days", [0.25, 7.0, 3640.0])
def test_people_of_extreme_person_effects_lose_no_digits(days: float) -> None:
    # To and fro with rates a and b: p(t) = a / (a + b) (1 - exp(-(a + b) t)), and its integral; a slow state beside it, as in every class.
    a, b = 3.0e5, 2.0
    q = np.array([[[-a, a], [b, -b]]])
    transition, (after, spent) = Spans(q).over(days), Spans(q).carried(np.array([[[1.0, 0.0]]]), days)
    settled, gone = a / (a + b), -np.expm1(-(a + b) * days)
    assert transition[0, 0] == pytest.approx([1.0 - settled * gone, settled * gone], rel=1e-9)
    assert transition.sum(axis=-1) == pytest.approx(1.0, abs=1e-14)
    assert after[0, 0, 1] == pytest.approx(settled * gone, rel=1e-12)
    assert spent[0, 0, 1] == pytest.approx(settled * (days - gone / (a + b)), rel=1e-9)
    assert spent.sum() == pytest.approx(days, rel=1e-13)
