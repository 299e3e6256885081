"""Panels made up from the fitted loop on the same design, and where the data lie among them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import chdtrc

from unspiral.learn.draws import possible
from unspiral.learn.fitted import Batch, Fitted, error_variance, expected_answers, fitted, forwards, silent
from unspiral.learn.kalman import evaluate_each
from unspiral.learn.parameters import gather, jacobian
from unspiral.learn.system import Array, Lanes
from unspiral.records import Fit, Panel, Verdict
from unspiral.records.outlook import LagCovariance, Replicates, Statistic
from unspiral.units import count as count_of

REPLICATES = 100
WORK = 1_500_000  # steps times lanes times replicates: of larger data some of the persons are looked at
CLASSES = 8  # of time between two answers
FEW = 20  # pairs of answers below which a class is not shown
SURE = 0.01  # p from which a misfit is said


def replicates(fit: Fit, panel: Panel, *, count: int = REPLICATES) -> Replicates:
    """Make up panels with the same times and the same missing cells, and see where the data lie among them.

    Chosen figures are compared over loops that the data leave possible (posterior predictive). Covariances by lag are compared at the
    estimate, each made-up panel refitted to first order: what fitting takes out of the data it takes out of the made-up panels as well.

    Args:
        fit: an estimated loop.
        panel: the answers it was learned from.
        count: of made-up panels.

    Returns:
        Replicates: figures, covariances by lag with bands, a test of them, and what is said of it. Where people differ in links no
        covariances, and NaN for their test.

    Raises:
        DataError: the panel does not fit the loop.

    Source: Gelman, Meng, Stern (1996, Statistica Sinica 6) for the comparison; Pierce (1982, doi:10.1214/aos/1176345807) for refitting to
    first order; tests/learn/test_replicate.py.
    """
    found = fitted(fit, panel)
    most = max(2, WORK // (count * len(found.lanes.step)))
    if most < len(found.lanes.name):
        found = found.some(np.unique(np.linspace(0, len(found.lanes.name) - 1, most).astype(int)))
    lanes = found.lanes
    floors = _floors(lanes)
    drawn = found.at(possible(fit, count)[1:]) or [found.models] * count
    random = np.random.default_rng([fit.choices.seed, 21])
    figures = np.array([
        _figures_of(values[:, i :: batch.count], lanes.answered, floors)
        for batch in forwards(drawn, silent(lanes), found.group)
        for values in [made_up(batch, random)]
        for i in range(batch.count)
    ])  # fmt: skip
    observed = _figures_of(lanes.values, lanes.answered, floors)
    kinds = _kinds(found.layout.columns)
    shares = np.mean(figures < observed, axis=0) + 0.5 * np.mean(figures == observed, axis=0)
    statistics = tuple(
        Statistic(*kind, float(observed[k]), figures[:, k], float(shares[k]))
        for k, kind in enumerate(kinds)
        if np.isfinite(observed[k]) and np.isfinite(figures[:, k]).all()
    )
    # Where people differ in links, refitting has no score of the average person's loop; nothing is compared then, rather than wrongly.
    curves, p = _covariances(found, fit, count) if found.problem.levels is None else ((), math.nan)
    return Replicates(count, len(lanes.name), statistics, curves, p, _said(curves, p, panel.time_unit))


# Making answers up ---------------------------------------------------------------------------------------------------------------


def made_up(batch: Batch, random: np.random.Generator) -> Float[ndarray, "steps lanes indicators"]:
    """One set of answers for each lane and model: the path expected of the loop alone, and the noise of state and answers around it.

    Args:
        batch: lanes in which nothing is answered, filtered.
        random: where the noise comes from.
    """
    lanes, forward, systems = batch.lanes, batch.forward, batch.systems
    p, state = len(systems[0].drift), forward.mean.shape[-1]
    noise = np.concatenate([_roots(s.noise) for s in forward.steps])
    first = _roots(np.array([s.t0_cov for s in systems]))[forward.model]
    deviation, moves = np.zeros_like(forward.mean), forward.moves()
    x = np.matvec(first, random.standard_normal((len(first), state)))
    for t in range(len(lanes.step)):
        if t:
            rows = forward.step[t]
            x = np.matvec(moves[t], x)
            x[:, :p] += np.matvec(noise[rows], random.standard_normal((len(x), p)))
        deviation[t] = x
    error = np.sqrt(error_variance(systems, forward.model, lanes.values.shape[2]))
    answers = expected_answers(systems, lanes, forward, forward.mean + deviation)
    return answers + error * random.standard_normal(answers.shape)


def _roots(cov: Array) -> Array:
    """Symmetric roots of many covariances."""
    values, vectors = np.linalg.eigh(cov)
    return (vectors * np.sqrt(np.maximum(values, 0.0))[..., None, :]) @ vectors.swapaxes(-1, -2)


# Chosen figures ------------------------------------------------------------------------------------------------------------------


def _kinds(columns: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Name, indicator and earlier indicator of each figure, in order."""
    alone = [(name, c, "") for name in ("mean", "sd", "autocorrelation", "floor") for c in columns]
    return alone + [("cross-correlation", a, b) for a in columns for b in columns if a != b]


