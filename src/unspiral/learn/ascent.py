"""The search where people differ: steps on nodes that are held while a step is tried, and put where each person's law lies after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.climb import WALL, Climb, Point
from unspiral.learn.levels import Levels
from unspiral.learn.nodes import Nodes, recentred
from unspiral.learn.parameters import SLOW as STILL
from unspiral.learn.parameters import natural, unsquare
from unspiral.learn.problem import Problem
from unspiral.learn.quadrature import CLIMB
from unspiral.learn.search import Optimum, curvature, loose, maximise, taught
from unspiral.learn.start import bounds
from unspiral.learn.system import Array
from unspiral.learn.varied import lower

SPREADS = (0.3, 0.1)  # where spreads begin: shares of a rate, of a logarithm, of a process's deviation
STEPS = 80  # of one climb
ROUNDS = 3  # times that the curvature is measured
HALVES = 4  # times that a step is shortened
TURNS = 4  # times that nodes are put anew
SOON = 0.05  # log-likelihood units: a climb on the rough rule ends when no more is left
ENOUGH = 5e-3  # the same of steps on the finer rules
SETTLED = 0.15  # log-likelihood units: a maximum when no more is left (half a standard error, in the direction least known)
SLACK = 1e-3  # log-likelihood units by which a rule may differ from itself put anew
LITTLE, IDLE = 0.02, 2  # log-likelihood units: a step that gains less may be the rule's own error, and how many of them end a climb
SHORT = 0.005  # log-likelihood units that a step hopes for: from a shorter one nothing is learned but that error
NEAR = 0.1  # standard deviations of a person's law, and part of its volume, by which nodes may lie off
FARAWAY = 0.5  # log-likelihood units: a curvature measured farther down than this is measured again (one standard error)
NIL = 0.03  # of a rate, or of a logarithm: a direction of differences shorter than this is none
FLAT = 0.5  # least curvature that a step is measured by: a working unit is of order one
FARTHEST = 3.0  # length of a step, in standard errors
WEAK, MOST_WEAK = 100.0, 10  # curvature below which a direction is measured again over a longer way, and how many at most
UNSEEN = 0.1  # of what persons' scores scatter by: a curvature smaller than this is taken for none
PART = 0.3  # of a standard error: that way, to either side


class Held:
    """Minus the log-likelihood on nodes that are held while a step is tried, and put where each person's law lies between steps."""

    def __init__(self, levels: Levels, nodes: Nodes) -> None:
        self.levels, self.nodes = levels, nodes
        self.low, self.high = bounds(levels.layout)
        self.scores, self.part = np.zeros((0, 0)), np.zeros(0)

    def at(self, theta: Array) -> Point:
        """Cost and its exact derivative on the nodes as they are; a wall where there is none."""
        with np.errstate(all="ignore"):
            value, self.scores, self.part = self.levels.looked(theta, self.nodes)
        cost, gradient = -float(value.sum()), -self.scores.sum(axis=0)
        if not (np.isfinite(cost) and np.isfinite(gradient).all()):
            return WALL, np.zeros(len(theta))
        return cost, gradient

    def many(self, points: list[ndarray]) -> list[Point]:
        """The same at several points."""
        return [self.at(point) for point in points]

    def followed(self, theta: Array, near: float = NEAR, turns: int = TURNS) -> Point:
        """The same on nodes that are put where each person's law lies at these values, from where they were."""
        here = self.at(theta)
        for _ in range(turns):
            if here[0] >= WALL:
                break
            new = recentred(self.nodes, self.part)
            gap = np.linalg.solve(self.nodes.root, (new.middle - self.nodes.middle)[..., None])[..., 0]
            wide = np.linalg.slogdet(new.root)[1] - np.linalg.slogdet(self.nodes.root)[1]
            if np.linalg.norm(gap, axis=1).max() < near and np.abs(wide).max() < near:
                break
            self.nodes = new
            here = self.at(theta)
        return here


