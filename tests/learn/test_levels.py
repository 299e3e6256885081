"""The likelihood with deviations integrated out: brute force, derivatives, no differences, invariances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.special import logsumexp
from tests.learn.people_made import LINKS, LOOP, by_chance, choices, made, numbers, problem

from unspiral.learn.levels import STEP, STIFF, STIFFEST, Levels, Population, own_systems
from unspiral.learn.parameters import by_name
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.quadrature import CLIMB, TOP, USUAL
from unspiral.learn.start import starting_points
from unspiral.learn.system import Lanes

pytestmark = pytest.mark.identity

ONE = ("link:pain->depression",)


def levels_in(of: Problem) -> Levels:
    assert of.levels is not None
    return of.levels


def point(of: Problem) -> np.ndarray:
    start = starting_points(of.layout, of.look, of.scale, 1, 1)[0]
    return start + 0.05 * np.random.default_rng(0).normal(size=len(start))


def at_truth(people: int, occasions: int, varied: Sequence[str], sd: float) -> tuple[Levels, Population]:
    """People who differ, and the population that they were made from."""
    c = choices(varied)
    values = numbers(c, dict.fromkeys(varied, sd))
    of = problem_of(made(people, occasions, c, values), LOOP, c)
    return levels_in(of), levels_in(of).population_at(by_name(of.layout, values))


def dense(levels: Levels, theta: np.ndarray) -> np.ndarray:
    """One deviation, integrated over 2001 points from -9 to 9."""
    population, eps = levels.population(theta), np.linspace(-9.0, 9.0, 2001)
    out = []
    for i in range(levels.persons):
        value, _ = levels.pairs(population, np.full(len(eps), i), eps[:, None])
        out.append(logsumexp(value - 0.5 * eps**2 - 0.5 * np.log(2.0 * np.pi)) + np.log(eps[1] - eps[0]))
    return np.array(out)


@pytest.mark.parametrize("name", ["link:pain->depression", "self:pain", "error:pain", "t0mean:pain"])
def test_one_deviation_against_brute_force(name: str) -> None:
    of = problem(6, 12, [name], 0.5)
    levels, theta = levels_in(of), point(of)
    theta[of.layout.sections["spread"]] = 0.4
    theta[of.layout.sections["lean"]] = [0.3, -0.2]
    population = levels.population(theta)
    found, _ = levels.exact(population)
    assert np.abs(found - dense(levels, theta)).max() < 1e-5


def test_four_deviations_against_chance() -> None:
    """Within what evenly spread draws leave open themselves."""
    levels, population = at_truth(5, 40, LINKS, 0.3)
    one, other = (by_chance(levels, population, 2**13, wide) for wide in (1.2, 1.5))
    found, off = levels.exact(population)
    assert np.abs(one - other).max() < 2e-3
    assert np.abs(found - 0.5 * (one + other)).max() < 2e-3
    assert off < 0.02


def test_whoever_needs_a_finer_rule_gets_it() -> None:
    levels, population = at_truth(12, 25, LINKS, 0.5)
    usual = levels.about(population)
    enough = levels.enough(population, usual)
    assert (usual.rung == USUAL).all()
    assert USUAL < enough.rung.max() < TOP
    assert (enough.rung == USUAL).any()
    exact, _ = levels.exact(population)
    before, after = (np.abs(levels.shares(population, nodes)[0] - exact) for nodes in (usual, enough))
    finer = enough.rung > USUAL
    assert after[finer].sum() < before[finer].sum()


@pytest.mark.parametrize("t0", ["separate", "joint", "stationary"])
def test_the_derivative_is_that_of_the_sum_over_the_nodes(t0: str) -> None:
    of = problem(5, 8, (*LINKS, "diffusion:pain"), t0=t0)
    levels, theta = levels_in(of), point(of)
    nodes = levels.about(levels.population(theta), CLIMB)
    ((_, slope),) = levels.values([theta], nodes)
    step = 1e-5 * np.eye(len(theta))
    beside = levels.values([*(theta + step), *(theta - step)], nodes)
    differences = np.array([(beside[k][0] - beside[len(theta) + k][0]) / 2e-5 for k in range(len(theta))])
    assert np.abs(slope - differences).max() < 1e-6 * max(1.0, np.abs(slope).max())


def test_without_differences_it_is_the_likelihood_of_today() -> None:
    of = problem(7, 10, LINKS)
    theta = point(of)
    first = of.layout.sections["spread"].start
    theta[first:] = 0.0
    plain = replace(of, layout=of.layout.average)
    assert plain.levels is None
    (alike,) = plain.values([theta[:first]])
    (found,) = of.values([theta])
    assert found[0] == pytest.approx(alike[0], abs=1e-10 * abs(alike[0]))
    assert np.abs(found[1][:first] - alike[1]).max() < 1e-9 * np.abs(alike[1]).max()
    assert np.abs(found[1][first:]).max() < 1e-8  # level by symmetry


def test_a_person_who_is_dropped_takes_their_share_along_and_order_does_not_matter() -> None:
    c = choices(ONE)
    values = numbers(c, {ONE[0]: 0.4})
    panel = made(6, 10, c, values)
    from unspiral.learn.likelihood import loglik_by_person

    names, shares = loglik_by_person(panel, LOOP, values, c)
    _, fewer = loglik_by_person(replace(panel, persons=panel.persons[1:]), LOOP, values, c)
    gone = shares[names.index(panel.persons[0].name)]
    assert shares.sum() - fewer.sum() == pytest.approx(gone, abs=1e-9)
    turned_names, turned = loglik_by_person(replace(panel, persons=panel.persons[::-1]), LOOP, values, c)
    by_person = dict(zip(turned_names, turned, strict=True))
    assert np.abs(np.array([by_person[n] for n in names]) - shares).max() < 1e-9


def test_each_persons_own_model_lies_at_their_mode() -> None:
    c = choices(ONE)
    values = numbers(c, {ONE[0]: 0.4})
    of = problem_of(made(6, 40, c, values), LOOP, c)
    systems = of.systems(by_name(of.layout, values))
    levels = levels_in(of)
    modes = levels.modes(levels.population_at(by_name(of.layout, values)))
    assert len(systems) == 6
    assert np.array([s.drift[1, 0] for s in systems]) == pytest.approx(0.4 + 0.4 * modes.eps[:, 0])
    drawn = own_systems(levels, by_name(of.layout, values), np.random.default_rng(1))
    assert np.std([s.drift[1, 0] - d.drift[1, 0] for s, d in zip(systems, drawn, strict=True)]) > 0.05


def test_means_move_with_the_population_as_differences_say() -> None:
    of = problem(5, 20, ("link:pain->depression", "self:pain"))
    levels, theta = levels_in(of), point(of)
    theta[of.layout.sections["spread"]] = [0.3, 0.05, 0.3]

    def means(at: np.ndarray) -> np.ndarray:
        population = levels.population(at)
        nodes = levels.about(population).finer()
        _, part, _ = levels.shares(population, nodes)
        return nodes.sums(part[:, None] * (nodes.eps @ population.root.T))

    slope, step = levels.mean_slope(theta), 1e-4
    for k in (0, 2, 5, len(theta) - 5, len(theta) - 1):
        move = step * np.eye(len(theta))[k]
        differences = (means(theta + move) - means(theta - move)) / (2.0 * step)
        assert np.abs(slope[:, :, k] - differences).max() < 0.05 * max(np.abs(differences).max(), 0.01)


@pytest.mark.parametrize("coordinate", [0, 1])
@pytest.mark.parametrize("height", [1e20, -1e304, 1.7e308, np.inf, np.nan])
def test_a_slope_that_leaps_where_it_is_differenced_leaves_a_curvature(coordinate: int, height: float) -> None:
    """Far out a person's slope may overflow beside one that does not: what the differences say there is no curvature of a law."""
    of = problem(4, 8, ("self:pain", "link:pain->depression"))
    levels, population = levels_in(of), levels_in(of).population(point(of))
    first, to_eps = of.layout.sections["spread"].start, np.linalg.inv(population.root)

    def leaping(lanes: Lanes, models: np.ndarray, group: np.ndarray, person: np.ndarray, u: np.ndarray, c: np.ndarray) -> Any:
        assert levels.compiled is not None
        value, slope = levels.compiled(lanes, models, group, person, u, c)
        slope[(u @ to_eps.T)[:, coordinate] > 0.5 * STEP, first : first + 2] = height
        return value, slope

    over = replace(levels, compiled=leaping)
    with np.errstate(all="ignore"):
        curvature = np.linalg.eigvalsh(over.modes(population).curvature)
    assert curvature.min() >= 0.99 * STIFF
    assert curvature.max() <= 2.0 * STIFFEST  # of two by two entries
    nodes = over.enough(population)
    assert np.isfinite(nodes.eps).all()
    assert np.isfinite(nodes.log_weight).all()
