"""Two tests that keep their level although every number of the loop is estimated from the same diary.

The order of the blocks was drawn, so it could have been another: where there are enough orders, the diary is held against all of them
(randomisation test, exact whatever the loop). Where there are too few, diaries without any effect are made up from the estimated loop and
go through the same estimation (parametric bootstrap), and diaries made up from those say how far the first bound falls short (double).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.act.trial.answers import lanes_of, made_up, made_up_each
from unspiral.act.trial.gls import by_day, effects
from unspiral.act.trial.person import Model, at
from unspiral.act.trial.refit import climb, heights
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
        timing: which onset and fading fit best, as a place in the list that was looked at.
        first: the loop as it is estimated when nothing is taken out, where that was asked for.
    """

    theta: Float[ndarray, "lanes free"]
    beta: Float[ndarray, " lanes"]
    information: Float[ndarray, " lanes"]
    response: Float[ndarray, "lanes days m"]
    timing: Int[ndarray, " lanes"]
    first: Float[ndarray, "lanes free"]


def statistics(
    model: Model, theta: Float[ndarray, "lanes free"], push: Float[ndarray, " p"], values: Float[ndarray, "lanes days m"],
    answered: Bool[ndarray, "days m"], acting: Float[ndarray, "timings days"],
) -> Float[ndarray, " lanes"]:  # fmt: skip
    """What the test looks at: beta over its standard error, at the timing at which that is largest.

    Args:
        model, theta: loop of each diary, estimated without the treatment.
        push, values, answered: as for ``effects``.
        acting: how strongly the treatment acts on each day, by each onset and fading that is looked at.
    """
    beta, information, _ = effects(model, theta, push, values, answered, acting)
    each = beta * np.sqrt(information)
    return each[np.arange(len(each)), np.argmax(np.abs(each), axis=1)]


def estimate(
    model: Model, values: Float[ndarray, "lanes days m"], answered: Bool[ndarray, "days m"], acting: Float[ndarray, "timings days"],
    push: Float[ndarray, " p"], inverse: Float[ndarray, "free free"], *, blind: bool = True,
) -> Estimates:  # fmt: skip
    """Treatment, loop, treatment: the loop from the answers less a first effect, then the effect weighed by that loop.

    The first effect is weighed by the person's own numbers: a loop that is estimated with a large effect still in the answers takes it for
    slow recovery. More rounds scatter more; what bias is left, ``held_against`` shows. Where several timings are looked at, each
    goes through this, and the one with the highest likelihood is kept.

    Args:
        model: of the person, whose numbers the search begins with.
        values, answered: diaries.
        acting: how strongly the treatment acts on each day, by each onset and fading that is looked at.
        push: direction in which it pushes.
        inverse: curvature with which climbs begin.
        blind: whether the loop is also wanted as it is with nothing taken out; else the numbers that the search begins with stand there.
    """
    n, many = len(values), len(acting)
    begin = np.tile(model.theta, (n, 1))
    first = climb(model, values, answered, begin, inverse) if blind else begin
    # The person's own numbers begin: a loop estimated with the effect still in it takes a large one for slow recovery.
    beta, _, x = effects(model, begin, push, values, answered, acting)
    left = np.concatenate([values - beta[:, k, None, None] * x[:, k] for k in range(many)])
    # No diary hangs on another, so that all timings climb at once.
    theta = climb(model, left, answered, np.tile(begin, (many, 1)), inverse)
    best = np.zeros(n, dtype=np.int64)
    if many > 1:
        height, _ = heights(model, lanes_of(np.where(answered, left, 0.0), answered), theta, np.arange(many * n))
        best = np.argmax(np.nan_to_num(height, nan=-np.inf).reshape(many, n), axis=0)
    each = np.arange(n)
    theta = theta[best * n + each]
    beta, information, x = effects(model, theta, push, values, answered, acting)
    return Estimates(theta, beta[each, best], information[each, best], x[each, best], best, first)


def again(
    model: Model, theta: Float[ndarray, " free"], answered: Bool[ndarray, "days m"], acting: Float[ndarray, "timings days"],
    push: Float[ndarray, " p"], inverse: Float[ndarray, "free free"], *, replicates: int, seed: int,
    added: Float[ndarray, "effects days m"], stream: int = 0,
) -> Estimates:  # fmt: skip
    """The same estimation on diaries made up from an estimated loop with known effects, one effect after the other.

    Every search begins where that of the diary began, and not at the numbers that are known to be true.

    Args:
        model: of the person.
        theta: the estimated loop.
        answered, acting, push, inverse: as for ``estimate``.
        replicates: made-up diaries for each effect, by the same chance.
        seed, stream: of chance.
        added: effects, in points.
    """
    values = made_up(at(model, theta), len(answered), replicates, seed, stream)[None] + added[:, None]
    return estimate(model, values.reshape(-1, *added.shape[1:]), answered, acting, push, inverse, blind=False)


