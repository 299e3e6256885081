"""The expected information of a design: equal to the curvature of the kernel's own likelihood, and to dense normals for uneven designs."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest
from scipy.stats import multivariate_normal
from tests.learn.designs import BOTH, people, with_inputs
from tests.learn.loops import simulate_panel
from tests.learn.truth import random_panel, random_system

from unspiral.learn.information import covers, information_root, moments, part_of
from unspiral.learn.kalman import filter_lanes
from unspiral.learn.parameters import assemble, natural
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.start import starting_points
from unspiral.learn.system import lanes_of_panel
from unspiral.loop.language import parse
from unspiral.records import Choices, Moments

pytestmark = pytest.mark.unit


def shaken(problem: Problem, seed: int = 3) -> np.ndarray:
    start = starting_points(problem.layout, problem.look, problem.scale, 1, 1)[0]
    return start + 0.1 * np.random.default_rng(seed).normal(size=len(start))


@pytest.mark.parametrize(
    "choices",
    [
        Choices(True, False, "joint", "constant", {}),
        Choices(True, True, "stationary", "constant", {}),
        Choices(False, False, "centred", "wave", {}, waves=(0.0, 1.0, 2.0, 3.0)),
    ],
)
def test_it_is_the_curvature_at_the_model_s_own_moments(choices: Choices) -> None:
    """Of summary statistics that are exactly what the model says, minus the second derivative is the expected information."""
    problem = problem_of(people(20, 4), parse(BOTH), choices)
    point = shaken(problem)
    part = part_of(problem.lanes, 1, 4)
    mean, cov = moments([assemble(problem.layout, natural(problem.layout, problem.scale, point))], part)
    exact = Moments(np.arange(4.0), ("pain", "depression"), mean[0, 0], cov[0, 0], 1, None, "day")
    own = replace(problem_of(exact, parse(BOTH), choices), scale=problem.scale)
    assert np.abs(own.values([point])[0][1]).max() < 1e-7  # its own moments are where the likelihood is highest
    step = 1e-4
    steps = step * np.eye(len(point))
    curvature = np.array([(own.values([point - s])[0][1] - own.values([point + s])[0][1]) / (2 * step) for s in steps])
    root = information_root(problem, point, part)
    np.testing.assert_allclose(root.T @ root, (curvature + curvature.T) / 2, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("seed", range(4))
def test_mean_and_covariance_are_those_of_the_kernel_for_uneven_times_missing_cells_and_inputs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    panel = random_panel(rng, 3, inputs=True)
    panel = replace(panel, persons=tuple(replace(p, time=np.cumsum(rng.uniform(0.1, 3.0, len(p.time)))) for p in panel.persons))
    lanes = lanes_of_panel(panel, panel.indicators, ("hit",), ("hold",))
    system = random_system(rng, ("real", "complex", "repeated")[seed % 3], traits=bool(seed % 2), p=2, m=3, inputs=True)
    part = part_of(lanes, 10, 10)
    assert covers(part, lanes)
    mean, cov = moments([system], part)
    # The part leaves rows without answers out, so each person's answers come in the same order all the same.
    total = 0.0
    by_cells = {int(part.answered[i].sum()): i for i in range(len(part.scale))}
    shares = filter_lanes([system], lanes).loglik
    for i in range(len(lanes.name)):
        k = by_cells[int(lanes.answered[:, i].sum())] if len(by_cells) == len(part.scale) else i
        seen = part.answered[k].ravel()
        y = lanes.values[:, i][lanes.answered[:, i]]
        dense = multivariate_normal.logpdf(y, mean[0, k][seen], cov[0, k][np.ix_(seen, seen)])
        total += dense - shares[i]
    assert abs(total) < 1e-8


def test_a_part_knows_no_more_than_the_whole() -> None:
    problem = problem_of(people(1, 30), parse(BOTH), Choices(False, True, "stationary", "constant", {}))
    point = shaken(problem)
    small, large = (information_root(problem, point, part_of(problem.lanes, 1, rows)) for rows in (8, 30))
    assert np.linalg.eigvalsh(large.T @ large - small.T @ small).min() > -1e-9


def test_people_with_the_same_pattern_count_once_and_late_inputs_are_looked_at() -> None:
    lanes = lanes_of_panel(people(30, 5), ("pain", "depression"), (), ())
    assert len(part_of(lanes, 6, 10).scale) == 1
    late = with_inputs(people(1, 300), lambda _, t: t >= 200)
    held = part_of(lanes_of_panel(late, ("pain", "depression"), (), ("u0",)), 6, 10)
    assert held.presses.any()
    assert held.answered.sum() < 60
    daily = with_inputs(people(1, 300), lambda _, t: np.sin(t))
    assert part_of(lanes_of_panel(daily, ("pain", "depression"), (), ("u0",)), 6, 10).gap.shape[1] < 60


@pytest.mark.parametrize(("persons", "occasions", "most"), [(100, 60, 0.3), (1, 1000, 0.5)])
def test_it_is_fast(persons: int, occasions: int, most: float) -> None:
    from unspiral.learn.tradeoff import trade_offs

    choices = Choices(persons > 1, True, "joint" if persons > 1 else "stationary", "constant", {})
    problem = problem_of(simulate_panel(persons=persons, occasions=occasions, uneven=True), parse(BOTH), choices)
    seconds = []
    for _ in range(3):
        began = perf_counter()
        assert trade_offs(problem) == []
        seconds.append(perf_counter() - began)
    assert min(seconds) < 2.0 * most  # twice the aim: shapes are checked here, and the machine may be busy
