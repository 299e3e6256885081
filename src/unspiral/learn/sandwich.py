"""Standard errors that hold when the model is not quite right: what each person pulls at the maximum, and how much people differ in it."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.kalman import evaluate_each
from unspiral.learn.parameters import gather, jacobian, natural
from unspiral.learn.problem import Problem
from unspiral.learn.search import Optimum
from unspiral.learn.system import Array

TOGETHER = 512  # persons whose own derivatives are held at once
FEW = 30  # persons below which the spread of their pulls is itself hardly known


def person_scores(problem: Problem, theta: Float[ndarray, " free"]) -> Float[ndarray, "persons free"]:
    """Each person's derivative of the log-likelihood, weights included; the rows add up to the whole.

    Every lane gets a copy of the model to itself, so that one backward pass gives all of them.

    Args:
        problem: whose lanes are persons.
        theta: working vector.

    Source: tests/learn/test_sandwich.py holds the rows against differences of each person's share.
    """
    stepped = problem.scores(theta)
    if stepped is not None:
        return stepped
    layout, lanes = problem.layout, problem.lanes
    if problem.levels is not None:
        levels = problem.levels
        return levels.scores(theta, levels.about(levels.population(theta)))[1]
    values = natural(layout, problem.scale, theta)
    systems, slope = problem.systems(values), jacobian(layout, problem.scale, theta)
    rows: list[Array] = []
    count = len(lanes.scale)
    for first in range(0, count, TOGETHER):
        which = np.arange(first, min(first + TOGETHER, count))
        group = np.zeros(len(which), dtype=np.int64) if problem.model is None else problem.model[which]
        own = [systems[g] for g in group]
        _, gradients = evaluate_each(own, lanes.some(which), np.arange(len(which)))
        rows += [gather(layout, *found) for found in zip(own, gradients, problem.groups[group], strict=True)]
    return np.array(rows) @ slope


def sandwich(problem: Problem, optimum: Optimum) -> Float[ndarray, "free free"]:
    """Covariance of the working values from how much people differ: A^-1 B A^-1.

    A is the observed information, B = n / (n - 1) times the sum over persons of s s', s being a person's score at the maximum. The factor
    n / (n - 1) is the usual one for a mean of n; without it few persons would look too certain. With weights the scores carry them.

    Args:
        problem: whose lanes are persons.
        optimum: the maximum.

    Returns:
        Covariance; rows of values at a bound are 0.

    Source: White (1982, doi:10.2307/1912526); tests/learn/test_sandwich.py.
    """
    free = optimum.free
    scores = person_scores(problem, optimum.theta)[:, free]
    n = len(scores)
    values, vectors = np.linalg.eigh(optimum.information[np.ix_(free, free)])
    bread = (vectors / np.maximum(values, 1e-4)) @ vectors.T
    pulled = scores @ bread
    out = np.zeros_like(optimum.information)
    out[np.ix_(free, free)] = pulled.T @ pulled * (n / (n - 1.0))
    return out
