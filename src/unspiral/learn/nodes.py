"""Where each person's deviations are looked at: a rule laid about the middle of the person's own law, as wide as that law is.

eps = middle + root z, with a finer rule for the people who need one. Laid about the mean and the covariance of a person's law, a rule
errs less than about the mode: laws of rates have a long tail, and the mode lies off its weight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.learn.quadrature import TOP, rung_of
from unspiral.learn.system import Array

NARROWER, WIDER = 0.3, 3.0  # least and largest change of a variance when nodes are moved: few nodes tell no more
FARTHEST = 1.5  # standard deviations by which nodes are moved at once


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """Points of all persons, one person after another.

    Args:
        eps: points.
        log_weight: of each, with everything but the likelihood of the answers in it.
        first: of each person's points, and how many there are at the end.
        middle, root: of each person, eps = middle + root z.
        rung: of each person's rule.
    """

    eps: Float[ndarray, "points q"]
    log_weight: Float[ndarray, " points"]
    first: Int[ndarray, " persons_and_end"]
    middle: Float[ndarray, "persons q"]
    root: Float[ndarray, "persons q q"]
    rung: Int[ndarray, " persons"]

    @property
    def person(self) -> Int[ndarray, " points"]:
        """Whose each point is."""
        return np.repeat(np.arange(len(self.rung)), np.diff(self.first))

    def sums(self, of: Float[ndarray, "points ..."]) -> Float[ndarray, "persons ..."]:
        """Sum over each person's points."""
        return np.add.reduceat(of, self.first[:-1], axis=0)

    def finer(self) -> Nodes:
        """The next rung for everybody."""
        return laid(self.middle, self.root, np.minimum(self.rung + 1, TOP))


def laid(middle: Float[ndarray, "persons q"], root: Float[ndarray, "persons q q"], rung: Int[ndarray, " persons"]) -> Nodes:
    """Lay each person's rule.

    Args:
        middle, root: eps = middle + root z.
        rung: which rule; see ``rung_of``.
    """
    q = middle.shape[1]
    sizes = np.array([len(rung_of(q, r).z) for r in range(TOP + 1)])
    first = np.concatenate([[0], np.cumsum(sizes[rung])])
    eps, log_weight = np.empty((first[-1], q)), np.empty(first[-1])
    width = np.linalg.slogdet(root)[1]
    for r in np.unique(rung):
        rule, who = rung_of(q, int(r)), np.flatnonzero(rung == r)
        points = middle[who][:, None] + rule.z @ root[who].swapaxes(1, 2)
        at: Array = (first[who][:, None] + np.arange(len(rule.z))).ravel()
        eps[at] = points.reshape(-1, q)
        log_weight[at] = (rule.log_weight + 0.5 * (rule.z**2).sum(axis=1) + width[who][:, None] - 0.5 * (points**2).sum(axis=2)).ravel()
    return Nodes(eps, log_weight, first, middle, root, rung)


def root_of(covariance: Float[ndarray, "persons q q"]) -> Float[ndarray, "persons q q"]:
    """Symmetric roots of covariances."""
    values, vectors = np.linalg.eigh(covariance)
    return (vectors * np.sqrt(np.maximum(values, 1e-12))[:, None]) @ vectors.swapaxes(1, 2)


def recentred(nodes: Nodes, part: Float[ndarray, " points"]) -> Nodes:
    """The same rules about the mean and the covariance of each person's law, as the nodes and their shares give them.

    Args:
        nodes: as they are.
        part: share of each, as ``Levels.shares`` gives them.

    Source: Naylor and Smith (1982, doi:10.2307/2347995); tests/learn/test_nodes.py.
    """
    person = nodes.person
    z = np.linalg.solve(nodes.root[person], (nodes.eps - nodes.middle[person])[..., None])[..., 0]
    shift = nodes.sums(part[:, None] * z)
    off = z - shift[person]
    values, vectors = np.linalg.eigh(nodes.sums(part[:, None, None] * off[:, :, None] * off[:, None, :]))
    spread = (vectors * np.clip(values, NARROWER, WIDER)[:, None]) @ vectors.swapaxes(1, 2)
    shift *= np.minimum(1.0, FARTHEST / np.maximum(np.linalg.norm(shift, axis=1, keepdims=True), 1e-300))
    return laid(nodes.middle + np.matvec(nodes.root, shift), root_of(nodes.root @ spread @ nodes.root.swapaxes(1, 2)), nodes.rung)