def nulls(
    model: Model, theta: Float[ndarray, "lanes free"], answered: Bool[ndarray, "days m"], acting: Float[ndarray, "timings days"],
    push: Float[ndarray, " p"], inverse: Float[ndarray, "free free"], *, replicates: int, seed: int, stream: int = 0,
) -> tuple[Float[ndarray, "lanes replicates"], Float[ndarray, "lanes replicates"]]:  # fmt: skip
    """Statistics of diaries without effect, made up from each estimated loop, and of diaries made up from what is estimated of those.

    The second say how far a bound taken from the first falls short: an estimated loop recovers too soon, and what is made up from it
    is estimated to recover sooner still.

    Args:
        model: of the person.
        theta: estimated loops.
        answered, acting, push, inverse: as for ``estimate``.
        replicates: made-up diaries of each kind, for each loop.
        seed, stream: of chance.
    """
    n = len(theta)
    begin = np.tile(model.theta, (n * replicates, 1))
    source, found = np.repeat(theta, replicates, axis=0), list[Array]()
    for _ in range(2):
        # Both kinds are made up by the same chance, so that what differs is the loops; no loop meets the chance it was estimated from.
        values = made_up_each(model, source, len(answered), seed, stream)
        climbed = climb(model, values, answered, begin, inverse)
        found.append(statistics(model, climbed, push, values, answered, acting).reshape(n, replicates))
        source = np.roll(climbed.reshape(n, replicates, -1), 1, axis=1).reshape(n * replicates, -1)
    return found[0], found[1]


def bootstrap_p(statistic: float, null: Float[ndarray, " replicates"], second: Float[ndarray, " replicates"]) -> float:
    """Two-sided p of a fast double bootstrap.

    k = diaries of the first kind at least as far from nothing; the bound that as many of the second kind exceed takes the place of the
    statistic, and none does where k = 0:  p = (1 + diaries of the first kind at least as far as that bound) / (1 + diaries).

    Source: Davidson and MacKinnon (2007, doi:10.1016/j.csda.2006.04.001); tests/act/trial/test_chance.py.
    """
    first, other = np.abs(null), np.sort(np.abs(second))[::-1]
    k = int((first >= abs(statistic) * (1.0 - TIE)).sum())
    bound = other[min(k, len(other) - 1)] if k else np.inf
    return (1.0 + float((first >= bound).sum())) / (1.0 + len(first))


def bootstrap_bound(alpha: float, null: Float[ndarray, " replicates"], second: Float[ndarray, " replicates"]) -> float:
    """What a statistic must exceed for ``bootstrap_p`` to be at or below alpha; infinity where nothing is enough."""
    first, other = np.sort(np.abs(null))[::-1], np.sort(np.abs(second))[::-1]
    spent = int(np.floor(alpha * (len(first) + 1) + TIE)) - 1
    if spent < 0:
        return np.inf
    many = int((other > first[spent]).sum()) - 1
    return float(first[min(max(many, 0), len(first) - 1)])


def randomisation_p(
    model: Model, theta: Float[ndarray, "lanes free"], push: Float[ndarray, " p"], values: Float[ndarray, "lanes days m"],
    answered: Bool[ndarray, "days m"], exposure: Float[ndarray, "timings days days"], on: Int[ndarray, " days"],
    others: Int[ndarray, "orders days"], *, sampled: bool,
) -> Float[ndarray, " lanes"]:  # fmt: skip
    """Two-sided p of each diary among the orders that could have been drawn.

    S(z) = max over timings of |z' q| / sqrt(z' M z), with the loop estimated without looking at which days were on: under no effect every
    order is as likely as the one that was drawn, so that p <= a happens with a chance of at most a, however wrong the loop is and however
    many timings are looked at.

    Args:
        model, theta: loop of each diary, estimated without the treatment.
        push: direction in which the treatment pushes.
        values, answered: diaries.
        exposure: from days of treatment to how strongly it acts, by each timing (``exposures``).
        on: the order that was used.
        others: orders that could have been drawn.
        sampled: whether ``others`` is a sample, to which ``on`` has to be added.

    Source: Edgington and Onghena (2007, doi:10.1201/9781420011814); tests/act/trial/test_chance.py.
    """
    out = np.empty(len(theta))
    # Days that are on together in every order are one unit: sums over units in place of days, with the same numbers.
    told: tuple[Array, Array] = np.unique(np.vstack([on, others]), axis=1, return_inverse=True)
    z: Array = told[0].astype(np.float64)
    spread: Array = np.eye(len(z[0]))[told[1].reshape(-1)]
    for first in range(0, len(theta), SOME):
        part = slice(first, first + SOME)
        q, m = by_day(model, theta[part], push, values[part], answered)
        s = np.zeros((len(q), len(z)))
        for e in exposure:
            way: Array = e @ spread
            size = np.einsum("ou,nuo->no", z, (way.T @ m @ way) @ z.T)
            s = np.maximum(s, np.abs((q @ way) @ z.T) / np.sqrt(np.maximum(size, 1e-300)))
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
