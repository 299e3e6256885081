"""How people differ, as it is told: spreads, correlations, and each person's own value with its band."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import ndtr, ndtri

from unspiral.errors import SpecError
from unspiral.learn.draws import effect, interval, possible
from unspiral.learn.levels import Levels
from unspiral.learn.nodes import Nodes
from unspiral.learn.parameters import Layout, Scale, jacobian, natural
from unspiral.learn.problem import Problem
from unspiral.learn.quadrature import USUAL, rung_of
from unspiral.learn.search import Optimum
from unspiral.learn.system import Array
from unspiral.learn.varied import wanted
from unspiral.loop.model import Loop
from unspiral.records import Effect, Fit, Parameter, Verdict
from unspiral.records.individual import Correlation, Individual, Own, Spread

DRAWS = 1000
CLOSE = 0.1  # log-likelihood units: a reported likelihood that two rules give alike to this is right enough
ALONE = 0.95  # share of the population's variance that a person's answers must leave, for them to say next to nothing
TIED = 0.98  # correlation over people from which two differences are one


def told_difference(
    layout: Layout, k: int, values: Float[ndarray, " free"], variance: Float[ndarray, " free"], nil: Collection[str], level: float
) -> Parameter:
    """A standard deviation or correlation over people with its interval: on the log scale, on Fisher's; none where it is nil.

    How far a spread that ended at 0 may reach would take the best loop for every spread in between, which is not sought.

    Args:
        layout: of the model.
        k: which number.
        values, variance: natural, and of their errors.
        nil: names of spreads that are nil.
        level: of the interval.
    """
    slot, value, z = layout.slots[k], float(values[k]), float(ndtri(0.5 + level / 2.0))
    if slot.name.startswith("sd:"):
        if slot.name in nil:
            return Parameter(slot.name, 0.0, None, None, None, slot.unit)
        se = float(np.sqrt(max(variance[k], 0.0)))
        if se < 0.5 * value:
            return Parameter(slot.name, value, se, value * float(np.exp(-z * se / value)), value * float(np.exp(z * se / value)), slot.unit)
        return Parameter(slot.name, value, se, max(0.0, value - z * se), value + z * se, slot.unit)
    held = variance[k] <= 0.0 or any(f"sd:{name}" in nil for name in names_of(layout, k))
    if held or abs(value) > 1.0 - 1e-9:  # one of the two does not differ, or both are one: nothing is left to say how sure that is
        return Parameter(slot.name, value, None, None, None, slot.unit)
    se = float(np.sqrt(max(variance[k], 0.0)))
    half, middle = z * se / (1.0 - value**2), np.arctanh(value)
    return Parameter(slot.name, value, se, float(np.tanh(middle - half)), float(np.tanh(middle + half)), slot.unit)


def names_of(layout: Layout, k: int) -> tuple[str, str]:
    """The two that a correlation is between; for a standard deviation the same twice."""
    slot, at = layout.slots[k], layout.slots[k].entries[0]
    if slot.field == "lean":
        return f"trait:{layout.processes[layout.traits[at[0]]]}", layout.varied[at[1]].name
    return layout.varied[at[1]].name, layout.varied[at[0]].name


def nil_spreads(layout: Layout, values: Float[ndarray, " free"]) -> list[str]:
    """Names of standard deviations over people that ended at 0."""
    at = layout.sections["spread"]
    return [s.name for s, value in zip(layout.slots[at], values[at], strict=True) if s.name.startswith("sd:") and value < 1e-100]


@dataclass(frozen=True, slots=True, eq=False)
class _Posterior:
    """Each person's own values on the scale on which they add up: natural, or the logarithm of the size.

    Args:
        middle: of the person's people-wide law, covariates included.
        mean, variance: given the answers and the population's numbers.
        slope: of the mean for the working values.
    """

    middle: Float[ndarray, "persons q"]
    mean: Float[ndarray, "persons q"]
    variance: Float[ndarray, "persons q"]
    slope: Float[ndarray, "persons q free"]


def people(fit: Fit, problem: Problem, optimum: Optimum) -> Individual | None:
    """How people differ; None where they were not asked about.

    Args:
        fit: with its parameters.
        problem, optimum: behind it.
    """
    levels = problem.levels
    if levels is None:
        return None
    theta, by_name = optimum.theta, {p.name: p for p in fit.parameters}
    layout = problem.layout
    with np.errstate(all="ignore"):
        population = levels.population(theta)
        nodes = levels.enough(population)
        off = levels.exact(population, nodes)[1]
        found = _posterior(levels, theta, nodes)
    error = np.sqrt(found.variance + np.maximum(np.einsum("npf,fg,npg->np", found.slope, fit.working.covariance, found.slope), 0.0))
    prior = np.diag(population.root @ population.root.T)
    thetas = possible(fit, DRAWS)
    scale = Scale(fit.working.clock, fit.working.spread, problem.scale.item, problem.scale.shift, problem.scale.tilt)
    with np.errstate(all="ignore"):
        drawn = natural(layout, scale, thetas)
    spreads: list[Spread] = []
    owns: list[list[Own]] = []
    for j, varied in enumerate(layout.varied):
        spread = by_name[f"sd:{varied.name}"]
        owns.append(_owns(found, error, prior, j, added=varied.added, sign=-1.0 if by_name[varied.name].estimate < 0.0 else 1.0, fit=fit))
        above = many = None
        if varied.added:
            if spread.estimate > 0.0:  # how wide a spread that ended at 0 may be is not known, and so no share is
                shares = _above_zero(levels, j, drawn)
                above = effect(float(shares[0]), shares[1:], fit.choices.level)
            many = _many(found, owns[-1], thetas[1:] - theta, j, fit)
        p = by_name[varied.name]
        sure = sum(own.low > 0.0 for own in owns[-1]), sum(own.high < 0.0 for own in owns[-1])
        spreads.append(
            Spread(
                varied.name,
                "added" if varied.added else "multiplied",
                Effect(p.estimate, p.low, p.high),
                Effect(spread.estimate, spread.low, spread.high),
                above,
                many,
                *(sure if varied.added else (0, 0)),
                nil=spread.estimate == 0.0,
            )
        )
    correlations = tuple(
        Correlation(*names_of(layout, k), Effect(by_name[s.name].estimate, by_name[s.name].low, by_name[s.name].high))
        for k, s in enumerate(layout.slots)
        if s.name.startswith("cor:")
    )
    persons = {name: {varied.name: owns[j][i] for j, varied in enumerate(layout.varied)} for i, name in enumerate(levels.lanes.name)}
    rule = rung_of(levels.q, USUAL)
    return Individual(tuple(spreads), correlations, persons, f"{rule.words} about each person's mean, more where needed", len(rule.z), off)


def _posterior(levels: Levels, theta: Array, nodes: Nodes) -> _Posterior:
    """Means, variances, and by how much the means move with the population's numbers: the covariance of value and score over the nodes."""
    layout, population = levels.layout, levels.population(theta)
    part = levels.shares(population, nodes)[1][:, None]
    u, first = nodes.eps @ population.root.T, layout.sections["spread"].start
    mean = nodes.sums(part * u)
    variance = nodes.sums(part * (u - mean[nodes.person]) ** 2)
    values = natural(layout.average, levels.scale, theta[:first])
    to_natural = jacobian(layout.average, levels.scale, theta[:first])
    middle = np.empty((levels.persons, levels.q))
    centre = np.zeros((levels.persons, levels.q, len(theta)))
    for j, varied in enumerate(layout.varied):
        row, own = to_natural[varied.slot], np.full(levels.persons, values[varied.slot])
        for covariate, slot in tilts_of(levels, j):
            own = own + values[slot] * levels.groups[levels.group, covariate]
            centre[:, j, :first] += np.outer(levels.groups[levels.group, covariate], to_natural[slot])
        middle[:, j] = own if varied.added else np.log(np.abs(own))
        centre[:, j, :first] += row if varied.added else row / values[varied.slot]
    return _Posterior(middle, middle + mean, variance, centre + levels.mean_slope(theta))


