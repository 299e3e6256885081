"""The search where people differ: climbs with nodes that follow each person's mode, then Newton's steps on the score itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.climb import AGREE, SLOW, WALL, Climb, Point
from unspiral.learn.levels import Levels
from unspiral.learn.parameters import SLOW as STILL
from unspiral.learn.parameters import natural, unsquare
from unspiral.learn.problem import Problem
from unspiral.learn.quadrature import rule_for
from unspiral.learn.search import DECREMENT, Optimum, curvature, loose, maximise, taught
from unspiral.learn.start import bounds
from unspiral.learn.system import Array
from unspiral.learn.varied import lower

SPREADS = (0.3, 0.1)  # where spreads begin: shares of a rate, of a logarithm, of a process's deviation
STEPS = 60  # of one climb
ROUNDS = 5  # times that the curvature is measured
HALVES = 6  # times that a Newton step is shortened
SLACK = 0.005  # log-likelihood units by which values of a rule and its scores may disagree
NIL = 0.03  # of a rate, or of a logarithm: a direction of differences shorter than this is none
NEAR = 0.01  # log-likelihood units: a curvature measured farther down than this is measured again (0.14 of a standard error)
FLAT = 1e-3  # least curvature that a step is measured by: a working unit is of order one
FARTHEST = 1.0  # length of a Newton step, in standard errors


class Following:
    """Minus the log-likelihood on a stage's nodes about each person's mode, which is sought from where it was last time."""

    def __init__(self, levels: Levels, stage: str, eps: Array | None = None) -> None:
        self.levels, self.stage, self.eps = levels, stage, eps
        self.low, self.high = bounds(levels.layout)

    def at(self, theta: Array, *, follow: bool = True) -> Point:
        """Cost and derivative, which is that of the nodes' likelihoods; a wall where there is none."""
        with np.errstate(all="ignore"):
            levels = self.levels
            modes = levels.modes(levels.population(theta), self.eps)
            value, slope = levels.scores(theta, levels.nodes(modes, rule_for(levels.q, self.stage)))
        if follow:
            self.eps = modes.eps
        cost, gradient = -float(value.sum()), -slope.sum(axis=0)
        if not (np.isfinite(cost) and np.isfinite(gradient).all()):
            return WALL, np.zeros(len(theta))
        return cost, gradient

    def many(self, points: list[ndarray]) -> list[Point]:
        """The same at several points near one another."""
        return [self.at(point, follow=False) for point in points]


def maximise_levels(
    problem: Problem,
    starts: list[Float[ndarray, " free"]],
    tick: Callable[[int, int], None] | None = None,
    begun: Float[ndarray, " free"] | None = None,
) -> Optimum:
    """The highest point of the likelihood of people who differ.

    First the same loop without differences is searched from every start; then climbs begin there with large and with small differences.
    Nodes follow each person's mode: held ones would be a sum of their own, which a climb makes higher than any integral. At the top
    Newton's steps bring the score of a finer rule to nil.

    Args:
        problem: with differences.
        starts: working vectors.
        tick: called with (starts done, starts).
        begun: a maximum of nearly the same data, from which the first climb begins instead.

    Returns:
        Optimum; its log-likelihood is that of the finest rule.

    Raises:
        KeyboardInterrupt: stopped before any point had a likelihood.
    """
    layout, levels = problem.layout, problem.levels
    assert levels is not None  # asked only where people differ
    first = layout.sections["spread"].start
    plain = replace(problem, layout=layout.average)
    low, high = bounds(layout.average)
    before = maximise(plain.values, [s[:first] for s in starts] if begun is None else [begun[:first]], low, high, tick)
    padded = np.concatenate([before.theta, np.zeros(len(layout.slots) - first)])
    if before.interrupted:
        return _interrupted(padded, before.loglik)
    begins = [_begin(problem, before.theta, share) for share in SPREADS]
    if begun is not None:
        begins[0] = begun
    ends: list[tuple[Climb, Array, Following]] = []
    try:
        for theta in begins:
            goal = min((end.cost for end, *_ in ends), default=-np.inf)
            follow = Following(levels, "climb")
            ends.append((*_climb(follow, theta, before.information, goal), follow))
        best, shape, follow = min(ends, key=lambda end: end[0].cost)
        heights = sorted((best.cost - end.cost for end, *_ in ends), reverse=True)
        return _finished(levels, best.theta, shape, follow, tuple(heights), NIL * _sizes(problem, before.theta))
    except KeyboardInterrupt:
        if not ends:
            return _interrupted(padded, before.loglik)
        best, *_ = min(ends, key=lambda end: end[0].cost)
        return _interrupted(best.theta, -best.cost)


