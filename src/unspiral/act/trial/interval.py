"""Intervals of what a treatment did: the sizes that the diary does not rule out, each held against diaries made up with that very size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.trial.case import Case
from unspiral.act.trial.chance import TIE, Estimates, again
from unspiral.act.trial.exposure import settled
from unspiral.act.trial.gls import answering
from unspiral.learn.system import Array
from unspiral.records import Effect
from unspiral.records.trial import Timing, TrialEffect
from unspiral.scale.local import Tick

NEAR = (-6.0, -4.0, -2.5, -1.2, 0.0, 1.2, 2.5, 4.0, 6.0)  # pushes that are tried, in standard errors from the estimate
BEYOND = (9.0, 13.0, 18.0)  # and on a side on which the outermost of them is left
TRIED = len(NEAR) + 2 * len(BEYOND)  # at most
FARTHEST = 1e4  # points, or times the estimate
AT_ONCE = 2000  # diaries that are estimated side by side, by each timing
LEAST = 199  # made-up diaries for each push that is tried
MIDDLE = 0.90  # of made-up diaries, between whose onsets and half-lives the true ones are said to lie


@dataclass(frozen=True, slots=True, eq=False)
class Sizes:
    """What each loop and push do: averages over the on-days, then long-run shifts, of each indicator.

    Args:
        size: in points; nan where a loop runs away.
        error: standard errors, as if the loop were known.
    """

    size: Float[ndarray, "lanes numbers"]
    error: Float[ndarray, "lanes numbers"]


def effects_of(
    c: Case, both: Estimates, outcomes: Sequence[int], acts_on: Sequence[str], p: float | None, replicates: int, alpha: float,
    adherence: tuple[float, float], tick: Tick | None = None,
) -> tuple[tuple[TrialEffect, ...], Timing]:  # fmt: skip
    """Average over the on-days and long-run shift of each outcome, and onset and fading.

    Outcomes that are reached through the loop alone get no interval: docs/validation/act-trial.md.

    Args:
        c: the diary.
        both: treatment and loop, as estimated.
        outcomes: indicators.
        acts_on: processes that the treatment pushes.
        p: of the test, with which intervals agree about no effect at all; None where nothing is tested.
        replicates: made-up diaries of the whole analysis; a fifth of them for each push that is tried, but at least ``LEAST``.
        alpha: share of intervals that may miss.
        adherence: lowest and highest share of on-days on which it was really taken.
        tick: called with (pushes that were tried, most that are).
    """
    many, se = max(LEAST, replicates // 5), 1.0 / math.sqrt(float(both.information[0]))
    beta = float(both.beta[0])
    held = held_against(c, both, [beta + b * se for b in NEAR], many, alpha, tick)
    for side in (-1.0, 1.0):
        outermost = held.out[0 if side < 0.0 else -1]
        if (outermost <= 0.0).any():
            more = held_against(c, both, sorted(beta + side * b * se for b in BEYOND), many, alpha, tick, len(held.tried))
            held = _joined(more, held) if side < 0.0 else _joined(held, more)
    m, found = len(c.model.layout.columns), list[TrialEffect]()
    level = 1.0 - spent(alpha, many) / (many + 1.0)
    for k in outcomes:
        own = c.model.layout.processes[c.model.layout.owner[k]] in acts_on
        near, far = (interval(held, j) for j in (k, m + k))
        if not own:  # what reaches it through the loop: such intervals held the truth too seldom where that was counted
            near, far = (Effect(e.estimate, None, None) for e in (near, far))
        elif p is not None:
            near, far = agreeing(near, p <= alpha, sure=True), agreeing(far, p <= alpha, sure=False)
        near, far = within_reach(near), within_reach(far)
        found.append(TrialEffect(c.model.layout.columns[k], near, far, level, level, p is not None and own, if_taken(near, adherence)))
    return tuple(found), _timing(c, both, held.middle)


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Pushes that were tried, and how the diary looks beside diaries made up with each.

    Args:
        tried: pushes, in increasing order.
        weight: what a push of 1 does by the estimated loop, of each number of ``Sizes``.
        estimate: of the diary.
        out: how far the diary lies beyond what made-up diaries do; at or below 0 where it does not.
        typical: median estimate in the made-up diaries.
        middle: places of the timings that were found in diaries made up with the estimated push.
    """

    tried: Float[ndarray, " pushes"]
    weight: Float[ndarray, " numbers"]
    estimate: Float[ndarray, " numbers"]
    out: Float[ndarray, "pushes numbers"]
    typical: Float[ndarray, "pushes numbers"]
    middle: ndarray


