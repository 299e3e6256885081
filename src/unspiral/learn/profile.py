"""Profile likelihood: how far a number can be moved before the best loop with that number fits clearly worse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import ndtri

from unspiral.learn.quantity import Quantity
from unspiral.learn.surface import NEAR, Held, Peak, best_at, inverse_among, off_the_saddle, peak_of
from unspiral.learn.system import Array

__all__ = ["FLAT", "WALL", "Ends", "Peak", "Profile", "best_at", "other_branches", "peak_of"]

CLOSE = 2e-3  # how near to the wanted drop (on the root scale) the last point of a walk must lie; the rest is a straight line
WALKS = 24  # constrained maxima for one end
WALL = "was not seen to fall far enough before a rate meets its bound or the loop runs away"
FLAT = "was not seen to fall far enough, as far as it was followed"
STEEPER = 4.0  # times as steeply as up to here a profile may fall on the last bit before a wall
FARTHEST = 40.0  # standard errors: an end that lies farther away is none


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
        careful: look for saddles at points that decide, and close in on the ends; without it walks are quicker and ends right to about a
            hundredth of a standard error.
    """

    peak: Peak
    quantity: Quantity
    starts: Sequence[Float[ndarray, " free"]] = ()
    careful: bool = True
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
        low, why_low = self.end(-1.0, level)
        high, why_high = self.end(1.0, level)
        return Ends(low, high, why_low or why_high)

    def whole(self, level: float) -> Ends:
        """The same, or no end at all as soon as one is missing."""
        low, why = self.end(-1.0, level)
        high, why = self.end(1.0, level) if low is not None else (None, why)
        return Ends(None, None, why) if low is None or high is None else Ends(low, high)

    def end(self, side: float, level: float) -> tuple[float | None, str]:
        """The lower (side -1) or upper end (1) in the number's own units; without one, why."""
        if not np.isfinite(self.estimate):
            return None, "has no value at the maximum"
        end, why = self._end(side, float(ndtri(0.5 + level / 2.0)))
        return None if end is None else self.quantity.back(end), why

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
        rise = float("inf")  # of the root of the drop, on the last bit of the way that was seen
        for _ in range(WALKS):
            value, before = _within(value, inside[0], limit), inside
            drop = self._drop(branch, value)
            if not np.isfinite(drop):
                failed = (value, float("inf"))
            elif abs(drop - z) < (CLOSE if self.careful else 15.0 * CLOSE):
                drop, gap = self._settled(branch, value), drop
                if gap - drop < CLOSE:
                    other = high if high is not None else inside
                    slope = (drop - other[1]) / (value - other[0]) if value != other[0] else np.inf
                    return value + (z - drop) / slope, ""
                inside, high, failed = (value, drop), None, None  # it was a saddle: what was walked on from it does not count
            elif drop < z:
                inside = (value, drop)
                if high is not None:  # looked at from afar, that may not have been the best point there
                    far = (high[0], self._once_more(branch, high[0]))
                    inside, high = (inside, far) if far[1] >= z else (far, None)
                if failed is not None and (failed[0] - inside[0]) * side <= 0.0:
                    failed = None
            else:
                high = (value, drop)
            if high is None and failed is None:
                if abs(value - self.estimate) > FARTHEST * self.error:
                    return None, FLAT
                # Straight on from the last two points, and at least a quarter farther: a profile that levels off must be seen to.
                on = abs(inside[0] - before[0]) * (z - drop) / max(drop - before[1], 1e-12)
                gone = abs(value - self.estimate)
                value = self.estimate + side * float(np.clip(gone + on, 1.25 * gone, 3.0 * gone))
            elif high is not None:
                wall, share = high[0], (z - inside[1]) / (high[1] - inside[1])
                if failed is not None and (failed[0] - inside[0]) * side < (high[0] - inside[0]) * side:
                    wall, share = failed[0], 0.5
                value = inside[0] + (wall - inside[0]) * float(np.clip(share, 0.05, 0.95))
            elif failed is not None:
                wall = failed[0]
                rise = (inside[1] - before[1]) / max(abs(inside[0] - before[0]), 1e-300) if inside != before else rise
                if abs(wall - inside[0]) < 1e-3 * max(self.error, abs(wall - self.estimate)):
                    return None, WALL
                if inside[1] + STEEPER * rise * abs(wall - inside[0]) < z:  # levelling off, with a wall ahead
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
        if k and self.careful and value not in self._looked:
            self._looked.add(value)
            better = off_the_saddle(self.peak, self.quantity, known[k])
            if better is not known[k]:
                known[1:] = [better]
                k = 1
        return self._root_of(known[k].loglik)

    def _once_more(self, branch: int, value: float) -> float:
        """Root of the drop at a value that was looked at before, by the way from the nearest other point: the better of both."""
        known = self._known[branch]
        k = next(i for i, point in enumerate(known) if point.at == value)
        near = min((p for i, p in enumerate(known) if i != k), key=lambda point: abs(point.at - value))
        found = best_at(self.peak, self.quantity, value, near.theta, near.curvature)
        if np.isfinite(found.loglik) and found.loglik > known[k].loglik:
            known[k] = found
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
    values, vectors = np.linalg.eigh(inverse_among(peak.information, np.ones(len(peak.theta), dtype=bool)))
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
