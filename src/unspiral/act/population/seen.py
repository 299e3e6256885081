"""What studies of a population would see: shares of people, what follows within a time, how long things last; all exact."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from unspiral.act.population.carry import carried
from unspiral.act.population.effects import NODES, Classes, classes
from unspiral.act.population.forward import Start, band_of, generators, refuse_since, start_of
from unspiral.act.population.joint import Joint, holds, joint_of
from unspiral.act.population.rates import Rates, rates_of
from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes, Number
from unspiral.units import DAYS_PER

YEAR = DAYS_PER["year"]


class Seen:
    """A declaration as it would be studied at the first week.

    People stay in their age band while they are followed, and nobody dies: studies count those whom they can still ask.

    Args:
        episodes: declared; without hazards that depend on the time in a state.
        share: part of the links that is causal.
        nodes: of each person effect.
    """

    def __init__(self, episodes: Episodes, share: float = 1.0, nodes: int = NODES) -> None:
        refuse_since(episodes)
        self.episodes = episodes
        self.joint: Joint = joint_of(episodes)
        self.classes: Classes = classes(episodes, nodes)
        rates: Rates = rates_of(episodes, self.joint, share=share)
        start: Start = start_of(episodes, self.joint, rates, self.classes)
        bands = len(episodes.people.bands)
        lives = without_end(episodes, self.joint, rates)
        every = [generators(self.joint, lives, self.classes, 0, band, sex) for band in range(bands) for sex in (0, 1)]
        kinds = _alike(every)  # bands that differ in death alone are one
        self.generator = np.array([every[kinds.index(k)] for k in sorted(set(kinds))])
        people = zip(start.age.tolist(), start.sex.tolist(), strict=True)
        kind: Array = np.array([kinds[2 * band_of(episodes.people, float(age)) + int(sex)] for age, sex in people])
        weight = start.share[:, None, None] * self.classes.weight[None, :, None] * start.state
        self.now = np.zeros(self.generator.shape[:-1], dtype=weight.dtype)  # [kind of people, class, state]
        np.add.at(self.now, kind, weight)

    def among(self, course: str, *states: str) -> Array:
        """In which joint states a course is in one of some states."""
        return holds(self.joint, self.episodes, course, states)

    def earlier(self, course: str, at_least: int = 1) -> Array:
        """Joint states of people who have had episodes."""
        return self.joint.states[:, self.joint.names.index(f"earlier {course}")] >= at_least

    def share(self, there: Array) -> Number:
        """Of all people, those in some joint states."""
        return self.now[..., there].sum()

    def struck(self, hazard: str) -> Array:
        """People at the moment after a hazard struck, weighted by how often it does."""
        place = [h.name for h in self.episodes.hazards].index(hazard)
        out = np.zeros_like(self.now)
        for j in np.flatnonzero(self.joint.hazard == place):
            speed = self.generator[..., self.joint.source[j], self.joint.target[j]]
            out[..., self.joint.target[j]] += self.now[..., self.joint.source[j]] * speed
        return out

    def within(self, people: Array, into: Array, days: Sequence[float]) -> Array:
        """Of some people, the share that has been in some joint states by each day; those who are there already count.

        F(t) = 1 - v exp(Q t) 1 over the joint states outside.

        Args:
            people: weights, as ``now`` or ``struck`` have them.
            into: joint states.
            days: at which.
        """
        outside = np.flatnonzero(~into)
        inner = self.generator[..., outside[:, None], outside[None, :]]
        left, before, whole = people[..., outside], 0.0, people.sum()
        out = np.zeros(len(days), dtype=np.result_type(left, inner))
        for k in sorted(range(len(days)), key=lambda k: days[k]):
            left, before = carried(left, inner, days[k] - before), days[k]
            out[k] = 1.0 - left.sum() / whole
        return out

    def stay(self, people: Array, into: Array, days: float) -> Array:
        """Some people after a time in which they have not been in some joint states; weights of those who are left."""
        outside = np.flatnonzero(~into)
        inner = self.generator[..., outside[:, None], outside[None, :]]
        out = np.zeros(people.shape, dtype=np.result_type(people, inner))
        out[..., outside] = carried(people[..., outside], inner, days)
        return out

    def median(self, people: Array, into: Array, longest: float = 20.0 * YEAR) -> Number:
        """Day by which half of some people have been in some joint states; infinite beyond the longest."""
        low, high = 0.0, longest
        if np.real(self.within(people, into, [high])[0]) < 0.5:
            return float("inf")
        for _ in range(14):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if np.real(self.within(people, into, [middle])[0]) < 0.5 else (low, middle)
        day = 0.5 * (low + high)
        width = 1e-3 * day
        for _ in range(2):
            before, at, after = self.within(people, into, [np.real(day) - width, np.real(day), np.real(day) + width])
            day = np.real(day) - (at - 0.5) / np.real((after - before) / (2.0 * width))
        return day

    def ever(self, days: float, *there: Array) -> Number:
        """Of all people, those who are in each of some sets of joint states at some time within a span."""
        total: Number = 0.0
        for chosen in range(1, 2 ** len(there)):
            union = np.any([there[k] for k in range(len(there)) if chosen >> k & 1], axis=0)
            total = total - (-1) ** bin(chosen).count("1") * self.within(self.now, union, [days])[0]
        return total


def without_end(episodes: Episodes, joint: Joint, rates: Rates) -> Rates:
    """The same rates in a world in which nobody's course ends."""
    if episodes.ends is None:
        return rates
    rate = rates.rate.copy()
    rate[:, holds(joint, episodes, episodes.ends[0], (episodes.ends[1],))[joint.target]] = 0.0
    return Rates(rate, rates.aged, rates.begins)


def _alike(generators_: Sequence[Array]) -> list[int]:
    found: list[Array] = []
    kinds: list[int] = []
    for one in generators_:
        same = [k for k, other in enumerate(found) if np.array_equal(one, other)]
        if not same:
            found.append(one)
        kinds.append(same[0] if same else len(found) - 1)
    return kinds


Look = Callable[[Seen], complex]
