"""How answers come about: numbers with normal noise, steps, yes or no, counts, and numbers that end at the ends of their scale.

Behind every answer stands a number f = Z (eta, traits) + tau of the linear model. Its answer is
  gaussian   f + e, with the measurement error as e;
  ordinal    step k where f + e lies between threshold k and k + 1, e ~ N(0, 1) (probits), tau = 0;
  binary     the higher answer where f + e > 0, e ~ N(0, 1);
  count      Poisson with the rate e^f;
  bounded    f + e where that lies inside the scale, and the nearer end where it does not.
The likelihood of whole paths is that of expectation propagation (``paths``): exact for Gaussian answers, and nearly so for the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.learn.family import PLAIN
from unspiral.learn.kalman import FIELDS
from unspiral.learn.paths import Cavity, Paths, Sites, Tilt, settle
from unspiral.learn.system import Array, Lanes, System
from unspiral.learn.tilted import Tilted, counted, counted_cumulants, interval, interval_cumulants

__all__ = ["Cells", "Emission", "Settled", "Sites", "cells_of", "cumulants", "evaluate", "likelihoods"]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Emission:
    """Which family each indicator has, and the ends of its steps.

    Args:
        families: one for each indicator.
        steps: how many answers an ordinal indicator has; 0 for the others.
        ends: lowest and highest possible answer of a bounded indicator; infinite for the others.
    """

    families: tuple[str, ...]
    steps: tuple[int, ...]
    ends: tuple[tuple[float, float], ...]

    @property
    def thresholds(self) -> int:
        """How many thresholds all ordinal indicators have."""
        return sum(max(k - 1, 0) for k in self.steps)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The answers of lanes that are not ordinary numbers.

    Args:
        mask: which they are.
        counts: which of them are counts.
        low, high: place of an answer's ends in the vector that ``_ends`` makes for a model.
        free: whether its noise is the model's measurement error (at an end of a bounded scale) and not 1.
    """

    mask: Bool[ndarray, "lanes steps indicators"]
    counts: Bool[ndarray, "lanes steps indicators"]
    low: Int[ndarray, "lanes steps indicators"]
    high: Int[ndarray, "lanes steps indicators"]
    free: Bool[ndarray, "lanes steps indicators"]


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """The likelihood of paths with answers in steps.

    Args:
        shares: log-likelihood of each pair; nan where its pseudo-answers did not settle.
        gradients: derivative of each model.
        thresholds: derivative in the thresholds of each model.
        sites: pseudo-answers, to begin with at the next point.
        paths: what is behind it.
    """

    shares: Float[ndarray, " pairs"]
    gradients: Float[ndarray, "models entries"]
    thresholds: Float[ndarray, "models thresholds"]
    sites: Sites
    paths: Paths

    def some(self, which: Int[ndarray, " some"]) -> Settled:
        """The paths of some pairs, in increasing order of ``which``; derivatives stay those of all."""
        paths, cavity = self.paths, self.paths.cavity
        keep = np.isin(cavity.pair, which)
        new = cavity.tilted
        tilted = Tilted(new.log_z[keep], new.d1[keep], new.d2[keep], new.low[keep], new.high[keep])
        mine = Cavity(cavity.mean[keep], cavity.variance[keep], tilted, np.searchsorted(which, cavity.pair[keep]))
        part = replace(
            paths, shares=paths.shares[which], variance_bar=paths.variance_bar[which], sites=paths.sites.some(which), cavity=mine,
            settled=paths.settled[which],
        )  # fmt: skip
        return replace(self, shares=self.shares[which], sites=part.sites, paths=part)


_coded: WeakKeyDictionary[Lanes, dict[int, Cells]] = WeakKeyDictionary()


def cells_of(lanes: Lanes, emission: Emission) -> Cells:
    """The answers of lanes that are not ordinary numbers: found once, for as long as the lanes live."""
    known = _coded.setdefault(lanes, {})
    if id(emission) not in known:
        known[id(emission)] = _cells(lanes, emission)
    return known[id(emission)]


