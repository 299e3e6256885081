"""Many diaries of one length side by side: as lanes for the filter, and made up from a known person."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.act.trial.person import Model
from unspiral.learn.discretise import discretise, exponentials
from unspiral.learn.system import Array, Lanes


def lanes_of(values: Float[ndarray, "lanes days m"], answered: Bool[ndarray, "days m"]) -> Lanes:
    """Diaries with an answer a day at most, all with the same days answered.

    Args:
        values: answers; what was not answered is ignored.
        answered: which count.
    """
    n, days, m = (int(size) for size in values.shape)
    wide = np.broadcast_to(answered[:, None], (days, n, m))
    step = np.ones((days, n), dtype=np.int64)
    step[0] = 0
    ones = np.ones(n)
    nothing = np.zeros((days, n, 0))
    return Lanes(
        np.where(wide, values.swapaxes(0, 1), 0.0), wide.copy(), step, np.array([0.0, 1.0]), np.zeros((days, n), dtype=np.int64),
        nothing, nothing, ones, ones, np.full(days, n), tuple(str(k) for k in range(n)), nothing, np.ones((days, n)),
    )  # fmt: skip


def made_up(model: Model, days: int, many: int, seed: int, stream: int) -> Float[ndarray, "many days m"]:
    """Diaries of the person as they might have been without any treatment; the k-th one does not depend on how many there are.

    eta(d + 1) = F eta(d) + noise, from the law at which the loop settles;   y = level + Z eta + e.

    Args:
        model: of the person, at its own numbers.
        days: of each diary.
        many: diaries.
        seed, stream: of chance; different streams have nothing in common.

    Source: tests/act/trial/test_answers.py, means and covariances against the dense ones.
    """
    s = model.system
    p, m = len(s.drift), len(s.loading)
    steps = discretise(s.drift, s.diffusion, np.array([1.0]))
    f, shock = steps.transition[0], _root(steps.noise[0])
    chance = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, 52, stream]))).standard_normal((many, days, p + m))
    state = chance[:, 0, :p] @ _root(s.t0_cov[:p, :p]).T
    error = np.sqrt(np.diag(s.error))
    out = np.empty((many, days, m))
    for d in range(days):
        if d:
            state = state @ f.T + chance[:, d, :p] @ shock.T
        out[:, d] = state @ s.loading[:, :p].T
    return out + s.level[0] + error * chance[:, :, p:]


def made_up_each(
    model: Model, theta: Float[ndarray, "lanes free"], days: int, seed: int, stream: int
) -> Float[ndarray, "lanes days m"]:  # fmt: skip
    """One diary of each of many loops: the same equations as ``made_up``, each lane with its own numbers.

    The noise of a day is what the loop's settled law loses in it:  Q = P - F P F',  A P + P A' + D = 0.

    Args:
        model: what the working vectors are of.
        theta: of each lane; loops that settle.
        days: of each diary.
        seed, stream: of chance.

    Source: tests/act/trial/test_answers.py, against ``made_up`` and the dense moments.
    """
    models = model.chain.models(theta, np.zeros((1, 0)))
    view, p, m = model.chain.view, len(model.layout.processes), len(model.layout.columns)
    drift, law = view(models, "drift")[:, 0, :p, :p], view(models, "t0_cov")[:, 0, :p, :p]
    loading, level = view(models, "loading")[:, 0, :, :p], view(models, "level")[:, 0].reshape(len(theta), -1)[:, :m]
    error = np.sqrt(np.maximum(view(models, "error")[:, 0].diagonal(axis1=1, axis2=2), 0.0))
    f = exponentials(drift, 1.0)
    start, shock = _root(law), _root(law - f @ law @ f.swapaxes(1, 2))
    chance = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, 52, stream]))).standard_normal((len(theta), days, p + m))
    state = np.matvec(start, chance[:, 0, :p])
    out = np.empty((len(theta), days, m))
    for d in range(days):
        if d:
            state = np.matvec(f, state) + np.matvec(shock, chance[:, d, :p])
        out[:, d] = np.matvec(loading, state)
    return out + level[:, None] + error[:, None] * chance[:, :, p:]


def unanswered(days: int, missed: float, seed: int) -> Bool[ndarray, " days"]:
    """Days that have an answer when a share of them is missed by chance; the first and the last always have one."""
    given = np.random.default_rng([seed, 53]).random(days) >= missed
    given[[0, -1]] = True
    return given


def _root(cov: Array) -> Array:
    values, vectors = np.linalg.eigh(cov)
    return (vectors * np.sqrt(np.maximum(values, 0.0))[..., None, :]) @ vectors.swapaxes(-1, -2)
