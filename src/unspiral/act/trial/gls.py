"""The regression behind a trial: what on-days do to the answers, weighed by everything else that moves them.

y = W level + beta x + v,   cov(v) = V(theta),   P = V^-1 - V^-1 W (W' V^-1 W)^-1 W' V^-1:
beta = x' P y / x' P x,   var(beta) = 1 / x' P x.   The compiled filter gives V^-1 times anything as its derivative by the answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.act.trial.answers import lanes_of
from unspiral.act.trial.exposure import impulse_response, response
from unspiral.act.trial.person import Model
from unspiral.learn.kalman import evaluate_cells
from unspiral.learn.system import Array

PORTION = 20_000  # diaries that the filter takes at once
GROUPS = np.zeros((1, 0))


@dataclass(frozen=True, slots=True, eq=False)
class Answering:
    """How a loop answers to treatment: drift, push and loading of every working vector.

    Args:
        drift, push, loading: (lanes, p, p), (lanes, p), (lanes, m, p).
    """

    drift: Float[ndarray, "lanes p p"]
    push: Float[ndarray, "lanes p"]
    loading: Float[ndarray, "lanes m p"]

    def kernel(self, days: int) -> Float[ndarray, "lanes days m"]:
        """Shift of every indicator k days after one day of treatment with push 1."""
        return impulse_response(self.drift, self.push, self.loading, days)


def answering(model: Model, theta: Float[ndarray, "lanes free"], push: Float[ndarray, " p"]) -> Answering:
    """Loops of working vectors, all pushed alike."""
    models = model.chain.models(theta, GROUPS)
    p = len(model.layout.processes)
    view = model.chain.view
    return Answering(view(models, "drift")[:, 0], np.tile(push, (len(theta), 1)), view(models, "loading")[:, 0, :, :p])


def weighed(
    model: Model, theta: Float[ndarray, "lanes free"], columns: Float[ndarray, "lanes columns days m"], answered: Bool[ndarray, "days m"]
) -> Float[ndarray, "lanes columns days m"]:
    """V^-1 times columns, each lane with its own V; entries that were not answered are 0.

    Args:
        model, theta: of each lane.
        columns: to be multiplied.
        answered: which days and indicators V is of.

    Source: tests/act/trial/test_gls.py, against the dense matrix.
    """
    models: Array = model.chain.models(theta, GROUPS)
    model.chain.view(models, "level")[...] = 0.0
    flat = models[:, 0]
    n, c, days, m = (int(size) for size in columns.shape)
    lane = lanes_of(np.zeros((1, days, m)), answered)
    rows = columns.reshape(n * c, days, m)
    which = np.arange(n * c) // c
    out = np.empty_like(rows)
    for first in range(0, len(rows), PORTION):
        part = slice(first, first + PORTION)
        own, place = np.unique(which[part], return_inverse=True)
        _, _, by_value, _ = evaluate_cells(
            lane, model.chain.like, flat[own], loadings=False, intercept=False, person=np.zeros(len(place), dtype=np.int64),
            model=place.reshape(-1).astype(np.int64), values=rows[part],
        )  # fmt: skip
        out[part] = -by_value
    return np.where(answered, out, 0.0).reshape(columns.shape)


def effect(
    model: Model, theta: Float[ndarray, "lanes free"], push: Float[ndarray, " p"], values: Float[ndarray, "lanes days m"],
    answered: Bool[ndarray, "days m"], exposure: Float[ndarray, " days"],
) -> tuple[Float[ndarray, " lanes"], Float[ndarray, " lanes"], Float[ndarray, "lanes days m"]]:  # fmt: skip
    """Push of the treatment in each diary, its information, and what a push of 1 does to the answers.

    Args:
        model, theta: of each diary.
        push: direction in which the treatment pushes.
        values, answered: answers.
        exposure: how strongly the treatment acts on each day.

    Returns:
        beta, x' P x, x.
    """
    beta, information, x = effects(model, theta, push, values, answered, exposure[None])
    return beta[:, 0], information[:, 0], x[:, 0]


def effects(
    model: Model, theta: Float[ndarray, "lanes free"], push: Float[ndarray, " p"], values: Float[ndarray, "lanes days m"],
    answered: Bool[ndarray, "days m"], exposure: Float[ndarray, "timings days"],
) -> tuple[Float[ndarray, "lanes timings"], Float[ndarray, "lanes timings"], Float[ndarray, "lanes timings days m"]]:  # fmt: skip
    """The same for several courses of treatment, each by itself.

    Args:
        model, theta, push, values, answered: as for ``effect``.
        exposure: how strongly the treatment acts on each day, by each timing.
    """
    days, m = values.shape[1:]
    kernel = answering(model, theta, push).kernel(days)
    x = np.stack([response(kernel, row) for row in exposure], axis=1)
    w = _levels(days, m, answered)
    columns = np.concatenate([np.where(answered, x, 0.0), np.broadcast_to(w, (len(x), *w.shape))], axis=1)
    solved = weighed(model, theta, columns, answered)
    s, flat, tall = len(exposure), columns.reshape(len(x), -1, days * m), solved.reshape(len(x), -1, days * m)
    with_y = np.einsum("ncj,nj->nc", tall, np.where(answered, values, 0.0).reshape(len(x), -1))
    across = flat[:, :s] @ tall[:, s:].swapaxes(1, 2)
    back: Array = np.linalg.solve(flat[:, s:] @ tall[:, s:].swapaxes(1, 2), across.swapaxes(1, 2))
    information: Array = np.einsum("nsj,nsj->ns", flat[:, :s], tall[:, :s]) - np.einsum("nsl,nls->ns", across, back)
    score = with_y[:, :s] - np.einsum("nl,nls->ns", with_y[:, s:], back)
    return score / information, information, x


def by_day(
    model: Model, theta: Float[ndarray, "lanes free"], push: Float[ndarray, " p"], values: Float[ndarray, "lanes days m"],
    answered: Bool[ndarray, "days m"],
) -> tuple[Float[ndarray, "lanes days"], Float[ndarray, "lanes days days"]]:  # fmt: skip
    """Score and information of a push on each single day, from which those of any order of days follow: z'q and z'Mz.

    Args:
        model, theta, push, values, answered: as for ``effect``.

    Returns:
        q = L' P y and M = L' P L; column d of L is the response to one day of treatment on day d.

    Source: tests/act/trial/test_gls.py holds both against ``effect``.
    """
    days, m = values.shape[1:]
    kernel = answering(model, theta, push).kernel(days)
    columns = np.zeros((len(theta), days + m, days, m))
    for d in range(days):
        columns[:, d, d:] = kernel[:, : days - d]
    columns[:, days:] = _levels(days, m, answered)
    columns = np.where(answered, columns, 0.0)
    solved = weighed(model, theta, columns, answered).reshape(len(theta), days + m, -1)
    flat = columns.reshape(len(theta), days + m, -1)
    inner = flat @ solved.swapaxes(1, 2)
    with_y = np.einsum("ncj,nj->nc", solved, np.where(answered, values, 0.0).reshape(len(theta), -1))
    back = np.linalg.solve(inner[:, days:, days:], inner[:, days:, :days])
    across = inner[:, :days, days:]
    q = with_y[:, :days] - np.einsum("nc,ncd->nd", with_y[:, days:], back)
    return q, inner[:, :days, :days] - across @ back


def _levels(days: int, m: int, answered: Array) -> Array:
    out = np.zeros((m, days, m))
    for j in range(m):
        out[j, :, j] = 1.0
    return np.where(answered, out, 0.0)
