"""Rules about each person's law: laid where they should be, exact there, and following the law."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from unspiral.learn.nodes import Nodes, laid, recentred, root_of
from unspiral.learn.quadrature import CLIMB, TOP, USUAL, rung_of

pytestmark = pytest.mark.identity

MEAN = np.array([[0.4, -0.3], [-0.2, 0.5], [0.1, 0.9]])
COVARIANCE = np.array([[[0.5, 0.2], [0.2, 0.3]], [[0.2, -0.1], [-0.1, 0.6]], [[0.1, 0.0], [0.0, 0.1]]])


def shares(nodes: Nodes, mean: np.ndarray, covariance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Integral, and share of each node, where the answers' likelihood is such that the person's law is a known normal."""
    person, height = nodes.person, np.empty(len(nodes.eps))
    for k, (m, v) in enumerate(zip(mean, covariance, strict=True)):
        at = nodes.eps[person == k]
        law = multivariate_normal(m, v).logpdf(at)
        prior = multivariate_normal(np.zeros(len(m)), np.eye(len(m))).logpdf(at)
        height[person == k] = nodes.log_weight[person == k] + law - prior
    part = np.exp(height)
    total = nodes.sums(part)
    return total, part / total[person]


@pytest.mark.parametrize("rung", range(TOP + 1))
def test_a_normal_law_is_integrated_exactly_about_its_mean(rung: int) -> None:
    nodes = laid(MEAN, root_of(COVARIANCE), np.full(3, rung))
    total, _ = shares(nodes, MEAN, COVARIANCE)
    np.testing.assert_allclose(total, 1.0, rtol=1e-12)


def test_people_may_stand_on_rungs_of_their_own() -> None:
    rung = np.array([CLIMB, TOP, USUAL])
    nodes = laid(MEAN, root_of(COVARIANCE), rung)
    assert np.diff(nodes.first).tolist() == [len(rung_of(2, r).z) for r in rung]
    assert np.bincount(nodes.person).tolist() == np.diff(nodes.first).tolist()
    one = laid(MEAN[1:2], root_of(COVARIANCE[1:2]), rung[1:2])
    np.testing.assert_array_equal(nodes.eps[nodes.person == 1], one.eps)
    np.testing.assert_allclose(nodes.log_weight[nodes.person == 1], one.log_weight, rtol=1e-14)
    assert nodes.finer().rung.tolist() == [CLIMB + 1, TOP, USUAL + 1]


def test_nodes_find_the_mean_and_the_width_of_a_law() -> None:
    nodes = laid(np.zeros((3, 2)), np.tile(0.7 * np.eye(2), (3, 1, 1)), np.full(3, USUAL))
    for _ in range(12):
        nodes = recentred(nodes, shares(nodes, MEAN, COVARIANCE)[1])
    np.testing.assert_allclose(nodes.middle, MEAN, atol=1e-6)
    np.testing.assert_allclose(nodes.root @ nodes.root.swapaxes(1, 2), COVARIANCE, atol=1e-6)


def test_one_step_goes_only_so_far() -> None:
    """A law far away leaves all weight on one node: that is no reason to believe that it is a point."""
    nodes = laid(np.zeros((1, 2)), np.eye(2)[None], np.full(1, CLIMB))
    moved = recentred(nodes, shares(nodes, np.array([[4.0, 4.0]]), 0.1 * np.eye(2)[None])[1])
    assert np.linalg.norm(moved.middle) <= 1.5 + 1e-12
    assert np.linalg.eigvalsh(moved.root[0] @ moved.root[0].T).min() >= 0.3 - 1e-12


def test_a_root_is_a_root() -> None:
    root = root_of(COVARIANCE)
    np.testing.assert_allclose(root @ root, COVARIANCE, atol=1e-14)