def _interrupted(theta: Array, loglik: float) -> Optimum:
    size = len(theta)
    return Optimum(theta, loglik, np.zeros((size, size)), np.ones(size, dtype=bool), np.inf, False, interrupted=True)


def _begin(problem: Problem, theta: Array, share: float) -> Array:
    """A working vector whose differences are a share of what differs."""
    layout = problem.layout
    out = np.concatenate([theta, np.zeros(len(layout.slots) - len(theta))])
    rows, columns = np.tril_indices(len(layout.varied))
    out[layout.sections["spread"]] = np.where(rows == columns, share * _sizes(problem, theta)[rows], 0.0)
    return out


def _sizes(problem: Problem, theta: Array) -> Array:
    """A large difference of each parameter in working units: of rates the pace of their processes, else one unit."""
    layout, scale = problem.layout, problem.scale
    pace = np.hypot(natural(layout.average, scale, theta)[layout.sections["self"]] * scale.clock, STILL)
    out = np.ones(len(layout.varied))
    for k, varied in enumerate(layout.varied):
        slot = layout.slots[varied.slot]
        places = [i for i in slot.entries[0][: 2 if varied.name.startswith("link:") else 1] if i < len(pace)]
        if varied.added and slot.field in ("drift", "press") and places:
            out[k] = np.exp(np.log(pace[places]).mean())
    return out


def _climb(follow: Following, start: Array, information: Array, goal: float) -> tuple[Climb, Array]:
    """L-BFGS in directions in which the likelihood is about equally curved; ended early where it only repeats what is known.

    Returns:
        The lowest point met, and the curvature that was learned on the way.
    """
    from scipy.optimize import minimize

    first = follow.at(start)
    best, size = Climb(start, *first), len(start)
    if best.cost >= WALL:
        return best, np.eye(size)
    known = len(information)
    now = loose(start, best.gradient, follow.low, follow.high)
    shape = curvature(follow.many, start, now & (np.arange(size) >= known), first)
    shape[:known, :known] = information
    values, vectors = np.linalg.eigh(shape[np.ix_(now, now)])
    root = vectors / np.sqrt(np.maximum(np.abs(values), FLAT))
    before, slow, gone, points = best.cost, 0, int(now.sum()), list[Array]()
    z0, slopes = np.zeros(gone), list[Array]()

    def ask(z: Array) -> Point:
        nonlocal best
        theta = start.copy()
        theta[now] += root @ z
        theta = np.clip(theta, follow.low, follow.high)
        value, gradient = follow.at(theta)
        if value < best.cost:
            best = Climb(theta, value, gradient)
            points.append(z.copy())
            slopes.append(gradient[now] @ root)
        return value, gradient[now] @ root

    def agrees(xk: Array) -> None:
        nonlocal before, slow
        gained, before = before - best.cost, best.cost
        slow = slow + 1 if gained < 0.1 * SLOW else 0
        if slow > 2 or (abs(best.cost - goal) < AGREE and gained < SLOW):
            raise StopIteration

    minimize(
        ask, z0, jac=True, method="L-BFGS-B", callback=agrees,
        options={"maxiter": STEPS, "maxfun": 2 * STEPS, "maxcor": 30, "ftol": 0.0, "gtol": 1e-3},
    )  # fmt: skip
    learned, free = np.eye(gone), np.ones(gone, dtype=bool)
    for old, new, slope, later in zip(points, points[1:], slopes, slopes[1:], strict=False):
        learned = taught(learned, new - old, later - slope, free)
    out, back = np.eye(size), np.linalg.inv(root)
    out[np.ix_(now, now)] = back.T @ learned @ back
    return best, out


def _finished(levels: Levels, theta: Array, shape: Array, follow: Following, ends: tuple[float, ...], least: Array) -> Optimum:
    """Newton's steps to the top by a finer rule, and the curvature there; differences that are nil are held."""
    follow = Following(levels, "second", follow.eps)
    size = len(theta)
    decrement, exact, measured, nil = np.inf, np.zeros((size, size)), theta, np.zeros((2, levels.q), dtype=bool)
    values, vectors, now = np.zeros(0), np.zeros((0, 0)), np.ones(size, dtype=bool)
    for turn in range(ROUNDS):
        theta, held, nil = _without_nil(levels, theta, least, nil)
        here = follow.at(theta)
        if not turn:
            theta = _newton(follow, theta, here, shape, loose(theta, here[1], follow.low, follow.high) & ~held)
            continue
        free = loose(theta, here[1], follow.low, follow.high) & ~held
        far = 0.5 * abs(float((theta - measured) @ exact @ (theta - measured)))
        if turn == 1 or (free != now).any() or far > NEAR:
            now, measured = free, theta
            exact = curvature(follow.many, theta, now, here)
            values, vectors = np.linalg.eigh(exact[np.ix_(now, now)])
        along = vectors.T @ here[1][now]
        decrement = float(0.5 * np.sum(along**2 / np.maximum(np.abs(values), FLAT)))
        if decrement < DECREMENT:
            break
        theta = _newton(follow, theta, here, exact, now)
    healthy = bool(values.min(initial=1.0) > 0)
    with np.errstate(all="ignore"):
        fine = levels.about(levels.population(theta), "fine", follow.eps)
        value = float(levels.shares(levels.population(theta), fine)[0].sum())
    reached = tuple(value + end for end in ends)
    return Optimum(theta, value, exact, now, decrement, bool(decrement < DECREMENT and healthy), reached)


