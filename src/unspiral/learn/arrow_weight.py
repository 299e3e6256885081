"""How strongly one person's days speak for an arrow: the signed root of the likelihood ratio against the same loop without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import ndtri, stdtr

from unspiral.learn.direction import negligible, nil_lags
from unspiral.learn.edge import HARDLY, tied
from unspiral.learn.own_loop import PAIR, OwnLoop
from unspiral.learn.parameters import dynamics, natural
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.quantity import Quantity, lagged_quantity
from unspiral.learn.search import Optimum, maximise
from unspiral.learn.start import bounds, starting_points
from unspiral.learn.surface import best_at, peak_of
from unspiral.loop.language import parse
from unspiral.records import Arrow, Panel

LEAST_FREE = 3.0  # degrees of freedom below which no deviate is given
FARTHEST = 1.0  # an effect farther from the edge of the negligible range than this many errors is walked to; a nearer one is never nil


@dataclass(frozen=True, slots=True)
class ArrowWeight:
    """What one look at the days says of one arrow.

    Args:
        z: normal deviate of the arrow against none, with the sign of the effect; nan where the fit gives none.
        effect: total effect after one day, in within-person standard deviations; nan where the loop has no stationary law.
        nil: the smaller of the two normal deviates against the ends of the negligible range, at all lags; -inf where it is not within.
    """

    z: float
    effect: float
    nil: float


NOTHING = ArrowWeight(float("nan"), float("nan"), float("-inf"))


def arrow_weights(panel: Panel, own: OwnLoop) -> dict[Arrow, ArrowWeight]:
    """Both arrows of the headline.

    z of an arrow is the deviate that belongs to 2 (l - l_0), with l the height of the loop's likelihood and l_0 that of the loop without
    the arrow: t = sqrt(d (exp(2 (l - l_0) / n) - 1)) is read as Student's with d = n less the numbers of one equation, which is exact for
    a regression and keeps short records from being sure too soon.

    Args:
        panel: of one person.
        own: the loop and its choices.

    Returns:
        Both arrows; NOTHING where a search ended at no maximum or the fit lies at an edge, so that no word but "cannot tell" can follow.

    Source: proven against a regression by least squares in tests/learn/test_arrow_weight.py.
    """
    arrows = (PAIR, (PAIR[1], PAIR[0]))
    problem, top = _fitted(panel, own, own.loop.names)
    if not top.converged or _at_edge(problem, top, own.loop.names):
        return dict.fromkeys(arrows, NOTHING)
    answered = _answered(panel)
    free = answered - 1 - _regressors(own)
    found: dict[Arrow, ArrowWeight] = {}
    for arrow in arrows:
        cause, affected = (own.loop.names.index(name) for name in arrow)
        _, below = _fitted(panel, own, own.loop.names, without=arrow, near=(problem, top))
        if not below.converged or free < LEAST_FREE:
            found[arrow] = NOTHING
            continue
        drift = dynamics(problem.layout, natural(problem.layout, problem.scale, top.theta))["drift"]
        sign = 1.0 if drift[affected, cause] >= 0.0 else -1.0
        z = sign * deviate(max(0.0, 2.0 * (top.loglik - below.loglik)), answered - 1, free)
        found[arrow] = _with_nil(problem, top, affected, cause, z, answered, free)
    return found


def deviate(drop: float, n: int, free: float) -> float:
    """The normal deviate, at least 0, of a drop of twice the log-likelihood by one number.

    Args:
        drop: 2 (l - l_0), at least 0.
        n: transitions seen.
        free: degrees of freedom that are left.
    """
    t = float(np.sqrt(free * np.expm1(drop / n)))
    return float(-ndtri(min(0.5, stdtr(free, -t))))


def _fitted(
    panel: Panel, own: OwnLoop, names: tuple[str, ...], without: Arrow | None = None, near: tuple[Problem, Optimum] | None = None
) -> tuple[Problem, Optimum]:
    loop = own.loop
    if without is not None:
        kept = (without[1], without[0])
        loop = parse(f"{kept[0]} -> {kept[1]}")
        if loop.names != names:
            loop = replace(loop, processes=own.loop.processes)
    problem = problem_of(panel, loop, own.choices)
    points = starting_points(problem.layout, problem.look, problem.scale, own.choices.starts, own.choices.seed)
    if near is not None:
        layout, top = near[0].layout, near[1]
        points = [np.array([top.theta[layout.names.index(name)] for name in problem.layout.names]), *points[:1]]
    return problem, maximise(problem.values, points, *bounds(problem.layout))


def _at_edge(problem: Problem, top: Optimum, names: tuple[str, ...]) -> bool:
    """As ``learn.edge.edges``: a self-rate at its bound or hardly known, or noises tied together."""
    layout, values = problem.layout, natural(problem.layout, problem.scale, top.theta)
    errors = _covariance(top)
    for name in names:
        k = layout.names.index(f"self:{name}")
        moved = top.theta.copy()
        step = 1e-6
        moved[k] += step
        slope = (natural(layout, problem.scale, moved)[k] - values[k]) / step
        if not top.free[k] or abs(slope) * np.sqrt(errors[k, k]) > HARDLY * abs(values[k]):
            return True
    return bool(tied(names, dynamics(layout, values)["diffusion"]))


def _covariance(top: Optimum) -> Float[ndarray, "free free"]:
    out = np.zeros_like(top.information)
    values, vectors = np.linalg.eigh(top.information[np.ix_(top.free, top.free)])
    out[np.ix_(top.free, top.free)] = (vectors / np.maximum(values, 1e-4)) @ vectors.T
    return out


def _with_nil(problem: Problem, top: Optimum, affected: int, cause: int, z: float, n: int, free: float) -> ArrowWeight:
    """The effect after a day, and how far both ends of the negligible range are from it at every lag."""
    layout, covariance = problem.layout, _covariance(top)
    edge, lags = negligible(1.0, "day"), nil_lags(1.0, float(n), "day")
    asked = [lagged_quantity(layout, problem.scale, affected, cause, lag, standardised=True) for lag in lags]
    effects = [quantity.back(quantity.at(top.theta)) for quantity in asked]
    if not np.isfinite(effects).all():
        return ArrowWeight(z, float("nan"), float("-inf"))
    if max(map(abs, effects)) >= edge or not _within_reach(asked, top, covariance, edge):
        return ArrowWeight(z, effects[0], float("-inf"))
    return ArrowWeight(z, effects[0], _nearest_end(problem, top, asked, edge, n - 1, free))


def _within_reach(asked: Sequence[Quantity], top: Optimum, covariance: Float[ndarray, "free free"], edge: float) -> bool:
    """Whether Wald's error leaves it possible that both ends are rejected: walking there is slow, and for most diaries in vain."""
    for quantity in asked:
        slope = quantity.slope(top.theta)
        error = float(np.sqrt(max(slope @ covariance @ slope, 0.0)))
        value = quantity.at(top.theta)
        ends = [_forth(quantity, value, side * edge) for side in (-1.0, 1.0)]
        if min(abs(end - value) for end in ends) < FARTHEST * error:
            return False
    return True