def held_against(
    c: Case, both: Estimates, tried: Sequence[float] | Array, many: int, alpha: float, tick: Tick | None = None, before: int = 0
) -> Held:
    """Hold a diary against diaries made up with a treatment of each tried strength.

    T = |estimate - true| / standard error with the loop known. In made-up diaries the true size is that with which they were made, and all
    else is estimated anew from each: so T there scatters as much as loops do that are estimated from so few days, and leans as they lean. A
    size is left where T of the diary is not among the alpha largest.

    Args:
        c: the diary.
        both: as estimated.
        tried: pushes, in increasing order.
        many: made-up diaries for each; the same chance for all of them.
        alpha: share of intervals that may miss.
        tick: called with (pushes that were tried, most that are).
        before: pushes that were tried before these.

    Source: Carpenter and Bithell (2000, Statistics in Medicine 19:1141-1164), test inversion;
    docs/validation/act-trial.md counts how often what is left holds the truth.
    """
    pushes = np.asarray(tried, dtype=np.float64)
    mine, weight = sizes(c, both), sizes(c, both, push=1.0).size[0]
    shape = (len(pushes), many, len(weight))
    size, error, timing = np.empty(shape), np.empty(shape), np.empty(shape[:2], dtype=np.int64)
    few = max(1, AT_ONCE // (many * len(c.pairs)))  # in parts, so that memory does not grow with them and progress can be told
    for k in range(0, len(pushes), few):
        part = slice(k, min(k + few, len(pushes)))
        made = again(
            c.model, both.theta[0], c.answered, c.acting, c.push, c.inverse, replicates=many, seed=c.seed,
            added=pushes[part, None, None] * both.response[0], stream=41,
        )  # fmt: skip
        theirs = sizes(c, made)
        size[part], error[part] = theirs.size.reshape(-1, *shape[1:]), theirs.error.reshape(-1, *shape[1:])
        timing[part] = made.timing.reshape(-1, many)
        if tick is not None:
            tick(before + part.stop, TRIED)
    true = pushes[:, None] * weight
    far = distance(size, error, true[:, None])
    out = distance(mine.size, mine.error, true) * (1.0 - TIE) - np.stack([largest(each, alpha) for each in far])
    typical = np.median(np.where(np.isfinite(size), size, np.inf), axis=1)
    middle = timing[pushes == float(both.beta[0])].ravel()
    return Held(pushes, weight, mine.size[0], out, typical, middle)


def sizes(c: Case, found: Estimates, push: float | None = None) -> Sizes:
    """What was found in each diary, in points; with ``push`` what such a push would do.

    Args:
        c: how diaries are looked at.
        found: loops and pushes.
        push: in place of the estimated ones.
    """
    loops = answering(c.model, found.theta, c.push)
    weight = np.concatenate([found.response[:, c.on == 1].mean(axis=1), settled(loops.drift, loops.push, loops.loading)], axis=1)
    beta = found.beta if push is None else np.full(len(weight), push)
    return Sizes(beta[:, None] * weight, np.abs(weight) / np.sqrt(found.information)[:, None])


def distance(size: Array, error: Array, true: Array) -> Array:
    """|size - true| / error; infinite where a loop gave no number, 0 where nothing can be moved."""
    gap = np.abs(size - true)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(gap == 0.0, 0.0, np.nan_to_num(gap / error, nan=np.inf, posinf=np.inf))


def spent(alpha: float, many: int) -> int:
    """How many of the made-up diaries may lie beyond: at most alpha of them and the diary itself."""
    return math.floor(alpha * (many + 1) + TIE)


def largest(far: Float[ndarray, "many numbers"], alpha: float) -> Float[ndarray, " numbers"]:
    """What a distance must exceed to be among the alpha largest; infinite where so few say nothing."""
    beyond = spent(alpha, len(far))
    if not beyond:
        none: Array = np.full(far.shape[1:], np.inf)
        return none
    return np.sort(far, axis=0)[-beyond]


def interval(held: Held, j: int) -> Effect:
    """What is left around the estimate of one number; None at a side where the outermost push is left. The estimate is freed from its bias.

    An estimated loop recovers too soon, which makes effects too small: the estimate is the size with which made-up diaries give the found
    one as often too large as too small. Where that size is itself ruled out, the found one stands; where that is ruled out too, the
    interval is widened to it.

    Args:
        held: the diary against made-up ones.
        j: which number.
    """
    out, points, found = held.out[:, j], held.tried * held.weight[j], float(held.estimate[j])
    if not math.isfinite(found) or not np.isfinite(points).all():
        return Effect(found, None, None)
    if held.weight[j] == 0.0:
        return Effect(0.0, 0.0, 0.0)
    typical = held.typical[:, j]
    if points[0] > points[-1]:
        out, points, typical = out[::-1], points[::-1], typical[::-1]
    left = np.flatnonzero(out <= 0.0)
    middle = _freed(points, typical, found)
    if not len(left):  # no size looks like the diary: where the end lies is not known either
        return Effect(middle, None, None)
    first, last = int(left[0]), int(left[-1])
    low = None if first == 0 else crossed(points, out, first - 1)
    high = None if last == len(out) - 1 else crossed(points, out, last)
    if _beyond(middle, low, high):  # bias and interval rest on the same made-up diaries, but not on the same of their numbers
        middle = found
    # An interval that left its estimate out would be read as a slip; wider errs on the side of less being known.
    return Effect(middle, None if low is None else min(low, middle), None if high is None else max(high, middle))


def _beyond(value: float, low: float | None, high: float | None) -> bool:
    return (low is not None and value < low) or (high is not None and value > high)


def crossed(points: Array, out: Array, k: int) -> float:
    """Where a line between two tried sizes crosses nothing; beside an infinite distance the size that is ruled out."""
    a, b = float(out[k]), float(out[k + 1])
    if not (math.isfinite(a) and math.isfinite(b)):
        return float(points[k] if a > 0.0 else points[k + 1])
    return float(points[k] + (points[k + 1] - points[k]) * a / (a - b))


def agreeing(e: Effect, cleared: bool, *, sure: bool) -> Effect:
    """An interval that says of no effect at all what the test says: the test keeps its level there, whatever the loop.

    Args:
        e: by made-up diaries.
        cleared: whether the test rules out that nothing was done.
        sure: whether something done at all is something done to this outcome; only then an interval ends at 0 because of the test.
    """
    low, high = (-math.inf if e.low is None else e.low), (math.inf if e.high is None else e.high)
    if not cleared:
        low, high = min(low, 0.0), max(high, 0.0)
    elif sure and low < 0.0 < high and low < e.estimate < high:  # an estimate at an end was itself ruled out: its side is not known
        low, high = (low, 0.0) if e.estimate < 0.0 else (0.0, high)
    return Effect(e.estimate, _end(low), _end(high))


def within_reach(found: Effect) -> Effect:
    """The same with an end left open that lies further out than any answer reaches: there the search stopped, and no data did.

    Args:
        found: an interval.
    """
    far = FARTHEST * max(1.0, abs(found.estimate))
    low, high = (None if end is None or abs(end) > far else end for end in (found.low, found.high))
    return Effect(found.estimate, low, high)


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


def _freed(points: Array, typical: Array, found: float) -> float:
    """The size with which the typical estimate is the found one: the nearest of several; the found one where none is."""
    best = math.nan
    for k in range(len(points) - 1):
        a, b = float(typical[k]) - found, float(typical[k + 1]) - found
        if math.isfinite(a) and math.isfinite(b) and a <= 0.0 <= b and a < b:
            at = float(points[k] + (points[k + 1] - points[k]) * a / (a - b))
            best = at if math.isnan(best) or abs(at - found) < abs(best - found) else best
    return found if math.isnan(best) else best


def _joined(one: Held, other: Held) -> Held:
    middle = one.middle if len(one.middle) else other.middle
    whole = (np.concatenate(pair) for pair in ((one.tried, other.tried), (one.out, other.out), (one.typical, other.typical)))
    tried, out, typical = whole
    return Held(tried, one.weight, one.estimate, out, typical, middle)


def _timing(c: Case, both: Estimates, made: ndarray) -> Timing:
    onset, fading = c.pairs[int(both.timing[0])]
    if len(c.pairs) == 1:
        return Timing("given", onset, fading)
    pairs = np.array(c.pairs)[made]
    tail = (1.0 - MIDDLE) / 2.0
    ends = np.quantile(pairs, [tail, 1.0 - tail], axis=0, method="nearest")
    return Timing("estimated", onset, fading, (float(ends[0, 0]), float(ends[1, 0])), (float(ends[0, 1]), float(ends[1, 1])))


def _end(value: float) -> float | None:
    return value if math.isfinite(value) else None
