"""The likelihood at given parameters: for one person, many persons, or summary statistics."""

from __future__ import annotations

from collections.abc import Mapping

from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.parameters import by_name
from unspiral.learn.problem import problem_of
from unspiral.loop.model import Loop
from unspiral.records import Choices, Moments, Panel


def loglik(data: Panel | Moments, loop: Loop, parameters: Mapping[str, float], choices: Choices) -> float:
    """How probable the answers are under a loop with these numbers: the full Gaussian log-likelihood with all constants.

    Args:
        data: a panel, or summary statistics of one.
        loop: the declared model.
        parameters: contract name -> natural value (rates per time unit, variances).
        choices: traits, error, t0, waves.

    Raises:
        KeyError: a parameter of the model has no value.

    Source: tests/learn/test_likelihood.py holds it against a dense multivariate normal.
    """
    return float(loglik_by_person(data, loop, parameters, choices)[1].sum())


def loglik_by_person(
    data: Panel | Moments, loop: Loop, parameters: Mapping[str, float], choices: Choices
) -> tuple[tuple[str, ...], Float[ndarray, " persons"]]:
    """Each person's share of the log-likelihood; the shares add up to ``loglik``."""
    problem = problem_of(data, loop, choices)
    values = by_name(problem.layout, parameters)
    if problem.levels is not None:
        return problem.lanes.name, problem.levels.exact(problem.levels.population_at(values))[0]
    if problem.emission is not None:
        return problem.lanes.name, problem.reported(values)[0]
    return problem.lanes.name, problem.innovations(values).loglik
