"""Rules integrate what they say: polynomials up to their degree, and means under the normal law."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from scipy.special import factorial2

from unspiral.learn.quadrature import CLIMB, TOP, Rule, grid, lattice, rung_of, seventh, sparse

pytestmark = pytest.mark.identity


def moment(powers: tuple[int, ...]) -> float:
    """E of z1^a z2^b ... for independent standard normal numbers."""
    return 0.0 if any(p % 2 for p in powers) else float(np.prod([factorial2(p - 1) if p else 1.0 for p in powers]))


def wrong(rule: Rule, degree: int) -> float:
    """The largest error among all monomials up to a degree."""
    q = rule.z.shape[1]
    powers = [p for p in product(range(degree + 1), repeat=q) if sum(p) <= degree]
    return max(abs(float(np.exp(rule.log_weight) @ np.prod(rule.z ** np.array(p), axis=1)) - moment(p)) for p in powers)


@pytest.mark.parametrize("q", [1, 2, 3, 4])
def test_the_sparse_rule_is_of_degree_five(q: int) -> None:
    assert wrong(sparse(q), 5) < 1e-12


def test_the_rule_of_49_points_is_of_degree_seven() -> None:
    rule = seventh()
    assert len(rule.z) == 49
    assert wrong(rule, 7) < 1e-11
    assert wrong(rule, 8) > 0.1  # and not of more


@pytest.mark.parametrize(("q", "points"), [(1, 7), (2, 5), (3, 3), (4, 4)])
def test_products_of_gauss_hermite(q: int, points: int) -> None:
    assert len(grid(q, points).z) == points**q
    assert wrong(grid(q, points), min(2 * points - 1, 9)) < 1e-9


def test_more_than_four_dimensions_have_no_sparse_rule() -> None:
    with pytest.raises(ValueError, match="negative"):
        sparse(5)


@pytest.mark.parametrize("q", [5, 9])
def test_the_lattice_stands_for_the_normal_law(q: int) -> None:
    rule = lattice(q, 4096)
    weight = np.exp(rule.log_weight)
    assert abs(weight.sum() - 1.0) < 0.02
    assert np.abs(weight @ rule.z).max() < 0.02
    assert np.abs(np.einsum("k,ki,kj->ij", weight, rule.z, rule.z) - np.eye(q)).max() < 0.06


@pytest.mark.parametrize("q", [1, 2, 3, 4, 6])
def test_every_rung_is_finer_than_the_one_before(q: int) -> None:
    sizes = [len(rung_of(q, rung).z) for rung in range(CLIMB, TOP + 1)]
    assert all(one < other for one, other in pairwise(sizes))
