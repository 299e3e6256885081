"""Where the search begins: cheap moments of the data, then the same moments read in other ways."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import cast

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import ndtri

from unspiral.learn.family import PLAIN, coded
from unspiral.learn.parameters import SLOW, Layout, Scale, triangle, unsquare
from unspiral.learn.system import Array, Lanes
from unspiral.learn.threshold import fallen
from unspiral.records import Choices, Moments, Panel

SLOWEST, FASTEST = 1e-4, 50.0  # self-rate per clock: slower never moves, faster is over before the next occasion


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A first look at the data: what the start values are made of."""

    clock: float
    mean: Float[ndarray, " indicators"]
    first: Float[ndarray, " indicators"]
    deviation: Float[ndarray, " indicators"]
    within: Float[ndarray, "indicators indicators"]  # correlation within persons
    wave_mean: Float[ndarray, "waves indicators"]
    thresholds: Float[ndarray, " thresholds"] = field(default_factory=lambda: np.zeros(0))  # of ordinal indicators, one behind the other


def look_at_panel(panel: Panel, columns: tuple[str, ...], waves: tuple[float, ...]) -> Look:
    """Means, deviations and correlations of the used columns."""
    at = [panel.indicators.index(c) for c in columns]
    # All persons below one another, without those who answered nothing.
    who = np.repeat(np.arange(len(panel.persons)), [len(p.time) for p in panel.persons])
    values: Array = np.concatenate([p.values for p in panel.persons])[:, at]
    seen = ~np.isnan(values)
    mine = (np.bincount(who, weights=seen.any(axis=1)) > 0)[who]
    who, values, seen, time = who[mine], values[mine], seen[mine], np.concatenate([p.time for p in panel.persons])[mine]
    same = who[1:] == who[:-1]
    gaps = np.diff(time)[same]
    clock = float(np.median(gaps)) if len(gaps) else 1.0
    mean = np.nanmean(values, axis=0)
    own = np.array([np.bincount(who, weights=np.where(seen[:, j], values[:, j], 0.0)) for j in range(len(at))])
    count = np.array([np.bincount(who, weights=seen[:, j]) for j in range(len(at))])
    several = not same.all()
    within = values - ((own / np.maximum(count, 1)).T[who] if several else mean)
    first = _mean(values[np.concatenate([[True], ~same])])
    wave_mean = np.array([_mean(values[np.isclose(time, w)]) for w in waves]) if waves else np.zeros((0, len(at)))
    fall_back = np.where(np.isnan(wave_mean), mean, wave_mean) if waves else wave_mean
    return Look(clock, mean, np.where(np.isnan(first), mean, first), np.nanstd(values, axis=0), _correlation(within), fall_back)


def look_at_steps(panel: Panel, layout: Layout, choices: Choices) -> Look:
    """The same of the numbers behind answers in steps, as far as they show at a glance: normal scores, and logarithms of counts."""
    values = np.concatenate([p.values for p in panel.persons])
    moved, middle, ends = values.copy(), dict[int, float](), list[Array]()
    for i, (column, family) in enumerate(zip(layout.columns, layout.families, strict=True)):
        at = panel.indicators.index(column)
        own: Array = coded(values[:, at], family, choices.scales.get(column, ()), column)
        if family in ("ordinal", "binary"):
            steps = np.arange(len(choices.scales[column]))
            count = np.array([(own == k).sum() for k in steps]) + 0.5
            below = np.cumsum(count) / count.sum()
            score: Array = cast("Array", ndtri(below - 0.5 * count / count.sum()))
            own = score[np.where(np.isnan(own), 0, own).astype(int)] + 0.0 * own
            own = own / (float(np.nanstd(own)) or 1.0)
            cut: Array = np.sqrt(2.0) * cast("Array", ndtri(below[:-1]))  # as if half of the spread were noise
            if family == "ordinal":
                ends.append(cut)
            else:
                middle[i] = -float(cut[0])
        elif family == "count":
            own = np.log(own + 0.5)
        moved[:, at] = own
    first = np.cumsum([0, *(len(p.time) for p in panel.persons)])
    people = tuple(replace(p, values=moved[a:b]) for p, a, b in zip(panel.persons, first[:-1], first[1:], strict=True))
    look = look_at_panel(replace(panel, persons=people), layout.columns, choices.waves)
    mean = look.mean.copy()
    mean[list(middle)] = list(middle.values())
    least = np.array([0.0 if family in PLAIN else 0.3 for family in layout.families])
    return replace(look, mean=mean, first=look.first + mean - look.mean, deviation=np.maximum(look.deviation, least),
                   thresholds=np.concatenate([np.zeros(0), *ends]))  # fmt: skip


def look_at_moments(moments: Moments) -> Look:
    """The same from summary statistics."""
    m, waves = len(moments.indicators), len(moments.waves)
    wave_mean = moments.mean.reshape(waves, m)
    blocks = np.array([moments.cov[i * m : (i + 1) * m, i * m : (i + 1) * m] for i in range(waves)])
    cov = blocks.mean(axis=0) + np.cov(wave_mean.T, ddof=0).reshape(m, m)
    deviation = np.sqrt(np.diag(cov))
    clock = float(np.median(np.diff(moments.waves)))
    return Look(clock, wave_mean.mean(axis=0), wave_mean[0], deviation, cov / np.outer(deviation, deviation), wave_mean)


def _mean(rows: Array) -> Array:
    """Mean over rows without their missing cells; nan where a column has none (and no warning about it)."""
    count = (~np.isnan(rows)).sum(axis=0)
    return np.where(count > 0, np.nansum(rows, axis=0) / np.maximum(count, 1), np.nan)