def _floors(lanes: Lanes) -> Array:
    """Below which an answer counts as one at the floor: halfway from the lowest answer to the next one."""
    out: list[float] = []
    for j in range(lanes.values.shape[2]):
        levels = np.unique(lanes.values[..., j][lanes.answered[..., j]])
        out.append(float(levels[:2].mean()) if len(levels) else np.nan)
    return np.array(out)


def _figures_of(values: Array, seen: Array, floors: Array) -> Array:
    """The figures of one panel, in the order of ``_kinds``."""
    m = values.shape[2]
    total = np.maximum(seen.sum(axis=(0, 1)), 1)
    mean = np.where(seen, values, 0.0).sum(axis=(0, 1)) / total
    sd = np.sqrt((np.where(seen, values - mean, 0.0) ** 2).sum(axis=(0, 1)) / total)
    floor = (seen & (values <= floors)).sum(axis=(0, 1)) / total
    own = np.where(seen, values, 0.0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    d = np.where(seen, values - own, 0.0)  # from each person's own mean: within persons
    now, before, weight = d[1:], d[:-1], seen.astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        top = np.einsum("tli,tlj->ij", now, before)
        bottom = np.sqrt(np.einsum("tli,tlj->ij", now**2, weight[:-1]) * np.einsum("tli,tlj->ij", weight[1:], before**2))
        lagged = top / bottom
    cross = [lagged[i, j] for i in range(m) for j in range(m) if i != j]
    return np.concatenate([mean, sd, np.diag(lagged), floor, cross])


# Covariance over time -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Classes:
    """Pairs of rows of one person, sorted by the time between them.

    Args:
        kind: of the pair (row, row - k), for every k: (steps - k, lanes), -1 where it is not used.
        pairs: of answers in each class; (classes, indicators, indicators).
        lag: mean time between them.
    """

    kind: tuple[Array, ...]
    pairs: Array
    lag: Array


def _classes(found: Fitted, interval: float) -> _Classes:
    lanes = found.lanes
    inside = np.arange(len(lanes.step))[:, None] < (lanes.running > np.arange(len(lanes.name))[:, None]).sum(axis=1)
    kinds: list[Array] = []
    m = lanes.values.shape[2]
    pairs, time = np.zeros((CLASSES, m, m)), np.zeros(CLASSES)
    rows = np.zeros(CLASSES)
    seen = lanes.answered.astype(float)
    for k in range(min(CLASSES, len(lanes.step))):
        apart = found.clock[k:] - found.clock[: len(found.clock) - k]
        kind = np.where(inside[k:], np.maximum(np.round(apart / interval).astype(int), min(k, 1)), -1)
        kind[kind >= CLASSES] = -1
        kinds.append(kind)
        for c in np.unique(kind[kind >= 0]):
            on = kind == c
            pairs[c] += np.einsum("tl,tli,tlj->ij", on, seen[k:], seen[: len(seen) - k])
            time[c] += apart[on].sum()
            rows[c] += on.sum()
    return _Classes(tuple(kinds), pairs, time / np.maximum(rows, 1))


def _products(classes: _Classes, deviation: Array) -> Array:
    """Mean product of deviations in each class; (models, classes, now, before)."""
    steps, _, models, m = deviation.shape
    out = np.zeros((models, CLASSES, m, m))
    for k, kind in enumerate(classes.kind):
        for c in np.unique(kind[kind >= 0]):
            on = (kind == c).astype(float)[..., None, None]
            now, before = (deviation[k:] * on).reshape(-1, models, m), deviation[: steps - k].reshape(-1, models, m)
            out[:, c] += now.transpose(1, 2, 0) @ before.transpose(1, 0, 2)
    return out / np.maximum(classes.pairs, 1)


def _covariances(found: Fitted, fit: Fit, count: int) -> tuple[tuple[LagCovariance, ...], float]:
    """Covariances by lag against those of made-up panels that were refitted to first order."""
    lanes, free = found.lanes, int((np.diag(fit.working.covariance) > 0).sum())
    classes = _classes(found, fit.data.interval)
    count = max(count, 3 * free)
    random = np.random.default_rng([fit.choices.seed, 22])
    drawn: list[Array] = []
    scores: list[Array] = []
    expected: Array | None = None
    for batch in forwards([found.models] * count, silent(lanes), found.group):
        values = made_up(batch, random)
        path = expected_answers(batch.systems, batch.lanes, batch.forward, batch.forward.mean)
        seen = np.repeat(lanes.answered, batch.count, axis=1)
        expected = path[:, :: batch.count]
        shape = (len(values), len(lanes.name), batch.count, values.shape[2])
        drawn.append(_products(classes, _centred(lanes, (values - path).reshape(shape))))
        scores.append(_scores(found, batch, replace(batch.lanes, values=np.where(seen, values, 0.0), answered=seen)))
    assert expected is not None
    own = _centred(lanes, (lanes.values - expected)[:, :, None])
    observed, panels = _products(classes, own)[0], np.concatenate(drawn)
    use = classes.pairs >= FEW
    middle = panels.mean(axis=0)
    left = _refitted(panels[:, use], np.concatenate(scores))
    spread = np.zeros(use.shape)
    spread[use] = left.std(axis=0)
    p = _misfit((observed - middle)[use], left)
    columns = found.layout.columns
    curves: list[LagCovariance] = []
    for i, a in enumerate(columns):
        for j, b in enumerate(columns):
            k = np.flatnonzero(use[:, i, j])
            at, half = (k, i, j), 1.96 * spread[k, i, j]
            curves.append(
                LagCovariance(
                    a, b, classes.lag[k], classes.pairs[at].astype(np.int64), observed[at], middle[at], middle[at] - half, middle[at] + half
                )
            )
    return tuple(curves), p


def _centred(lanes: Lanes, deviation: Array) -> Array:
    """Deviations from the expected path, from their own mean at each wave that has one: fitting takes a mean out of every panel.

    Args:
        lanes: which answers count.
        deviation: (steps, lanes, models, indicators).
    """
    out = np.where(lanes.answered[:, :, None], deviation, 0.0)
    for wave in np.unique(lanes.wave):
        seen = (lanes.answered & (lanes.wave == wave)[..., None])[:, :, None]
        means = (out * seen).sum(axis=(0, 1)) / np.maximum(seen.sum(axis=(0, 1)), 1)
        out -= np.where(seen, means, 0.0)
    return out


def _scores(found: Fitted, batch: Batch, lanes: Lanes) -> Array:
    """Derivative of each made-up panel's log-likelihood with respect to the working vector."""
    _, gradients = evaluate_each(batch.systems, lanes, batch.forward.model)
    groups = len(found.models)
    slope = jacobian(found.layout, found.scale, found.theta)
    out: list[Array] = []
    for i in range(batch.count):
        some = range(groups * i, groups * (i + 1))
        gathered = [gather(found.layout, batch.systems[g], gradients[g], found.problem.groups[g - groups * i]) for g in some]
        out.append(slope.T @ np.sum(gathered, axis=0))
    return np.array(out)


def _refitted(panels: Array, scores: Array) -> Array:
    """What refitting leaves of the differences between made-up panels: the part that no score explains."""
    centred, scores = panels - panels.mean(axis=0), scores - scores.mean(axis=0)
    size = scores.std(axis=0)
    scores = scores[:, size > 1e-12] / size[size > 1e-12]
    u, s, _ = np.linalg.svd(scores, full_matrices=False)
    basis = u[:, s > 1e-8 * s.max(initial=1e-300)]
    left = centred - basis @ (basis.T @ centred)
    return left * np.sqrt((len(panels) - 1) / max(len(panels) - 1 - basis.shape[1], 1))


def _misfit(gap: Array, left: Array) -> float:
    """Chance of a gap as large: sum of squares in units of each spread, its law matched in mean and variance from the made-up panels."""
    spread = left.std(axis=0)
    use = spread > 0.0
    if not use.any():
        return 1.0
    unit = left[:, use] / spread[use]
    weights = np.linalg.eigvalsh(unit.T @ unit / len(unit))
    first, second = float(weights.sum()), float((weights**2).sum())
    # Too many classes for the panels at hand make the sum of squared weights too large by about first^2 / panels.
    second = max(second - first**2 / len(unit), first**2 / len(weights))
    df = first**2 / second
    return float(chdtrc(df, float(((gap[use] / spread[use]) ** 2).sum()) * df / first))


def _said(curves: Sequence[LagCovariance], p: float, unit: str) -> tuple[Verdict, ...]:
    if not any(len(c.lag) for c in curves):
        return ()
    chance = f"p {'< 0.001' if p < 0.001 else f'= {p:.3f}'}"
    if p >= SURE:
        return (Verdict("covariance", "ok", f"Covariances over time are those that the loop makes ({chance})."),)
    worst = max(
        ((abs(o - e) / max(h - e, 1e-300), c, t) for c in curves for o, e, h, t in zip(c.observed, c.expected, c.high, c.lag, strict=True)),
        key=lambda one: one[0],
    )
    which = (
        f"{worst[1].affected} with {worst[1].cause} {count_of(float(worst[2]), unit)} before"
        if worst[2]
        else f"{worst[1].affected} with {worst[1].cause} at the same time"
    )
    return (
        Verdict(
            "covariance", "caution", f"Covariances over time are not those that the loop makes ({chance}); the farthest off is {which}.",
            "Something with its own time scale is left out: a trait, measurement error, a weekly rhythm, a trend, another process.",
        ),
    )  # fmt: skip
