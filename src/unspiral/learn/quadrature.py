"""Points and weights by which a person's deviations are integrated out: sum over k of w_k f(z_k) for the mean of f over N(0, I)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import ndtri

WIDER = 1.15  # points of a lattice lie this much farther out than the law they stand for, so that a heavy tail is met
MOST = 4  # dimensions up to which products of one-dimensional rules are affordable
CLIMB, USUAL, TOP = 0, 1, 4  # rungs: of a climb, of all else before anybody is seen to need more, and the finest


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """Points of a rule.

    Args:
        z: points.
        log_weight: logarithm of the weights; all are positive.
        words: what it is, for the record.
    """

    z: Float[ndarray, "points q"]
    log_weight: Float[ndarray, " points"]
    words: str


@lru_cache
def rung_of(q: int, rung: int) -> Rule:
    """A rung of a ladder of rules, each finer than the one before.

    Args:
        q: deviations a person has.
        rung: from CLIMB to TOP.

    Source: measured in docs/decisions/individual-differences.md; tests/learn/test_quadrature.py.
    """
    if q == 1:
        return grid(1, (5, 9, 15, 31, 61)[rung])
    if q == 2:
        return grid(2, (3, 5, 9, 15, 25)[rung])
    if q == 3:
        return sparse(3) if rung == CLIMB else grid(3, (0, 4, 6, 9, 12)[rung])
    if q == MOST:
        return (sparse(4), seventh())[rung] if rung <= USUAL else grid(4, (0, 0, 4, 5, 7)[rung])
    return lattice(q, (128, 512, 1024, 2048, 4096)[rung])


def grid(q: int, points: int) -> Rule:
    """Product of Gauss-Hermite rules: exact for polynomials of degree 2 points - 1 in each dimension.

    Args:
        q: dimensions.
        points: in each.
    """
    z, weight = np.polynomial.hermite_e.hermegauss(points)
    log = np.log(weight) - 0.5 * np.log(2.0 * np.pi)
    places = np.array(list(product(range(points), repeat=q)))
    return Rule(z[places], log[places].sum(axis=1), f"Gauss-Hermite, {points} points in each of {q}")


def sparse(q: int) -> Rule:
    """Exact for polynomials of degree 5 with few points, all weights positive; up to four dimensions.

    Points at 0, at sqrt(3) along each axis and at sqrt(3) along each two axes; with four dimensions the points along one axis have no
    weight, and 25 are left.

    Args:
        q: dimensions, at most 4.

    Source: McNamee and Stenger (1967, doi:10.1007/BF02162160); tests/learn/test_quadrature.py.
    """
    if not 1 <= q <= MOST:
        raise ValueError("with more dimensions some weights would be negative")
    z, weight = [np.zeros(q)], [(q * q - 7.0 * q + 18.0) / 18.0]
    far = np.sqrt(3.0)
    if q < MOST:
        for i in range(q):
            for sign in (far, -far):
                z.append(sign * np.eye(q)[i])
                weight.append((4.0 - q) / 18.0)
    for i, j in combinations(range(q), 2):
        for one, other in product((far, -far), repeat=2):
            z.append(one * np.eye(q)[i] + other * np.eye(q)[j])
            weight.append(1.0 / 36.0)
    return Rule(np.array(z), np.log(weight), f"degree-5 rule of {len(z)} points")


def seventh() -> Rule:
    """Exact for polynomials of degree 7 in four dimensions with 49 points, all weights positive.

    Points at 0, along each axis, in the corners of a cube, and along each two axes.

    Source: the kind of Stroud (1967, doi:10.1137/0704042); tests/learn/test_quadrature.py proves the degree.
    """
    root = np.sqrt(3.0)
    axis, corner, two = 12.0 - 4.0 * root, 3.0 - root, 6.0 + 2.0 * root  # squared distances from 0 in each coordinate that moves
    one = np.eye(MOST)
    points = [np.zeros(MOST), *np.sqrt(axis) * np.vstack([one, -one])]
    points += [np.sqrt(corner) * np.array(signs) for signs in product((1.0, -1.0), repeat=MOST)]
    points += [np.sqrt(two) * (a * one[i] + b * one[j]) for i, j in combinations(range(MOST), 2) for a, b in product((1, -1), repeat=2)]
    weight = [0.25] + [4.0 / axis**3] * 8 + [1.0 / (16.0 * corner**3)] * 16 + [1.0 / (2.0 * two**3)] * 24
    return Rule(np.array(points), np.log(weight), f"degree-7 rule of {len(points)} points")


def lattice(q: int, points: int) -> Rule:
    """Evenly spread points (Sobol), each with the weight of the normal law over that of the wider law that they are drawn from.

    Args:
        q: dimensions.
        points: a power of two.
    """
    from scipy.stats import qmc  # late: it is seldom wanted

    u = qmc.Sobol(q, scramble=True, seed=np.random.default_rng(points)).random(points)
    plain = ndtri(np.clip(u, 1e-12, 1.0 - 1e-12))
    z = WIDER * plain
    log = -np.log(points) + q * np.log(WIDER) + 0.5 * (plain**2 - z**2).sum(axis=1)
    return Rule(z, log, f"{points} evenly spread points in {q} dimensions, weighted by importance")