def _forth(quantity: Quantity, near: float, number: float) -> float:
    """A number on the scale of its quantity, by halving."""
    low, high = near - 5.0, near + 5.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if quantity.back(middle) < number else (low, middle)
    return 0.5 * (low + high)


def _nearest_end(problem: Problem, top: Optimum, asked: Sequence[Quantity], edge: float, n: int, free: float) -> float:
    peak, least = peak_of(problem, top), float("inf")
    for quantity in asked:
        value = quantity.at(top.theta)
        for side in (-1.0, 1.0):
            held = best_at(peak, quantity, _forth(quantity, value, side * edge), top.theta, peak.information)
            if not np.isfinite(held.loglik):
                return float("-inf")
            least = min(least, deviate(max(0.0, 2.0 * (top.loglik - held.loglik)), n, free))
    return least


def _answered(panel: Panel) -> int:
    person = panel.persons[0]
    at = [panel.indicators.index(name) for name in PAIR]
    return int((~np.isnan(person.values[:, at]).all(axis=1)).sum())


def _regressors(own: OwnLoop) -> int:
    """Numbers of one equation: level, both slopes, trend, weekdays, and one for the error of the answers."""
    return 3 + int(own.choices.trend) + 6 * int(own.choices.weekday) + int(own.choices.error)
