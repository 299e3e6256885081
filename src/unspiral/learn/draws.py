"""Draws from what is known about a fitted loop: the estimate and its covariance on the scale of the search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray
from scipy.special import ndtr, ndtri

from unspiral.learn.parameters import Scale, dynamics, layout_for, natural
from unspiral.learn.system import Array
from unspiral.loop.language import parse
from unspiral.records import Effect, Fit

DRAWS = 2000
Some = TypeVar("Some", float, Array)
DRAWN = ("bayes", "prior")  # methods whose replicates are draws, and not the ends of a bootstrap
FARTHEST = 1.0  # largest correction of the middle, in standard deviations: more says that the replicates are of another kind


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Loops that the data leave possible; the first entry is the estimate itself.

    Args:
        drift: per time unit; (draws, p, p), row = affected, column = cause, fading inputs behind the processes.
        diffusion: per time unit; (draws, p, p).
        impulse, press: what inputs do; (draws, p, inputs of that kind).
        stable: whether the loop returns to its level.
        replicated: whether the draws are the ends of a bootstrap, whose middle may be off and is corrected (``around``); those of a
            posterior or of priors are what they are.
    """

    drift: Float[ndarray, "draws p p"]
    diffusion: Float[ndarray, "draws p p"]
    impulse: Float[ndarray, "draws p impulses"]
    press: Float[ndarray, "draws p presses"]
    stable: Bool[ndarray, " draws"]
    replicated: bool = False

    def around(self, values: Float[ndarray, "draws ..."]) -> Float[ndarray, "rest ..."]:
        """Numbers of every draw, without the estimate's own: as drawn, or bias-corrected where the draws are replicates."""
        return corrected(values[0], values[1:]) if self.replicated else values[1:]

    def told(self, values: Float[ndarray, "draws ..."]) -> Float[ndarray, "draws ..."]:
        """The same with the estimate before them: what every interval and probability of these draws is read from."""
        return np.concatenate([values[:1], self.around(values)]) if self.replicated else values


def draw(fit: Fit, count: int = DRAWS) -> Draws:
    """Draw ``count`` loops around the estimate; the same fit gives the same draws.

    theta ~ Normal(estimate, covariance) on the working scale, where spreads are close to normal; self-rates on the log scale. The
    covariance is the inverse information, or the sandwich where that was asked for. After a bootstrap the draws are its replicates, over
    and over; of a Bayesian fit they are those of its posterior, taken evenly from all of them, and nothing is corrected.

    Args:
        fit: a fitted loop.
        count: draws besides the estimate.
    """
    parts = dynamics_of(fit)(possible(fit, count))
    stable = np.linalg.eigvals(parts["drift"]).real.max(axis=1) < 0
    replicated = fit.working.replicates is not None and fit.choices.method not in DRAWN
    return Draws(parts["drift"], parts["diffusion"], parts["impulse"], parts["press"], stable, replicated)


def possible(fit: Fit, count: int = DRAWS) -> Float[ndarray, "draws free"]:
    """Working vectors of ``count`` loops that the data leave possible, the estimate first.

    Self-rates cannot be negative: they are moved on the log scale, by what the same move is there to first order.

    Args:
        fit: a fitted loop.
        count: draws besides the estimate.
    """
    thetas = working_draws(fit, count)
    if fit.working.replicates is not None:
        return thetas
    rates = _rates(fit)
    at = fit.working.theta[rates]
    moves = thetas[:, rates] - at
    thetas[:, rates] = np.log1p(np.exp(np.log(np.expm1(at)) + np.clip(moves * np.exp(at) / np.expm1(at), -30.0, 30.0)))
    return thetas


def with_known_errors(fit: Fit, thetas: Float[ndarray, "draws free"], item: Float[ndarray, " indicators"]) -> Float[ndarray, "draws free"]:
    """Draws whose measurement errors reach no farther than their intervals, where these are estimated as nil.

    At nil the root of a variance is level by symmetry: its curvature says little about how large it may be, and it hangs together with no
    other number. The end of its interval, read from a profile, says it.

    Args:
        fit: a fitted loop.
        thetas: draws on the working scale, as ``possible`` gives them.
        item: typical size of each indicator, by which roots of errors are multiplied.
    """
    if fit.working.replicates is not None:
        return thetas
    out, z = thetas.copy(), float(ndtri(0.5 + fit.choices.level / 2.0))
    errors = [k for k, p in enumerate(fit.parameters) if p.name.startswith("error:")]
    for k, size in zip(errors, item, strict=False):
        at, sd, high = float(fit.working.theta[k]), float(np.sqrt(fit.working.covariance[k, k])), fit.parameters[k].high
        if high is not None and abs(at) < 0.5 * sd and (far := float(np.sqrt(high)) / float(size)) < z * sd:
            out[1:, k] = at + (out[1:, k] - at) * far / (z * sd)
    return out


def working_draws(fit: Fit, count: int = DRAWS) -> Float[ndarray, "draws free"]:
    """The working vectors behind ``possible(fit, count)``, before self-rates are moved to the log scale."""
    replicates = fit.working.replicates
    if replicates is not None and len(replicates):
        which = np.arange(count) % len(replicates)
        if fit.choices.method in DRAWN and len(replicates) > count:  # neighbours are alike
            which = np.linspace(0, len(replicates) - 1, count).astype(int)
        return np.vstack([fit.working.theta, replicates[which]])
    values, vectors = np.linalg.eigh(fit.working.covariance)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T  # the symmetric root does not depend on the order of the vectors
    random = np.random.default_rng([fit.choices.seed, 20])
    return np.vstack([fit.working.theta, fit.working.theta + random.normal(size=(count, len(values))) @ root])


