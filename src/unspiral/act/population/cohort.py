"""A population carried through the years, exactly: who is where at chosen weeks, time in every state, and how often each jump is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.population.effects import Classes
from unspiral.act.population.forward import WEEK, YEAR, Start, band_of, cells, generators, left_alive, refuse_since
from unspiral.act.population.joint import Joint, holds
from unspiral.act.population.rates import Rates
from unspiral.act.population.spans import Spans
from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes

Group = tuple[int, int, int]  # period, age band, sex: people who live under one generator (of their class)


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """What is expected of all people over a horizon.

    Args:
        weeks: that were asked for.
        there: share of all people in every joint state at the beginning of those weeks.
        days: spent in every joint state, mean of all people.
        jumps: how often each jump is made, mean of all people.
    """

    weeks: tuple[int, ...]
    there: Float[ndarray, "states weeks"]
    days: Float[ndarray, " states"]
    jumps: Float[ndarray, " jumps"]


class Years:
    """Spans of every period, age band and sex of one arm, each worked out when it is first needed."""

    def __init__(self, joint: Joint, rates: Rates, classes: Classes) -> None:
        self.joint, self.rates, self.classes = joint, rates, classes
        self._known: dict[Group, Spans] = {}

    def of(self, group: Group) -> Spans:
        """Spans of the generators of all classes."""
        if group not in self._known:
            self._known[group] = Spans(generators(self.joint, self.rates, self.classes, *group))
        return self._known[group]


def start_here(episodes: Episodes, years: Years) -> Start:
    """Who is where at the start, as ``forward.start_of`` has it, from spans that are used again."""
    people = episodes.people
    age, sex, share = cells(people)
    joint = years.joint
    state = np.zeros((len(age), len(years.classes.weight), len(joint.states)))
    over = (
        np.zeros(len(joint.states), dtype=bool) if episodes.ends is None else holds(joint, episodes, episodes.ends[0], (episodes.ends[1],))
    )
    for s in (0, 1):
        now = np.zeros((len(years.classes.weight), 1, len(joint.states)))
        now[:, 0, joint.first] = 1.0
        for year in range(people.entry, people.oldest):
            alive = np.where(over, 0.0, now[:, 0])
            state[(age == year) & (sex == s)] = alive / left_alive(alive.sum(axis=1, keepdims=True), year)
            now = now @ years.of((0, band_of(people, year), s)).over(YEAR)
    return Start(age, sex, share, state)


def moved_in(start: Start, joint: Joint, wider: Joint) -> Start:
    """The same people among the joint states of a declaration that has more courses behind the others, all of them at their start."""
    columns = [wider.names.index(name) for name in joint.names]
    extra = [k for k in range(len(wider.names)) if k not in columns]
    first = wider.states[wider.first]
    places = {tuple(row[columns]): k for k, row in enumerate(wider.states) if all(row[e] == first[e] for e in extra)}
    state = np.zeros((*start.state.shape[:2], len(wider.states)))
    for k, row in enumerate(joint.states):
        state[:, :, places[tuple(row)]] = start.state[:, :, k]
    return Start(start.age, start.sex, start.share, state)


def flow(episodes: Episodes, years: Years, start: Start, weeks: int, marks: Sequence[int]) -> Flow:
    """Carry people through the weeks.

    dp/dt = p Q between birthdays that change the age band and periods of a policy; days = integral of p dt; how often a jump is made =
    integral of p(source) rate dt. People of one band, sex and class live under one generator, so their sum is carried where only sums are
    wanted.

    Args:
        episodes: declared, without hazards that depend on the time in a state.
        years: of the arm.
        start: who is where.
        weeks: how many.
        marks: weeks at whose beginning shares are wanted, ascending, from 0 to ``weeks``.

    Raises:
        SpecError: hazards that depend on the time in a state.

    Source: Kolmogorov; tests/act/population/test_cohort.py, against ``forward``, quadrature and simulated persons.
    """
    refuse_since(episodes)
    people, end = episodes.people, WEEK * weeks
    age, sex = start.age.astype(float), start.sex.astype(int)
    now = start.state * (start.share[:, None] * years.classes.weight[None, :])[:, :, None]
    begins = [float(day) for day in years.rates.begins]
    birthdays = [YEAR * k for k in range(1, int(end / YEAR) + 2)]
    turns = sorted({0.0, end, *(day for day in (*birthdays, *begins) if 0.0 < day < end)})
    asked = [WEEK * week for week in marks]
    there = np.zeros((now.shape[2], len(marks)))
    spent: dict[Group, Array] = {}
    for first, last in pairwise(turns):
        period = sum(1 for day in begins if day <= first) - 1
        band = np.array([band_of(people, year + first / YEAR + 1e-9) for year in age])
        inside = [(k, day) for k, day in enumerate(asked) if first <= day < last]
        for b, s in sorted({(int(b), int(s)) for b, s in zip(band, sex, strict=True)}):
            group, who = (period, b, s), np.flatnonzero((band == b) & (sex == s))
            spans = years.of(group)
            rows = now[who].transpose(1, 0, 2)  # [class, cell, state]
            _walk(spans, rows.sum(axis=1, keepdims=True), first, last, inside, there, spent.setdefault(group, np.zeros(now.shape[1:])))
            now[who] = (rows @ spans.over(last - first)).transpose(1, 0, 2)
    for k, day in enumerate(asked):
        if day >= end:
            there[:, k] = now.sum(axis=(0, 1))
    days = np.sum([each.sum(axis=0) for each in spent.values()], axis=0)
    return Flow(tuple(marks), there, days, _jumps(years, spent))


def _walk(
    spans: Spans, together: Array, first: float, last: float, inside: Sequence[tuple[int, float]], there: Array, spent: Array
) -> None:
    """Carry the sum of a group from mark to mark, adding to shares and to time spent."""
    spent += spans.carried(together, last - first)[1][:, 0]
    at = first
    for k, day in inside:
        together = together @ spans.over(WEEK) if day - at == WEEK else spans.moved(together, day - at)
        there[:, k] += together.sum(axis=(0, 1))
        at = day


def _jumps(years: Years, spent: dict[Group, Array]) -> Array:
    joint, out = years.joint, np.zeros(len(years.joint.source))
    for (period, band, sex), days in spent.items():
        multiplier = years.classes.multiplier * years.rates.aged[period, :, band, sex]
        out += (days[:, joint.source] * multiplier[:, joint.hazard]).sum(axis=0) * years.rates.rate[period]
    return out
