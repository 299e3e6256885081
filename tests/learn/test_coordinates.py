from __future__ import annotations

import numpy as np
import pytest

from unspiral.learn.coordinates import Coordinates, coordinates_of, triangle_at
from unspiral.learn.parameters import Layout, Scale, layout_of, natural
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit


FIELDS = ("diffusion", "t0_cov", "spread", "lean")
VARIED = ("self:pain", "link:pain->depression")


def layout(t0: str = "joint", varied: tuple[str, ...] = (), *, traits: bool = True) -> Layout:
    loop = parse("pain <-> depression; sleep -> pain")
    return layout_of(loop, traits=traits, error=True, t0=t0, waves=(), unit="day", individual=varied)


def scale() -> Scale:
    return Scale(1.5, np.array([1.0, 2.0, 0.5]), np.array([1.1, 2.2, 0.6]))


def test_blocks_know_their_places() -> None:
    block = triangle_at("trait", 4, 3)
    assert block.size == 3
    assert block.diagonal == [4, 6, 9]
    assert block.places == list(range(4, 10))


@pytest.mark.parametrize("t0", ["joint", "separate", "stationary"])
def test_every_point_is_a_model_whose_covariances_are_those_of_some_noise(t0: str) -> None:
    one = layout(t0)
    c = coordinates_of(one)
    x = 1.5 * np.random.default_rng(1).standard_normal((40, c.size))
    values = natural(one, scale(), c.working(x))
    assert (values[:, one.sections["self"]] < 0.0).all()
    for block in c.blocks:
        for row in values:
            cov = np.zeros((block.size, block.size))
            at = np.tril_indices(block.size)
            cov[at] = row[block.places]
            cov = cov + np.tril(cov, -1).T
            assert np.linalg.eigvalsh(cov).min() > -1e-9 * np.trace(cov)


def test_standard_deviations_and_correlations_are_those_that_the_coordinates_name() -> None:
    one = layout("separate")
    c = coordinates_of(one)
    trait = next(b for b in c.blocks if b.name == "trait")
    x = np.zeros(c.size)
    x[trait.diagonal] = [0.7, 1.2, 0.4]
    x[trait.rows[1][0]] = np.arctanh(0.5)
    cov = natural(one, scale(), c.working(x))[trait.places]
    sd = np.array([0.7, 1.2, 0.4]) * scale().spread
    np.testing.assert_allclose(cov[[0, 2, 5]], sd**2, rtol=1e-12)
    np.testing.assert_allclose(cov[1] / (sd[0] * sd[1]), 0.5, rtol=1e-12)
    # With no partial correlation of the third with either, its correlations are those that the first two leave: none.
    np.testing.assert_allclose(cov[[3, 4]], 0.0, atol=1e-12)


@pytest.mark.parametrize("varied", [(), VARIED])
def test_mirror_images_are_one_model_and_one_of_them_is_chosen(varied: tuple[str, ...]) -> None:
    one = layout(varied=varied)
    c = coordinates_of(one)
    x = np.random.default_rng(2).standard_normal((20, c.size))
    there, back = natural(one, scale(), c.through(x)[0]), natural(one, scale(), c.working(x))
    np.testing.assert_allclose(there, back, rtol=1e-12)
    folded = c.folded(x)
    np.testing.assert_allclose(c.folded(folded), folded)
    for block in c.blocks:
        assert (folded[:, block.diagonal] >= 0.0).all()
    assert (c.working(x)[:, list(c.roots)] >= 0.0).all()


