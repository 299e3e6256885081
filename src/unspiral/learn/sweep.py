"""Profiles of many numbers at once: both ends of every interval walk abreast, so that one call of the kernel moves them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import ndtri

from unspiral.learn.profile import WALL, Ends, Peak, Profile
from unspiral.learn.quantity import Quantity
from unspiral.learn.system import Array

CALLS = 150  # of the likelihood, all walkers together
LEFT = 2e-3  # Newton decrement at which a point counts as the best with its value: the root of the drop is then right to about 1e-3
OFF = 1e-2  # how far, in standard errors, the value may be from the wanted one; what that costs is made good to first order
CLOSE = 0.03  # how near to the wanted root of the drop the last point must lie; the rest is a straight line
LEAP = 2.5  # standard deviations: no step is longer
TARGETS = 12  # values tried for one end
ALIKE, JUMP = 1.03, 0.1  # distances that are nearly the same, and a difference of roots that is none
SHORT = 0.03  # a standard deviation so small a share of its estimate counts as nil
NEAR, SHAKE = 0.15, 0.3  # working units: a root of a variance nearer to 0 may stand on a saddle; where it is put to find out
RISING = 1e-2  # second derivative, against that of the maximum, from which a point is a saddle
SHARES = (1.0, -1.0, 0.5, -0.5, 0.25, -0.25, 0.12, -0.12)  # of the way off a saddle, the best of which is taken
BOUND = 1e-6  # working units: a rate this close to its bound has met it
NOT_FOLLOWED = "could not be followed"
NIL = 1e-3  # a standard deviation below this is nil
WEAKEST = 1e-3  # curvature of a direction about which the answers say nothing


@dataclass(slots=True, eq=False)
class _Walkers:
    """Where every walker stands: one for each end of each quantity; first axis = walker."""

    which: Array  # quantity
    side: Array  # -1 or 1
    target: Array  # wanted value
    theta: Array
    loglik: Array
    score: Array  # whitened
    value: Array  # of the quantity
    slope: Array  # of the quantity, whitened
    inverse: Array  # of the second derivative of the Lagrangian, whitened, as far as known
    step: Array  # whitened
    share: Array  # of the step that is tried next
    multiplier: Array
    penalty: Array
    known: list[list[tuple[float, float]]]  # (distance from the estimate, root of the drop), nearest first
    shaken: list[tuple[float, Array] | None]  # the better of what is known at this target, while another start is tried
    looked: Array  # whether this target was tried from another start
    jumps: dict[int, Array]  # walkers that are put somewhere else before the next step
    end: Array  # or, where the value was given, the root of the drop there
    active: Array


@dataclass(slots=True, eq=False)
class Sweep:
    """Profile likelihood intervals of many quantities.

    Every end is walked to by Newton steps on the Lagrangian; its second derivative begins as the information at the maximum, in coordinates
    in which that is the identity, and learns from the steps (BFGS, damped). The next value to try follows from a parabola through the
    maximum, whose slope is known, and the last point.

    Args:
        peak: the maximum.
        quantities: what is held, one at a time.
        level: of the intervals.

    Source: tests/learn/test_sweep.py, against profiles walked one by one and a closed form.
    """

    peak: Peak
    quantities: Sequence[Quantity]
    level: float = 0.95
    calls: int = field(init=False, default=0)
    points: int = field(init=False, default=0)
    higher: float = field(init=False, default=0.0)
    _root: Array = field(init=False)
    _back: Array = field(init=False)

    def __post_init__(self) -> None:
        values, vectors = np.linalg.eigh(self.peak.information)
        size = np.sqrt(np.maximum(values, WEAKEST))
        self._root, self._back = vectors / size, (vectors * size).T

    def ends(self) -> list[Ends]:
        """Both ends of every quantity; None where an end was not reached."""
        if not self.quantities:
            return []
        w = self._walk(np.repeat(np.arange(len(self.quantities)), 2), None)
        found: list[Ends] = []
        for i, quantity in enumerate(self.quantities):
            both = range(2 * i, 2 * i + 2)
            low, high = (None if np.isnan(w.end[m]) else quantity.back(float(w.end[m])) for m in both)
            found.append(Ends(low, high, next((why for m in both if (why := self._why(w, m))), "")))
        return found

    def _why(self, w: _Walkers, m: int) -> str:
        """Why a walker has not reached its end; "" where it has."""
        if not np.isnan(w.end[m]):
            return ""
        peak, theta = self.peak, w.theta[m]
        return WALL if ((theta < peak.lower + BOUND) | (theta > peak.upper - BOUND)).any() else NOT_FOLLOWED

    def roots(self, wanted: Sequence[tuple[int, float]]) -> Float[ndarray, " wanted"]:
        """Signed roots of the drop at given values: close to standard normal numbers when the values are true.

        Args:
            wanted: (which quantity, value on its scale).

        Returns:
            One for each; nan where the best point with that value was not found.
        """
        if not wanted:
            return np.zeros(0)
        w = self._walk(np.array([i for i, _ in wanted]), np.array([value for _, value in wanted]))
        return w.side * w.end

    def _walk(self, which: Array, values: Array | None) -> _Walkers:
        """Let all walk until they have arrived: at the ends, or at given values."""
        z = float(ndtri(0.5 + self.level / 2.0)) if values is None else np.nan
        w, estimate, error = self._begin(which, values, z)
        self._enter(w, np.flatnonzero(w.active), w.theta[w.active])
        while w.active.any() and self.calls < CALLS:
            fresh = w.active & (w.share == 1.0)
            self._aim(w, np.flatnonzero(fresh), estimate, error, z)
            if w.jumps:
                jumping = np.array(sorted(w.jumps))
                self._enter(w, jumping, np.array([w.jumps.pop(int(m)) for m in jumping]))
                continue
            trying = np.flatnonzero(w.active)
            if len(trying):
                self._try(w, trying)
        return w

    def _begin(self, which: Array, values: Array | None, z: float) -> tuple[_Walkers, Array, Array]:
        """Every walker at its first guess: at its value or z standard errors out, along the path that the information foretells."""
        peak, m, k = self.peak, len(which), len(self.peak.theta)
        estimate = np.array([q.at(peak.theta) for q in self.quantities])[which]
        slope = np.array([q.slope(_beside(peak.theta, q)) for q in self.quantities])[which] @ self._root
        error = np.sqrt(np.maximum((slope**2).sum(axis=1), 1e-300))
        side = np.tile([-1.0, 1.0], m // 2) if values is None else np.where(values < estimate, -1.0, 1.0)
        target = estimate + side * z * error if values is None else values
        limit = self._limits(side, which)
        target = np.where(side * (target - limit) >= 0.0, 0.5 * (estimate + limit), target) if values is None else target
        reach = np.clip((target - estimate) / error, -6.0, 6.0)
        theta = peak.theta + (reach / error)[:, None] * (slope @ self._root.T)
        for place in peak.roots[np.abs(peak.theta[peak.roots]) < NEAR]:  # at 0 the likelihood is level by symmetry: begin beside it
            theta[:, place] = np.where(np.abs(theta[:, place]) < NEAR, SHAKE, theta[:, place])
        active = np.isfinite(estimate) & np.isfinite(error) & np.isfinite(theta).all(axis=1)
        inverse = np.broadcast_to(np.eye(k), (m, k, k)).copy()
        walkers = _Walkers(
            which, side, target, theta, np.full(m, np.nan), np.zeros((m, k)), np.zeros(m), np.zeros((m, k)), inverse, np.zeros((m, k)),
            np.ones(m), np.zeros(m), np.zeros(m), [[(0.0, 0.0)] for _ in range(m)], [None] * m, np.zeros(m, dtype=bool), {},
            np.full(m, np.nan), active,
        )  # fmt: skip
        # A standard deviation that is nil ends there.
        if values is None:
            nil = active & np.isfinite(limit) & (np.abs(estimate - limit) < NIL)
            walkers.end[nil], walkers.active[nil] = limit[nil], False
        return walkers, estimate, error

    def _limits(self, side: Array, which: Array) -> Array:
        lowest, highest = np.array([q.lowest for q in self.quantities]), np.array([q.highest for q in self.quantities])
        return np.where(side < 0.0, lowest[which], highest[which])

    def _look(self, w: _Walkers, at: Array, theta: Array) -> tuple[Array, Array, Array, Array]:
        """Log-likelihood, its slope, the quantities and their slopes (whitened) at one point for each of some walkers."""
        found = self.peak.values(list(theta))
        self.calls += 1
        self.points += len(theta)
        loglik, score = np.array([f[0] for f in found]), np.array([f[1] for f in found])
        value, slope = np.zeros(len(at)), np.zeros_like(theta)
        with np.errstate(all="ignore"):
            for i, quantity in enumerate(self.quantities):
                mine = np.flatnonzero(w.which[at] == i)
                if len(mine):
                    value[mine], slope[mine] = _slopes(quantity, theta[mine])
            score, slope = score @ self._root, slope @ self._root
        lost = ~(np.isfinite(value) & np.isfinite(slope).all(axis=1) & np.isfinite(score).all(axis=1))
        return np.where(lost, np.nan, loglik), np.nan_to_num(score), np.nan_to_num(value), np.nan_to_num(slope)

    def _enter(self, w: _Walkers, at: Array, theta: Array) -> None:
        """Put walkers somewhere; those that find no likelihood come half-way back, and give up in the end."""
        peak = self.peak
        theta = np.clip(theta, peak.lower, peak.upper)
        for _ in range(5):
            if not len(at):
                return
            loglik, score, value, slope = self._look(w, at, theta)
            fine = np.isfinite(loglik)
            there = at[fine]
            w.theta[there], w.loglik[there], w.score[there] = theta[fine], loglik[fine], score[fine]
            w.value[there], w.slope[there] = value[fine], slope[fine]
            at, theta = at[~fine], 0.5 * (theta[~fine] + peak.theta)
        w.active[at] = False

    def _aim(self, w: _Walkers, at: Array, estimate: Array, error: Array, z: float) -> None:
        """The next step of walkers that have just moved; a walker that has arrived gets its next target, or ends."""
        for _ in range(TARGETS):
            if not len(at):
                return
            size = np.einsum("mij,mj->mi", w.inverse[at], w.slope[at])
            along = np.maximum((w.slope[at] * size).sum(axis=1), 1e-300)
            rise = np.einsum("mij,mj->mi", w.inverse[at], w.score[at])
            gap = w.target[at] - w.value[at]
            w.multiplier[at] = ((w.slope[at] * rise).sum(axis=1) - gap) / along
            w.step[at] = rise - w.multiplier[at][:, None] * size
            free = rise - ((w.slope[at] * rise).sum(axis=1) / along)[:, None] * size  # what is left to climb at the present value
            decrement = 0.5 * (free * w.score[at]).sum(axis=1)
            arrived = at[(decrement < LEFT) & (np.abs(gap) < OFF * error[at])]
            moving = np.setdiff1d(at, arrived)
            length = np.sqrt((w.step[moving] ** 2).sum(axis=1))
            w.step[moving] *= np.minimum(1.0, LEAP / np.maximum(length, 1e-12))[:, None]
            w.penalty[moving] = np.maximum(w.penalty[moving], 1.5 * np.abs(w.multiplier[moving]))
            for m in arrived:
                self._arrive(w, int(m), float(estimate[m]), float(error[m]), z)
            at = np.array([m for m in arrived if w.active[m] and int(m) not in w.jumps], dtype=np.int64)

    def _arrive(self, w: _Walkers, m: int, estimate: float, error: float, z: float) -> None:
        """A walker stands at the best point with its value: is that the end, and if not, which value is next?"""
        loglik = float(w.loglik[m] + w.multiplier[m] * (w.target[m] - w.value[m]))
        before = w.shaken[m]
        if before is not None:  # the other start: keep the better of the two
            w.shaken[m] = None
            if before[0] >= loglik - LEFT:
                loglik, w.jumps[m] = before
            else:  # what was known lies on another branch
                w.known[m] = w.known[m][:1]
        self.higher = max(self.higher, loglik - self.peak.loglik)
        root = float(np.sqrt(max(2.0 * (self.peak.loglik - loglik), 0.0)))
        far = abs(float(w.target[m]) - estimate)
        given = np.isnan(z)
        if given or abs(root - z) < CLOSE:
            way = None if w.looked[m] or not self._may_be_saddle(w, m) else self._upward(w, m)
            if way is not None:
                w.shaken[m], w.looked[m] = (loglik, w.theta[m].copy()), True
                w.jumps[m], w.inverse[m] = w.theta[m] + way, np.eye(len(way))
                return
            w.end[m] = root if given else estimate + w.side[m] * far * (1.0 + (z - root) / root)
            w.active[m] = False
            w.jumps.pop(m, None)
            return
        # A point that lies hardly farther out and much lower was not the best one there.
        w.known[m] = sorted([*(p for p in w.known[m] if p[0] != far and (p[0] > ALIKE * far or p[1] < root + JUMP)), (far, root)])
        limit = float(self._limits(w.side[m : m + 1], w.which[m : m + 1])[0])
        if root < z and np.isfinite(limit) and abs(float(w.target[m]) - limit) <= SHORT * abs(estimate - limit):
            w.end[m], w.active[m] = limit, False
            return
        if len(w.known[m]) > TARGETS:
            w.active[m] = False
            return
        target = estimate + w.side[m] * _onward(w.known[m], 1.0 / error, z)
        if w.side[m] * (target - limit) >= 0.0:
            target = limit + (0.9 * SHORT) * (estimate - limit) if len(w.known[m]) > 2 else 0.5 * (float(w.target[m]) + limit)
        w.target[m], w.looked[m] = target, False

    def _may_be_saddle(self, w: _Walkers, m: int) -> bool:
        """Whether some root of a variance, not that of the number held, stands near 0."""
        roots = self.peak.roots
        own = self.quantities[int(w.which[m])].root
        other = roots if own is None else np.setdiff1d(roots, own)
        return bool((np.abs(w.theta[m, other]) < NEAR).any())

    def _upward(self, w: _Walkers, m: int) -> Array | None:
        """A step along which the likelihood curves upwards while the number stays as it is; None at a maximum."""
        peak, theta, quantity = self.peak, w.theta[m], self.quantities[int(w.which[m])]
        size = 1e-4 * np.eye(len(theta))
        points = np.vstack([theta + size, theta - size])
        score = np.array([f[1] for f in peak.values(list(points))])
        self.calls += 1
        self.points += len(points)
        with np.errstate(all="ignore"):
            slope = _slopes(quantity, points)[1]
        pull = (score - w.multiplier[m] * slope) @ self._root
        bend = self._root.T @ (pull[: len(theta)] - pull[len(theta) :]) / 2e-4
        if not np.isfinite(bend).all():
            return None
        along = np.eye(len(theta)) - np.outer(w.slope[m], w.slope[m]) / max(float(w.slope[m] @ w.slope[m]), 1e-300)
        values, vectors = np.linalg.eigh(along @ (bend + bend.T) @ along / 2.0)
        if values[-1] < RISING:
            return None
        way: Array = self._root @ vectors[:, -1]
        way *= SHAKE / max(float(np.abs(way[peak.roots]).max(initial=0.0)), SHAKE)
        steps = np.clip(theta + np.outer(SHARES, way), peak.lower, peak.upper) - theta
        loglik, _, value, _ = self._look(w, np.full(len(steps), m), theta + steps)
        merit = loglik - np.abs(w.multiplier[m]) * np.abs(w.target[m] - value)
        return steps[int(np.nanargmax(merit))] if np.isfinite(merit).any() else None

    def _try(self, w: _Walkers, at: Array) -> None:
        """One call for all: a step that climbs the merit is taken and learned from, another one is shortened."""
        peak = self.peak
        trial = np.clip(w.theta[at] + w.share[at][:, None] * (w.step[at] @ self._root.T), peak.lower, peak.upper)
        loglik, score, value, slope = self._look(w, at, trial)
        merit = w.loglik[at] - w.penalty[at] * np.abs(w.target[at] - w.value[at])
        fine = np.isfinite(loglik) & (loglik - w.penalty[at] * np.abs(w.target[at] - value) >= merit - 1e-4)
        short = at[~fine]
        w.share[short] *= 0.4
        w.active[short[w.share[short] < 0.01]] = False
        here = at[fine]
        if not len(here):
            return
        moved = (trial[fine] - w.theta[here]) @ self._back.T
        pull = w.score[here] - w.multiplier[here][:, None] * w.slope[here]
        change = pull - (score[fine] - w.multiplier[here][:, None] * slope[fine])
        w.inverse[here] = _learned(w.inverse[here], moved, change)
        w.theta[here], w.loglik[here], w.score[here] = trial[fine], loglik[fine], score[fine]
        w.value[here], w.slope[here], w.share[here] = value[fine], slope[fine], 1.0


def sweep(peak: Peak, quantities: Sequence[Quantity], level: float = 0.95) -> list[Ends]:
    """Profile likelihood intervals of many numbers, walked abreast.

    An end is where the best log-likelihood with that value lies half a quantile of chi squared (1 degree) below the maximum.

    Args:
        peak: the maximum.
        quantities: the numbers.
        level: of the intervals.

    Returns:
        Ends of each, in order; an end that was not reached is None, and may be walked to alone (profile.py).
    """
    return Sweep(peak, quantities, level).ends()


@dataclass(slots=True, eq=False)
class Foreseen:
    """The profile of one quantity, as far as a sweep has seen it; what it has not seen is walked to alone.

    Args:
        peak, quantity: as in ``Profile``.
        seen: level -> both ends; where one is missing, they are walked to.
        drops: value -> signed root of the drop there.
        careful: walks that go alone also look for a way off each saddle.
    """

    peak: Peak
    quantity: Quantity
    seen: dict[float, Ends]
    drops: dict[float, float]
    highest: float
    careful: bool = True
    _alone: Profile | None = field(init=False, default=None)

    @property
    def estimate(self) -> float:
        """At the maximum."""
        return self.quantity.at(self.peak.theta)

    @property
    def error(self) -> float:
        """A standard error: half the width of the middle 68 % of draws."""
        return self._profile().error

    @property
    def higher(self) -> float:
        """How much higher than the maximum a point was that was met on the way."""
        return max(self.highest, self._alone.higher if self._alone is not None else 0.0)

    def ends(self, level: float) -> Ends:
        """Both ends of the interval at a level."""
        found = self.seen.get(level)
        if found is None:
            return self._profile().ends(level)
        if not found.lost:
            return found
        # A walker that met a bound may only have walked into it: whether there is an end, a walk alone says.
        low, why_low = (found.low, "") if found.low is not None else self._profile().end(-1.0, level)
        high, why_high = (found.high, "") if found.high is not None else self._profile().end(1.0, level)
        return Ends(low, high, why_low or why_high)

    def whole(self, level: float) -> Ends:
        """Both ends of the interval at a level, or none as soon as one is missing: half an interval is shown nowhere."""
        found = self.seen.get(level)
        if found is None:
            return self._profile().whole(level)
        if not found.lost:
            return found
        low, why = (found.low, "") if found.low is not None else self._profile().end(-1.0, level)
        if low is None:
            return Ends(None, None, why)
        high, why = (found.high, "") if found.high is not None else self._profile().end(1.0, level)
        return Ends(None, None, why) if high is None else Ends(low, high)

    def root(self, value: float) -> float:
        """Signed root of the drop at a value."""
        found = self.drops.get(value, np.nan)
        return found if np.isfinite(found) else self._profile().root(value)

    def _profile(self) -> Profile:
        if self._alone is None:
            self._alone = Profile(self.peak, self.quantity, (), self.careful)
        return self._alone


def foresee(
    peak: Peak, quantities: Sequence[Quantity], levels: Sequence[float], values: Sequence[Sequence[float]] | None = None,
    *, careful: bool = True,
) -> list[Foreseen]:  # fmt: skip
    """Profiles of many numbers, looked at together where that is possible.

    Args:
        peak: the maximum.
        quantities: the numbers.
        levels: of the intervals that will be asked for.
        values: at which the drop will be asked for, for each number.
        careful: as in ``Foreseen``.
    """
    seen: list[dict[float, Ends]] = [{} for _ in quantities]
    drops: list[dict[float, float]] = [{} for _ in quantities]
    higher = 0.0
    for level in dict.fromkeys(levels):
        walk = Sweep(peak, quantities, level)
        for k, ends in enumerate(walk.ends()):
            seen[k][level] = ends
        higher = max(higher, walk.higher)
    wanted = [(k, value) for k, some in enumerate(values or []) for value in dict.fromkeys(some)]
    walk = Sweep(peak, quantities)
    for (k, value), root in zip(wanted, walk.roots(wanted).tolist(), strict=True):
        drops[k][value] = root
    higher = max(higher, walk.higher)
    return [Foreseen(peak, q, seen[k], drops[k], higher, careful) for k, q in enumerate(quantities)]


def _onward(known: Sequence[tuple[float, float]], slope: float, z: float) -> float:
    """How far from the estimate to look next, from (distance, root of the drop) of the points known, the estimate first."""
    below = max(p for p in known if p[1] <= z)
    beyond = min((p for p in known if p[1] > z), default=None)
    if beyond is None:
        before = known[-2] if len(known) > 2 else None
        far, root = below
        if before is None:
            bend = (root - slope * far) / far**2
            reach = slope**2 + 4.0 * bend * z
            guess = (np.sqrt(reach) - slope) / (2.0 * bend) if abs(bend) > 1e-12 and reach > 0.0 else 1.6 * far
        else:
            guess = far + (z - root) * (far - before[0]) / max(root - before[1], 1e-9)
        return float(np.clip(guess, 1.05 * far, 2.5 * far))
    far, root = beyond
    if below[0] == 0.0:
        bend = (root - slope * far) / far**2
        reach = slope**2 + 4.0 * bend * z
        guess = (np.sqrt(reach) - slope) / (2.0 * bend) if abs(bend) > 1e-12 and reach > 0.0 else far * z / root
        return float(guess if 0.0 < guess < far else far * z / root)
    return below[0] + float(np.clip((z - below[1]) / (root - below[1]), 0.05, 0.95)) * (far - below[0])


def _slopes(quantity: Quantity, theta: Float[ndarray, "points free"]) -> tuple[Array, Array]:
    """A quantity and its derivative, by central differences, at several points in one call."""
    points, k = theta.shape
    places = _places(quantity, k)
    steps = 1e-6 * np.maximum(1.0, np.abs(theta[:, places]))
    moved = np.repeat(theta[:, None], 2 * len(places) + 1, axis=1)
    for i, place in enumerate(places):
        moved[:, 1 + i, place] += steps[:, i]
        moved[:, 1 + len(places) + i, place] -= steps[:, i]
    found = quantity.value(moved.reshape(-1, k)).reshape(points, -1)
    slope = np.zeros((points, k))
    slope[:, places] = (found[:, 1 : 1 + len(places)] - found[:, 1 + len(places) :]) / (2.0 * steps)
    return found[:, 0], slope


def _beside(theta: Array, quantity: Quantity) -> Array:
    """The maximum, or where a standard deviation is nil and so has no slope, the nearest place at which it has one."""
    if quantity.root is None or np.abs(theta[quantity.root]).max() > NIL:
        return theta
    beside = theta.copy()
    beside[quantity.root[-1]] = NIL
    return beside


def _places(quantity: Quantity, free: int) -> Array:
    return np.arange(free) if quantity.places is None else quantity.places


def _learned(inverse: Array, moved: Array, change: Array) -> Array:
    """Inverse second derivatives after a step and what it did to the slope: BFGS, damped so that they stay positive."""
    out = inverse.copy()
    carried = np.einsum("mij,mj->mi", inverse, change)
    own = (change * carried).sum(axis=1)
    along = (moved * change).sum(axis=1)
    share = np.where(along < 0.2 * own, 0.8 * own / np.maximum(own - along, 1e-300), 1.0)[:, None]
    step = share * moved + (1.0 - share) * carried
    along = (step * change).sum(axis=1)
    fine = (own > 1e-14) & (along > 1e-14)
    s, c, a, o = step[fine], carried[fine], along[fine], own[fine]
    both = np.einsum("mi,mj->mij", c, s)
    grown = ((1.0 + o / a) / a)[:, None, None] * np.einsum("mi,mj->mij", s, s)
    out[fine] += grown - (both + both.swapaxes(1, 2)) / a[:, None, None]
    return out
