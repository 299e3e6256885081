"""What the kernel takes and gives: the matrices of one model, and persons' answers laid out in lanes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray
from numpy.typing import NDArray

from unspiral.records import Moments, Panel

Array = NDArray[Any]  # for what is private; what is public says its shape


@dataclass(frozen=True, slots=True, eq=False)
class System:
    """The matrices of a linear Gaussian continuous-time model.

    d eta = (A eta + b + M_press u) dt + noise,   y = Z (eta, traits) + tau[wave] + e,   cov(e) = R.

    The first ``p`` entries of the state move, the other ``traits`` are constant: a person's own levels.
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


@dataclass(frozen=True, slots=True, eq=False)
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


# Clock readings that differ by less than this are the same length: subtracting times leaves dust in the last digits.
DUST = 1e-10


def lanes_of_panel(
    panel: Panel, columns: tuple[str, ...], impulses: tuple[str, ...], presses: tuple[str, ...], waves: tuple[float, ...] = ()
) -> Lanes:
    """Lay a panel's persons side by side.

    Args:
        panel: who answered what, and when.
        columns: indicators to use, in the order of ``System.loading``.
        impulses, presses: inputs to use, in the order of ``System.impulse`` and ``System.press``.
        waves: planned times, when each has its own mean; empty for one mean throughout.

    Returns:
        Lanes, longest person first; persons without any used answer are left out.
    """
    at = [panel.indicators.index(c) for c in columns]
    hit = [panel.inputs.index(c) for c in impulses]
    held = [panel.inputs.index(c) for c in presses]
    people: list[tuple[str, Array, Array, Array]] = []
    for person in panel.persons:
        keep = np.atleast_1d(~np.isnan(person.values[:, at]).all(axis=1))
        if not keep.any():
            continue
        keep |= (person.inputs[:, hit + held] != 0).any(axis=1) if hit or held else False
        # A held input ends at the row that says so, answered or not.
        if held:
            keep[1:] |= (person.inputs[1:, held] != person.inputs[:-1, held]).any(axis=1)
        people.append((person.name, person.time[keep], person.values[keep][:, at], person.inputs[keep]))
    people.sort(key=lambda entry: -len(entry[1]))  # stable: equal lengths keep the panel's order

    length, lanes = len(people[0][1]), len(people)
    values = np.full((length, lanes, len(at)), np.nan)
    gap = np.zeros((length, lanes))
    wave = np.zeros((length, lanes), dtype=int)
    hits = np.zeros((length, lanes, len(hit)))
    holds = np.zeros((length, lanes, len(held)))
    for i, (_, time, answers, given) in enumerate(people):
        n = len(time)
        values[:n, i] = answers
        gap[1:n, i] = np.diff(time)
        hits[:n, i] = given[:, hit]
        holds[1:n, i] = given[:-1, held]
        if waves:
            wave[:n, i] = np.abs(time[:, None] - np.array(waves)).argmin(axis=1)
    rounded = np.round(gap, 10)
    dt, step = np.unique(rounded, return_inverse=True)
    if dt[0] != 0.0:
        dt, step = np.concatenate([[0.0], dt]), step + 1
    running = (np.arange(length)[:, None] < np.array([len(p[1]) for p in people])).sum(axis=1)
    ones = np.ones(lanes)
    answered = ~np.isnan(values)
    return Lanes(
        np.where(answered, values, 0.0), answered, step.reshape(gap.shape), dt, wave, hits, holds, ones, ones, running,
        tuple(p[0] for p in people),
    )  # fmt: skip


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
    )  # fmt: skip
