"""One climb: L-BFGS on exact derivatives between bounds, with little to do besides the likelihood itself.

Written out here because a likelihood takes less time than one turn of a general optimiser, and because loading one takes longer than
many a whole fit.
"""

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
GAIN = 1e-8  # of a step, relative: smaller ones are left to Newton
FLAT = 1e-4  # largest derivative of a point from which nothing can be climbed
MEMORY = 30
LOOKS = 2000  # at the likelihood, after which a climb has gone on long enough


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


class Memory:
    """The last moves and what they did to the derivative: what is known of the curvature without measuring it."""

    def __init__(self) -> None:
        self.moves: list[tuple[Array, Array, float]] = []

    def learn(self, move: Array, change: Array) -> None:
        """Remember a move, where it climbed a surface that bends down."""
        along = float(move @ change)
        if along > 1e-15 * float(change @ change):
            self.moves.append((move, change, 1.0 / along))
            del self.moves[:-MEMORY]

    def direction(self, gradient: Array, stuck: Array) -> Array:
        """Downhill by what is known, among the values that are not stuck at a bound; a unit step where nothing is known."""
        moves = self.moves
        if stuck.any():
            loose = [(np.where(stuck, 0.0, s), np.where(stuck, 0.0, y)) for s, y, _ in moves]
            moves = [(s, y, 1.0 / float(s @ y)) for s, y in loose if float(s @ y) > 1e-8 * float(y @ y)]
        if not moves:
            return -gradient / np.sqrt(gradient @ gradient)
        q = gradient.copy()
        shares: list[float] = []
        for s, y, inverse in reversed(moves):
            shares.append(inverse * float(s @ q))
            q -= shares[-1] * y
        _, y, inverse = moves[-1]
        q *= 1.0 / (inverse * float(y @ y))
        for (s, y, inverse), share in zip(moves, reversed(shares), strict=True):
            q += (share - inverse * float(y @ q)) * s
        q[stuck] = 0.0
        return -q


def climb(
    cost: Cost, start: Float[ndarray, " free"], lower: Float[ndarray, " free"], upper: Float[ndarray, " free"], goal: float = -np.inf
) -> Climb:
    """Climb from one start until steps gain next to nothing.

    Ends early once it is within AGREE of ``goal`` and what is left to climb, as far as it knows, does not lead beyond it: it then
    agrees with the climb that found the goal, and nobody needs its last digits.

    Args:
        cost: working vector -> minus the log-likelihood, and its derivative.
        start: working vector.
        lower, upper: bounds, infinite where there is none.
        goal: the lowest cost found so far.

    Returns:
        The end of the climb.

    Source: Nocedal 1980, doi:10.1090/S0025-5718-1980-0572855-7; tests/learn/test_climb.py.
    """
    looks = 0

    def look(point: Array) -> Point:
        nonlocal looks
        looks += 1
        return cost(point)

    theta = np.clip(start, lower, upper)
    here = Climb(theta, *look(theta))
    if here.cost >= WALL:
        return here
    memory, forgotten = Memory(), 0
    while looks < LOOKS:
        stuck = ((here.theta <= lower) & (here.gradient > 0)) | ((here.theta >= upper) & (here.gradient < 0))
        gradient = np.where(stuck, 0.0, here.gradient)
        if np.abs(gradient).max() < FLAT:
            break
        way = memory.direction(gradient, stuck)
        slope = float(gradient @ way)
        if memory.moves and abs(here.cost - goal) < AGREE and here.cost + 0.5 * slope > goal - AGREE:
            break
        found = _along(look, here, way, slope, gradient, lower, upper) if slope < 0 else None
        if found is None:
            if not memory.moves or forgotten > 4:
                break
            memory, forgotten = Memory(), forgotten + 1  # what was known no longer helps
            continue
        memory.learn(found.theta - here.theta, found.gradient - here.gradient)
        gain = (here.cost - found.cost) / max(abs(here.cost), abs(found.cost), 1.0)
        here = found
        if gain < GAIN:
            break
    return here


def _along(cost: Cost, here: Climb, way: Array, slope: float, gradient: Array, lower: Array, upper: Array) -> Climb | None:
    """A point along the way that climbs enough (and, inside the bounds, far enough); None where there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(way > 0, (upper - here.theta) / way, np.where(way < 0, (lower - here.theta) / way, np.inf))
    longest = float(room.min(initial=np.inf))
    if longest < 1.0:
        return _projected(cost, here, way, slope, gradient, lower, upper)
    best: Climb | None = None
    near, far = (0.0, here.cost, slope), None  # ends of the bracket: length, cost and slope there (no cost beyond a wall)
    length = 1.0
    for _ in range(20):
        point = here.theta + length * way
        there = Climb(point, *cost(point))
        rise = float(there.gradient @ way)
        if there.cost >= WALL:
            far = (length, np.inf, 0.0)
        elif there.cost > here.cost + 1e-3 * length * slope or (near[0] > 0 and there.cost >= near[1]):
            far = (length, there.cost, rise)
        else:
            if best is None or there.cost < best.cost:
                best = there
            if abs(rise) <= -0.9 * slope or length >= longest:
                return best
            if rise >= 0:
                far = (length, there.cost, rise)
            else:
                near = (length, there.cost, rise)
        if far is None:
            length = min(4.0 * length, longest)
            continue
        width = far[0] - near[0]
        if width < 1e-10:
            break
        guess = _cubic(*near, *far) if np.isfinite(far[1]) else near[0] + 0.1 * width
        length = min(max(guess, near[0] + 0.1 * width), far[0] - 0.1 * width)
    return best


def _projected(cost: Cost, here: Climb, way: Array, slope: float, gradient: Array, lower: Array, upper: Array) -> Climb | None:
    """A step that meets a bound: values stop there, the others go on."""
    length = 1.0
    for _ in range(20):
        point = np.clip(here.theta + length * way, lower, upper)
        there = Climb(point, *cost(point))
        if there.cost <= here.cost + 1e-3 * float(gradient @ (point - here.theta)):
            return there if (point != here.theta).any() else None
        excess = there.cost - here.cost - slope * length
        guess = -slope * length**2 / (2.0 * excess)
        length = min(max(guess, 0.1 * length), 0.5 * length)
    return None


def _cubic(a: float, cost_a: float, slope_a: float, b: float, cost_b: float, slope_b: float) -> float:
    """Lowest point of the cubic through two costs and slopes; the middle where it has none."""
    mean = slope_a + slope_b - 3.0 * (cost_a - cost_b) / (a - b)
    square = mean * mean - slope_a * slope_b
    if square < 0:
        return 0.5 * (a + b)
    root = square**0.5
    below = slope_b - slope_a + 2.0 * root
    return b - (b - a) * (slope_b + root - mean) / below if below else 0.5 * (a + b)