def _newton(follow: Following, theta: Array, here: Point, shape: Array, now: Array) -> Array:
    """Newton's steps with a curvature that learns from them, no longer than is safe, until nothing is left to climb."""
    cost, gradient = here
    for _ in range(STEPS):
        values, vectors = np.linalg.eigh(shape[np.ix_(now, now)])
        size = np.maximum(np.abs(values), FLAT)
        along = vectors.T @ gradient[now]
        decrement = float(0.5 * np.sum(along**2 / size))
        if decrement < 0.1 * DECREMENT:
            break
        length = min(1.0, FARTHEST / np.sqrt(2.0 * decrement))
        move = np.zeros(len(theta))
        move[now] = -vectors @ (along / size)
        for _ in range(HALVES):
            trial = np.clip(theta + length * move, follow.low, follow.high)
            value, slope = follow.at(trial)
            if value < cost - 0.1 * length * decrement + SLACK:
                break
            length *= 0.4
        else:
            break
        shape = taught(shape, trial - theta, slope - gradient, now)
        theta, cost, gradient = trial, value, slope
    return theta


def _without_nil(levels: Levels, theta: Array, least: Array, nil: Array) -> tuple[Array, Array, Array]:
    """Differences that are nil, taken out: their rows and columns of L are held at 0.

    A direction of L that is nil leaves what levels lean on it to their own variance: it is moved there, and held at 0.

    Args:
        levels: the likelihood.
        theta: working vector.
        least: length of a row, or of a column, below which it is nil.
        nil: (2, q) rows and columns that were nil before, and stay so.

    Returns:
        The working vector, which of its values are held, and what is nil.
    """
    layout, out = levels.layout, theta.copy()
    at, q, t = layout.sections, levels.q, len(layout.traits)
    rows, columns = np.tril_indices(q)
    root, lean = lower(theta[at["spread"]]), theta[at["lean"]].reshape(t, q)
    gone = nil[0] | (np.linalg.norm(root, axis=1) < least)
    if gone.any():
        kept = np.flatnonzero(~gone)
        # Directions anew, so that L stays a lower triangle without the rows that are nil.
        turn = np.eye(q)
        if len(kept):
            whole, _ = np.linalg.qr(root[kept].T, mode="complete")
            turn = np.empty((q, q))
            turn[:, kept], turn[:, np.flatnonzero(gone)] = whole[:, : len(kept)], whole[:, len(kept) :]
        root = np.where(gone[:, None], 0.0, root @ turn)
        lean = lean @ turn
    empty = nil[1] | gone | (np.linalg.norm(root, axis=0) < least)
    root, more = np.where(empty, 0.0, root), lean[:, empty] @ lean[:, empty].T
    if t and np.abs(more).max(initial=0.0) > 0.0:
        _take_in(at, out, more)
    out[at["spread"]] = np.tril(root)[rows, columns]
    out[at["lean"]] = np.where(empty, 0.0, lean).ravel()
    held = np.zeros(len(theta), dtype=bool)
    held[at["lean"]] = np.tile(empty, t)
    held[at["spread"]] = gone[rows] | empty[columns]
    return out, held, np.array([gone, empty])


def _take_in(at: dict[str, slice], theta: Array, more: Array) -> None:
    """Add to the covariance of levels, in working units: the last rows of its triangle, alone or behind those of the first state."""
    section = "trait" if at["trait"].stop > at["trait"].start else "t0cov"
    packed = theta[at[section]]
    size = int(np.sqrt(2.0 * len(packed)))
    root = np.zeros((size, size))
    root[np.tril_indices(size)] = packed
    cov = root @ root.T
    t = len(more)
    cov[size - t :, size - t :] += more
    theta[at[section]] = unsquare(cov, np.ones(size))
