"""Pseudo-answers along paths, against expectation propagation on one dense normal."""

from __future__ import annotations

import numpy as np
import pytest
from numpy import ndarray
from scipy.stats import multivariate_normal, norm
from tests.learn.stepped_designs import CASES, problem_for
from tests.learn.whole import dense_law

from unspiral.learn.kalman import flat
from unspiral.learn.paths import settle, vague
from unspiral.learn.stepped import Stepped, settled_at
from unspiral.learn.tilted import interval

pytestmark = pytest.mark.identity


def dense(mean: ndarray, cov: ndarray, low: ndarray, high: ndarray) -> float:
    """The same fixed point with matrices: one site after the other, no filter and no adjoint."""
    n = len(mean)
    tau, nu = np.zeros(n), np.zeros(n)
    inverse = np.linalg.inv(cov)
    for _ in range(400):
        for i in range(n):
            after = np.linalg.inv(inverse + np.diag(tau))
            m = after @ (inverse @ mean + nu)
            s = 1.0 / (1.0 / after[i, i] - tau[i])
            c = s * (m[i] / after[i, i] - nu[i])
            new = interval(np.array([c]), np.array([s]), low[i : i + 1], high[i : i + 1])
            tau[i] = -new.d2[0] / (1.0 + new.d2[0] * s)
            nu[i] = (new.d1[0] - new.d2[0] * c) / (1.0 + new.d2[0] * s)
    after = np.linalg.inv(inverse + np.diag(tau))
    m, v = after @ (inverse @ mean + nu), np.diag(after)
    s = 1.0 / (1.0 / v - tau)
    c = s * (m / v - nu)
    own = interval(c, s, low, high).log_z - norm.logpdf(nu / tau, c, np.sqrt(s + 1.0 / tau))
    return float(multivariate_normal(mean, cov + np.diag(1.0 / tau)).logpdf(nu / tau) + own.sum())


def stepped(number: int) -> tuple[Stepped, ndarray, list]:
    problem, values = problem_for(CASES[number], seed=2, persons=2)
    assert problem.emission is not None
    group = np.zeros(2, dtype=np.int64)
    return Stepped(problem.chain, problem.lanes, problem.groups, group, problem.emission, {}, False), values, problem.systems(values)


def test_the_value_is_that_of_the_dense_fixed_point() -> None:
    of, values, systems = stepped(1)
    settled, thresholds = settled_at(of, values, systems)
    ends = np.r_[-np.inf, thresholds, np.inf]
    for lane in range(2):
        _, big, z, mean = dense_law(systems[0], of.lanes, lane, 4)
        answer = of.lanes.values[:, lane, 0].astype(int)
        assert settled.shares[lane] == pytest.approx(dense(mean, z @ big @ z.T, ends[answer], ends[answer + 1]), abs=1e-8)


def test_known_sites_save_passes_and_change_nothing() -> None:
    of, values, systems = stepped(1)
    cold, _ = settled_at(of, values, systems)
    of.known["last"] = cold.sites
    warm, _ = settled_at(of, values, systems)
    assert warm.paths.passes < cold.paths.passes
    assert warm.shares == pytest.approx(cold.shares, abs=1e-10)


def test_what_never_settles_is_nan() -> None:
    of, _, systems = stepped(1)
    cells = np.ones((2, 4, 1), dtype=bool)
    calls = [0]

    def restless(which: ndarray, mean: ndarray, variance: ndarray) -> object:
        calls[0] += 1
        far = 40.0 * (-1.0) ** calls[0] * np.ones(len(mean))
        return interval(mean + far, variance, np.full(len(mean), -np.inf), np.zeros(len(mean)))

    with np.errstate(all="ignore"):
        found = settle(
            of.lanes, systems[0], flat(systems[0])[None], np.arange(2), np.zeros(2, dtype=np.int64), cells, np.zeros(cells.shape),
            restless, vague(2, cells),
        )  # fmt: skip
    assert not found.settled.any()
    assert np.isnan(found.shares).all()


def test_a_model_without_a_likelihood_is_nan_at_once() -> None:
    of, values, systems = stepped(1)
    broken = systems[0]
    broken.t0_cov[:] = np.nan
    settled, _ = settled_at(of, values, [broken])
    assert np.isnan(settled.shares).all()
    assert settled.paths.passes == 1
