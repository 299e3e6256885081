"""The search where people differ: climbs with each person's nodes held, which are laid anew in between, until nothing moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.learn.climb import AGREE
from unspiral.learn.levels import Levels, Nodes
from unspiral.learn.parameters import SLOW, natural, unsquare
from unspiral.learn.problem import Problem
from unspiral.learn.search import DECREMENT, Costs, Optimum, Search, curvature, guarded, loose, maximise, newton_step, taught
from unspiral.learn.start import bounds
from unspiral.learn.system import Array

SPREADS = (0.3, 0.1)  # where spreads begin: shares of a rate, of a logarithm, of a process's deviation
MOVED = 1e-4  # log-likelihood units: nodes laid anew that change less have settled
LAYINGS = 12  # times that nodes are laid anew
STEPS = 25  # of one climb
NIL = 0.01  # working units: a direction of differences shorter than this is none


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where a climb stands: cost, derivative and curvature belong to the nodes.

    ``free`` are values that a bound or a direction of differences that is nil does not hold; ``eps`` the persons' modes.
    """

    theta: Float[ndarray, " free"]
    cost: float
    gradient: Float[ndarray, " free"]
    shape: Float[ndarray, "free free"]
    free: Bool[ndarray, " free"]
    decrement: float
    nodes: Nodes
    eps: Float[ndarray, "persons q"]


