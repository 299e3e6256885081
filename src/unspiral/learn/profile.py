"""Profile likelihood: how far a number can be moved before the best loop with that number fits clearly worse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray
from scipy.special import ndtri

from unspiral.learn.problem import Problem
from unspiral.learn.quantity import VARIANCES, Quantity, variance_root
from unspiral.learn.search import Optimum
from unspiral.learn.start import bounds
from unspiral.learn.system import Array

Objective = Callable[[list[ndarray]], list[tuple[float, Array]]]

LEFT = 1e-6  # Newton decrement at which a constrained climb ends: the root of the drop is then right to about that
CLOSE = 2e-3  # how near to the wanted drop (on the root scale) the last point of a walk must lie; the rest is a straight line
NEAR = 0.15  # working units: a root of a variance closer to 0 than this may stand on a saddle
WALKS = 24  # constrained maxima for one end
WALL = "does not fall far enough before a rate meets its bound or the loop runs away"
FLAT = "does not fall far enough, however far it is moved"
FARTHEST = 40.0  # standard errors: an end that lies farther away is none


@dataclass(frozen=True, slots=True, eq=False)
class Peak:
    """A maximum of the likelihood, from which profiles walk down.

    Args:
        values: working vectors -> (log-likelihood, derivative) of each; nan where there is none.
        theta: the maximum.
        loglik: there.
        information: minus the second derivative there.
        lower, upper: bounds of the working vector.
        roots: places that stand squared in a variance: at 0 the likelihood is level there by symmetry, which is not the same as a maximum.
    """

    values: Objective
    theta: Float[ndarray, " free"]
    loglik: float
    information: Float[ndarray, "free free"]
    lower: Float[ndarray, " free"]
    upper: Float[ndarray, " free"]
    roots: Int[ndarray, " places"]


def peak_of(problem: Problem, optimum: Optimum) -> Peak:
    """The end of a search as the top of profiles; values at a bound get the curvature of one working unit."""
    information = optimum.information.copy()
    stuck = np.flatnonzero(~optimum.free)
    information[stuck, stuck] = 1.0
    layout = problem.layout
    roots = [variance_root(layout, k)[-1] for k, s in enumerate(layout.slots) if s.field in VARIANCES and len(s.entries) == 1]
    return Peak(problem.values, optimum.theta, optimum.loglik, information, *bounds(layout), np.array(roots, dtype=np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The best point at which a quantity has a given value; ``loglik`` is nan where none was found."""

    at: float
    theta: Array
    loglik: float
    curvature: Array


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of an interval; None where the profile never drops far enough, and why."""

    low: float | None
    high: float | None
    lost: str = ""


@dataclass(slots=True, eq=False)
class Profile:
    """The profile of one quantity: signed roots of the drop, walked from the maximum outwards and remembered.

    root(c) = sign(c - estimate) sqrt(2 (l(maximum) - max of l where the quantity is c)), close to a standard normal number when c is true.

    Args:
        peak: the maximum.
        quantity: what is held.
        starts: working vectors on other branches, from which walks begin too (a product can be small in more than one way).
    """

    peak: Peak
    quantity: Quantity
    starts: Sequence[Float[ndarray, " free"]] = ()
    estimate: float = field(init=False)
    error: float = field(init=False)
    higher: float = field(init=False, default=0.0)
    _known: dict[int, list[Held]] = field(init=False)
    _looked: set[float] = field(init=False, default_factory=set[float])

    def __post_init__(self) -> None:
        peak = self.peak
        self.estimate = self.quantity.at(peak.theta)
        self.error = self._spread()
        self._known = {k: [Held(self.estimate, peak.theta, peak.loglik, peak.information)] for k in range(-1, len(self.starts))}

    def _spread(self) -> float:
        """A standard error to measure steps by: half the width of the middle 68 % of draws, since a product may have no slope at all."""
        reached = _reached(self.quantity, _around(self.peak, 200)[0])
        if len(reached) < 20:
            return 1e-3 * max(1.0, abs(self.estimate))
        low, high = np.quantile(reached, [0.16, 0.84])
        return max(float(high - low) / 2.0, 1e-8 * max(1.0, abs(self.estimate)))

    def root(self, value: float) -> float:
        """Signed root of the drop at a value of the quantity; nan where no loop with that value was found."""
        fine: list[float] = []
        for branch in self._known:
            if not np.isfinite(self._drop(branch, value)):  # too far for one leap: in three steps
                for share in (0.3, 0.6, 0.85):
                    self._drop(branch, self.estimate + share * (value - self.estimate))
            if np.isfinite(self._drop(branch, value)):
                fine.append(self._settled(branch, value))
        return float(np.sign(value - self.estimate) * min(fine)) if fine else float("nan")

    def ends(self, level: float) -> Ends:
        """Interval at a level, in the number's own units: values whose drop is at most half the quantile of chi squared with 1 degree."""
        if not np.isfinite(self.estimate):
            return Ends(None, None, "has no value at the maximum")
        z = float(ndtri(0.5 + level / 2.0))
        low, why_low = self._end(-1.0, z)
        high, why_high = self._end(1.0, z)
        back = self.quantity.back
        return Ends(None if low is None else back(low), None if high is None else back(high), why_low or why_high)

    def _end(self, side: float, z: float) -> tuple[float | None, str]:
        """The outermost end over all branches; a branch that does not reach the drop has no end, and then there is none."""
        found: list[float] = []
        for branch in self._known:
            if branch >= 0 and (self.quantity.at(self.starts[branch]) - self.estimate) * side <= 0:
                continue
            end, why = self._branch_end(branch, side, z)
            if end is None and branch < 0:
                return None, why
            if end is not None:
                found.append(end)
        return (max(found) if side > 0 else min(found)), ""

    def _branch_end(self, branch: int, side: float, z: float) -> tuple[float | None, str]:
        """Walk outwards until the root of the drop is passed, then close in on it."""
        limit = self.quantity.highest if side > 0 else self.quantity.lowest
        if np.isfinite(limit) and self._at_limit(limit) <= z:
            return limit, ""
        # (value, root of the drop): the last one below the wanted drop, and the nearest beyond it.
        inside: tuple[float, float] = (self.estimate, 0.0)
        high = _nowhere()
        step = self.error * z
        if branch >= 0:
            step = abs(self.quantity.at(self.starts[branch]) - self.estimate)
        value: float = self.estimate + side * step
        failed = _nowhere()
        for _ in range(WALKS):
            value, before = _within(value, inside[0], limit), inside
            drop = self._drop(branch, value)
            if not np.isfinite(drop):
                failed = (value, float("inf"))
            elif abs(drop - z) < CLOSE:
                drop, gap = self._settled(branch, value), drop
                if gap - drop < CLOSE:
                    other = high if high is not None else inside
                    slope = (drop - other[1]) / (value - other[0]) if value != other[0] else np.inf
                    return value + (z - drop) / slope, ""
                inside, high, failed = (value, drop), None, None  # it was a saddle: what was walked on from it does not count
            elif drop < z:
                inside = (value, drop)
            else:
                high = (value, drop)
            if high is None and failed is None:
                if abs(value - self.estimate) > FARTHEST * self.error:
                    return None, FLAT
                # Straight on from the last two points, and at least a quarter farther: a profile that levels off must be seen to.
                on = abs(inside[0] - before[0]) * (z - drop) / max(drop - before[1], 1e-12)
                far = abs(value - self.estimate)
                value = self.estimate + side * float(np.clip(far + on, 1.25 * far, 3.0 * far))
            elif high is not None:
                wall, share = high[0], (z - inside[1]) / (high[1] - inside[1])
                if failed is not None and (failed[0] - inside[0]) * side < (high[0] - inside[0]) * side:
                    wall, share = failed[0], 0.5
                value = inside[0] + (wall - inside[0]) * float(np.clip(share, 0.05, 0.95))
            elif failed is not None:
                wall = failed[0]
                if abs(wall - inside[0]) < 1e-3 * max(self.error, abs(wall - self.estimate)):
                    return None, WALL
                value = 0.5 * (inside[0] + wall)
        return None, FLAT if high is None and failed is None else WALL

    def _at_limit(self, limit: float) -> float:
        """Root of the drop where a variance is nil: its root held at 0, all else free; infinite where that has no likelihood."""
        places = self.quantity.root
        if places is None:
            return float("inf")
        held = np.zeros(len(self.peak.theta), dtype=bool)
        held[places] = True
        theta = np.where(held, 0.0, self.peak.theta)
        found = best_at(self.peak, None, limit, theta, self.peak.information, held)
        return self._root_of(found.loglik) if np.isfinite(found.loglik) else float("inf")

    def _settled(self, branch: int, value: float) -> float:
        """Root of the drop at a point that matters: once more looked at, in case it is a saddle."""
        known = self._known[branch]
        k = next(i for i, point in enumerate(known) if point.at == value)
        if k and value not in self._looked:
            self._looked.add(value)
            better = _off_the_saddle(self.peak, self.quantity, known[k])
            if better is not known[k]:
                known[1:] = [better]
                k = 1
        return self._root_of(known[k].loglik)

    def _root_of(self, loglik: float) -> float:
        self.higher = max(self.higher, loglik - self.peak.loglik)
        return float(np.sqrt(max(2.0 * (self.peak.loglik - loglik), 0.0)))

    def _drop(self, branch: int, value: float) -> float:
        """Root of the drop at a value, from the nearest points known; they are kept in order."""
        known = self._known[branch]
        for point in known:
            if point.at == value:
                return self._root_of(point.loglik)
        near = sorted(known, key=lambda point: abs(point.at - value))[:2]
        theta = near[0].theta
        if len(near) == 2:  # straight on along the path, as far as it was straight before
            share = float(np.clip((value - near[0].at) / (near[1].at - near[0].at), -3.0, 1.0))
            theta = theta + share * (near[1].theta - near[0].theta)
        elif branch >= 0:
            theta = self.starts[branch]
        places = self.quantity.root
        if places is not None and np.abs(theta[places]).max() < 1e-3:  # a root at 0 has no slope by which to leave it
            theta = theta.copy()
            theta[places[-1]] = NEAR
        found = best_at(self.peak, self.quantity, value, theta, near[0].curvature)
        if not np.isfinite(found.loglik) and len(near) == 2:
            found = best_at(self.peak, self.quantity, value, near[0].theta, self.peak.information)
        if np.isfinite(found.loglik):
            known.append(found)
            return self._root_of(found.loglik)
        return float("nan")


