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
        resets: entries of the moving state that begin anew, at 0 and free of everything else, right before the step that leads here; None
            where nothing ever does.
        reads: which row of ``System.loading``, ``level`` and ``error`` each answer reads; None where indicator i always reads row i.
            Answers about a stretch of time read one of several states that take turns.
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
    resets: Bool[ndarray, "steps lanes p"] | None = None
    reads: Int[ndarray, "steps lanes indicators"] | None = None

    def some(self, which: Int[ndarray, " some"]) -> Lanes:
        """Some of the lanes, in increasing order of ``which``."""
        chosen: list[int] = which.tolist()
        lasting = (np.arange(len(self.scale))[which] < self.running[:, None]).sum(axis=1)
        return Lanes(
            self.values[:, which], self.answered[:, which], self.step[:, which], self.dt, self.wave[:, which], self.impulses[:, which],
            self.presses[:, which], self.scale[which], self.weight[which], lasting, tuple(self.name[i] for i in chosen),
            self.regressors[:, which], self.importance[:, which], None if self.resets is None else self.resets[:, which],
            None if self.reads is None else self.reads[:, which],
        )  # fmt: skip


# Clock readings that differ by less than this are the same length: subtracting times leaves dust in the last digits.
DUST = 1e-10


def lanes_of_panel(
    panel: Panel,
    columns: tuple[str, ...],
    impulses: tuple[str, ...],
    presses: tuple[str, ...],
    waves: tuple[float, ...] = (),
    around: Circumstances = NOTHING,
    *,
    early: bool = False,
    spans: tuple[float, ...] = (),
) -> Lanes:
    """Lay a panel's persons side by side.

    Args:
        panel: who answered what, and when.
        columns: indicators to use, in the order of ``System.loading``.
        impulses, presses: inputs to use, in the order of ``System.impulse`` and ``System.press``; a night that pushes comes behind them.
        waves: planned times, when each has its own mean; empty for one mean throughout.
        around: what shifts levels, which inputs act late, and whether nights push.
        early: a person may begin before their first answer, at an input; else the law of the first state, which holds at the first answer,
            would be moved to the moment of an input that has nothing to do with it.
        spans: stretches that answers look back over: behind the regressors of the moment come their means over each.

    Returns:
        Lanes, longest person first; persons without any used answer are left out.
    """
    at = [panel.indicators.index(c) for c in columns]
    stack = _stack(panel, at, impulses, presses, around, spans, early=early)
    held = [panel.inputs.index(c) for c in presses]
    many = np.bincount(stack.who, minlength=len(stack.people))
    order = np.argsort(-many, kind="stable")[: np.count_nonzero(many)]  # stable: equal lengths keep the panel's order
    chosen: list[int] = order.tolist()
    length, lanes = int(many.max()), len(order)
    place = np.zeros(len(many), dtype=np.int64)
    place[order] = np.arange(lanes)
    lane = place[stack.who]
    row = np.arange(len(lane)) - (np.cumsum(many) - many)[stack.who]

    def laid(rows: Array, fill: float = 0.0) -> Array:
        out = np.full((length, lanes, *rows.shape[1:]), fill)
        out[row, lane] = rows
        return out

    later = row > 0
    gap, holds = np.zeros(len(row)), np.zeros((len(row), len(held)))
    gap[1:] = np.diff(stack.time)
    holds[1:] = stack.inputs[:-1, held]
    dt, step = np.unique(np.round(laid(np.where(later, gap, 0.0)), 10), return_inverse=True)
    if dt[0] != 0.0:
        dt, step = np.concatenate([[0.0], dt]), step + 1
    wave = np.abs(stack.time[:, None] - np.array(waves)).argmin(axis=1) if waves else np.zeros(len(row))
    values = laid(stack.values, np.nan)
    answered = ~np.isnan(values)
    running: Array = np.arange(length)[:, None] < many[order]
    ones = np.ones(lanes)
    return Lanes(
        np.where(answered, values, 0.0), answered, step.reshape(length, lanes), dt, laid(wave).astype(np.int64), laid(stack.hits),
        laid(np.where(later[:, None], holds, 0.0)), ones, ones, running.sum(axis=1), tuple(stack.people[i].name for i in chosen),
        laid(stack.regressors), laid(stack.importance, 1.0),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Stack:
    """The rows of all persons that say something, one person below the other: whose, when, what was answered, and what acts there."""

    people: tuple[Person, ...]
    who: Array
    time: Array
    values: Array
    inputs: Array
    hits: Array
    regressors: Array
    importance: Array


def _stack(
    panel: Panel,
    at: list[int],
    impulses: tuple[str, ...],
    presses: tuple[str, ...],
    around: Circumstances,
    spans: tuple[float, ...],
    *,
    early: bool,
) -> _Stack:
    """Rows with an answer, an input, or the end of a held one; none of persons without any used answer."""
    delays = {name: delay for name, delay in around.delays.items() if name in impulses + presses}
    people = tuple(delayed(p, panel.inputs, presses, delays) for p in panel.persons) if delays else panel.persons
    hit, held = [panel.inputs.index(c) for c in impulses], [panel.inputs.index(c) for c in presses]
    who = np.repeat(np.arange(len(people)), [len(p.time) for p in people])
    time: Array = np.concatenate([p.time for p in people])
    values: Array = np.concatenate([p.values for p in people])[:, at]
    inputs: Array = np.concatenate([p.inputs for p in people])
    importance: Array = np.concatenate([np.ones(len(p.time)) if p.weight is None else p.weight for p in people])
    answered = np.atleast_1d(~np.isnan(values).all(axis=1))
    keep = answered.copy()
    if hit or held:
        keep |= (inputs[:, hit + held] != 0).any(axis=1)
    # A held input ends at the row that says so, answered or not.
    if held:
        keep[1:] |= (inputs[1:, held] != inputs[:-1, held]).any(axis=1) & (who[1:] == who[:-1])
    keep &= (np.bincount(who, weights=answered, minlength=len(people)) > 0)[who]
    if not early:
        so_far = np.cumsum(answered)
        before = np.concatenate([[0], so_far])[np.cumsum([0, *(len(p.time) for p in people[:-1])])]
        keep &= so_far > before[who]
    regressors, nights = np.zeros((len(who), len(around.shifts) * (1 + len(spans)))), np.zeros(len(who))
    if around.shifts and not around.night and all(s.kind == "covariate" for s in around.shifts):
        known = np.array([[around.covariate(person, s.label) for s in around.shifts] for person in people])
        regressors = np.tile(known[who] * answered[:, None], 1 + len(spans))
    elif around.shifts or around.night:
        ends = np.cumsum([len(p.time) for p in people])
        for person, end in zip(people, ends.tolist(), strict=True):
            mine = np.flatnonzero(keep[end - len(person.time) : end])
            rows = end - len(person.time) + mine
            if len(rows):
                seen, there = answered[rows], person.at(mine)
                means = [around.averages(there, seen, span) for span in spans]
                regressors[rows] = np.hstack([around.regressors(there, seen), *means])
                nights[rows] = around.nights(person.at(mine), answered[rows]) if around.night else 0.0
    hits = np.column_stack([inputs[:, hit], nights]) if around.night else inputs[:, hit]
    return _Stack(people, who[keep], time[keep], values[keep], inputs[keep], hits[keep], regressors[keep], importance[keep])


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