def _correlation(rows: Array) -> Array:
    """Correlations from complete pairs; 0 where there are too few to say."""
    m = rows.shape[1]
    out = np.eye(m)
    for i in range(m):
        for j in range(i):
            both = ~np.isnan(rows[:, i]) & ~np.isnan(rows[:, j])
            a, b = rows[both, i], rows[both, j]
            if both.sum() > 2 and a.std() > 0 and b.std() > 0:
                out[i, j] = out[j, i] = np.clip(np.corrcoef(a, b)[0, 1], -0.9, 0.9)
    return out


def scale_of(layout: Layout, look: Look, lanes: Lanes | None = None, tilts: Float[ndarray, "lanes tilts"] | None = None) -> Scale:
    """Typical sizes, so that working values are of order one.

    Args:
        layout: of the model.
        look: first moments.
        lanes: whose regressors shift levels.
        tilts: covariates, centred, that the links of each lane depend on.
    """
    firsts = [layout.owner.index(i) for i in range(len(layout.processes))]
    shift = tilt = None
    if lanes is not None and layout.shifts:
        shift = _deviation(lanes.regressors[lanes.answered.any(axis=2)][:, : len(layout.shifts)])
    if tilts is not None and layout.tilts:
        tilt = _deviation(tilts)
    size = _or_one(look.deviation)
    return Scale(look.clock, size[firsts], size, shift, tilt)


def _deviation(rows: Array) -> Array:
    return _or_one(rows.std(axis=0))


def _or_one(deviation: Array) -> Array:
    """A deviation to measure by: 1 where nothing differs."""
    return np.where(deviation > 0.0, deviation, 1.0)


def starting_points(layout: Layout, look: Look, scale: Scale, count: int, seed: int) -> list[Float[ndarray, " free"]]:
    """``count`` working vectors: three readings of the moments (middling, fast, slow), then the first one shaken.

    Same seed, same starts.
    """
    readings = [(0.6, 0.4, 0.25), (0.25, 0.5, 0.1), (0.9, 0.2, 0.5)]  # what is left after one clock, trait share, error share
    points = [_reading(layout, look, scale, *readings[i]) for i in range(min(count, len(readings)))]
    random = np.random.default_rng(seed)
    while len(points) < count:
        shaken = points[0] + random.normal(size=len(points[0])) * 0.35
        points.append(shaken)
    return points


def _reading(layout: Layout, look: Look, scale: Scale, left: float, trait_share: float, error_share: float) -> Array:
    at = layout.sections
    theta = np.zeros(len(layout.slots))
    firsts = [layout.owner.index(i) for i in range(len(layout.processes))]
    correlation = look.within[np.ix_(firsts, firsts)]
    trait_share = trait_share if layout.traits else 0.0
    error_share = error_share if at["error"].start != at["error"].stop else 0.0
    moving = (1.0 - trait_share) * (1.0 - error_share)
    ones = np.ones(len(firsts))
    theta[at["self"]] = np.log1p(-np.log(left))
    theta[at["fading"]] = np.log1p(-np.log(left))
    theta[at["diffusion"]] = unsquare(correlation * moving, ones) * np.sqrt(-np.log(left) / np.hypot(SLOW, np.log(left)))
    loaded = [s.entries[0][0] for s in layout.slots[at["loading"]]]
    theta[at["loading"]] = [look.deviation[i] / scale.spread[layout.owner[i]] for i in loaded]
    level = look.wave_mean if layout.waves else look.mean[None]
    theta[at["level"]] = [level[s.entries[0]] / scale.item[s.entries[0][1]] for s in layout.slots[at["level"]]]
    theta[at["threshold"]] = fallen(layout.steps, look.thresholds)
    theta[at["error"]] = np.sqrt(error_share)
    size = at["t0mean"].stop - at["t0mean"].start
    theta[at["t0mean"]] = ((look.first - look.mean)[firsts] / scale.spread)[:size]
    size = at["t0cov"].stop - at["t0cov"].start
    if size > len(firsts) * (len(firsts) + 1) // 2:
        t = len(layout.traits)
        both = np.zeros((len(firsts) + t, len(firsts) + t))
        both[: len(firsts), : len(firsts)] = correlation * moving
        both[len(firsts) :, len(firsts) :] = np.eye(t) * trait_share
        theta[at["t0cov"]] = unsquare(both, np.ones(len(both)))
    elif size:
        theta[at["t0cov"]] = unsquare(correlation * moving, ones)
    rows, columns = triangle(len(layout.varied))
    theta[at["spread"]] = np.where(rows == columns, 0.1, 0.0)
    if layout.skips is not None:  # nobody skips more or less than others by much; a variance of nil would be no place to climb from
        theta[at["skip"]] = [0.5 if s.field == "t0_cov" else 0.0 for s in layout.slots[at["skip"]]]
    if at["trait"].start != at["trait"].stop:
        theta[at["trait"]] = unsquare(np.eye(len(layout.traits)) * trait_share, np.ones(len(layout.traits)))
    return theta


def bounds(layout: Layout) -> tuple[Float[ndarray, " free"], Float[ndarray, " free"]]:
    """Only rates are bounded: between a process that never moves and one that is over before the next occasion."""
    lower = np.full(len(layout.slots), -np.inf)
    upper = np.full(len(layout.slots), np.inf)
    for section in ("self", "fading"):
        lower[layout.sections[section]] = np.log1p(SLOWEST)
        upper[layout.sections[section]] = np.log1p(FASTEST)
    return lower, upper
