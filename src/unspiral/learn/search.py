"""Find the highest point: several starts, L-BFGS-B on exact derivatives, Newton polish, and the curvature there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from queue import SimpleQueue
from threading import Thread

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.learn.system import Array

Values = list[tuple[float, Array]]
Objective = Callable[[list[ndarray]], Values]  # working vectors -> (log-likelihood, derivative) of each; nan where there is none
Costs = Callable[[list[ndarray]], Values]

AGREE = 0.1  # log-likelihood units: starts that end closer than this found the same maximum
DECREMENT = 1e-4  # Newton decrement, how much higher the top still is in log-likelihood units: a maximum from here on (0.014 of an error)
POLISHED = 1e-11  # where polishing ends: values are then right to about 1e-5 of their standard errors
STALE = 1e-5  # working units: curvature measured farther away than this is measured again for the standard errors
WALL = 1e10  # what a point without a likelihood costs; large, finite, so that a line search walks back from it


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """Where the search ended.

    Args:
        theta: working values.
        loglik: there.
        information: minus the second derivative of the log-likelihood; rows of values at a bound are 0.
        free: values that are not at a bound.
        decrement: Newton decrement among the free values.
        converged: the decrement is below DECREMENT and the curvature is that of a maximum.
        ends: log-likelihood at the end of every start, best first.
    """

    theta: Float[ndarray, " free"]
    loglik: float
    information: Float[ndarray, "free free"]
    free: Bool[ndarray, " free"]
    decrement: float
    converged: bool
    ends: tuple[float, ...] = ()


def guarded(objective: Objective) -> Costs:
    """Minus the objective and its derivative, with a wall where there is no likelihood."""

    def cost(points: list[ndarray]) -> Values:
        found: Values = []
        for point, (value, gradient) in zip(points, objective(points), strict=True):
            fine = np.isfinite(value) and np.isfinite(gradient).all()
            found.append((-value, -gradient) if fine else (WALL, np.zeros(len(point))))
        return found

    return cost


def maximise(
    objective: Objective,
    starts: list[Float[ndarray, " free"]],
    lower: Float[ndarray, " free"],
    upper: Float[ndarray, " free"],
    tick: Callable[[int, int], None] | None = None,
) -> Optimum:
    """Climb from every start; polish and measure the curvature at the best end.

    Args:
        objective: working vectors -> (log-likelihood, derivative) of each.
        starts: working vectors.
        lower, upper: bounds, infinite where there is none.
        tick: called with (starts done, starts) after each.

    Returns:
        Optimum of the best start.
    """
    cost = guarded(objective)
    ends = sorted(_climb_abreast(cost, starts, lower, upper, tick), key=lambda end: end[0])
    best = _polish(cost, ends[0][1], lower, upper)
    return replace(best, ends=(best.loglik, *(-end[0] for end in ends[1:])))


def _climb_abreast(
    cost: Costs, starts: list[ndarray], lower: Array, upper: Array, tick: Callable[[int, int], None] | None
) -> list[tuple[float, Array]]:
    """L-BFGS-B from every start, in step: each climb waits until all have asked, so that one call of the kernel answers them all.

    The order of asking does not matter (answers go out in the order of the starts), so the same starts give the same ends.
    """
    from scipy.optimize import minimize

    asked: SimpleQueue[tuple[int, Array | None]] = SimpleQueue()
    answers: list[SimpleQueue[tuple[float, Array] | None]] = [SimpleQueue() for _ in starts]
    ends: list[tuple[float, Array]] = [(WALL, np.clip(start, lower, upper)) for start in starts]

    def climb(i: int) -> None:
        def ask(theta: Array) -> tuple[float, Array]:
            asked.put((i, theta.copy()))
            answer = answers[i].get()
            if answer is None:
                raise InterruptedError
            return answer

        try:
            found = minimize(
                ask, ends[i][1], jac=True, method="L-BFGS-B", bounds=list(zip(lower, upper, strict=True)),
                options={"maxiter": 1000, "maxfun": 2000, "maxcor": 30, "ftol": 1e-8, "gtol": 1e-4},
            )  # fmt: skip
            ends[i] = float(found.fun), np.asarray(found.x)
        except InterruptedError:
            pass
        finally:
            asked.put((i, None))

    threads = [Thread(target=climb, args=(i,), daemon=True) for i in range(len(starts))]
    for thread in threads:
        thread.start()
    waiting: dict[int, Array] = {}
    climbing = len(starts)
    try:
        while climbing:
            i, theta = asked.get()
            if theta is None:
                climbing -= 1
                if tick:
                    tick(len(starts) - climbing, len(starts))
            else:
                waiting[i] = theta
            if waiting and len(waiting) == climbing:
                order = sorted(waiting)
                for k, answer in zip(order, cost([waiting[k] for k in order]), strict=True):
                    answers[k].put(answer)
                waiting.clear()
    finally:
        for queue in answers:  # after an interruption nobody is left waiting
            queue.put(None)
    return ends


def _polish(cost: Costs, theta: Array, lower: Array, upper: Array) -> Optimum:
    """Newton steps; the curvature is measured again only where the old one no longer helps."""
    value, gradient = cost([theta])[0]
    measured, decrement, healthy = np.full(len(theta), np.inf), np.inf, False
    information, free = np.zeros((len(theta), len(theta))), np.ones(len(theta), dtype=bool)
    values, vectors = np.ones(0), np.zeros((0, 0))
    for _ in range(40):
        now = ~(((theta <= lower + 1e-9) & (gradient > 0)) | ((theta >= upper - 1e-9) & (gradient < 0)))
        stale = bool(np.abs(theta - measured).max() > STALE) if decrement < POLISHED else False
        fresh = bool((now != free).any()) or not np.isfinite(measured).all()
        before = decrement
        if fresh or stale:
            free, measured = now, theta.copy()
            information = curvature(cost, theta, free)
            values, vectors = np.linalg.eigh(information[np.ix_(free, free)])
            healthy = bool(values.min(initial=1.0) > 0)
        along = vectors.T @ gradient[free]
        decrement = float(0.5 * np.sum(along**2 / np.maximum(np.abs(values), 1e-8)))
        if decrement < POLISHED and not np.abs(theta - measured).max() > STALE:
            break
        if decrement > 0.2 * before:
            measured = np.full(len(theta), np.inf)  # the old curvature has stopped helping
        theta, value, gradient, moved = _newton(cost, theta, value, gradient, free, values, vectors, lower, upper)
        if not moved:
            break
    return Optimum(theta, -value, information, free, decrement, bool(decrement < DECREMENT and healthy))


def _newton(
    cost: Costs, theta: Array, value: float, gradient: Array, free: Array, values: Array, vectors: Array,
    lower: Array, upper: Array,
) -> tuple[ndarray, float, Array, bool]:  # fmt: skip
    """One Newton step: the full one where it climbs, else the best of a ladder of damped ones, looked at together."""
    along = vectors.T @ gradient[free]

    def at(damping: float) -> Array:
        step = np.zeros(len(theta))
        step[free] = -vectors @ (along / (np.maximum(np.abs(values), 1e-6) + damping))
        return np.clip(theta + step, lower, upper)

    largest = float(np.abs(values).max(initial=1.0))
    for ladder in ([0.0], [largest * 10.0**-k for k in range(-2, 9)]):
        trials = [at(damping) for damping in ladder]
        found = cost(trials)
        best = min(range(len(found)), key=lambda i: found[i][0])
        enough = value - 1e-4 * abs(float(gradient @ (trials[best] - theta)))
        if found[best][0] <= (enough if len(ladder) == 1 else value):
            return trials[best], found[best][0], found[best][1], bool((trials[best] != theta).any())
    return theta, value, gradient, False


def curvature(cost_many: Costs, theta: Float[ndarray, " free"], free: Bool[ndarray, " free"]) -> Float[ndarray, "free free"]:
    """Second derivative of the cost by central differences of its exact derivative; rows of values that are not free stay 0."""
    size = len(theta)
    out = np.zeros((size, size))
    moving = np.flatnonzero(free)
    steps = 1e-4 * np.maximum(1.0, np.abs(theta))
    points = [theta + sign * steps[i] * np.eye(size)[i] for i in moving for sign in (1.0, -1.0)]
    slopes = [gradient for _, gradient in cost_many(points)]
    for k, i in enumerate(moving):
        out[i] = (slopes[2 * k] - slopes[2 * k + 1]) / (2.0 * steps[i])
    out = 0.5 * (out + out.T)
    out[~free], out[:, ~free] = 0.0, 0.0
    return out
