"""Standard errors when the data are summary statistics of incomplete answers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import chdtrc

from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.search import Optimum
from unspiral.learn.system import Array
from unspiral.loop.model import Loop
from unspiral.records import Choices, Fit, Moments


def two_stage_covariance(moments: Moments, loop: Loop, choices: Choices, optimum: Optimum) -> Float[ndarray, "free free"]:
    """Covariance of the working values when the moments carry less information than n complete persons would.

    The estimate solves g(theta; s) = 0, g being the score of the complete-data likelihood at the saturated moments s. To first
    order d theta = H^-1 C ds with H = -dg/dtheta and C = dg/ds, so cov(theta) = H^-1 C I^-1 C' H^-1 with I the observed information of s.

    Args:
        moments: with ``information`` of (mean, vech cov), lower triangle column by column.
        loop, choices: the model.
        optimum: its maximum on the same moments.

    Returns:
        Covariance; rows of values at a bound are 0.

    Source: the two-stage estimator of Yuan and Bentler (2000, doi:10.1111/0081-1750.00078); tests/learn/test_two_stage.py.
    """
    assert moments.information is not None
    k = len(moments.mean)
    columns: list[ndarray] = []
    for j in range(k):
        step = 1e-4 * np.sqrt(moments.cov[j, j])
        columns.append(_slope(moments, loop, choices, optimum, np.eye(k)[j] * step, np.zeros((k, k)), step))
    for j in range(k):
        for i in range(j, k):
            bump = np.zeros((k, k))
            step = 1e-4 * np.sqrt(moments.cov[i, i] * moments.cov[j, j])
            bump[i, j] = bump[j, i] = step
            columns.append(_slope(moments, loop, choices, optimum, np.zeros(k), bump, step))
    free = optimum.free
    cross = np.array(columns).T[free]
    solved = np.linalg.solve(optimum.information[np.ix_(free, free)], cross)
    out = np.zeros((len(free), len(free)))
    out[np.ix_(free, free)] = solved @ np.linalg.solve(moments.information, solved.T)
    return out


def _slope(
    moments: Moments, loop: Loop, choices: Choices, optimum: Optimum, mean: Array, cov: Array, step: float
) -> Float[ndarray, " free"]:
    """Central difference of the score with respect to one saturated moment."""

    def score(sign: float) -> Array:
        moved = replace(moments, mean=moments.mean + sign * mean, cov=moments.cov + sign * cov)
        problem = problem_of(moved, loop, choices)
        same_scale = Problem(problem.layout, optimum_scale, problem.look, problem.lanes)
        return same_scale.values([optimum.theta])[0][1]

    optimum_scale = problem_of(moments, loop, choices).scale
    return (score(1.0) - score(-1.0)) / (2.0 * step)


def same_means(fit: Fit) -> float | None:
    """p of the Wald test that every indicator has one mean in all waves; None where the means have no covariance."""
    at = [k for k, p in enumerate(fit.parameters) if p.name.startswith("mean:")]
    columns = [fit.parameters[k].name.removeprefix("mean:").rpartition("[")[0] for k in at]
    rows: list[Array] = []
    for column in dict.fromkeys(columns):
        same = [k for k, c in zip(at, columns, strict=True) if c == column]
        for k in same[1:]:
            row = np.zeros(len(fit.parameters))
            row[same[0]], row[k] = -1.0, 1.0  # working levels of one indicator share one scale
            rows.append(row)
    contrast = np.array(rows)
    gap = contrast @ fit.working.theta
    try:
        statistic = float(gap @ np.linalg.solve(contrast @ fit.working.covariance @ contrast.T, gap))
    except np.linalg.LinAlgError:
        return None
    return float(chdtrc(len(rows), statistic))
