"""How people differ, made up: values drawn to the average by as much as their answers allow, with a fit around them."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np
from scipy.special import ndtr

from unspiral.records import Effect, Fit, Parameter
from unspiral.records.individual import Correlation, Individual, Own, Spread

LINK, BACK, OWN = "link:pain->depression", "link:depression->pain", "self:pain"


def spread_of(name: str, mean: float, between: float, owns: dict[str, Own], **changes: object) -> Spread:
    """What would be said of a parameter of which these are the people."""
    values = list(owns.values())
    above = float(ndtr(mean / between)) if between > 0 else float(mean > 0)
    many = sum(own.above for own in values)
    held = Spread(
        name, "added", Effect(mean, mean - 0.03, mean + 0.03), Effect(between, 0.7 * between, 1.5 * between),
        above=Effect(above, max(0.0, above - 0.1), min(1.0, above + 0.1)), many=Effect(many, 0.95 * many, min(1.04 * many, len(values))),
        sure_above=sum(own.low > 0.0 for own in values), sure_below=sum(own.high < 0.0 for own in values),
    )  # fmt: skip
    return replace(held, **changes)  # type: ignore[arg-type]


def people(count: int, mean: float, sd: float, seed: int = 1) -> dict[str, Own]:
    """Own values of so many people, some of whom answered little."""
    random = np.random.default_rng(seed)
    found: dict[str, Own] = {}
    for k in range(count):
        noise = sd * float(random.uniform(0.5, 2.0))
        alone = float(random.normal(mean, sd) + noise * random.normal())
        keep = sd**2 / (sd**2 + noise**2)
        own, error = mean + keep * (alone - mean), noise * sqrt(keep)
        known = None if k % 41 == 40 else alone
        found[f"P{k + 1:03d}"] = Own(own, own - 1.96 * error, own + 1.96 * error, known, 1.0 - keep, float(ndtr(own / error)))
    return found


def differing(fit: Fit, count: int = 129, *, mean: float = 0.12, sd: float = 0.09, seed: int = 1) -> Fit:
    """The same fit with so many people who differ in three parameters, in one of them by nothing, and a covariate on a link."""
    there, own = people(count, mean, sd, seed), people(count, -0.5, 0.1, seed + 1)
    back = {name: Own(0.3, 0.25, 0.35, None, 1.0, 0.999) for name in there}
    spreads = (
        spread_of(LINK, mean, sd, there),
        spread_of(BACK, 0.3, 0.0, back, nil=True, sd=Effect(0.0, 0.0, 0.06)),
        spread_of(OWN, -0.5, 0.3, own, scale="multiplied", above=None, many=None, sure_above=0, sure_below=count),
    )
    persons = {name: {LINK: there[name], BACK: back[name], OWN: own[name]} for name in there}
    tilt = Parameter("covariate:age->link:pain->depression", 0.004, 0.001, 0.002, 0.006, "1/day per unit of age")
    held = Individual(
        spreads,
        (Correlation(LINK, "trait:pain", Effect(0.4, 0.1, 0.6)), Correlation(LINK, OWN, Effect(0.1, -0.3, 0.5))),
        persons, "adaptive Gauss-Hermite quadrature", 25, 0.02,
    )  # fmt: skip
    # The numbers behind are those of the average person; what is shown of differences stands in the record alone.
    return replace(fit, individual=held, parameters=(*fit.parameters, tilt), data=replace(fit.data, persons=count))
