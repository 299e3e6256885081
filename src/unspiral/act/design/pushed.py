"""What the means of answers tell where a study gives an input: the half of the expected information that a loop without inputs has not.

The law of one person's answers moves with a number through its mean and through its covariance, and the two add up:

    I_ij = dmu_i' S^-1 dmu_j + 1/2 tr(S^-1 dS_i S^-1 dS_j).

``expected`` works out the second part, for answers whose mean is always 0. This is the first: the slopes of the mean path are sent through
the filter as if they were answers, and their innovations squared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.learn.discretise import discretise
from unspiral.learn.parameters import Layout, assemble
from unspiral.learn.system import Array

STEP = 1e-5  # of central differences, as in ``slopes``


def mean_information(
    layout: Layout, values: Float[ndarray, " all"], gaps: Float[ndarray, " gaps"], gap: Int[ndarray, " prompts"],
    answered: Bool[ndarray, "patterns prompts"], given: Float[ndarray, "patterns arms prompts"], ends: Int[ndarray, " ends"],
) -> Float[ndarray, "patterns ends all all"]:  # fmt: skip
    """Information of the mean path about every number of a layout, averaged over arms.

    Args:
        layout: of one person's own model, with one sustained input.
        values: natural.
        gaps, gap, answered, ends: as for ``expected_information``.
        given: the input from each prompt to the next; it begins to act at the first answer, where a person's clock starts.

    Source: tests/act/design/test_pushed.py holds the sum of both parts against the dense normal law of ``learn.information``.
    """
    own, turn = _paths(layout, values, gaps)
    patterns, arms, rows = given.shape
    here_all = np.repeat(answered, arms, axis=0)
    pushed = given.reshape(patterns * arms, rows)
    many, free, p, d = patterns * arms, len(values), len(own.start), own.loading.shape[1]
    mean = np.broadcast_to(own.start, (many, p))
    slope = np.broadcast_to(turn.start, (many, free, p))
    known = np.zeros((many, free, d))  # what earlier answers foretell of the slopes
    cov = np.broadcast_to(own.first, (many, d, d))
    total, out = np.zeros((many, free, free)), np.zeros((many, len(ends), free, free))
    begun = np.zeros(many, dtype=bool)
    z = own.loading
    for t in range(rows):
        here = here_all[:, t]
        begun = begun | here
        spread = z @ cov @ z.T + own.error
        inverse = np.linalg.inv(spread) * here[:, None, None]
        new = slope @ z[:, :p].T + turn.level + np.einsum("np,kmp->nkm", mean, turn.loading[:, :, :p]) - known @ z.T
        total += new @ inverse @ new.swapaxes(1, 2)
        out[:, np.flatnonzero(ends == t + 1)] = total[:, None]
        if t + 1 == rows:
            break
        gain = cov @ z.T @ inverse
        k, u = gap[t + 1], pushed[:, t]
        f = own.transition[k]
        onward = slope @ f[:p, :p].T + np.einsum("kpq,nq->nkp", turn.transition[:, k], mean) + u[:, None, None] * turn.push[:, k]
        slope = np.where(begun[:, None, None], onward, slope)
        mean = np.where(begun[:, None], mean @ f[:p, :p].T + u[:, None] * own.push[k], mean)
        known = np.where(begun[:, None, None], (known + new @ gain.swapaxes(1, 2)) @ f.T, known)
        filtered = cov - gain @ spread @ gain.swapaxes(1, 2)
        cov = np.where(begun[:, None, None], f @ filtered @ f.T + own.noise[k], cov)
    return out.reshape(patterns, arms, len(ends), free, free).mean(axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class _Paths:
    """What the mean path and the filter are made of; ``transition``, ``noise`` and ``push`` over each interval."""

    start: Array
    level: Array
    loading: Array
    error: Array
    first: Array
    transition: Array
    noise: Array
    push: Array


@dataclass(frozen=True, slots=True, eq=False)
class _Slopes:
    """Slopes of the mean path's pieces by every number, in front; ``transition`` is that of what moves."""

    start: Array
    level: Array
    loading: Array
    transition: Array
    push: Array


def _paths(layout: Layout, values: Array, gaps: Array) -> tuple[_Paths, _Slopes]:
    """The pieces at a natural vector, and their central differences."""

    def at(moved: Array) -> _Paths:
        system = assemble(layout, moved)
        p, d = len(system.drift), system.loading.shape[1]
        steps = discretise(system.drift, system.diffusion, gaps)
        transition, noise = np.broadcast_to(np.eye(d), (len(gaps), d, d)).copy(), np.zeros((len(gaps), d, d))
        transition[:, :p, :p], noise[:, :p, :p] = steps.transition, steps.noise
        push = steps.held @ system.press[:, 0]
        return _Paths(system.t0_mean, system.level[0], system.loading, system.error, system.t0_cov, transition, noise, push)

    size = STEP * np.maximum(np.abs(values), 0.1)
    ends = [(at(values + step), at(values - step), 2.0 * wide) for step, wide in zip(np.diag(size), size, strict=True)]
    own = at(values)
    p = len(own.start)

    def turn(name: str) -> Array:
        return np.array([(getattr(up, name) - getattr(down, name)) / wide for up, down, wide in ends])

    return own, _Slopes(turn("start"), turn("level"), turn("loading"), turn("transition")[..., :p, :p], turn("push"))