def tilts_of(levels: Levels, j: int) -> list[tuple[int, int]]:
    """Covariates that a varying link depends on: which covariate, and the free number of its coefficient."""
    slots, varied = levels.layout.slots, levels.layout.varied[j]
    tilts = [(int(covariate), int(slot)) for covariate, _, slot in levels.own.chain.tilts] if varied.name.startswith("link:") else []
    return [(covariate, slot) for covariate, slot in tilts if slots[slot].entries[0][1:] == slots[varied.slot].entries[0]]


def _above_zero(levels: Levels, j: int, drawn: Float[ndarray, "draws free"]) -> Float[ndarray, " draws"]:
    """Share of people above 0 at each natural vector: bell curves about what covariates make of the average, as often as these occur."""
    varied = levels.layout.varied[j]
    sd = np.maximum(drawn[:, levels.layout.names.index(f"sd:{varied.name}")], 1e-100)
    middle = np.repeat(drawn[:, varied.slot, None], len(levels.groups), axis=1)
    for covariate, slot in tilts_of(levels, j):
        middle += drawn[:, slot, None] * levels.groups[:, covariate]
    how_often = np.bincount(levels.group, minlength=len(levels.groups)) / levels.persons
    shares: Array = ndtr(middle / sd[:, None]) @ how_often
    return shares


