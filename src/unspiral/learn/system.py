"""What the kernel takes and gives: the matrices of one model, and persons' answers laid out in lanes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray
from numpy.typing import NDArray

from unspiral.learn.circumstances import NOTHING, Circumstances
from unspiral.learn.onset import delayed
from unspiral.records import Moments, Panel, Person

Array = NDArray[Any]  # for what is private; what is public says its shape


@dataclass(frozen=True, slots=True, eq=False)
class System:
    """The matrices of a linear Gaussian continuous-time model.

    d eta = (A eta + b + M_press u) dt + noise,   y = Z (eta + B z, traits) + tau[wave] + e,   cov(e) = R.

    The first ``p`` entries of the state move, the other ``traits`` are constant: a person's own levels. B is ``shift``: what the regressors
    z of an occasion add to the level of each process. It is read with the state, but never becomes part of it.
    A gradient has the same shape: each field then holds the derivative of the log-likelihood with respect to that matrix.
    Symmetric matrices have symmetric derivatives, taken as if each entry were free: an off-diagonal covariance counts twice.
    """

    drift: Float[ndarray, "p p"]
    intercept: Float[ndarray, " p"]
    diffusion: Float[ndarray, "p p"]
    loading: Float[ndarray, "indicators state"]
    level: Float[ndarray, "waves indicators"]
    error: Float[ndarray, "indicators indicators"]
    t0_mean: Float[ndarray, " p"]
    t0_cov: Float[ndarray, "state state"]
    impulse: Float[ndarray, "p impulses"]
    press: Float[ndarray, "p presses"]
    shift: Float[ndarray, "p regressors"]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)  # the kernel keeps its own layout of it for as long as it lives
class Lanes:
    """Persons side by side, longest first, so that at each step the lanes still running are the first ``running[step]``.

    Args:
        values: answers, 0 where not answered; (steps, lanes, indicators).
        answered: which of them count.
        step: index into ``dt`` of the time since the lane's step before; 0 at the first and after the last.
        dt: the distinct lengths; ``dt[0]`` is 0.
        wave: row of ``System.level`` that holds at this step.
        impulses: inputs that act at this step; presses: inputs held since the step before.
        scale: what the lane's means are multiplied by: 1 for a person.
        weight: how many log-determinants the lane stands for: 1 for a person.
        running: lanes with a step here.
        name: person of each lane.
        regressors: what shifts the levels at this step, times ``scale`` where the lane has one.
        importance: what the step's share of the log-likelihood is multiplied by; 1 unless people or occasions are weighted. The filter
            itself does not look at it.
    """

    values: Float[ndarray, "steps lanes indicators"]
    answered: Bool[ndarray, "steps lanes indicators"]
    step: Int[ndarray, "steps lanes"]
    dt: Float[ndarray, " lengths"]
    wave: Int[ndarray, "steps lanes"]
    impulses: Float[ndarray, "steps lanes impulses"]
    presses: Float[ndarray, "steps lanes presses"]
    scale: Float[ndarray, " lanes"]
    weight: Float[ndarray, " lanes"]
    running: Int[ndarray, " steps"]
    name: tuple[str, ...]
    regressors: Float[ndarray, "steps lanes regressors"]
    importance: Float[ndarray, "steps lanes"]

    def some(self, which: Int[ndarray, " some"]) -> Lanes:
        """Some of the lanes, in increasing order of ``which``."""
        lasting = (np.arange(len(self.scale))[which] < self.running[:, None]).sum(axis=1)
        return Lanes(
            self.values[:, which], self.answered[:, which], self.step[:, which], self.dt, self.wave[:, which], self.impulses[:, which],
            self.presses[:, which], self.scale[which], self.weight[which], lasting, tuple(self.name[i] for i in which),
            self.regressors[:, which], self.importance[:, which],
        )  # fmt: skip


# Clock readings that differ by less than this are the same length: subtracting times leaves dust in the last digits.
DUST = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """What one person adds to the lanes."""

    person: Person
    answered: Array
    hits: Array
    regressors: Array

    @property
    def length(self) -> int:
        return len(self.person.time)


def lanes_of_panel(
    panel: Panel,
    columns: tuple[str, ...],
    impulses: tuple[str, ...],
    presses: tuple[str, ...],
    waves: tuple[float, ...] = (),
    around: Circumstances = NOTHING,
) -> Lanes:
    """Lay a panel's persons side by side.

    Args:
        panel: who answered what, and when.
        columns: indicators to use, in the order of ``System.loading``.
        impulses, presses: inputs to use, in the order of ``System.impulse`` and ``System.press``; a night that pushes comes behind them.
        waves: planned times, when each has its own mean; empty for one mean throughout.
        around: what shifts levels, which inputs act late, and whether nights push.

    Returns:
        Lanes, longest person first; persons without any used answer are left out.
    """
    at = [panel.indicators.index(c) for c in columns]
    held = [panel.inputs.index(c) for c in presses]
    found = [_told(person, panel.inputs, at, impulses, presses, around) for person in panel.persons]
    people = [one for one in found if one is not None]
    people.sort(key=lambda one: -one.length)  # stable: equal lengths keep the panel's order

    length, lanes = people[0].length, len(people)
    values = np.full((length, lanes, len(at)), np.nan)
    gap = np.zeros((length, lanes))
    wave = np.zeros((length, lanes), dtype=int)
    hits = np.zeros((length, lanes, people[0].hits.shape[1]))
    holds = np.zeros((length, lanes, len(held)))
    regressors = np.zeros((length, lanes, len(around.shifts)))
    importance = np.ones((length, lanes))
    for i, one in enumerate(people):
        n, person = one.length, one.person
        values[:n, i] = person.values[:, at]
        gap[1:n, i] = np.diff(person.time)
        hits[:n, i] = one.hits
        holds[1:n, i] = person.inputs[:-1, held]
        regressors[:n, i] = one.regressors
        if waves:
            wave[:n, i] = np.abs(person.time[:, None] - np.array(waves)).argmin(axis=1)
        if person.weight is not None:
            importance[:n, i] = person.weight
    rounded = np.round(gap, 10)
    dt, step = np.unique(rounded, return_inverse=True)
    if dt[0] != 0.0:
        dt, step = np.concatenate([[0.0], dt]), step + 1
    running = (np.arange(length)[:, None] < np.array([one.length for one in people])).sum(axis=1)
    ones = np.ones(lanes)
    answered = ~np.isnan(values)
    return Lanes(
        np.where(answered, values, 0.0), answered, step.reshape(gap.shape), dt, wave, hits, holds, ones, ones, running,
        tuple(one.person.name for one in people), regressors, importance,
    )  # fmt: skip


def _told(
    person: Person, inputs: tuple[str, ...], at: list[int], impulses: tuple[str, ...], presses: tuple[str, ...], around: Circumstances
) -> _Told | None:
    """The rows of a person that say something, and what acts there; None without any used answer."""
    person = delayed(person, inputs, presses, {n: d for n, d in around.delays.items() if n in impulses + presses})
    answered = np.atleast_1d(~np.isnan(person.values[:, at]).all(axis=1))
    if not answered.any():
        return None
    hit, held = [inputs.index(c) for c in impulses], [inputs.index(c) for c in presses]
    keep = answered | (person.inputs[:, hit + held] != 0).any(axis=1) if hit or held else answered.copy()
    # A held input ends at the row that says so, answered or not.
    if held:
        keep[1:] |= (person.inputs[1:, held] != person.inputs[:-1, held]).any(axis=1)
    person, answered = person.at(keep), answered[keep]
    hits = person.inputs[:, hit]
    if around.night:
        hits = np.column_stack([hits, around.nights(person, answered)])
    return _Told(person, answered, hits, around.regressors(person, answered))


def lanes_of_moments(moments: Moments, *, own_means: bool) -> Lanes:
    """Lay summary statistics out as a few pseudo-persons whose likelihood is exactly that of all ``n`` persons.

    With n S = sum over k of s_k s_k' (a matrix root), the quadratic form of the data is the sum over lanes of s_k with mean 0, plus
    one lane sqrt(n) ybar whose mean is multiplied by sqrt(n). Each lane carries an equal share of the n log-determinants.

    Args:
        moments: saturated means and covariances.
        own_means: whether each wave has its own mean.
    """
    m, cells = len(moments.indicators), len(moments.mean)
    root = np.linalg.cholesky(moments.cov) * np.sqrt(moments.n)
    rows = np.column_stack([root, np.sqrt(moments.n) * moments.mean]).T
    lanes = cells + 1
    values = rows.reshape(lanes, len(moments.waves), m).swapaxes(0, 1).copy()
    dt = np.concatenate([[0.0], np.diff(moments.waves)])
    distinct, step = np.unique(np.round(dt, 10), return_inverse=True)
    scale = np.zeros(lanes)
    scale[-1] = np.sqrt(moments.n)
    steps = len(moments.waves)
    # Each lane's filter counts its own 2 pi terms with its weight, so nothing is left over.
    return Lanes(
        values, np.ones(values.shape, dtype=bool), np.repeat(step[:, None], lanes, axis=1), distinct,
        np.repeat(np.arange(steps)[:, None] * own_means, lanes, axis=1), np.zeros((steps, lanes, 0)), np.zeros((steps, lanes, 0)),
        scale, np.full(lanes, moments.n / lanes), np.full(steps, lanes), tuple(f"moment {i + 1}" for i in range(lanes)),
        np.zeros((steps, lanes, 0)), np.ones((steps, lanes)),
    )  # fmt: skip