def _cells(lanes: Lanes, emission: Emission) -> Cells:
    values, seen = lanes.values.swapaxes(0, 1), lanes.answered.swapaxes(0, 1)
    mask, counts, free = (np.zeros(seen.shape, dtype=bool) for _ in range(3))
    low, high = np.zeros(seen.shape, dtype=np.int64), np.ones(seen.shape, dtype=np.int64)
    first = 3  # behind minus infinity, infinity and 0
    bounded = first + emission.thresholds
    for j, family in enumerate(emission.families):
        own, answered = values[..., j], seen[..., j]
        if family in PLAIN:
            continue
        mask[..., j] = answered
        if family == "count":
            counts[..., j] = answered
        elif family == "binary":
            low[..., j] = np.where(own > 0.5, 2, 0)
            high[..., j] = np.where(own > 0.5, 1, 2)
        elif family == "ordinal":
            step, last = np.round(own).astype(np.int64), emission.steps[j] - 1
            low[..., j] = np.where(step <= 0, 0, first + step - 1)
            high[..., j] = np.where(step >= last, 1, first + step)
            first += last
        else:
            lowest, highest = emission.ends[j]
            at_low, at_high = own <= lowest, own >= highest
            mask[..., j] = answered & (at_low | at_high)
            low[..., j] = np.where(at_high, bounded + 1, 0)
            high[..., j] = np.where(at_low, bounded, 1)
            free[..., j] = True
        if family == "bounded":
            bounded += 2
    return Cells(mask, counts, low, high, free)


def _ends(emission: Emission, thresholds: Array) -> Array:
    """Every end that an answer may lie at, for each model: none, none, 0, the thresholds, the ends of bounded scales."""
    count = len(thresholds)
    fixed = [end for family, pair in zip(emission.families, emission.ends, strict=True) if family == "bounded" for end in pair]
    return np.hstack([np.tile([-np.inf, np.inf, 0.0], (count, 1)), thresholds, np.tile(np.array(fixed), (count, 1))])


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """The cells of some pairs, one after the other: what each answer is, and the noise around it."""

    mask: Array
    counted: Array
    count: Array
    low: Array
    high: Array
    noise: Array
    where_low: Array
    where_high: Array
    free: Array
    pair: Array
    item: Array


def _asked(lanes: Lanes, emission: Emission, ends: Array, error: Array, person: Array, model: Array) -> _Asked:
    cells = cells_of(lanes, emission)
    mask = cells.mask[person]
    pair, _, item = np.nonzero(mask)
    low, high, free = cells.low[person][mask], cells.high[person][mask], cells.free[person][mask]
    mine = model[pair]
    noise = np.where(free, error[mine, item], 1.0)
    count = lanes.values.swapaxes(0, 1)[person][mask]
    return _Asked(mask, cells.counts[person][mask], count, ends[mine, low], ends[mine, high], noise, low, high, free, pair, item)


def _tilt_of(asked: _Asked) -> Tilt:
    """What the answers make of their cavities."""
    some_counts = bool(asked.counted.any())

    def of_steps(which: Array, mean: Array, variance: Array) -> Tilted:
        return interval(mean, variance, asked.low[which], asked.high[which], asked.noise[which])

    def tilt(which: Array, mean: Array, variance: Array) -> Tilted:
        if not some_counts:
            return of_steps(which, mean, variance)
        out = [np.zeros(len(which)) for _ in range(5)]
        counts = asked.counted[which]
        steps = ~counts
        parts: list[tuple[Array, Tilted]] = []
        if steps.any():
            parts.append((steps, of_steps(which[steps], mean[steps], variance[steps])))
        if counts.any():
            parts.append((counts, counted(mean[counts], variance[counts], asked.count[which[counts]])))
        for mine, part in parts:
            for array, name in zip(out, ("log_z", "d1", "d2", "low", "high"), strict=True):
                array[mine] = getattr(part, name)
        return Tilted(*out)

    return tilt