def maximise_levels(
    problem: Problem,
    starts: list[Float[ndarray, " free"]],
    tick: Callable[[int, int], None] | None = None,
    begun: Float[ndarray, " free"] | None = None,
) -> Optimum:
    """The highest point of the likelihood of people who differ.

    First the same loop without differences is searched from every start; then climbs begin there with large and with small differences.
    Each climbs with nodes held, so that derivatives are exact, and lays them anew about the modes it came to, until that changes nothing;
    then again with finer rules.

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
    if before.interrupted:
        theta = np.concatenate([before.theta, np.zeros(len(layout.slots) - first)])
        nothing = np.zeros((len(theta), len(theta)))
        return replace(before, theta=theta, information=nothing, free=np.ones(len(theta), dtype=bool), converged=False, decrement=np.inf)
    begins = [_begin(problem, before.theta, share) for share in SPREADS]
    if begun is not None:
        begins[0] = begun
    places: list[Place] = []
    for theta in begins:
        goal = min((p.cost for p in places), default=-np.inf)
        places.append(_settle(levels, _place(levels, theta, "climb", before.information), "climb", 1e-2, goal))
    best = min(places, key=lambda p: p.cost)
    ends = sorted((-p.cost for p in places), reverse=True)
    return _finished(problem, levels, best, tuple(end - ends[0] for end in ends))


def _begin(problem: Problem, theta: Array, share: float) -> Array:
    """A working vector whose differences are a share of what differs."""
    layout, scale = problem.layout, problem.scale
    at = layout.sections
    out = np.concatenate([theta, np.zeros(len(layout.slots) - len(theta))])
    values = natural(layout.average, scale, theta)
    pace = np.hypot(values[at["self"]] * scale.clock, SLOW)
    sizes: list[float] = []
    for varied in layout.varied:
        slot = layout.slots[varied.slot]
        rate = varied.added and slot.field in ("drift", "press")
        places = [i for i in slot.entries[0][: 2 if varied.name.startswith("link:") else 1] if i < len(pace)]
        sizes.append(share * (float(np.sqrt(np.prod(pace[places])) ** (2 / len(places))) if rate else 1.0))
    rows, columns = np.tril_indices(len(sizes))
    out[at["spread"]] = np.where(rows == columns, np.array(sizes)[rows], 0.0)
    return out


def _objective(levels: Levels, nodes: Nodes) -> Costs:
    return guarded(lambda points: levels.values(points, nodes))


def _place(levels: Levels, theta: Array, stage: str, information: Array) -> Place:
    """A beginning: the curvature known without differences, and that of the differences themselves by differences of derivatives."""
    nodes, eps = _laid(levels, theta, stage, None)
    costs = _objective(levels, nodes)
    here = costs([theta])[0]
    new = np.ones(len(theta), dtype=bool)
    new[: len(information)] = False
    shape = curvature(costs, theta, new, here)
    shape[: len(information), : len(information)] = information
    stuck = np.diag(shape) == 0.0
    shape[stuck, stuck] = 1.0
    return Place(theta, *here, shape, np.ones(len(theta), dtype=bool), np.inf, nodes, eps)


def _laid(levels: Levels, theta: Array, stage: str, start: Array | None) -> tuple[Nodes, Array]:
    from unspiral.learn.quadrature import rule_for

    with np.errstate(all="ignore"):
        modes = levels.modes(levels.population(theta), start)
    return levels.nodes(modes, rule_for(levels.q, stage)), modes.eps


def _settle(levels: Levels, place: Place, stage: str, tolerance: float, goal: float = -np.inf) -> Place:
    """Climb, lay the nodes anew, and again, until that moves nothing any more."""
    low, high = bounds(levels.layout)
    for _ in range(LAYINGS):
        place = _climb(levels, place, low, high, tolerance)
        nodes, eps = _laid(levels, place.theta, stage, place.eps)
        cost, gradient = _objective(levels, nodes)([place.theta])[0]
        moved, place = abs(cost - place.cost), replace(place, cost=cost, gradient=gradient, nodes=nodes, eps=eps)
        if (moved < max(tolerance, MOVED) and place.decrement < tolerance) or abs(cost - goal) < 0.5 * AGREE:
            break
    return place


def _climb(levels: Levels, place: Place, low: Array, high: Array, tolerance: float) -> Place:
    """Newton steps on held nodes with a curvature that learns from them."""
    search = Search(lambda points: levels.values(points, place.nodes))
    theta, cost, gradient, shape = place.theta, place.cost, place.gradient, place.shape
    free, decrement = place.free, np.inf
    for _ in range(STEPS):
        now = loose(theta, gradient, low, high) & place.free
        values, vectors = np.linalg.eigh(shape[np.ix_(now, now)])
        along = vectors.T @ gradient[now]
        decrement = float(0.5 * np.sum(along**2 / np.maximum(np.abs(values), 1e-6)))
        if decrement < 0.5 * tolerance:
            break
        old, old_gradient = theta, gradient
        theta, cost, gradient, went = newton_step(search, theta, cost, gradient, now, values, vectors, low, high)
        if not went:
            break
        shape = taught(shape, theta - old, gradient - old_gradient, now)
    return replace(place, theta=theta, cost=cost, gradient=gradient, shape=shape, decrement=decrement, free=free)


def _finished(problem: Problem, levels: Levels, place: Place, ends: tuple[float, ...]) -> Optimum:
    """Finer rules at the top; directions of differences that are nil are held; the curvature is measured where the climb ended."""
    low, high = bounds(levels.layout)
    place = _without_nil(problem, levels, place)
    nodes, eps = _laid(levels, place.theta, "middle", place.eps)
    place = _settle(levels, _fresh(levels, place, nodes, eps), "middle", DECREMENT)
    place = _without_nil(problem, levels, place)
    for _ in range(4):
        costs = _objective(levels, place.nodes)
        now = loose(place.theta, place.gradient, low, high) & place.free
        exact = curvature(costs, place.theta, now)
        values, vectors = np.linalg.eigh(exact[np.ix_(now, now)])
        along = vectors.T @ place.gradient[now]
        decrement = float(0.5 * np.sum(along**2 / np.maximum(np.abs(values), 1e-8)))
        if decrement < DECREMENT:
            break
        place = _settle(levels, replace(place, shape=_filled(exact), free=place.free), "middle", 0.3 * DECREMENT)
    healthy = bool(values.min(initial=1.0) > 0)
    fine, _ = _laid(levels, place.theta, "fine", place.eps)
    value = levels.shares(levels.population(place.theta), fine)[0].sum()
    reached = tuple(float(value) + end for end in ends)
    return Optimum(place.theta, float(value), exact, now, decrement, bool(decrement < DECREMENT and healthy), reached)


def _filled(shape: Array) -> Array:
    out = shape.copy()
    empty = np.diag(out) == 0.0
    out[empty, empty] = 1.0
    return out


def _fresh(levels: Levels, place: Place, nodes: Nodes, eps: Array) -> Place:
    cost, gradient = _objective(levels, nodes)([place.theta])[0]
    return replace(place, cost=cost, gradient=gradient, nodes=nodes, eps=eps)


def _without_nil(problem: Problem, levels: Levels, place: Place) -> Place:
    """Where a column of L is nil, what levels lean on it cannot be told from their own variance: it is moved there, and held at 0."""
    layout, theta = levels.layout, place.theta.copy()
    at, q, t = layout.sections, levels.q, len(layout.traits)
    rows, columns = np.tril_indices(q)
    length = np.sqrt(np.bincount(columns, weights=theta[at["spread"]] ** 2, minlength=q))
    nil = length < NIL
    free = np.ones(len(theta), dtype=bool)
    if nil.any() and t:
        lean = theta[at["lean"]].reshape(t, q)
        more = lean[:, nil] @ lean[:, nil].T
        if np.abs(more).max() > 0.0:
            _take_in(layout.sections, theta, more)
        lean[:, nil] = 0.0
        theta[at["lean"]] = lean.ravel()
        free[at["lean"]] = np.tile(~nil, t)
    if (theta == place.theta).all() and (free == place.free).all():
        return place
    nodes, eps = _laid(levels, theta, "climb", place.eps)
    return replace(_fresh(levels, replace(place, theta=theta, shape=_filled(place.shape)), nodes, eps), free=free)


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


