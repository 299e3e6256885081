"""How people differ, from draws of everybody's own deviations."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import ndtr

from unspiral.learn.convergence import Convergence, convergence_of
from unspiral.learn.draws import effect, interval
from unspiral.learn.levels import Levels
from unspiral.learn.nuts import Sample
from unspiral.learn.parameters import Layout, natural
from unspiral.learn.people import ALONE, names_of, tilts_of
from unspiral.learn.priors import Priors
from unspiral.learn.system import Array
from unspiral.records import Effect, Fit, Parameter
from unspiral.records.individual import Correlation, Individual, Own, Spread

RULE = "drawing them together with the numbers of the population (No-U-Turn sampler)"


@dataclass(frozen=True, slots=True, eq=False)
class OwnDraws:
    """Everybody's own values, draw by draw, on the scale on which they add up: natural, or the logarithm of the size.

    Args:
        value: own values.
        middle: of the law that a person's values come from, covariates included.
        spread: standard deviation between people.
        added: whether deviations are added; else their exponential multiplies.
        sign: of what is multiplied.
    """

    value: Float[ndarray, "draws persons q"]
    middle: Float[ndarray, "draws persons q"]
    spread: Float[ndarray, "draws q"]
    added: tuple[bool, ...]
    sign: tuple[float, ...]

    def natural(self) -> Float[ndarray, "draws persons q"]:
        """The values as they are reported."""
        return np.stack([self.told(self.value[..., j], j) for j in range(len(self.added))], axis=-1)

    def told(self, value: Array, j: int) -> Array:
        """Numbers of one parameter as they are reported."""
        return np.asarray(value if self.added[j] else self.sign[j] * np.exp(value))


def own_draws(levels: Levels, before: Priors, x: Float[ndarray, "draws free"], eps: Float[ndarray, "draws persons q"]) -> OwnDraws:
    """Everybody's own value of what varies: middle + u, u = S L eps, of the value or of the logarithm of its size.

    Args:
        levels: the likelihood of people who differ.
        before: whose coordinates these are.
        x: of the population, as drawn: deviations go with their signs.
        eps: deviations.
    """
    layout = levels.layout
    thetas, _ = before.coordinates.through(x)
    values = natural(layout, levels.scale, thetas)
    u = np.array([one @ levels.population(theta).root.T for one, theta in zip(eps, thetas, strict=True)])
    middle = np.empty(eps.shape)
    spread = values[:, [layout.names.index(f"sd:{v.name}") for v in layout.varied]]
    for j, varied in enumerate(layout.varied):
        own = np.repeat(values[:, varied.slot, None], levels.persons, axis=1)
        for covariate, slot in tilts_of(levels, j):
            own = own + values[:, slot, None] * levels.groups[levels.group, covariate]
        middle[..., j] = own if varied.added else np.log(np.abs(own))
    sign = tuple(-1.0 if values[0, v.slot] < 0.0 else 1.0 for v in layout.varied)
    return OwnDraws(middle + u, middle, spread, tuple(v.added for v in layout.varied), sign)


def apart(levels: Levels | None, before: Priors, drawn: Sample) -> tuple[Sample, OwnDraws | None]:
    """Draws of the population's numbers, and everybody's own values, chain after chain; None where people do not differ.

    Args:
        levels: the likelihood of people who differ, or None.
        before: the priors.
        drawn: of both together.
    """
    if levels is None:
        return drawn, None
    free = len(before.centre)
    x, eps = drawn.x[..., :free], drawn.x[..., free:]
    own = own_draws(levels, before, x.reshape(-1, free), eps.reshape(-1, levels.persons, levels.q))
    return replace(drawn, x=x), own


def own_chains(own: OwnDraws, layout: Layout, chains: int) -> dict[str, Float[ndarray, "chains draws persons"]]:
    """Everybody's own values as they are reported, parameter by parameter, chain by chain.

    Args:
        own: everybody's values.
        layout: of the model.
        chains: how many.
    """
    values = own.natural()
    values = values.reshape(chains, -1, *values.shape[1:])
    return {v.name: values[..., j] for j, v in enumerate(layout.varied)}


def judged_together(found: Convergence, own: OwnDraws | None, levels: Levels | None, chains: int) -> Convergence:
    """What the chains say of the population's numbers, and of everybody's own values.

    Args:
        found: of the population's.
        own, levels: as ``apart`` gave and took them.
        chains: how many.
    """
    if own is None or levels is None:
        return found
    names = [f"{v.name}[{person}]" for person in levels.lanes.name for v in levels.layout.varied]
    more = convergence_of(names, own.value.reshape(chains, -1, len(names)))
    return Convergence(found.rhat | more.rhat, found.ess_bulk | more.ess_bulk, found.ess_tail | more.ess_tail)


def individual_of(fit: Fit, levels: Levels, own: OwnDraws) -> Individual:
    """How people differ, from draws: means, credible intervals, shares of draws.

    A person's answers alone say v where the drawn deviation is that of a normal law N(0, s^2) met by N(v, w): what is left of the
    population's variance, shrunk = var(deviation) / s^2, tells how far v was drawn to the middle.

    Args:
        fit: with its parameters and all draws of the population.
        levels: the likelihood of people who differ.
        own: everybody's values.

    Source: tests/learn/test_own_draws.py.
    """
    layout, level, told = levels.layout, fit.choices.level, {p.name: p for p in fit.parameters}
    spreads: list[Spread] = []
    persons: list[list[Own]] = []
    for j, varied in enumerate(layout.varied):
        value = own.natural()[..., j]
        persons.append([_own(own, i, j, level) for i in range(levels.persons)])
        above = many = None
        sure = (0, 0)
        if varied.added:
            # A bell curve about what covariates make of the average, as often as they occur: as for maximum likelihood.
            shares: Array = ndtr(own.middle[..., j] / np.maximum(own.spread[:, j, None], 1e-100)).mean(axis=1)
            above = effect(float(np.median(shares)), shares, level)
            counts = (value > 0.0).sum(axis=1).astype(float)
            many = effect(float(counts.mean()), counts, level)
            sure = sum(one.low > 0.0 for one in persons[j]), sum(one.high < 0.0 for one in persons[j])
        kind = "added" if varied.added else "multiplied"
        spreads.append(Spread(varied.name, kind, _told(told[varied.name]), _told(told[f"sd:{varied.name}"]), above, many, *sure))
    correlations = tuple(
        Correlation(*names_of(layout, k), _told(told[slot.name])) for k, slot in enumerate(layout.slots) if slot.name.startswith("cor:")
    )
    named = {name: {v.name: persons[j][i] for j, v in enumerate(layout.varied)} for i, name in enumerate(levels.lanes.name)}
    return Individual(tuple(spreads), correlations, named, RULE)


def _told(number: Parameter) -> Effect:
    return Effect(number.estimate, number.low, number.high)


def _own(own: OwnDraws, person: int, j: int, level: float) -> Own:
    """One person's value of one parameter: the mean of the draws, where they add up, and their equal-tailed ends."""
    value, middle = own.value[:, person, j], own.middle[:, person, j]
    mean, prior = float(value.mean()), float((own.spread[:, j] ** 2).mean())
    shrunk = float(min((value - middle).var() / prior, 1.0)) if prior > 0.0 else 1.0
    alone = None
    if shrunk < ALONE:
        alone = float(own.told(np.array((mean - shrunk * float(middle.mean())) / (1.0 - shrunk)), j))
    there = own.told(value, j)
    return Own(float(own.told(np.array(mean), j)), *interval(there, level), alone, shrunk, float((there > 0.0).mean()))