def _around(peak: Peak, count: int) -> tuple[Array, Array]:
    """Draws from the normal law of the maximum, the same ones every time, and the standard normal numbers behind them."""
    values, vectors = np.linalg.eigh(_inverse(peak.information, np.ones(len(peak.theta), dtype=bool)))
    noise = np.random.default_rng(0).normal(size=(count, len(peak.theta)))
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return np.clip(peak.theta + noise @ root, peak.lower, peak.upper), noise


def _reached(quantity: Quantity, thetas: Array) -> Array:
    with np.errstate(all="ignore"):
        found = quantity.value(thetas)
    out: Array = found[np.isfinite(found)]
    return out


def _nowhere() -> tuple[float, float] | None:
    """No such point yet."""
    return None


def _within(value: float, inside: float, limit: float) -> float:
    """A value that is not beyond the natural end of the quantity: half way to it instead."""
    return value if not np.isfinite(limit) or (value - limit) * (inside - limit) > 0 else 0.5 * (inside + limit)


def best_at(
    peak: Peak,
    quantity: Quantity | None,
    target: float,
    theta: Float[ndarray, " free"],
    curvature: Float[ndarray, "free free"],
    fixed: Bool[ndarray, " free"] | None = None,
) -> Held:
    """Highest point at which a quantity has a given value.

    Lagrange-Newton steps along the surface quantity = target, brought back onto it after every step, so that the likelihood only rises;
    the second derivative of the Lagrangian begins as the information at the maximum and learns from the steps (BFGS, damped).

    Args:
        peak: objective and bounds.
        quantity: what is held; None = nothing but ``fixed``.
        target: its value.
        theta: where to begin.
        curvature: of the Lagrangian there, as far as known.
        fixed: places that stay as they are.

    Returns:
        Held; its ``loglik`` is nan where no point with that value, or no maximum, was found.
    """
    lost = Held(target, theta, float("nan"), curvature)
    allowed = np.ones(len(theta), dtype=bool) if fixed is None else ~fixed
    hessian = _healthy(curvature)
    surface = Surface(peak, quantity, target, allowed)
    begun = surface.reach(np.clip(theta, peak.lower, peak.upper), None, _inverse(hessian, allowed))
    if begun is None:
        return lost
    theta = begun
    value, score = peak.values([theta])[0]
    slope = surface.slope(theta)
    fresh, multiplier = curvature is peak.information, 0.0
    for _ in range(80):
        if not (np.isfinite(value) and np.isfinite(slope).all() and np.isfinite(score).all()):
            return lost
        pull = score - multiplier * slope
        free = allowed & ~((theta <= peak.lower + 1e-9) & (pull < 0)) & ~((theta >= peak.upper - 1e-9) & (pull > 0))
        inverse = _inverse(hessian, free)
        along = float(slope @ inverse @ slope)
        multiplier = float(slope @ inverse @ score) / along if along > 0 else 0.0
        pull = np.where(free, score - multiplier * slope, 0.0)
        step = inverse @ pull
        decrement = 0.5 * float(pull @ step)
        if decrement < LEFT:
            return Held(target, theta, float(value), hessian)
        moved = _move(surface, theta, float(value), step, decrement, slope, inverse)
        if moved is None:
            if fresh:
                # The last digits of a flat top: nothing is left to gain there.
                return Held(target, theta, float(value), hessian) if decrement < 1e-3 else lost
            hessian, fresh, multiplier = _healthy(peak.information), True, 0.0
            continue
        fresh = False
        new, value, score_new = moved
        slope_new = surface.slope(new)
        hessian = _learned(hessian, new - theta, score - score_new - multiplier * (slope - slope_new))
        theta, score, slope = new, score_new, slope_new
    return lost


