"""One climb: SciPy's L-BFGS-B on exact derivatives, ended early where it only repeats what is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.system import Array

Point = tuple[float, Array]  # cost and its derivative
Cost = Callable[[Array], Point]

WALL = 1e10  # what a point without a likelihood costs; large, finite, so that a line search walks back from it
AGREE = 0.1  # log-likelihood units: climbs that end closer than this found the same maximum
SLOW = 0.02  # log-likelihood units: a step that gains less, within AGREE of the goal, does not lead beyond it


@dataclass(slots=True)
class Climb:
    """Where a climb stands.

    Args:
        theta: working values.
        cost: minus the log-likelihood there.
        gradient: of the cost.
    """

    theta: Float[ndarray, " free"]
    cost: float
    gradient: Float[ndarray, " free"]


def climb(
    cost: Cost, start: Float[ndarray, " free"], lower: Float[ndarray, " free"], upper: Float[ndarray, " free"], goal: float = -np.inf
) -> Climb:
    """Climb from one start until steps gain next to nothing.

    Ends early once it is within AGREE of ``goal`` and has slowed down: it then agrees with the climb that found the goal, and nobody needs
    its last digits.

    Args:
        cost: working vector -> minus the log-likelihood, and its derivative.
        start: working vector.
        lower, upper: bounds, infinite where there is none.
        goal: the lowest cost found so far.

    Returns:
        The lowest point met.
    """
    from scipy.optimize import minimize

    first = np.clip(start, lower, upper)
    best = Climb(first, *cost(first))
    if best.cost >= WALL:
        return best
    before = best.cost

    def ask(theta: Array) -> Point:
        nonlocal best
        value, gradient = cost(theta)
        if value < best.cost:
            best = Climb(theta.copy(), value, gradient)
        return value, gradient

    def agrees(xk: Array) -> None:
        nonlocal before
        gained, before = before - best.cost, best.cost
        if abs(best.cost - goal) < AGREE and gained < SLOW:
            raise StopIteration

    minimize(
        ask, first, jac=True, method="L-BFGS-B", bounds=list(zip(lower, upper, strict=True)), callback=agrees,
        options={"maxiter": 1000, "maxfun": 2000, "maxcor": 30, "ftol": 1e-8, "gtol": 1e-4},
    )  # fmt: skip
    return best
