"""Person effects as classes: nodes and weights of the normal law, so that a sum over classes is the average over people."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from jaxtyping import Float, Inexact
from numpy import ndarray

from unspiral.errors import SpecError
from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes

NODES = 7  # of each effect; one effect alone is exact up to its 13th moment


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """People alike in their effects.

    Args:
        weight: of each class; they add up to 1.
        multiplier: of each hazard in each class.
    """

    weight: Float[ndarray, " classes"]
    multiplier: Inexact[ndarray, "classes hazards"]


def loadings(episodes: Episodes) -> Inexact[ndarray, "hazards effects"]:
    """How strongly each independent standard normal number moves the log of each hazard.

    Raises:
        SpecError: correlations that no numbers can have.
    """
    names = episodes.effects
    numbers = [loading for hazard in episodes.hazards for _, loading in hazard.effects] + [rho for _, _, rho in episodes.correlations]
    kind = np.result_type(float, *numbers)  # complex where a derivative is taken along the imaginary axis
    own = np.zeros((len(episodes.hazards), len(names)), dtype=kind)
    for h, hazard in enumerate(episodes.hazards):
        for name, loading in hazard.effects:
            own[h, names.index(name)] += loading
    correlation = np.eye(len(names), dtype=kind)
    for a, b, rho in episodes.correlations:
        i, j = names.index(a), names.index(b)
        correlation[i, j] = correlation[j, i] = rho
    if np.linalg.eigvalsh(np.real(correlation)).min(initial=1.0) <= 0.0:
        raise SpecError(
            "The correlations of the person effects contradict each other: "
            + ", ".join(f"{a}, {b}: {np.real(r):g}" for a, b, r in episodes.correlations),
            why="No numbers can be correlated like that.",
            fix="bring the correlations nearer to 0",
        )
    return own @ _root(correlation)


def _root(matrix: Array) -> Array:
    """Cholesky's triangle, of complex numbers too, without conjugates."""
    root = np.zeros_like(matrix)
    for i in range(len(matrix)):
        for j in range(i + 1):
            rest = matrix[i, j] - root[i, :j] @ root[j, :j]
            root[i, j] = np.sqrt(rest) if i == j else rest / root[j, j]
    return root


def classes(episodes: Episodes, nodes: int = NODES) -> Classes:
    """Every combination of Gauss-Hermite nodes of the effects.

    Source: the nodes and weights of numpy.polynomial.hermite_e; tests/act/population/test_effects.py.
    """
    load = loadings(episodes)
    used = np.flatnonzero(np.any(load != 0.0, axis=0))
    if not len(used):
        return Classes(np.ones(1), np.ones((1, len(load))))
    node, weight = np.polynomial.hermite_e.hermegauss(nodes)
    weight = weight / weight.sum()
    z = np.array(list(product(node, repeat=len(used))))
    w = np.array([np.prod(ws) for ws in product(weight, repeat=len(used))])
    return Classes(w / w.sum(), np.exp(z @ load[:, used].T))
