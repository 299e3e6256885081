"""How good forecasts are: answers that came later, against what would have been said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import ndtr, ndtri

from unspiral.errors import SpecError
from unspiral.learn.draws import possible
from unspiral.learn.fitted import SAME, Batch, Fitted, Models, error_variance, expected_answers, expected_variance, fitted, forwards, silent
from unspiral.learn.fold import learn_again, masked
from unspiral.learn.kalman import Forward
from unspiral.learn.leave_future import known_row
from unspiral.learn.parameters import natural
from unspiral.learn.system import Array, Lanes
from unspiral.records import Fit, Panel, Person
from unspiral.records.outlook import ForecastScore

NEVER = -np.inf


@dataclass(frozen=True, slots=True, eq=False)
class Ahead:
    """Forecasts so many answered rows ahead, for every (step, lane, indicator); nan where there is none."""

    mean: Array
    sd: Array


def held_out(panel: Panel, columns: Sequence[str], share: float = 0.25) -> tuple[Panel, dict[str, float]]:
    """Cut the last part of each person's answers off.

    Args:
        panel: everyone's answers.
        columns: that count as answers.
        share: of each person's occasions that is cut off.

    Returns:
        The panel without them, and for each person the clock of the last answer that was kept.
    """
    if not 0.0 < share < 1.0:
        raise SpecError(f"A share of {share:g} is not between 0 and 1.", fix="share=0.25")
    at = [panel.indicators.index(c) for c in columns]
    people: list[Person] = []
    since: dict[str, float] = {}
    for person in panel.persons:
        answered = np.flatnonzero(~np.isnan(person.values[:, at]).all(axis=1))
        if not len(answered):
            continue
        last = int(answered[max(int(np.ceil(len(answered) * (1.0 - share))), 1) - 1])
        since[person.name] = float(person.time[last])
        people.append(person.at(np.arange(last + 1)))
    return replace(panel, persons=tuple(people)), since


def score_forecasts(
    fit: Fit,
    panel: Panel,
    *,
    steps: Sequence[int] = (1, 2, 3),
    since: Mapping[str, float] | None = None,
    level: float = 0.9,
    draws: int = 0,
) -> tuple[ForecastScore, ...]:
    """Score forecasts of answers by what was known so many occasions before them.

    Log score: mean log density. CRPS of Normal(m, s) at y, with z = (y - m)/s: s (z (2 Phi(z) - 1) + 2 phi(z) - 1/sqrt(pi)).

    Args:
        fit: the loop; for scores out of sample, learned from answers before ``since`` only (``held_out``).
        panel: all answers.
        steps: answered occasions ahead; a row kept for its input alone is none.
        since: person -> clock; only later answers are scored. Everything when left out.
        level: of the band whose coverage is counted.
        draws: loops over which the uncertainty of the parameters is taken; 0 leaves it out.

    Returns:
        A score for each indicator and number of steps for which there is an answer to score.

    Source: Gneiting and Raftery (2007, doi:10.1198/016214506000001437). tests/learn/test_forecast_score.py.
    """
    if not steps or min(steps) < 1:
        raise SpecError("Steps are counted from 1.", fix="steps=(1, 2, 3)")
    found = fitted(fit, panel)
    later = _later(found, since)
    known = found
    if since is not None and found.problem.levels is not None:  # who a person is, is read from what is known before
        before = masked(found.problem, found.lanes.answered & ~later[..., None])
        known = replace(found, problem=before, models=tuple(before.systems(found.values)))
    models = [known.models, *(known.at(possible(fit, draws)[1:]) if draws else [])]
    return _scores(found, models, later, steps, level)


def score_held_out(
    fit: Fit, panel: Panel, *, share: float = 0.25, steps: Sequence[int] = (1, 2, 3), level: float = 0.9
) -> tuple[ForecastScore, ...]:
    """Learn again without the last part of each person's answers, and score forecasts of these.

    Args:
        fit: the loop and how it was set up; the search begins where it ended.
        panel: the answers it was learned from.
        share: of each person's occasions that is held out.
        steps: occasions ahead; level: of the band whose coverage is counted.

    Returns:
        Scores; none where the loop cannot be learned without these answers.
    """
    found = fitted(fit, panel)
    _, since = held_out(panel, found.layout.columns, share)
    later = _later(found, since)
    before = masked(found.problem, found.problem.lanes.answered & ~later[..., None])
    optimum, _ = learn_again(before, fit)
    if not optimum.converged:
        return ()
    values = natural(found.layout, found.problem.scale, optimum.theta)
    return _scores(found, [tuple(before.systems(values))], later, steps, level)


def _scores(found: Fitted, models: list[Models], later: Array, steps: Sequence[int], level: float) -> tuple[ForecastScore, ...]:
    lanes = found.lanes
    wanted = lanes.answered & later[..., None]
    means, last = _naive(lanes)
    ahead = _ahead(found, models, sorted(set(steps)))
    scores: list[ForecastScore] = []
    for k in sorted(set(steps)):
        before = known_row(lanes, k)[..., None]
        mean_before, last_before = (
            np.where(before >= 0, np.take_along_axis(x, np.maximum(before, 0), axis=0), np.nan) for x in (means, last)
        )
        for j, column in enumerate(found.layout.columns):
            use = wanted[..., j] & np.isfinite(ahead[k].mean[..., j]) & np.isfinite(mean_before[..., j])
            if use.any():
                y, m, s = (x[..., j][use] for x in (lanes.values, ahead[k].mean, ahead[k].sd))
                scores.append(_score(column, k, y, m, s, mean_before[..., j][use], last_before[..., j][use], level))
    return tuple(scores)


def _later(found: Fitted, since: Mapping[str, float] | None) -> Array:
    """Which (step, lane) lies after the person's start of scoring."""
    if since is None:
        return np.ones(found.lanes.step.shape, dtype=bool)
    return found.clock > np.array([since.get(name, NEVER) for name in found.lanes.name]) + SAME


