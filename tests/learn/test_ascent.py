"""The search where people differ: a true top, the same from elsewhere, and spreads that are nil."""

from __future__ import annotations

import numpy as np
import pytest
from tests.learn.people_made import LOOP, choices, made, numbers

from unspiral.learn.ascent import MOST_WEAK, WEAK, Held, careful_curvature, maximise_levels
from unspiral.learn.parameters import natural
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.search import curvature
from unspiral.learn.start import starting_points

pytestmark = pytest.mark.identity

ONE = ("link:pain->depression",)


def made_problem(sd: float, people: int = 30, seed: int = 1, *, traits: bool = True) -> Problem:
    c = choices(ONE, traits=traits)
    return problem_of(made(people, 25, c, numbers(c, {ONE[0]: sd}), seed), LOOP, c)


@pytest.fixture(scope="module")
def wide() -> Problem:
    return made_problem(0.6)


def test_the_end_is_a_top_of_the_fine_likelihood(wide: Problem) -> None:
    points = starting_points(wide.layout, wide.look, wide.scale, 2, 1)
    top = maximise_levels(wide, points)
    assert top.converged
    assert np.linalg.eigvalsh(top.information[np.ix_(top.free, top.free)]).min() > 0.0
    levels = wide.levels
    assert levels is not None

    def height(theta: np.ndarray) -> float:
        population = levels.population(theta)
        return float(levels.exact(population)[0].sum())

    assert top.loglik == pytest.approx(height(top.theta), abs=1e-6)
    scale = 1.0 / np.sqrt(np.diag(top.information))
    rng = np.random.default_rng(0)
    assert all(height(top.theta + 0.3 * scale * rng.normal(size=len(scale))) < top.loglik for _ in range(8))
    again = maximise_levels(wide, points[:1], begun=top.theta)
    assert again.loglik == pytest.approx(top.loglik, abs=1e-3)
    mirrored = top.theta.copy()
    for section in ("spread", "lean"):
        mirrored[wide.layout.sections[section]] *= -1.0  # the same law
    assert height(mirrored) == pytest.approx(top.loglik, abs=1e-9)
    turned = maximise_levels(wide, points[:1], begun=mirrored)
    assert turned.theta[wide.layout.sections["spread"]][0] > 0.0
    assert turned.theta == pytest.approx(again.theta, abs=0.05)
    sd = natural(wide.layout, wide.scale, top.theta)[wide.layout.names.index(f"sd:{ONE[0]}")]
    assert 0.2 < sd < 1.2


def test_both_climbs_are_made_unless_one_start_is_asked_for(wide: Problem) -> None:
    points = starting_points(wide.layout, wide.look, wide.scale, 2, 1)
    both, one = maximise_levels(wide, points), maximise_levels(wide, points[:1])
    assert (len(both.ends), len(one.ends)) == (2, 1)
    assert both.differing
    assert both.ends[0] == both.loglik  # heights of the ends, the higher as high as the top
    assert both.ends[1] == pytest.approx(both.loglik, abs=0.5)
    assert one.loglik == pytest.approx(both.loglik, abs=0.02)


def test_without_curvature_the_scatter_of_scores_stands_in(wide: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    levels = wide.levels
    assert levels is not None
    theta = maximise_levels(wide, starting_points(wide.layout, wide.look, wide.scale, 1, 1)).theta
    held = Held(levels, levels.enough(levels.population(theta)))
    here, now = held.at(theta), np.ones(len(theta), dtype=bool)
    scatter = held.scores.T @ held.scores
    assert careful_curvature(held, theta, now, here)[1] == 0
    values, vectors = np.linalg.eigh(curvature(held.many, theta, now, here))
    weak = vectors[:, values < WEAK][:, :MOST_WEAK]

    def valley(self: Held, at: np.ndarray, near: float = 0.1, turns: int = 4) -> tuple[float, np.ndarray]:
        return self.at(at)[0] + 0.0 * near * turns, theta - at  # downhill whichever way one looks

    monkeypatch.setattr(Held, "followed", valley)
    found, many = careful_curvature(held, theta, now, here)
    assert many == weak.shape[1] > 0
    assert np.trace(weak.T @ found @ weak) == pytest.approx(np.trace(weak.T @ scatter @ weak), rel=1e-6)
    assert np.linalg.eigvalsh(found).min() > 0.0


def test_a_spread_that_is_nil_is_held_at_nil() -> None:
    nil = next(
        (problem, top)
        for seed in range(1, 9)
        for problem in [made_problem(0.0, 15, seed, traits=False)]
        for top in [maximise_levels(problem, starting_points(problem.layout, problem.look, problem.scale, 1, 1))]
        if not natural(problem.layout, problem.scale, top.theta)[problem.layout.sections["spread"]][0] > 1e-100
    )
    problem, top = nil
    assert top.converged
    assert not top.free[problem.layout.sections["spread"]].any()
    first = problem.layout.sections["spread"].start
    from dataclasses import replace

    plain = replace(problem, layout=problem.layout.average)
    assert top.loglik == pytest.approx(plain.values([top.theta[:first]])[0][0], abs=1e-6)