def _off_the_saddle(peak: Peak, quantity: Quantity, found: Held) -> Held:
    """Where roots of variances stand near 0, a climb may have ended on a saddle: then once more, from beside it, down the other way."""
    if not len(peak.roots) or np.abs(found.theta[peak.roots]).min() > NEAR:
        return found
    for _ in range(3):
        way = _upward(peak, quantity, found)
        if way is None:
            return found
        for step in (0.2, -0.2):
            best = best_at(peak, quantity, found.at, found.theta + step * way, peak.information)
            if best.loglik > found.loglik + 10.0 * LEFT:
                break
        else:
            return found
        found = best
    return found


def _upward(peak: Peak, quantity: Quantity, found: Held) -> Array | None:
    """The direction along the surface in which the likelihood curves upwards; None at a maximum."""
    theta, step = found.theta, 1e-4
    free = np.flatnonzero((theta > peak.lower + step) & (theta < peak.upper - step))
    moved = [theta + sign * step * np.eye(len(theta))[i] for i in free for sign in (1.0, -1.0)]
    scores = np.array([score for _, score in peak.values([theta, *moved])])
    here, places = quantity.slope(theta), quantity.places
    bent = [i for i in free for _ in range(2)]
    matters = [places is None or i in places for i in bent]
    slopes = np.array([here, *(quantity.slope(point) if m else here for point, m in zip(moved, matters, strict=True))])
    if not (np.isfinite(scores).all() and np.isfinite(slopes).all()):
        return None
    slope = slopes[0, free]
    size = float(slope @ slope)
    pulls = scores[1:] - (float(slope @ scores[0, free]) / size if size > 0 else 0.0) * slopes[1:]
    bend = (pulls[::2] - pulls[1::2])[:, free] / (2.0 * step)
    along = np.eye(len(free)) - (np.outer(slope, slope) / size if size > 0 else 0.0)
    values, vectors = np.linalg.eigh(along @ (bend + bend.T) @ along / 2.0)
    if values[-1] < 1e-3:
        return None
    out = np.zeros(len(theta))
    out[free] = vectors[:, -1]
    return out


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """All working vectors at which a quantity has one value; everything there is where there is no quantity."""

    peak: Peak
    quantity: Quantity | None
    target: float
    allowed: Array

    def slope(self, theta: Array) -> Array:
        """Derivative of the quantity; 0 where there is none."""
        return np.zeros(len(theta)) if self.quantity is None else self.quantity.slope(theta)

    def reach(self, theta: Array, slope: Array | None, inverse: Array) -> Array | None:
        """The nearest point of the surface, by the curvature; None where there is none near.

        Args:
            theta: where to begin.
            slope: of the quantity somewhere near; it is taken anew where it does not serve.
            inverse: of the curvature.
        """
        if self.quantity is None:
            return theta
        gap = self.target - self.quantity.at(theta)
        for _ in range(60):
            if not np.isfinite(gap):
                return None
            if abs(gap) < 1e-9 * max(1.0, abs(self.target)):
                return theta
            used = self.quantity.slope(theta) if slope is None else slope
            way = inverse @ used
            along = float(used @ way)
            found = self._nearer(theta, gap, way / along) if np.isfinite(along) and along > 1e-300 else None
            if found is None:
                if slope is None:
                    return None
                slope = None
                continue
            left = found[1]
            if abs(left) > 0.3 * abs(gap):
                slope = None
            theta, gap = found[0], left
        return None

    def _nearer(self, theta: Array, gap: float, way: Array) -> tuple[Array, float] | None:
        """A step towards the surface that does shorten the way."""
        assert self.quantity is not None
        step = way * gap
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))  # no leap: working values are of order one
        for _ in range(12):
            trial = np.clip(theta + step, self.peak.lower, self.peak.upper)
            left = self.target - self.quantity.at(trial)
            if np.isfinite(left) and abs(left) < abs(gap):
                return trial, left
            step = 0.4 * step
        return None


