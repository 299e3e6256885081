"""What studies of a population would see: shares of people, what follows within a time, and how long things last; exact for the declaration."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy import ndarray
from scipy.linalg import expm

from unspiral.act.population.effects import NODES, Classes, classes
from unspiral.act.population.forward import Start, band_of, generators, refuse_since, start_of
from unspiral.act.population.joint import Joint, holds, joint_of
from unspiral.act.population.rates import Rates, rates_of
from unspiral.loop.episodes import Episodes
from unspiral.units import DAYS_PER

YEAR = DAYS_PER["year"]


class Seen:
    """A declaration as it would be studied at the first week. People stay in their age band while they are followed.

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
        self.generator = np.array([[generators(self.joint, rates, self.classes, 0, band, sex) for sex in (0, 1)] for band in range(bands)])
        band = np.array([band_of(episodes.people, age) for age in start.age])
        weight = start.share[:, None, None] * self.classes.weight[None, :, None] * start.state
        self.now = np.zeros(self.generator.shape[:-1], dtype=weight.dtype)  # [band, sex, class, state]
        np.add.at(self.now, (band, start.sex), weight)

    def among(self, course: str, *states: str) -> ndarray:
        """In which joint states a course is in one of some states."""
        return holds(self.joint, self.episodes, course, states)

    def earlier(self, course: str, at_least: int = 1) -> ndarray:
        """Joint states of people who have had episodes."""
        return self.joint.states[:, self.joint.names.index(f"earlier {course}")] >= at_least

    def share(self, there: ndarray) -> float:
        """Of all people, those in some joint states."""
        return self.now[..., there].sum()

    def struck(self, hazard: str) -> ndarray:
        """People at the moment after a hazard struck, weighted by how often it does."""
        place = [h.name for h in self.episodes.hazards].index(hazard)
        out = np.zeros_like(self.now)
        for j in np.flatnonzero(self.joint.hazard == place):
            speed = self.generator[..., self.joint.source[j], self.joint.target[j]]
            out[..., self.joint.target[j]] += self.now[..., self.joint.source[j]] * speed
        return out

    def within(self, people: ndarray, into: ndarray, days: Sequence[float]) -> ndarray:
        """Of some people, the share that has been in some joint states by each day; those who are there already count.

        F(t) = 1 - v exp(Q t) 1 over the joint states outside.

        Args:
            people: weights, as ``now`` or ``struck`` have them.
            into: joint states.
            days: at which.
        """
        outside = np.flatnonzero(~into)
        inner = self.generator[..., outside[:, None], outside[None, :]]
        left = people[..., outside]
        whole = people.sum()
        out: list[complex] = []
        for day in days:
            now = np.einsum("bsck,bsckl->", left, expm(inner * day))
            out.append(1.0 - now / whole)
        return np.array(out)

    def stay(self, people: ndarray, into: ndarray, days: float) -> ndarray:
        """Some people after a time in which they have not been in some joint states; weights of those who are left."""
        outside = np.flatnonzero(~into)
        inner = self.generator[..., outside[:, None], outside[None, :]]
        out = np.zeros_like(people)
        out[..., outside] = np.einsum("bsck,bsckl->bscl", people[..., outside], expm(inner * days))
        return out

    def median(self, people: ndarray, into: ndarray, longest: float = 20.0 * YEAR) -> float:
        """Day by which half of some people have been in some joint states; infinite beyond the longest; by halving, then two Newton steps."""
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

    def ever(self, days: float, *there: ndarray) -> float:
        """Of all people, those who are in each of some sets of joint states at some time within a span."""
        total = 0.0
        for chosen in range(1, 2 ** len(there)):
            union = np.any([there[k] for k in range(len(there)) if chosen >> k & 1], axis=0)
            total = total - (-1) ** bin(chosen).count("1") * self.within(self.now, union, [days])[0]
        return total


Look = Callable[[Seen], complex]


def odds_ratio(both: float, only_first: float, only_second: float, neither: float) -> float:
    """Of a table of four shares."""
    return both * neither / (only_first * only_second)
