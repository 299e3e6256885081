"""Two tests that keep their level although every number of the loop is estimated from the same diary.

The order of the blocks was drawn, so it could have been another: where there are enough orders, the diary is held against all of them
(randomisation test, exact whatever the loop). Where there are too few, diaries without any effect are made up from the estimated loop and
go through the same estimation (parametric bootstrap).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.act.trial.answers import made_up
from unspiral.act.trial.gls import by_day, effect
from unspiral.act.trial.person import Model, at
from unspiral.act.trial.refit import climb
from unspiral.learn.system import Array

TIE = 1e-9  # statistics that differ by less, relatively, are equal
SOME = 200  # diaries whose day-by-day information is held at once


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """The treatment and the loop, estimated together, of each diary.

    Args:
        theta: loop, once the effect is taken out of the answers.
        beta: push of the treatment.
        information: of beta.
        response: what a push of 1 does to the answers.
        first: the loop as it is estimated when nothing is taken out.
    """

    theta: Float[ndarray, "lanes free"]
    beta: Float[ndarray, " lanes"]
    information: Float[ndarray, " lanes"]
    response: Float[ndarray, "lanes days m"]
    first: Float[ndarray, "lanes free"]

    @property
    def statistic(self) -> Float[ndarray, " lanes"]:
        """beta over its standard error."""
        return self.beta * np.sqrt(self.information)


def estimate(
    model: Model, values: Float[ndarray, "lanes days m"], answered: Bool[ndarray, "days m"], exposure: Float[ndarray, " days"],
    push: Float[ndarray, " p"], inverse: Float[ndarray, "free free"], *, rounds: int = 1, start: Float[ndarray, " free"] | None = None,
) -> Estimates:  # fmt: skip
    """Loop and treatment in turn: the loop from the answers less the effect, the effect weighed by the loop.

    Args:
        model: of the person, whose numbers the search begins with.
        values, answered: diaries.
        exposure: how strongly the treatment acts on each day.
        push: direction in which it pushes.
        inverse: curvature with which climbs begin.
        rounds: how often the loop is estimated again with the effect taken out.
        start: where to begin in place of the person's numbers.
    """
    theta = climb(model, values, answered, np.tile(model.theta if start is None else start, (len(values), 1)), inverse)
    first = theta
    beta, information, x = effect(model, theta, push, values, answered, exposure)
    for _ in range(rounds):
        theta = climb(model, values - beta[:, None, None] * x, answered, theta, inverse)
        beta, information, x = effect(model, theta, push, values, answered, exposure)
    return Estimates(theta, beta, information, x, first)


def bootstrap(
    model: Model, theta: Float[ndarray, " free"], answered: Bool[ndarray, "days m"], exposure: Float[ndarray, " days"],
    push: Float[ndarray, " p"], inverse: Float[ndarray, "free free"], *, replicates: int, seed: int,
    added: Float[ndarray, "days m"] | None = None, rounds: int = 1, stream: int = 0,
) -> Estimates:  # fmt: skip
    """The same estimation on diaries made up from an estimated loop, without an effect or with a known one.

    Args:
        model: of the person.
        theta: the estimated loop.
        answered, exposure, push, inverse: as for ``estimate``.
        replicates: made-up diaries.
        seed, stream: of chance.
        added: effect in every diary, in points; None for none.
        rounds: as for ``estimate``.
    """
    source = at(model, theta)
    values = made_up(source, len(answered), replicates, seed, stream)
    if added is not None:
        values = values + added
    return estimate(source, values, answered, exposure, push, inverse, rounds=rounds)


def bootstrap_p(statistic: float, null: Float[ndarray, " replicates"]) -> float:
    """Two-sided p: (1 + diaries without effect at least as far from nothing) / (1 + diaries).

    Source: Davison and Hinkley (1997, doi:10.1017/CBO9780511802843), section 4.2.
    """
    return (1.0 + float((np.abs(null) >= abs(statistic) * (1.0 - TIE)).sum())) / (1.0 + len(null))


def randomisation_p(
    model: Model, theta: Float[ndarray, "lanes free"], push: Float[ndarray, " p"], values: Float[ndarray, "lanes days m"],
    answered: Bool[ndarray, "days m"], exposure: Float[ndarray, "days days"], on: Int[ndarray, " days"],
    others: Int[ndarray, "orders days"], *, sampled: bool,
) -> Float[ndarray, " lanes"]:  # fmt: skip
    """Two-sided p of each diary among the orders that could have been drawn.

    S(z) = z' q / sqrt(z' M z), with the loop estimated without looking at which days were on: under no effect every order is as likely as
    the one that was drawn, so that p <= a happens with a chance of at most a, however wrong the loop is.

    Args:
        model, theta: loop of each diary, estimated without the treatment.
        push: direction in which the treatment pushes.
        values, answered: diaries.
        exposure: from days of treatment to how strongly it acts (``exposure_matrix``).
        on: the order that was used.
        others: orders that could have been drawn.
        sampled: whether ``others`` is a sample, to which ``on`` has to be added.

    Source: Edgington and Onghena (2007, doi:10.1201/9781420011814); tests/act/trial/test_chance.py.
    """
    out = np.empty(len(theta))
    z = np.vstack([on, others]).astype(np.float64) @ exposure.T
    for first in range(0, len(theta), SOME):
        part = slice(first, first + SOME)
        q, m = by_day(model, theta[part], push, values[part], answered)
        above = q @ z.T
        size = np.sqrt(np.maximum(np.einsum("od,nde,oe->no", z, m, z, optimize=True), 1e-300))
        s = np.abs(above / size)
        hit = (s[:, 1:] >= s[:, :1] * (1.0 - TIE)).sum(axis=1)
        out[part] = (1.0 + hit) / (1.0 + len(others)) if sampled else hit / len(others)
    return out


def t_test(values: Float[ndarray, "lanes days"], answered: Bool[ndarray, " days"], on: Array) -> tuple[Array, Array]:
    """Difference of the means of on-days and off-days, and p of the pooled t-test, which takes days for independent.

    Args:
        values: answers of one outcome.
        answered: days that count.
        on: 1 for on-days.
    """
    from scipy.special import stdtr

    a, b = values[:, answered & (on == 1)], values[:, answered & (on == 0)]
    n, k = a.shape[1], b.shape[1]
    difference: Array = a.mean(axis=1) - b.mean(axis=1)
    pooled: Array = (a.var(axis=1) * n + b.var(axis=1) * k) / (n + k - 2)
    t = difference / np.sqrt(np.maximum(pooled * (1.0 / n + 1.0 / k), 1e-300))
    below: Any = stdtr(n + k - 2, -np.abs(t))  # pyright: ignore[reportUnknownVariableType]
    p = 2.0 * np.asarray(below, dtype=np.float64)
    return difference, p