def _move(
    surface: Surface, theta: Array, value: float, step: Array, decrement: float, slope: Array, inverse: Array
) -> tuple[Array, float, Array] | None:
    """The longest share of a step that climbs as it promised, brought back onto the surface."""
    peak, share = surface.peak, 1.0
    for _ in range(10):
        trial = surface.reach(np.clip(theta + share * step, peak.lower, peak.upper), slope, inverse)
        if trial is not None:
            found, score = peak.values([trial])[0]
            if np.isfinite(found) and found >= value + 0.05 * share * decrement:
                return trial, float(found), score
        share *= 0.35
    return None


def _healthy(matrix: Array) -> Array:
    """The nearest positive definite matrix of sensible condition."""
    values, vectors = np.linalg.eigh(matrix)
    floor = max(1e-7 * float(values.max(initial=0.0)), 1e-4)
    out: Array = (vectors * np.maximum(np.abs(values), floor)) @ vectors.T
    return out


def _inverse(hessian: Array, free: Array) -> Array:
    """Inverse among the free values, 0 elsewhere."""
    out = np.zeros_like(hessian)
    part = hessian[np.ix_(free, free)]
    try:
        root = np.linalg.inv(np.linalg.cholesky(part))
    except np.linalg.LinAlgError:
        root = np.linalg.inv(np.linalg.cholesky(_healthy(part)))
    out[np.ix_(free, free)] = root.T @ root
    return out