def evaluate(
    lanes: Lanes,
    like: System,
    models: Float[ndarray, "models entries"],
    thresholds: Float[ndarray, "models thresholds"],
    emission: Emission,
    *,
    loadings: bool = True,
    intercept: bool = True,
    person: Int[ndarray, " pairs"] | None = None,
    model: Int[ndarray, " pairs"] | None = None,
    sites: Sites | None = None,
) -> Settled:
    """Log-likelihood of every pair and derivative of every model, with answers in steps: the twin of ``kalman.evaluate_flat``.

    Args:
        lanes, like, models, loadings, intercept, person, model: as there; ordinal, binary and count indicators have no error variance.
        thresholds: of every model, increasing within each indicator, one ordinal indicator behind the other.
        emission: families of the indicators.
        sites: of an earlier call with the same pairs, to begin with.

    Returns:
        Settled. Its derivatives are those of the value at the fixed point, where the pseudo-answers may be held.

    Source: Opper and Winther (2005, JMLR 6:2177) for the value; tests/learn/test_emission.py holds value and derivatives against
    brute-force quadrature, differences and statsmodels' OrderedModel.
    """
    if person is None or model is None:
        count = len(lanes.scale)
        person, model = np.tile(np.arange(count), len(models)), np.repeat(np.arange(len(models)), count)
    error, at = _errors(like, models)
    ends = _ends(emission, thresholds)
    asked = _asked(lanes, emission, ends, error, person, model)
    noise = np.zeros(asked.mask.shape)
    noise[asked.mask] = np.where(asked.free, asked.noise, 0.0)
    with np.errstate(all="ignore"):
        paths = settle(
            lanes, like, models, person, model, asked.mask, noise, _tilt_of(asked), sites, loadings=loadings, intercept=intercept
        )
        gradients, by_threshold = paths.gradients.copy(), np.zeros(ends.shape)
        new, mine = paths.cavity.tilted, model[asked.pair]
        np.add.at(by_threshold, (mine, asked.where_low), np.where(asked.counted, 0.0, new.low))
        np.add.at(by_threshold, (mine, asked.where_high), np.where(asked.counted, 0.0, new.high))
        if asked.free.any():
            # At an end the pseudo-answer's variance is held, whatever the model's error is; the answer's own chance hangs on it.
            own = 0.5 * (new.d2 + new.d1**2) - paths.variance_bar[asked.mask]
            np.add.at(gradients, (mine[asked.free], at[asked.item[asked.free]]), own[asked.free])
    return Settled(paths.shares, gradients, by_threshold[:, 3 : 3 + emission.thresholds], paths.sites, paths)


def _errors(like: System, models: Array) -> tuple[Array, Array]:
    """Error variance of each indicator under every model, and where it stands in a flat model."""
    first = 0
    for name in FIELDS:
        if name == "error":
            break
        shaped: Array = getattr(like, name)
        first += shaped.size
    m = len(like.loading)
    at = first + np.arange(m) * (m + 1)
    return models[:, at], at


def cumulants(
    lanes: Lanes, emission: Emission, system: System, thresholds: Float[ndarray, " thresholds"], person: Array, mean: Array, variance: Array
) -> Float[ndarray, "orders cells"]:
    """Cumulants 3 to 6 of the number behind every cell of some lanes, given its cavity and its answer, cells in order.

    Args:
        lanes, emission, system, thresholds: as ``evaluate``, of one model.
        person: which lanes.
        mean, variance: cavities.
    """
    asked = _of_one(lanes, emission, system, thresholds, person)
    found, counts = np.zeros((4, len(mean))), asked.counted
    steps = ~counts
    if steps.any():
        low, high, noise = asked.low[steps], asked.high[steps], asked.noise[steps]
        found[:, steps] = interval_cumulants(mean[steps], variance[steps], low, high, noise)
    if counts.any():
        found[:, counts] = counted_cumulants(mean[counts], variance[counts], asked.count[counts])
    return found


def likelihoods(
    lanes: Lanes, emission: Emission, system: System, thresholds: Float[ndarray, " thresholds"], person: Array, cell: Array, f: Array
) -> Array:
    """Logarithm of the chance of some answers at given numbers behind them.

    Args:
        lanes, emission, system, thresholds, person: as ``cumulants``.
        cell: number of each cell among those of these lanes.
        f: the numbers; the last axis is along ``cell``.
    """
    asked = _of_one(lanes, emission, system, thresholds, person)
    tilt = _tilt_of(asked)
    which = np.broadcast_to(cell, f.shape).ravel()
    return tilt(which, f.ravel(), np.zeros(f.size)).log_z.reshape(f.shape)


def _of_one(lanes: Lanes, emission: Emission, system: System, thresholds: Array, person: Array) -> _Asked:
    ends = _ends(emission, thresholds[None])
    return _asked(lanes, emission, ends, np.diag(system.error)[None], person, np.zeros(len(person), dtype=np.int64))