def _owns(found: _Posterior, error: Array, prior: Array, j: int, *, added: bool, sign: float, fit: Fit) -> list[Own]:
    """Each person's value of one parameter."""
    z, out = float(ndtri(0.5 + fit.choices.level / 2.0)), list[Own]()

    def told(value: float) -> float:
        return value if added else sign * float(np.exp(value))

    for mean, variance, sd, middle in zip(found.mean[:, j], found.variance[:, j], error[:, j], found.middle[:, j], strict=True):
        shrunk = float(min(variance / prior[j], 1.0)) if prior[j] > 0.0 else 1.0
        alone = None
        if shrunk < ALONE:
            alone = told(float((mean - shrunk * middle) / (1.0 - shrunk)))
        ends = sorted((told(float(mean - z * sd)), told(float(mean + z * sd))))
        sure: Array = ndtr(np.array([mean / sd if sd > 0.0 else np.inf * np.sign(mean)]))
        above = float(sure[0]) if added else float(told(float(mean)) > 0.0)
        out.append(Own(told(float(mean)), ends[0], ends[1], alone, shrunk, above))
    return out


def _many(found: _Posterior, owns: Sequence[Own], moves: Array, j: int, fit: Fit) -> Effect:
    """How many of these people are above 0, over what is not known of them and of the population."""
    random = np.random.default_rng([fit.choices.seed, 61])
    own = found.mean[:, j] + moves @ found.slope[:, j].T + np.sqrt(found.variance[:, j]) * random.standard_normal((len(moves), len(owns)))
    return Effect(sum(o.above for o in owns), *interval((own > 0.0).sum(axis=1).astype(float), fit.choices.level))


def asked_differences(loop: Loop, individual: str | None, asked: dict[str, Any], warm: Fit | None) -> tuple[str, ...]:
    """Contract names of what people are to differ in; ``asked`` learns that levels differ where the option says so.

    Args:
        loop: as declared.
        individual: the option.
        asked: the other options.
        warm: a saved fit to go on from.

    Raises:
        SpecError: no such option, or it contradicts another one.
    """
    differ = wanted(loop, individual)
    if warm is not None:
        return continued_differences(individual, differ, warm)
    if individual == "levels":
        if asked["traits"] is False:
            raise SpecError("Levels are to differ and are not to differ.", fix="leave out individual='levels', or traits=False.")
        asked["traits"] = True
    return differ


def continued_differences(individual: str | None, differ: tuple[str, ...], warm: Fit) -> tuple[str, ...]:
    """What people differ in when a saved fit goes on.

    Raises:
        SpecError: the option contradicts the fit.
    """
    held = warm.choices.individual
    if individual is not None and set(differ) != set(held):
        raise SpecError(
            f"individual = {individual} contradicts the fit to go on from, in which people differ in "
            f"{', '.join(held) if held else 'their levels at most'}.",
            why="A fit that goes on answers the same question with more days.",
            fix="leave that option out, or learn anew without --from.",
        )
    return held


def people_verdicts(fit: Fit) -> list[Verdict]:
    """Spreads that ended at 0, differences that are one, and whether the integral over people's deviations is fine enough."""
    found = fit.individual
    if found is None:
        return []
    said: list[Verdict] = []
    for spread in found.spreads:
        if spread.nil:
            said.append(
                Verdict(
                    "spread-nil",
                    "caution",
                    f"People were not seen to differ in {spread.name}: its spread ended at 0, the edge of what it can be.",
                    "How large it may be all the same was not worked out. Leave it out of 'vary', or bring more occasions of each person.",
                )
            )
    tied = [c for c in found.correlations if abs(c.value.estimate) > TIED]
    if tied:
        pairs = "; ".join(f"{c.first} with {c.second} ({c.value.estimate:+.2f})" for c in tied)
        said.append(
            Verdict(
                "differences-tied",
                "caution",
                f"Over people these go together entirely: {pairs}.",
                "They were not told apart: read their spreads, not this correlation, or vary fewer parameters.",
            )
        )
    if found.error is not None:
        fine = found.error < CLOSE
        said.append(
            Verdict(
                "integral",
                "ok" if fine else "caution",
                f"Each person's deviations were integrated out at {found.points} points ({found.rule}); another rule differs by "
                f"{found.error:.2g} log-likelihood units.",
                "" if fine else "Likelihoods that are compared may be off by as much; vary fewer parameters.",
            )
        )
    return said
