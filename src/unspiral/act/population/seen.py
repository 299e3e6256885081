"""What studies of a population would see: shares of people, what follows within a time, how long things last; all exact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from unspiral.act.population.carry import onward, transition
from unspiral.act.population.effects import NODES, classes
from unspiral.act.population.forward import band_of, cells, refuse_since
from unspiral.act.population.joint import Joint, holds, joint_of
from unspiral.act.population.moving import Moving, product, times
from unspiral.act.population.rates import rates_of
from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes
from unspiral.units import DAYS_PER

YEAR = DAYS_PER["year"]
DOUBLINGS = 3  # eight years are worked out side by side
STEP = 1e-30  # along the imaginary axis

People = Array | Moving  # weights, shape (kinds, classes, joint states)
Seeing = float | Moving


class Seen:
    """A declaration as it would be studied at the first week.

    People stay in their age band while they are followed, and nobody dies: studies count those whom they can still ask.

    Args:
        episodes: declared; without hazards that depend on the time in a state.
        share: part of the links that is causal.
        nodes: of each person effect.
        along: the same with one number a little further along the imaginary axis; everything seen then knows its slope along each.
    """

    def __init__(self, episodes: Episodes, share: float = 1.0, nodes: int = NODES, along: Sequence[Episodes] = ()) -> None:
        refuse_since(episodes)
        self.episodes = episodes
        self.nodes = nodes
        self.joint: Joint = joint_of(episodes)
        self.classes = classes(episodes, nodes)
        speed = _speeds(episodes, self.joint, share, nodes)
        stack = np.stack([speed, *(np.imag(_speeds(one, self.joint, share, nodes)) / STEP for one in along)])
        self._kinds(stack)
        self._known: dict[tuple[bytes, float], Array] = {}
        self._doubled: list[Array] | None = None
        self._begin = self._begun(stack)
        self._now = self._added()

    def _kinds(self, speed: Array) -> None:
        """Age bands and sexes that differ in death alone are one kind of people."""
        self._alive = ~_over(self.episodes, self.joint)
        lives = speed * self._alive[self.joint.target]
        found: list[Array] = []
        self._kind: list[int] = []
        for k in range(speed.shape[1]):
            same = [i for i, other in enumerate(found) if np.array_equal(other, lives[:, k])]
            if not same:
                found.append(lives[:, k])
            self._kind.append(same[0] if same else len(found) - 1)
        self._speed = np.stack(found, axis=1)  # [value and slopes, kind, class, jump]
        self._generator = _generator(self.joint, self._speed)

    @property
    def now(self) -> People:
        """Everybody at the first week: weights, shape (kinds, classes, joint states)."""
        return _shown(self._now)

    def _begun(self, speed: Array) -> Array:
        """Where people of each age and sex are at the first week: shares of a class, shape (1 + slopes, cells, classes, joint states)."""
        people = self.episodes.people
        age, sex, _ = cells(people)
        out = np.zeros((len(speed), len(age), len(self.classes.weight), len(self.joint.states)))
        every = np.eye(len(self.joint.states))
        deaths = [self._dying(speed[:, band]) for band in range(speed.shape[1])]
        for s in (0, 1):
            at = np.zeros((len(speed), *out.shape[2:]))
            at[0, :, self.joint.first] = 1.0
            bands = [2 * band_of(people, float(year)) + s for year in range(people.entry, people.oldest)]
            first = 0
            while first < len(bands):
                kind, dying = self._kind[bands[first]], deaths[bands[first]]
                last = first
                while last < len(bands) and self._kind[bands[last]] == kind and np.array_equal(dying, deaths[bands[last]]):
                    last += 1
                if dying.any():
                    rows = _deadly_years(at, transition(self._generator[:, kind] - dying[..., None] * every, YEAR), last - first)
                else:
                    rows = _years(at, [power[:, kind] for power in self._powers()], last - first)
                for k in range(max(first, people.youngest - people.entry), last):
                    out[:, (age == people.entry + k) & (sex == s)] = rows[:, :, k - first][:, None]
                at, first = rows[:, :, -1], last
        return out

    def _added(self) -> Array:
        """The same of everybody: weights, shape (1 + slopes, kinds, classes, joint states)."""
        age, sex, share = cells(self.episodes.people)
        out = np.zeros(self._generator.shape[:-1])
        kind = np.array([self._kind[2 * band_of(self.episodes.people, float(a)) + int(s)] for a, s in zip(age, sex, strict=True)])
        for k in set(kind.tolist()):
            out[:, k] = np.tensordot(self._begin[:, kind == k], share[kind == k], axes=(1, 0))
        return out * self.classes.weight[:, None]

    def _dying(self, speed: Array) -> Array:
        """Speed of the end from each joint state; 0 where it is the same from all, and so leaves those who live as they were."""
        out = np.zeros((*speed.shape[:-1], len(self.joint.states)))
        for j in np.flatnonzero(~self._alive[self.joint.target]):
            out[..., self.joint.source[j]] += speed[..., j]
        among = out[..., self._alive]
        same = np.ptp(among, axis=-1) <= 1e-12 * np.abs(among).max(axis=-1)
        return np.where(same.all(), 0.0, out)

    def _powers(self) -> list[Array]:
        """What becomes of everybody within 1, 2, 4 ... years, over all joint states."""
        if self._doubled is None:
            alive = np.flatnonzero(self._alive)
            self._doubled = []
            for k in range(DOUBLINGS + 1):
                matrix = np.zeros_like(self._generator)
                matrix[..., alive[:, None], alive] = self._over(alive, YEAR * 2**k)
                self._doubled.append(matrix)
        return self._doubled

    def among(self, course: str, *states: str) -> Array:
        """In which joint states a course is in one of some states."""
        return holds(self.joint, self.episodes, course, states)

    def earlier(self, course: str, at_least: int = 1) -> Array:
        """Joint states of people who have had episodes."""
        return self.joint.states[:, self.joint.names.index(f"earlier {course}")] >= at_least

    def share(self, there: Array) -> Seeing:
        """Of all people, those in some joint states."""
        return _shown(self._now[..., there].reshape(len(self._now), -1).sum(axis=1))

    def struck(self, hazard: str) -> People:
        """People at the moment after a hazard struck, weighted by how often it does."""
        place = [h.name for h in self.episodes.hazards].index(hazard)
        out = np.zeros_like(self._now)
        for j in np.flatnonzero((self.joint.hazard == place) & self._alive[self.joint.target]):
            out[..., self.joint.target[j]] += times(self._now[..., self.joint.source[j]], self._speed[..., j])
        return _shown(out)

    def within(self, people: People, into: Array, days: Sequence[float]) -> People:
        """Of some people, the share that has been in some joint states by each day; those who are there already count.

        F(t) = 1 - v exp(Q t) 1 over the joint states outside.

        Args:
            people: weights, as ``now`` or ``struck`` have them.
            into: joint states.
            days: at which.
        """
        everybody = self._stack(people)
        outside = np.flatnonzero(~into & self._alive)
        left, before = everybody[..., outside], 0.0
        out: list[Array] = [_total(left)] * len(days)
        for k in sorted(range(len(days)), key=lambda k: days[k]):
            left, before = self._onward(left, outside, days[k] - before), days[k]
            out[k] = _total(left)
        still = Moving(np.stack(out, axis=1)) / Moving(_total(everybody)[:, None])
        return _shown((1.0 - still).stack)

    def stay(self, people: People, into: Array, days: float) -> People:
        """Some people after a time in which they have not been in some joint states; weights of those who are left."""
        everybody = self._stack(people)
        outside = np.flatnonzero(~into & self._alive)
        out = np.zeros_like(everybody)
        out[..., outside] = self._onward(everybody[..., outside], outside, days)
        return _shown(out)

    def later(self, people: People, days: float) -> People:
        """Some people after a time, wherever they then are."""
        return self.stay(people, np.zeros(len(self.joint.states), dtype=bool), days)

    def median(self, people: People, into: Array, longest: float = 20.0 * YEAR, near: float = 0.3 * YEAR) -> Seeing:
        """Day by which half of some people have been in some joint states; infinite beyond the longest; looked for from ``near`` on."""
        everybody = self._stack(people)
        outside = np.flatnonzero(~into & self._alive)
        inner, whole = self._inner(outside), float(everybody[0].sum())
        out = inner[0].sum(axis=-1)  # minus the speed with which each joint state is left for good

        def left(days: float, slopes: bool = False) -> tuple[Array, float]:
            upto = None if slopes else 1
            rows = onward(everybody[:upto, ..., outside], transition(inner[:upto], days))
            return _total(rows) / whole, -float((rows[0] * out).sum()) / whole

        low, high, day = 0.0, longest, min(near, 0.5 * longest)
        if left(longest)[0][0] > 0.5:
            return float("inf")
        for _ in range(60):  # Newton's steps, kept between what is too early and what is too late
            share, falls = left(day)
            low, high = (day, high) if share[0] > 0.5 else (low, day)
            step = day + (float(share[0]) - 0.5) / falls if falls > 0.0 else high
            before, day = day, step if low < step < high else 0.5 * (low + high)
            if abs(day - before) <= 1e-5 * day:
                break
        share, falls = left(day, slopes=True)
        stack = (share - 0.5 * _total(everybody) / whole) / falls
        stack[0] += day  # the last step, with its slopes
        return _shown(stack)

    def ever(self, days: float, *there: Array) -> Seeing:
        """Of all people, those who are in each of some sets of joint states at some time within a span."""
        total: Seeing = 0.0
        for chosen in range(1, 2 ** len(there)):
            union = np.any([there[k] for k in range(len(there)) if chosen >> k & 1], axis=0)
            found = self.within(self.now, union, [days])[0]
            total = total - (-1) ** bin(chosen).count("1") * found
        return total

    def by_age(self, pairs: Sequence[tuple[Array, Array]], days: float) -> list[Moving]:
        """Of each age, sex and class, the share that is in some joint states at the first week and in others after a time.

        Args:
            pairs: (joint states at the first week, joint states after the time), of each share that is asked for.
            days: until then.

        Returns:
            Of each pair, shape (cells, classes), in the order of ``cells``.
        """
        if days <= 0.0:
            found = self._begin @ np.stack([there & after for there, after in pairs], axis=1).astype(float)
            return [Moving(found[..., k]) for k in range(len(pairs))]
        age, sex, _ = cells(self.episodes.people)
        alive = np.flatnonzero(self._alive)
        kind = [self._kind[2 * band_of(self.episodes.people, float(a)) + int(s)] for a, s in zip(age, sex, strict=True)]
        over = self._over(alive, days)
        out: list[Moving] = []
        for there, after in pairs:
            ends = over @ after[alive].astype(float)
            here = (self._begin * there)[..., alive]
            out.append(Moving(times(here, ends[:, kind]).sum(axis=-1)))
        return out

    def _stack(self, people: People) -> Array:
        """With slopes where there are any; those of plain weights are 0."""
        found = people.stack if isinstance(people, Moving) else np.asarray(people)[None]
        if len(found) == len(self._now):
            return found
        return np.concatenate([found, np.zeros((len(self._now) - 1, *found.shape[1:]))])

    def _inner(self, outside: Array) -> Array:
        return self._generator[..., outside[:, None], outside[None, :]]

    def _onward(self, rows: Array, outside: Array, days: float) -> Array:
        """Rows over some joint states after a time; years, one after the other."""
        years = round(days / YEAR)
        if len(outside) == self._alive.sum() and 1 < years < 2 ** (DOUBLINGS + 1) and abs(years * YEAR - days) < 1e-6:
            for k in range(DOUBLINGS + 1):
                rows = onward(rows, self._over(outside, YEAR * 2**k)) if years >> k & 1 else rows
            return rows
        return onward(rows, self._over(outside, days)) if days > 0.0 else rows

    def _over(self, outside: Array, days: float) -> Array:
        """exp(Q t) over some joint states, each worked out once; of twice a known time it is the square."""
        key = (outside.tobytes(), round(days, 6))
        half = self._known.get((key[0], round(0.5 * days, 6)))
        if key not in self._known:
            self._known[key] = transition(self._inner(outside), days) if half is None else product(half, half)
        return self._known[key]


def _shown(stack: Array) -> Any:
    """A stack as others see it: plain where it has no slopes."""
    return Moving(stack) if len(stack) > 1 else stack[0] if stack.ndim > 1 else float(stack[0])


def _total(stack: Array) -> Array:
    return stack.reshape(len(stack), -1).sum(axis=1)


def _speeds(episodes: Episodes, joint: Joint, share: float, nodes: int) -> Array:
    """Of each jump per day, by age band and sex (women first) and class."""
    rates = rates_of(episodes, joint, share=share)
    aged = np.moveaxis(rates.aged[0], 0, -1).reshape(-1, len(episodes.hazards))  # [band and sex, hazard]
    each = aged[:, None, :] * classes(episodes, nodes).multiplier[None, :, :]
    return each[..., joint.hazard] * rates.rate[0]


def _generator(joint: Joint, speed: Array) -> Array:
    n = len(joint.states)
    out = np.zeros((*speed.shape[:-1], n, n))
    for j, (source, target) in enumerate(zip(joint.source, joint.target, strict=True)):
        out[..., source, target] += speed[..., j]
    out[..., np.arange(n), np.arange(n)] -= out.sum(axis=-1)
    return out


def _over(episodes: Episodes, joint: Joint) -> Array:
    if episodes.ends is None:
        return np.zeros(len(joint.states), dtype=bool)
    return holds(joint, episodes, episodes.ends[0], (episodes.ends[1],))


def _years(at: Array, powers: Sequence[Array], years: int) -> Array:
    """Where people are at the beginning of each year, and at the end of the last: shape (1 + slopes, classes, years + 1, joint states).

    Args:
        at: at the beginning.
        powers: what becomes of them within 1, 2, 4 ... years.
    """
    block = at[:, :, None]
    for power in powers[:-1]:
        block = np.concatenate([block, product(block, power)], axis=2) if block.shape[2] <= years else block
    blocks = [block]
    while sum(part.shape[2] for part in blocks) <= years:
        blocks.append(product(blocks[-1], powers[-1]))
    return np.concatenate(blocks, axis=2)[:, :, : years + 1]


def _deadly_years(at: Array, matrix: Array, years: int) -> Array:
    """The same among those who are left, where who dies depends on the state."""
    rows = [_of_one(at)]
    for _ in range(years):
        rows.append(_of_one(onward(rows[-1], matrix)))
    return np.stack(rows, axis=2)


def _of_one(at: Array) -> Array:
    """Shares among those of a class who are left."""
    whole = at.sum(axis=-1, keepdims=True)
    return (Moving(at) / Moving(whole)).stack


Look = Callable[[Seen], Any]
