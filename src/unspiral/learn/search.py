"""Find the highest point: climbs from several starts, one after another, Newton polish, and the curvature there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.learn.climb import AGREE, WALL, Climb, Point, climb
from unspiral.learn.system import Array

Values = list[Point]
Objective = Callable[[list[ndarray]], Values]  # working vectors -> (log-likelihood, derivative) of each; nan where there is none
Costs = Callable[[list[ndarray]], Values]

DECREMENT = 1e-4  # Newton decrement, how much higher the top still is in log-likelihood units: a maximum from here on (0.014 of an error)
POLISHED = 1e-11  # where polishing ends: values are then right to about 1e-5 of their standard errors
STALE = 1e-6  # log-likelihood units: curvature measured farther down than this is measured again for the standard errors (0.0014 of one)


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """Where the search ended.

    Args:
        theta: working values.
        loglik: there.
        information: minus the second derivative of the log-likelihood; rows of values at a bound are 0. All 0 where it was never measured.
        free: values that are not at a bound.
        decrement: Newton decrement among the free values; infinite where it was never measured.
        converged: the decrement is below DECREMENT and the curvature is that of a maximum.
        ends: log-likelihood at the end of the starts, best first; a climb that has come within AGREE of the best may have stopped there.
        beyond: starts that are not among them, because they ran on to a higher place which is no maximum.
        interrupted: the search was stopped before all starts were done.
        continued: it went on from a saved maximum.
        differing: the search of people who differ: ``ends`` are those of climbs from large and from small differences.
        rough: directions in which the curvature is only what persons' scores scatter by.
    """

    theta: Float[ndarray, " free"]
    loglik: float
    information: Float[ndarray, "free free"]
    free: Bool[ndarray, " free"]
    decrement: float
    converged: bool
    ends: tuple[float, ...] = ()
    beyond: int = 0
    interrupted: bool = False
    continued: bool = False
    differing: bool = False
    rough: int = 0


def guarded(objective: Objective) -> Costs:
    """Minus the objective and its derivative, with a wall where there is no likelihood."""

    def cost(points: list[ndarray]) -> Values:
        found: Values = []
        for point, (value, gradient) in zip(points, objective(points), strict=True):
            fine = np.isfinite(value) and np.isfinite(gradient).all()
            found.append((-value, -gradient) if fine else (WALL, np.zeros(len(point))))
        return found

    return cost


class Search:
    """The likelihood as a cost, and the best point that was ever looked at: what an interruption leaves."""

    def __init__(self, objective: Objective) -> None:
        self.costs = guarded(objective)
        self.best: Climb | None = None

    def cost(self, point: Array) -> Point:
        """Cost and derivative at one point, which is remembered where it is the best so far."""
        value, gradient = self.costs([point])[0]
        if value < WALL and (self.best is None or value < self.best.cost):
            self.best = Climb(point.copy(), value, gradient)
        return value, gradient


def maximise(
    objective: Objective,
    starts: list[Float[ndarray, " free"]],
    lower: Float[ndarray, " free"],
    upper: Float[ndarray, " free"],
    tick: Callable[[int, int], None] | None = None,
    known: Float[ndarray, "free free"] | None = None,
) -> Optimum:
    """Climb from every start; polish and measure the curvature at the best end.

    The highest end that is a maximum wins: a likelihood may have no upper end (a variance of nil that makes one answer exactly right),
    and a start that runs on there has found nothing. Ctrl-C ends the search and keeps the best so far.

    Args:
        objective: working vectors -> (log-likelihood, derivative) of each.
        starts: working vectors.
        lower, upper: bounds, infinite where there is none.
        tick: called with (starts done, starts) after each.
        known: curvature at the first start, from a fit of nearly the same data: the search then begins with Newton steps there.

    Returns:
        Optimum of the best start.

    Raises:
        KeyboardInterrupt: stopped before any point had a likelihood.
    """
    search = Search(objective)
    best: Optimum | None = None
    ends: list[float] = []
    try:
        for i, start in enumerate(starts):
            goal = -best.loglik if best is not None and best.converged else -np.inf
            if i == 0 and known is not None:
                found = _polish(search, np.clip(start, lower, upper), lower, upper, known)
                if found.converged:
                    best = found
                    ends.append(-best.loglik)
            if len(ends) == i:  # not settled by what was known
                end = climb(search.cost, start, lower, upper, goal)
                ends.append(end.cost)
                if best is None or not best.converged or end.cost < goal - DECREMENT:
                    settled = best is not None and best.converged
                    found = _polish(search, end.theta, lower, upper, most=12 if settled else 60)
                    ends[-1] = min(end.cost, -found.loglik)
                    best = found if best is None or _better(found, best) else best
            if tick:
                tick(i + 1, len(starts))
    except KeyboardInterrupt:
        return _so_far(search, best, ends)
    assert best is not None  # there is at least one start
    return _with_ends(best, ends)


def _better(one: Optimum, other: Optimum) -> bool:
    """A maximum before what is none, then the higher one."""
    return (one.converged, one.loglik) > (other.converged, other.loglik)


def _with_ends(best: Optimum, ends: list[float]) -> Optimum:
    """The ends that are no higher than the best, and how many are."""
    heights = sorted((-end for end in ends), reverse=True)
    reached = tuple(min(height, best.loglik) for height in heights if height < best.loglik + AGREE)
    return replace(best, ends=reached, beyond=len(heights) - len(reached))


def _so_far(search: Search, best: Optimum | None, ends: list[float]) -> Optimum:
    """What an interruption leaves: the maximum that was found, unless a later climb already stood clearly higher."""
    seen = search.best
    if seen is None:
        raise KeyboardInterrupt
    if best is None or (not best.converged and -seen.cost > best.loglik) or -seen.cost > best.loglik + AGREE:
        size = len(seen.theta)
        best = Optimum(seen.theta, -seen.cost, np.zeros((size, size)), np.ones(size, dtype=bool), np.inf, False)
        ends = [*ends, seen.cost]
    return replace(_with_ends(best, ends), interrupted=True)


def _polish(search: Search, theta: Array, lower: Array, upper: Array, known: Array | None = None, most: int = 60) -> Optimum:
    """Newton steps, each of which teaches the curvature; it is measured where that is not enough, and at the end for the errors."""
    value, gradient = search.cost(theta)
    free = loose(theta, gradient, lower, upper)
    shape, exact, measured, rough = known, np.zeros((len(theta), len(theta))), None, known is not None
    values, decrement, slow = np.ones(0), np.inf, 0
    for _ in range(most):
        now = loose(theta, gradient, lower, upper)
        if shape is None or (now != free).any():
            first, free, slow = shape is None and measured is None and not rough, now, 0
            if first:  # to step by, half of it will do
                shape, rough = curvature(search.costs, theta, free, (value, gradient)), True
            else:
                shape = exact = curvature(search.costs, theta, free)
                measured = theta
        values, vectors = np.linalg.eigh(shape[np.ix_(free, free)])
        before, along = decrement, vectors.T @ gradient[free]
        decrement = float(0.5 * np.sum(along**2 / np.maximum(np.abs(values), 1e-8)))
        if decrement < POLISHED:
            if measured is not None and _near(theta - measured, exact):
                break
            shape, decrement = None, np.inf
            continue
        slow = slow + 1 if decrement > 0.5 * before else 0
        if slow > 2 and measured is not theta:
            shape, decrement = None, np.inf
            continue
        old, old_gradient = theta, gradient
        theta, value, gradient, moved = newton_step(search, theta, value, gradient, free, values, vectors, lower, upper)
        if moved:
            shape = taught(shape, theta - old, gradient - old_gradient, free)
        elif measured is theta:
            break
        else:
            shape, decrement = None, np.inf
    if measured is None or not _near(theta - measured, exact):
        exact = curvature(search.costs, theta, free)
    values = np.linalg.eigvalsh(exact[np.ix_(free, free)])
    healthy = bool(values.min(initial=1.0) > 0)
    return Optimum(theta, -value, exact, free, decrement, bool(decrement < DECREMENT and healthy))


def taught(shape: Array, move: Array, change: Array, free: Array) -> Array:
    """The curvature, so that it foresees what a move did to the derivative (the rule of Broyden, Fletcher, Goldfarb and Shanno)."""
    move, change = np.where(free, move, 0.0), np.where(free, change, 0.0)
    seen, foreseen = float(move @ change), shape @ move
    along = float(move @ foreseen)
    if seen <= 1e-12 * float(change @ change) or along <= 0:
        return shape
    return shape + np.outer(change, change) / seen - np.outer(foreseen, foreseen) / along


def loose(theta: Array, gradient: Array, lower: Array, upper: Array) -> Array:
    """Values that no bound holds."""
    return ~(((theta <= lower + 1e-9) & (gradient > 0)) | ((theta >= upper - 1e-9) & (gradient < 0)))


def _near(move: Array, information: Array) -> bool:
    return 0.5 * abs(float(move @ information @ move)) < STALE


def newton_step(
    search: Search, theta: Array, value: float, gradient: Array, free: Array, values: Array, vectors: Array,
    lower: Array, upper: Array,
) -> tuple[ndarray, float, Array, bool]:  # fmt: skip
    """One Newton step: the full one where it climbs, else the best of a ladder of damped ones."""
    along = vectors.T @ gradient[free]

    def at(damping: float) -> Array:
        step = np.zeros(len(theta))
        step[free] = -vectors @ (along / (np.maximum(np.abs(values), 1e-6) + damping))
        return np.clip(theta + step, lower, upper)

    largest = float(np.abs(values).max(initial=1.0))
    for ladder in ([0.0], [largest * 10.0**-k for k in range(-2, 9)]):
        trials = [at(damping) for damping in ladder]
        found = [search.cost(trial) for trial in trials]
        best = min(range(len(found)), key=lambda i: found[i][0])
        enough = value - 1e-4 * abs(float(gradient @ (trials[best] - theta)))
        if found[best][0] <= (enough if len(ladder) == 1 else value):
            return trials[best], found[best][0], found[best][1], bool((trials[best] != theta).any())
    return theta, value, gradient, False


def curvature(
    cost_many: Costs, theta: Float[ndarray, " free"], free: Bool[ndarray, " free"], here: Point | None = None
) -> Float[ndarray, "free free"]:
    """Second derivative of the cost by differences of its exact derivative; rows of values that are not free stay 0.

    Args:
        cost_many: the cost at several points.
        theta: where.
        free: values that may move.
        here: the cost at ``theta``: differences are then one-sided, which takes half the time and is right to about 1e-4.
    """
    size = len(theta)
    out = np.zeros((size, size))
    moving = np.flatnonzero(free)
    steps = 1e-4 * np.maximum(1.0, np.abs(theta))
    points: list[ndarray] = []
    for i in moving:
        for sign in (1.0,) if here else (1.0, -1.0):
            point = theta.copy()
            point[i] += sign * steps[i]
            points.append(point)
    slopes = [gradient for _, gradient in cost_many(points)]
    for k, i in enumerate(moving):
        out[i] = (slopes[k] - here[1]) / steps[i] if here else (slopes[2 * k] - slopes[2 * k + 1]) / (2.0 * steps[i])
    out = 0.5 * (out + out.T)
    out[~free], out[:, ~free] = 0.0, 0.0
    return out
