"""The sandwich: person scores against differences, the whole against hand arithmetic, and what it is for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.loops import simulate_panel

from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.kalman import filter_lanes
from unspiral.learn.parameters import natural
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.sandwich import person_scores, sandwich
from unspiral.learn.search import Optimum
from unspiral.loop.language import parse
from unspiral.records import Choices, Panel

LOOP = parse("pain <-> depression")


def shares(problem: Problem, theta: np.ndarray) -> np.ndarray:
    return filter_lanes(problem.systems(natural(problem.layout, problem.scale, theta)), problem.lanes).loglik


@pytest.mark.parametrize("t0", ["joint", "stationary"])
def test_scores_are_the_slopes_of_each_persons_share_and_add_up(t0: str) -> None:
    panel = simulate_panel(seed=3, persons=5, occasions=4, trait=1.0)
    longer = simulate_panel(seed=4, persons=3, occasions=6, trait=1.0)
    people = (*panel.persons, *(replace(p, name=f"b{p.name}") for p in longer.persons))
    problem = problem_of(replace(panel, persons=people), LOOP, Choices(True, False, t0, "constant", {}))
    theta = np.random.default_rng(1).normal(size=len(problem.layout.slots)) * 0.2 + 0.6
    scores = person_scores(problem, theta)
    step = 1e-5
    for k in range(len(theta)):
        move = step * np.eye(len(theta))[k]
        slope = (shares(problem, theta + move) - shares(problem, theta - move)) / (2.0 * step)
        assert np.allclose(scores[:, k], slope, rtol=1e-5, atol=1e-5)
    assert np.allclose(scores.sum(axis=0), problem.values([theta])[0][1], rtol=1e-8, atol=1e-8)


def uneven(seed: int) -> Panel:
    """People around one level whose days move much in some and little in others: the model knows one size for all."""
    rng, level = np.random.default_rng(seed), np.array([4.0, 3.0])
    panel = simulate_panel(seed=seed, persons=60, occasions=4)
    return replace(panel, persons=tuple(replace(p, values=level + (p.values - level) * rng.choice([0.4, 1.6])) for p in panel.persons))


def test_it_is_bread_meat_bread_with_the_correction_for_few_people() -> None:
    panel = simulate_panel(seed=3, persons=12, occasions=5)
    problem = problem_of(panel, LOOP, Choices(False, False, "stationary", "constant", {}))
    theta = np.full(len(problem.layout.slots), 0.6)
    half = np.random.default_rng(2).normal(size=(len(theta), len(theta)))
    free = np.arange(len(theta)) != 2
    information = half @ half.T + np.eye(len(theta))
    found = sandwich(problem, Optimum(theta, 0.0, information, free, 0.0, True))
    s = person_scores(problem, theta)[:, free]
    bread = np.linalg.inv(information[np.ix_(free, free)])
    assert np.allclose(found[np.ix_(free, free)], 12 / 11 * bread @ s.T @ s @ bread, rtol=1e-9)
    assert not found[2].any()


def test_with_a_wrong_model_it_is_wider_than_wald_and_with_a_right_one_the_same() -> None:
    def errors(panel: Panel, ci: str) -> np.ndarray:
        fit = fit_ml(panel, LOOP, traits=False, error=False, t0="stationary", starts=1, ladder=False, ci=ci)
        return np.array([p.se for p in fit.parameters if p.name.startswith("diffusion") and "," not in p.name])

    assert (errors(uneven(1), "sandwich") > 1.3 * errors(uneven(1), "wald")).all()
    right = simulate_panel(seed=8, persons=150, occasions=4)
    assert np.allclose(errors(right, "sandwich") / errors(right, "wald"), 1.0, atol=0.2)


def test_it_says_how_many_people_it_rests_on() -> None:
    few = fit_ml(simulate_panel(seed=2, persons=20, occasions=6), LOOP, starts=1, ladder=False, ci="sandwich", traits=False, error=False)
    said = [v for v in few.verdicts if v.code == "sandwich"]
    assert [v.level for v in said] == ["caution"]
    assert "20 people" in said[0].reason
