"""What studies of twins would see: pairs of one age and sex who share a part of what makes people differ, worked out exactly."""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial

import numpy as np

from unspiral.act.population.forward import cells
from unspiral.act.population.moving import Moving
from unspiral.act.population.seen import Seen
from unspiral.learn.system import Array

UNRELATED, FRATERNAL, IDENTICAL = 0.0, 0.5, 1.0  # correlation of person effects within a pair


@dataclass(frozen=True, slots=True)
class Ladder:
    """Odds ratios of an outcome with and without an exposure, one of a pair against the other.

    Args:
        people: unrelated people of the same age and sex (the ratio of a whole sample, adjusted for age and sex).
        fraternal, identical: pairs that share half, or all, of their person effects.
        pairs: fraternal and identical pairs together, as many of the one as of the other.
    """

    people: float | Moving
    fraternal: float | Moving
    identical: float | Moving
    pairs: float | Moving


def ladder(seen: Seen, exposed: Array, struck: Array, *, free: Array | None = None, days: float = 0.0) -> Ladder:
    """Odds ratios within pairs that differ in both exposure and outcome.

    OR = P(exposed and struck, neither) / P(struck alone, exposed alone), summed over ages and sexes; for person effects z of a pair with
    correlation r, E f(z1) g(z2) = sum over k of r^|k| f_k g_k, with f_k the Hermite coefficients of f (Mehler's formula).

    Args:
        seen: the population.
        exposed: joint states at the first week.
        struck: joint states that are the outcome.
        free: joint states at the first week of those who take part; everybody where left out.
        days: until the outcome is looked at.

    Source: Mehler 1866; tests/act/population/test_twins.py, against sums over both twins' effects and simulated families.
    """
    part = np.ones(len(exposed), dtype=bool) if free is None else free
    pairs = [(part & there, after) for there, after in ((exposed, struck), (exposed, ~struck), (~exposed, struck), (~exposed, ~struck))]
    both, exposure, outcome, neither = (Moving(one.stack @ _projection(seen)) for one in seen.by_age(pairs, days))
    weight = cells(seen.episodes.people)[2][:, None]
    above = [(weight * kin * (both * neither)).sum() for kin in _kinship(seen)]
    below = [(weight * kin * (exposure * outcome)).sum() for kin in _kinship(seen)]
    found = [x / y for x, y in zip([*above, above[1] + above[2]], [*below, below[1] + below[2]], strict=True)]
    return Ladder(*(one if len(one.slope) else float(one) for one in found))


def _axes(seen: Seen) -> int:
    return 0 if seen.nodes == 1 else round(np.log(len(seen.classes.weight)) / np.log(seen.nodes))


def _projection(seen: Seen) -> Array:
    """From values in each class to Hermite coefficients: weight times the orthonormal polynomials, shape (classes, coefficients)."""
    node, weight = np.polynomial.hermite_e.hermegauss(seen.nodes)
    size = np.sqrt(np.array([float(factorial(k)) for k in range(seen.nodes)]))
    each: Array = np.asarray(np.polynomial.hermite_e.hermevander(node, seen.nodes - 1)) / size
    each *= (weight / weight.sum())[:, None]
    out: Array = np.ones((1, 1))
    for _ in range(_axes(seen)):
        out = np.kron(out, each)
    return out


def _kinship(seen: Seen) -> list[Array]:
    """r^|k| of each coefficient, for unrelated, fraternal and identical pairs."""
    degree = np.zeros(1)
    for _ in range(_axes(seen)):
        degree = np.add.outer(degree, np.arange(seen.nodes)).ravel()
    return [r**degree for r in (UNRELATED, FRATERNAL, IDENTICAL)]