def _learned(hessian: Array, moved: Array, bent: Array) -> Array:
    """Damped BFGS: the curvature after a step, kept positive."""
    along = hessian @ moved
    size = float(moved @ along)
    if size <= 1e-300:
        return hessian
    met = float(moved @ bent)
    share = 1.0 if met >= 0.2 * size else 0.8 * size / (size - met)
    bent = share * bent + (1.0 - share) * along
    out: Array = hessian - np.outer(along, along) / size + np.outer(bent, bent) / float(moved @ bent)
    return out


def other_branches(
    quantity: Quantity, peak: Peak, signs: Callable[[Array], Array], level: float, count: int = 400
) -> tuple[Float[ndarray, " free"], ...]:
    """Where a quantity may be reached in another way than straight on: the likeliest far points of every pattern of signs.

    Args:
        quantity: a product, say, that is positive when both factors are, or neither is.
        peak: the maximum.
        signs: of many working vectors, the pattern that tells branches apart.
        level: of the interval that is sought.
        count: points looked at.
    """
    thetas, noise = _around(peak, count)
    with np.errstate(all="ignore"):
        reached, pattern = quantity.value(thetas), signs(thetas)
    own, here = signs(peak.theta[None])[0], quantity.at(peak.theta)
    fine = np.isfinite(reached)
    if not fine.any():
        return ()
    tails = np.quantile(reached[fine], [(1.0 - level) / 2.0, 0.5 + level / 2.0])
    found: list[Array] = []
    for far in (fine & (reached < min(tails[0], here)), fine & (reached > max(tails[1], here))):
        for other in np.unique(pattern[far]) if far.any() else ():
            if other != own:
                at = np.flatnonzero(far & (pattern == other))
                found.append(thetas[at[(noise[at] ** 2).sum(axis=1).argmin()]])
    return tuple(found)