def maximise_levels(
    problem: Problem,
    starts: list[Float[ndarray, " free"]],
    tick: Callable[[int, int], None] | None = None,
    begun: Float[ndarray, " free"] | None = None,
) -> Optimum:
    """The highest point of the likelihood of people who differ.

    First the same loop without differences is searched from every start; then climbs begin there with large and with small differences
    (with one start: with large ones, and with small ones where a difference was lost on the way).
    Nodes follow each person's law from step to step: held ones would be a sum of their own, which a climb makes higher than any
    integral. At the top steps with the exact curvature bring the score of a finer rule to nil.

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
    ends: list[tuple[Climb, Array]] = []
    least, nobody = NIL * _sizes(problem, before.theta), np.zeros((2, levels.q), dtype=bool)
    try:
        for theta in begins:
            ends.append(_climb(levels, theta, before.information))
            lost = _without_nil(levels, ends[0][0].theta, least, nobody)[2].any()
            if not lost and (len(starts) == 1 or begun is not None):
                break  # nobody asked for a second opinion, and the first climb has lost no difference on its way
        best, shape = min(ends, key=lambda end: end[0].cost)
        heights = sorted((best.cost - end.cost for end, _ in ends), reverse=True)
        return _finished(levels, best.theta, shape, tuple(heights), least)
    except KeyboardInterrupt:
        if not ends:
            return _interrupted(padded, before.loglik)
        best, _ = min(ends, key=lambda end: end[0].cost)
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


def _climb(levels: Levels, start: Array, information: Array) -> tuple[Climb, Array]:
    """Steps on the rough rule with a curvature that learns from them.

    Returns:
        Where they ended, and the curvature that was learned on the way.
    """
    with np.errstate(all="ignore"):
        held = Held(levels, levels.about(levels.population(start), CLIMB))
    here = held.at(start)
    if here[0] >= WALL:
        return Climb(start, *here), np.eye(len(start))
    # What persons' scores make of it, for a beginning; of the average person's numbers, the mean of that and of what is known already.
    known = np.arange(len(start)) < len(information)
    scores = held.scores * np.where(known, np.sqrt(0.5), 1.0)
    shape = scores.T @ scores + np.eye(len(start))
    shape[np.ix_(known, known)] += 0.5 * information
    theta, here, shape = _steps(held, start, here, shape, np.zeros(len(start), dtype=bool), SOON)
    return Climb(theta, *here), shape


def _steps(held: Held, theta: Array, here: Point, shape: Array, fixed: Array, enough: float) -> tuple[Array, Point, Array]:
    """Steps no longer than is safe, until what is left to climb is less than enough or steps gain no more than the rule errs by.

    Args:
        held: the likelihood.
        theta, here: where to begin, and what is there.
        shape: curvature.
        fixed: values that stay.
        enough: log-likelihood units.

    Returns:
        Where they ended, what is there, and the curvature, which learns from the steps.
    """
    reach, stuck, idle = FARTHEST, 0, 0
    for _ in range(STEPS):
        now = loose(theta, here[1], held.low, held.high) & ~fixed
        decrement, move = _newton(shape, here[1], now)
        if decrement < enough or stuck > HALVES or idle > IDLE:
            break
        length = min(1.0, reach / np.sqrt(2.0 * decrement))
        trial, nodes = np.clip(theta + length * move, held.low, held.high), held.nodes
        there = held.followed(trial)
        if there[0] < WALL and length**2 * decrement > SHORT:
            shape = taught(shape, trial - theta, there[1] - here[1], now)
        gained, hoped = here[0] - there[0], (2.0 * length - length**2) * decrement
        if gained < 0.05 * hoped - SLACK:
            reach, stuck, held.nodes = 0.3 * length * np.sqrt(2.0 * decrement), stuck + 1, nodes
            continue
        if gained > 0.7 * hoped:
            reach = min(max(reach, 2.0 * length * np.sqrt(2.0 * decrement)), FARTHEST)
        theta, here, stuck, idle = trial, there, 0, idle + 1 if gained < LITTLE else 0
    return theta, here, shape


def _newton(shape: Array, gradient: Array, now: Array) -> tuple[float, Array]:
    """What is left to climb by a curvature and a derivative, and the whole step."""
    values, vectors = np.linalg.eigh(shape[np.ix_(now, now)])
    size, along = np.maximum(np.abs(values), FLAT), vectors.T @ gradient[now]
    move = np.zeros(len(gradient))
    move[now] = -vectors @ (along / size)
    return float(0.5 * np.sum(along**2 / size)), move


def careful_curvature(held: Held, theta: Array, now: Array, here: Point) -> tuple[Array, int]:
    """Second derivative of the cost; in directions in which little is known, by differences over part of a standard error.

    On nodes that are held a rule errs more in the second derivative than in the first, by about as much in every direction. Where much is
    known that does not matter; elsewhere nodes follow each person's law.

    Returns:
        The second derivative, and in how many directions it is only what persons' scores scatter by.
    """
    out = curvature(held.many, theta, now, here)
    values, vectors = np.linalg.eigh(out[np.ix_(now, now)])
    few = np.flatnonzero(values < WEAK)[:MOST_WEAK]
    if not len(few):
        return out, 0
    directions, nodes = np.zeros((len(few), len(theta))), held.nodes
    directions[:, now] = vectors[:, few].T
    change = np.empty((len(few), len(theta)))
    for k, length in enumerate(PART / np.sqrt(np.clip(values[few], 0.1 * WEAK, None))):
        sides = list[Array]()
        for sign in (1.0, -1.0):
            held.nodes = nodes
            sides.append(held.followed(theta + sign * length * directions[k], near=0.0, turns=2)[1])
        change[k] = (sides[0] - sides[1]) / (2.0 * length)
    held.nodes = nodes
    # What these directions do to one another is taken as found; what they do to the others is right already, as those are strong.
    between = change @ directions.T
    between = 0.5 * (between + between.T)
    # Beside the edge of what can be, or where a few people's laws have long tails, there may be none to be seen. What persons' scores
    # scatter by is the same information, less exactly.
    held.at(theta)
    bent, ways = np.linalg.eigh(between)
    scatter = np.square(held.scores @ directions.T @ ways).sum(axis=0)
    unseen = bent < UNSEEN * scatter
    between = (ways * np.where(unseen, scatter, bent)) @ ways.T
    return out + directions.T @ (between - np.diag(values[few])) @ directions, int(unseen.sum())


def _finished(levels: Levels, theta: Array, shape: Array, ends: tuple[float, ...], least: Array) -> Optimum:
    """Steps to the top by finer rules, and the curvature there; differences that are nil are held."""
    theta, fixed, nil = _without_nil(levels, theta, least, np.zeros((2, levels.q), dtype=bool))
    held = Held(levels, levels.enough(levels.population(theta)))
    theta, _, _ = _steps(held, theta, held.followed(theta), shape, fixed, SOON)
    decrement, now, rough, ended = np.inf, np.ones(len(theta), dtype=bool), 0, False
    for _ in range(ROUNDS):
        theta, fixed, nil = _without_nil(levels, theta, least, nil)
        held = Held(levels, levels.enough(levels.population(theta)))
        here = held.followed(theta)
        now, measured = loose(theta, here[1], held.low, held.high) & ~fixed, theta
        bend, rough = careful_curvature(held, theta, now, here)
        shape = np.where(np.outer(now, now), bend, 0.0)
        held.nodes = held.nodes.finer()
        here = held.followed(theta)
        theta, here, _ = _steps(held, theta, here, shape, ~now, ENOUGH)
        decrement, _ = _newton(shape, here[1], now)
        far = 0.5 * float((theta - measured) @ shape @ (theta - measured))
        gone = _without_nil(levels, theta, least, nil)[2]
        ended = bool(decrement < SETTLED and far < FARAWAY and not (gone & ~nil).any())
        if ended:
            break
    healthy = bool(np.linalg.eigvalsh(shape[np.ix_(now, now)]).min(initial=1.0) > 0)
    value = float(levels.exact(levels.population(theta))[0].sum())
    turned = _upright(levels, theta)
    theta, shape = turned * theta, np.outer(turned, turned) * shape
    reached = tuple(value + end for end in ends)
    return Optimum(theta, value, shape, now, decrement, ended and healthy, reached, differing=True, rough=rough)


def _upright(levels: Levels, theta: Array) -> Array:
    """Signs by which each direction of differences points upward: a root and its mirror image are the same law, and fits are compared."""
    layout, q = levels.layout, levels.q
    _rows, columns = np.tril_indices(q)
    root, out = lower(theta[layout.sections["spread"]]), np.ones(len(theta))
    sign = np.where(np.diag(root) < 0.0, -1.0, 1.0)
    out[layout.sections["spread"]] = sign[columns]
    out[layout.sections["lean"]] = np.tile(sign, len(layout.traits))
    return out


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
