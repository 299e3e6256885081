"""Intervals of what a treatment did: those that the test leaves, and those of diaries made up with the estimated effect."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.trial.case import Bound, Case, beyond, fitted, real_level
from unspiral.act.trial.chance import Estimates, again
from unspiral.act.trial.exposure import settled
from unspiral.act.trial.gls import answering, effects
from unspiral.learn.draws import corrected
from unspiral.learn.system import Array
from unspiral.records import Effect
from unspiral.records.trial import Timing, TrialEffect

GRID = 41  # effects that are held against the diary for an interval
REACH = 6.0  # standard errors to each side
MIDDLE = 0.90  # of made-up diaries, between whose onsets and half-lives the true ones are said to lie


def effects_of(
    c: Case, both: Estimates, bound: Bound | None, outcomes: Sequence[int], acts_on: Sequence[str], replicates: int, level: float,
    adherence: tuple[float, float],
) -> tuple[tuple[TrialEffect, ...], Timing]:  # fmt: skip
    """Average over the on-days and long-run shift of each outcome, and onset and fading.

    Where the treatment acts on the outcome's own process, the interval of the average is the one that the test leaves; all others come from
    diaries made up with the estimated effect, bias-corrected.

    Args:
        c: the diary.
        both: treatment and loop, as estimated.
        bound: of the test; None where nothing is tested.
        outcomes: indicators.
        acts_on: processes that the treatment pushes.
        replicates: made-up diaries.
        level: of the intervals that come from them.
        adherence: lowest and highest share of on-days on which it was really taken.
    """
    beta, x, on = float(both.beta[0]), both.response[0], c.on == 1
    made = again(
        c.model, both.theta[0], c.answered, c.acting, c.push, c.inverse, replicates=replicates, seed=c.seed, added=beta * x, stream=41
    )
    far = settled(*_loops(c, both.theta[:1]))[0]
    drawn = made.beta[:, None] * settled(*_loops(c, made.theta))
    seen = made.beta[:, None] * made.response[:, on].mean(axis=1)
    own = [k for k in outcomes if c.model.layout.processes[c.model.layout.owner[k]] in acts_on and float(x[on, k].mean()) != 0.0]
    kept = left_by_test(c, both, bound, own) if bound is not None else {}
    found: list[TrialEffect] = []
    for k in outcomes:
        near, share = percentile(beta * float(x[on, k].mean()), seen[:, k], level), level
        if bound is not None and k in kept:
            low, high = kept[k]
            near, share = Effect(min(max(near.estimate, low), high), _end(low), _end(high)), real_level(c, bound)
        long_run = percentile(beta * float(far[k]), drawn[:, k], level)
        found.append(TrialEffect(c.model.layout.columns[k], near, long_run, share, level, k in kept, if_taken(near, adherence)))
    return tuple(found), _timing(c, both, made)


def if_taken(near: Effect, adherence: tuple[float, float]) -> Effect | None:
    """What it would have done, had it been taken on each on-day: the effect of the plan over the share of on-days that were kept.

    Args:
        near: average over the on-days as planned.
        adherence: lowest and highest share; the ends hold for all shares between.

    Returns:
        None where each on-day was kept. The estimate is for the middle share.

    Source: tests/act/trial/test_interval.py, against made-up trials with days that were not kept.
    """
    low, high = adherence
    if low >= 1.0:
        return None
    return Effect(
        near.estimate / (0.5 * (low + high)),
        None if near.low is None else min(near.low / low, near.low / high),
        None if near.high is None else max(near.high / low, near.high / high),
    )


def left_by_test(c: Case, both: Estimates, bound: Bound, outcomes: Sequence[int]) -> dict[int, tuple[float, float]]:
    """Averages over the on-days that the test does not rule out: each push is taken out of the answers, and the rest is tested again.

    No push at all is always among those that are tried, so that the interval holds 0 just where p says so. With several timings, the ends
    are those over all of them.

    Args:
        c: the diary.
        both: as estimated.
        bound: of the test; for made-up diaries the bound found without an effect holds for all pushes.
        outcomes: indicators.
    """
    beta, information, x = effects(c.model, both.theta[:1], c.push, c.values[None], c.answered, c.acting)
    ends: dict[int, list[float]] = {k: [] for k in outcomes}
    for k in range(len(c.pairs)):
        low, high = _ends(c, float(beta[0, k]), 1.0 / math.sqrt(float(information[0, k])), x[0, k], bound)
        if not low <= high:
            continue
        for j in outcomes:
            weight = float(x[0, k][c.on == 1, j].mean())
            ends[j] += [weight * low, weight * high] if weight != 0.0 else [0.0]
    estimate = {j: float(both.beta[0] * both.response[0][c.on == 1, j].mean()) for j in outcomes}
    return {j: (min(e), max(e)) if e else (estimate[j], estimate[j]) for j, e in ends.items()}


def _ends(c: Case, beta: float, se: float, x: Array, bound: Bound) -> tuple[float, float]:
    """Ends of the pushes that are left at one timing; (inf, -inf) where none is.

    What is left around the estimate counts. Pushes far from it may seem to be left again, because a loop that is estimated with a large
    effect still in it takes that for slow recovery. No push at all is held in wherever p does not rule it out.
    """
    for reach in (REACH, 3.0 * REACH):
        tried = beta + np.linspace(-reach, reach, GRID) * se
        if tried[0] < 0.0 < tried[-1]:
            tried = np.unique(np.append(tried, 0.0))
        left = c.values[None] - tried[:, None, None] * x
        out = beyond(c, left, fitted(c, left), bound)
        if not (out <= 0.0).any():
            return np.inf, -np.inf
        first = last = _nearest(tried, out, beta)
        while first > 0 and out[first - 1] <= 0.0:
            first -= 1
        while last < len(tried) - 1 and out[last + 1] <= 0.0:
            last += 1
        if first > 0 and last < len(tried) - 1:
            break
    low = -np.inf if first == 0 else _crossed(tried, out, first - 1)
    high = np.inf if last == len(tried) - 1 else _crossed(tried, out, last)
    nothing = np.flatnonzero(tried == 0.0)
    if len(nothing) and out[nothing[0]] <= 0.0:
        low, high = min(low, 0.0), max(high, 0.0)
    return low, high


def _nearest(tried: Array, out: Array, beta: float) -> int:
    """The push that is left and lies nearest to the estimate."""
    return int(np.argmin(np.where(out <= 0.0, np.abs(tried - beta), np.inf)))


def _crossed(tried: Array, out: Array, k: int) -> float:
    """Where a line between two tried values crosses nothing; where a value is left itself, never on its far side."""
    a, b = float(out[k]), float(out[k + 1])
    if not (math.isfinite(a) and math.isfinite(b)):
        return float(tried[k] if a <= 0.0 else tried[k + 1])
    return float(tried[k] + (tried[k + 1] - tried[k]) * (a / (a - b) if a != b else 0.5))


def percentile(estimate: float, draws: Float[ndarray, " draws"], level: float) -> Effect:
    """An estimate less its bias among made-up diaries, and an interval from them; without ends where they do not settle.

    An estimated loop recovers too soon and so makes effects too small. What the estimate loses there (its median against what the diaries
    were made with) it is taken to have lost here.

    Args:
        estimate: of the diary.
        draws: the same of made-up diaries.
        level: of the interval.
    """
    fine = draws[np.isfinite(draws)]
    if len(fine) < 0.95 * len(draws) or not math.isfinite(estimate):
        return Effect(estimate, None, None)
    low, high = np.quantile(corrected(estimate, fine), [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    return Effect(2.0 * estimate - float(np.median(fine)), float(low), float(high))


def _timing(c: Case, both: Estimates, made: Estimates) -> Timing:
    onset, fading = c.pairs[int(both.timing[0])]
    if len(c.pairs) == 1:
        return Timing("given", onset, fading)
    pairs = np.array(c.pairs)[made.timing]
    tail = (1.0 - MIDDLE) / 2.0
    ends = np.quantile(pairs, [tail, 1.0 - tail], axis=0, method="nearest")
    return Timing("estimated", onset, fading, (float(ends[0, 0]), float(ends[1, 0])), (float(ends[0, 1]), float(ends[1, 1])))


def _loops(c: Case, theta: Array) -> tuple[Array, Array, Array]:
    loops = answering(c.model, theta, c.push)
    return loops.drift, loops.push, loops.loading


def _end(value: float) -> float | None:
    return value if math.isfinite(value) else None
