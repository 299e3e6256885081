"""The likelihood of a problem with answers in steps: person by person, on the working scale, and from sensible starts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.stepped_designs import CASES, panel_of, problem_for

from unspiral.errors import DataError
from unspiral.learn.bootstrap import on
from unspiral.learn.parameters import natural
from unspiral.learn.problem import problem_of
from unspiral.learn.sandwich import person_scores
from unspiral.learn.start import starting_points

pytestmark = pytest.mark.identity


@pytest.mark.parametrize("number", [0, 5, 6])
def test_scores_are_each_persons_slopes_and_add_up(number: int) -> None:
    problem, _ = problem_for(CASES[number], persons=4)
    theta = starting_points(problem.layout, problem.look, problem.scale, 1, 1)[0]
    scores = person_scores(problem, theta)
    value, slope = problem.values([theta])[0]
    assert np.isfinite(value)
    assert scores.sum(axis=0) == pytest.approx(slope, rel=1e-6, abs=1e-6)
    one = on(problem, problem.lanes.some(np.array([2])), np.zeros(1, dtype=np.int64))
    assert one.values([theta])[0][1] == pytest.approx(scores[2], rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_start_has_a_likelihood_and_rising_thresholds(case) -> None:  # type: ignore[no-untyped-def]
    problem, _ = problem_for(case, persons=8)
    points = starting_points(problem.layout, problem.look, problem.scale, 4, 1)
    values = problem.values(points)
    assert all(np.isfinite(value) and np.isfinite(slope).all() for value, slope in values)
    for point in points:
        thresholds = natural(problem.layout, problem.scale, point)[problem.layout.sections["threshold"]]
        assert (np.diff(thresholds) > 0.0).all()


def test_several_points_at_once_are_those_of_one_by_one() -> None:
    problem, _ = problem_for(CASES[7], persons=4)
    points = starting_points(problem.layout, problem.look, problem.scale, 3, 1)
    together = problem.values(points)
    alone = [problem.values([p])[0] for p in points]
    assert [v for v, _ in together] == pytest.approx([v for v, _ in alone], abs=1e-8)


def test_covariates_that_links_depend_on_come_in() -> None:
    case = CASES[6]
    panel = panel_of(case, 3, persons=5)
    people = tuple(replace(p, covariates=np.array([float(k)])) for k, p in enumerate(panel.persons))
    panel = replace(panel, persons=people, covariates=("age",))
    problem = problem_of(panel, case.loop, replace(case.choices, covariates={"age": "both"}))
    theta = starting_points(problem.layout, problem.look, problem.scale, 1, 1)[0] + 0.1
    value, slope = problem.values([theta])[0]
    assert np.isfinite(value)
    at, step = problem.layout.names.index("covariate:age->link:pain->depression"), 1e-4
    move = step * np.eye(len(theta))[at]
    difference = problem.values([theta + move])[0][0] - problem.values([theta - move])[0][0]
    assert slope[at] == pytest.approx(difference / (2.0 * step), abs=1e-5)
    shares, part, _ = problem.reported(natural(problem.layout, problem.scale, theta))
    assert shares.sum() == pytest.approx(value + part.added.sum(), abs=1e-8)
    assert person_scores(problem, theta).sum(axis=0) == pytest.approx(slope, rel=1e-6, abs=1e-6)


def test_an_answer_that_was_never_a_step_is_refused() -> None:
    case = CASES[0]
    panel = panel_of(case, 1)
    first = panel.persons[0]
    with pytest.raises(DataError, match="none of its steps"):
        problem_of(replace(panel, persons=(replace(first, values=first.values + 0.5),)), case.loop, case.choices)