def _naive(lanes: Lanes) -> tuple[Array, Array]:
    """Mean of the person's answers so far, and the last one, at every step; nan before the first."""
    sums, counts = np.cumsum(lanes.values * lanes.answered, axis=0), np.cumsum(lanes.answered, axis=0)
    means = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    index = np.where(lanes.answered, np.arange(len(lanes.values))[:, None, None], -1)
    latest = np.maximum.accumulate(index, axis=0)
    last = np.take_along_axis(lanes.values, np.maximum(latest, 0), axis=0)
    return means, np.where(latest >= 0, last, np.nan)


def _ahead(found: Fitted, models: list[Models], steps: list[int]) -> dict[int, Ahead]:
    """Forecasts at the estimate, their spread widened by what the models disagree about."""
    parts: dict[int, list[tuple[Array, Array]]] = {k: [] for k in steps}
    lanes, group = found.lanes, found.group
    for batch, free in zip(forwards(models, lanes, group), forwards(models, silent(lanes), group), strict=True):
        for k in steps:
            mean, variance = _walk(batch, free.forward, k)
            shape = (len(mean), len(lanes.name), batch.count, mean.shape[-1])
            parts[k].append((mean.reshape(shape), variance.reshape(shape)))
    out: dict[int, Ahead] = {}
    for k, pieces in parts.items():
        mean, variance = (np.concatenate([p[i] for p in pieces], axis=2) for i in (0, 1))
        total = variance[:, :, 0]
        if len(models) > 1:
            total = total + np.var(mean[:, :, 1:], axis=2)
        out[k] = Ahead(mean[:, :, 0], np.sqrt(total))
    return out


def _walk(batch: Batch, free: Forward, k: int) -> tuple[Array, Array]:
    """Mean and variance of answers by what was known k answered rows before.

    What is known moves by the transitions alone once the path that the loop would take without any answer is subtracted; that path
    carries every input.
    """
    systems, lanes, forward = batch.systems, batch.lanes, batch.forward
    p, before = len(systems[0].drift), known_row(lanes, k)
    target, lane = np.nonzero(before >= 0)
    row = before[target, lane]
    noise, moves = np.concatenate([s.noise for s in forward.steps]), forward.moves()
    d, cov = (forward.mean - free.mean)[row, lane], forward.cov[row, lane]
    some = np.arange(len(row))
    while len(some):  # one row of the lane at a time, rows without an answer between them too
        row[some] += 1
        step = forward.step[row[some], lane[some]]
        f = moves[row[some], lane[some]]
        d[some] = np.matvec(f, d[some])
        cov[some] = f @ cov[some] @ f.swapaxes(1, 2)
        cov[some, :p, :p] += noise[step]
        some = some[row[some] < target[some]]
    at, wide = free.mean.copy(), free.cov.copy()
    at[target, lane] += d
    wide[target, lane] = cov
    error = error_variance(systems, forward.model, lanes.values.shape[2])
    none = (before < 0)[..., None]
    mean = np.where(none, np.nan, expected_answers(systems, lanes, forward, at))
    return mean, np.where(none, np.nan, expected_variance(systems, lanes, forward, wide) + error)


def _score(column: str, k: int, y: Array, m: Array, s: Array, mean: Array, last: Array, level: float) -> ForecastScore:
    z: Array = (y - m) / s
    inside: Array = np.abs(z) <= float(ndtri(0.5 + level / 2.0))
    density: Array = -0.5 * z**2 - np.log(s) - 0.5 * np.log(2.0 * np.pi)
    distance: Array = crps(y, m, s)
    return ForecastScore(
        column, k, len(y), float(np.mean(density)), float(np.mean(distance)),
        _rms(y - m), _rms(y - mean), _rms(y - last), float(np.mean(inside)), level,
    )  # fmt: skip


def crps(y: Float[ndarray, " n"], mean: Float[ndarray, " n"], sd: Float[ndarray, " n"]) -> Array:
    """Continuous ranked probability score of normal forecasts, in points: 0 is perfect; for a sure forecast it is the absolute error."""
    z = (y - mean) / sd
    return sd * (z * (2.0 * ndtr(z) - 1.0) + 2.0 * np.exp(-0.5 * z**2) / np.sqrt(2.0 * np.pi) - 1.0 / np.sqrt(np.pi))


def _rms(x: Array) -> float:
    return float(np.sqrt(np.mean(x**2)))