def _rates(fit: Fit) -> list[int]:
    """Where the working vector holds self-rates and rates of fading: the parameters stand in the same order."""
    return [k for k, p in enumerate(fit.parameters) if p.name.startswith(("self:", "fading:"))]


def dynamics_of(fit: Fit) -> Callable[[Array], dict[str, Array]]:
    """Drift, diffusion, impulse and press of a fitted loop as a function of working vectors, one or many."""
    layout = layout_for(parse(fit.loop_text), fit.choices, fit.data.time_unit)
    # Levels and errors are scaled by the indicators' deviations, which no dynamics need.
    scale = Scale(fit.working.clock, fit.working.spread, np.ones(len(layout.columns)))
    return lambda theta: dynamics(layout, natural(layout, scale, theta))


def corrected(
    estimate: float | Float[ndarray, "*numbers"], replicates: Float[ndarray, "replicates ..."]
) -> Float[ndarray, "replicates ..."]:
    """Replicates moved so that plain quantiles of them are bias-corrected ones.

    With z0 = the normal quantile of the share of replicates below the estimate, the quantile at P becomes that at
    Phi(2 z0 + Phi^-1(P)). It is the same on every scale: log, root or as it is. Infinite replicates keep their place beyond all others;
    those without a value stay as they are, and count neither as below nor as above.

    Args:
        estimate: of the fit; one for each number, where there are several.
        replicates: of the bootstrap, a row each.

    Returns:
        Each number's replicates in increasing order, nan at their end; untouched where the estimate itself has no value.

    Source: Efron (1981, doi:10.2307/3314608); tests/learn/test_draws.py.
    """
    columns = replicates.reshape(len(replicates), -1).T
    at = np.reshape(estimate, -1)[:, None]
    ordered: Array = np.sort(columns, axis=1)  # what has no value comes last
    known = (~np.isnan(ordered)).sum(axis=1)
    usable = (known > 1) & ~np.isnan(at[:, 0])
    n = np.where(usable, known, 2)[:, None]
    below = ((columns < at).sum(axis=1) + 0.5 * (columns == at).sum(axis=1))[:, None] / n
    same = n[:1] if (n == n[0]).all() else n  # places are the same for all numbers that have a value in every replicate
    rank: Array = np.minimum(np.arange(len(replicates)), same - 1)
    off, z = (np.asarray(ndtri(x), dtype=np.float64) for x in (np.clip(below, 0.5 / n, 1.0 - 0.5 / n), (rank + 0.5) / same))
    wanted = np.asarray(ndtr(2.0 * np.clip(off, -FARTHEST, FARTHEST) + z), dtype=np.float64)
    place: Array = wanted * (n - 1)
    first: Array = place.astype(np.int64)
    low, high = np.take_along_axis(ordered, first, axis=1), np.take_along_axis(ordered, np.minimum(first + 1, n - 1), axis=1)
    with np.errstate(invalid="ignore"):
        between: Array = low + (high - low) * (place - first)
    if not np.isfinite(between).all():  # beside an infinite one there is no way between: the nearer of the two
        between = np.where(np.isfinite(low) & np.isfinite(high), between, np.where(place - first >= 0.5, high, low))
    moved = np.where(np.arange(len(replicates)) < known[:, None], between, np.nan)
    return np.where(usable[:, None], moved, columns).T.reshape(replicates.shape)


def interval(draws: Float[ndarray, " draws"], level: float) -> tuple[float, float]:
    """Equal-tailed interval of the draws at a level (0.95 leaves 2.5 % on each side)."""
    tail = (1.0 - level) / 2.0
    if not len(draws) or bool(np.isnan(draws).any()):
        return np.nan, np.nan
    last = len(draws) - 1
    places = [last * tail, last * (1.0 - tail)]
    below = [int(place) for place in places]
    # np.quantile to the last digit, without what it spends on deciding how: a fit asks for a hundred of them.
    ordered = np.partition(draws, sorted({k for at in below for k in (at, min(at + 1, last))}))
    low, high = (_between(float(ordered[k]), float(ordered[min(k + 1, last)]), at - k) for k, at in zip(below, places, strict=True))
    return low, high


def intervals(draws: Float[ndarray, "many draws"], levels: Sequence[float]) -> Float[ndarray, "levels ends many"]:
    """``interval`` of many numbers at several levels, a row a number, all of them finite: each row is put in order once."""
    last = draws.shape[1] - 1
    places = [last * tail for level in levels for tail in ((1.0 - level) / 2.0, (1.0 + level) / 2.0)]
    below = [int(place) for place in places]
    ordered = np.partition(draws, sorted({k for at in below for k in (at, min(at + 1, last))}), axis=1)
    found = [_between(ordered[:, k], ordered[:, min(k + 1, last)], at - k) for k, at in zip(below, places, strict=True)]
    return np.array(found).reshape(len(levels), 2, len(draws))


def _between(one: Some, other: Some, share: float) -> Some:
    return other - (other - one) * (1.0 - share) if share >= 0.5 else one + (other - one) * share


def effect(estimate: float, draws: Float[ndarray, " draws"], level: float) -> Effect:
    """An estimate with the interval of its draws; without one where too many draws have no value."""
    usable = draws[np.isfinite(draws)]
    if len(usable) < 0.95 * len(draws):
        return Effect(estimate, None, None)
    return Effect(estimate, *interval(usable, level))
