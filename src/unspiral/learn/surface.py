"""The best loop with a given value of one number: climbs along the surface on which the number has that value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.learn.problem import Problem
from unspiral.learn.quantity import VARIANCES, Quantity, variance_root
from unspiral.learn.search import Optimum
from unspiral.learn.start import bounds
from unspiral.learn.system import Array

Objective = Callable[[list[ndarray]], list[tuple[float, Array]]]

LEFT = 1e-6  # Newton decrement at which a constrained climb ends: the root of the drop is then right to about that
NEAR = 0.15  # working units: a root of a variance closer to 0 than this may stand on a saddle


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
    # Where people differ, profiles walk on a rule that is less fine than the one that is reported: its own height counts.
    top = optimum.loglik if problem.levels is None else problem.values([optimum.theta])[0][0]
    roots += [layout.sections["spread"].start + k for k, s in enumerate(layout.slots[layout.sections["spread"]]) if s.name[:3] == "sd:"]
    return Peak(problem.values, optimum.theta, top, information, *bounds(layout), np.array(roots, dtype=np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The best point at which a quantity has a given value; ``loglik`` is nan where none was found."""

    at: float
    theta: Array
    loglik: float
    curvature: Array


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
    begun = surface.reach(np.clip(theta, peak.lower, peak.upper), None, inverse_among(hessian, allowed))
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
        inverse = inverse_among(hessian, free)
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


def off_the_saddle(peak: Peak, quantity: Quantity, found: Held) -> Held:
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


def inverse_among(hessian: Array, free: Array) -> Array:
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