@pytest.mark.parametrize("t0", ["joint", "separate", "stationary"])
def test_of_people_who_differ_every_point_is_one_covariance_of_deviations_and_levels(t0: str) -> None:
    """Built from what is reported: standard deviations, correlations with each other and with levels, variances of levels."""
    one = layout(t0, VARIED)
    c = coordinates_of(one)
    assert sorted(k for b in c.blocks for k in b.places) == [k for k, s in enumerate(one.slots) if s.field in FIELDS]
    x = np.random.default_rng(5).standard_normal((30, c.size))
    processes, names = ("pain", "depression", "sleep"), one.names
    for row in natural(one, scale(), c.working(x)):
        named = dict(zip(names, row.tolist(), strict=True))
        sd = [named[f"sd:{v}"] for v in VARIED] + [np.sqrt(named[f"trait:{p}"]) for p in processes]
        r = np.eye(5)
        r[0, 1] = named["cor:self:pain,link:pain->depression"]
        for i, p in enumerate(processes):
            r[0, 2 + i], r[1, 2 + i] = (named[f"cor:trait:{p},{v}"] for v in VARIED)
            for j, q in enumerate(processes[:i]):
                r[2 + j, 2 + i] = named[f"trait:{q},{p}"] / (sd[2 + i] * sd[2 + j])
        r = np.triu(r, 1) + np.triu(r, 1).T + np.eye(5)
        assert np.linalg.eigvalsh(r).min() > -1e-9
        assert np.abs(r).max() < 1.0 + 1e-9


def test_spreads_and_correlations_over_people_are_those_that_the_coordinates_name() -> None:
    one = layout("separate", VARIED)
    c = coordinates_of(one)
    people = c.blocks[-1]
    assert people.name == "people" and people.size == 5
    x = np.zeros(c.size)
    x[people.diagonal] = [0.3, 0.2, 0.7, 1.2, 0.4]
    lean = one.names.index("cor:trait:pain,self:pain")
    x[lean] = np.arctanh(0.6)
    named = dict(zip(one.names, natural(one, scale(), c.working(x)).tolist(), strict=True))
    assert named["sd:self:pain"] == pytest.approx(0.3)
    assert named["sd:link:pain->depression"] == pytest.approx(0.2 * 2.0 / 1.5)
    assert named["trait:pain"] == pytest.approx(0.7**2)  # all of it, leaning or not
    assert named["trait:depression"] == pytest.approx((2.0 * 1.2) ** 2)
    assert named["cor:trait:pain,self:pain"] == pytest.approx(0.6)
    assert named["cor:trait:pain,link:pain->depression"] == pytest.approx(0.0)


@pytest.mark.parametrize("varied", [(), VARIED])
def test_derivatives_walk_back_exactly(varied: tuple[str, ...]) -> None:
    c = coordinates_of(layout(varied=varied))
    random = np.random.default_rng(3)
    x, slope = random.standard_normal((3, c.size)), random.standard_normal((3, c.size))
    found = c.through(x)[1](slope)
    step = 1e-6
    for k in range(c.size):
        e = np.zeros(c.size)
        e[k] = step
        difference = ((c.through(x + e)[0] - c.through(x - e)[0]) * slope).sum(axis=1) / (2.0 * step)
        np.testing.assert_allclose(found[:, k], difference, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize(("varied", "traits"), [((), True), (VARIED, True), (VARIED, False)])
def test_a_working_vector_comes_back_and_edges_are_moved_inside(varied: tuple[str, ...], traits: bool) -> None:
    c = coordinates_of(layout(varied=varied, traits=traits))
    x = c.folded(0.8 * np.random.default_rng(4).standard_normal(c.size))
    x[[k for b in c.blocks for k in b.diagonal]] += 0.1
    np.testing.assert_allclose(c.of_working(c.working(x)), x, rtol=1e-9, atol=1e-9)
    theta = c.working(x)
    for block in c.blocks:
        theta[block.places] = 0.0  # every variance nil
    inside = c.of_working(theta)
    assert np.isfinite(inside).all()
    assert all((inside[b.diagonal] > 0.0).all() for b in c.blocks)
    tied = Coordinates(3, (), (), (triangle_at("trait", 0, 2),)).of_working(np.array([1.0, 1.0, 0.0]))
    assert np.isfinite(tied).all()
    assert tied[1] == pytest.approx(np.arctanh(0.98))
