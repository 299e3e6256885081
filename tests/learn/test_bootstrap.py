"""The bootstrap: answers made up again have the model's moments, refits spread as they should, and workers change nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.loops import simulate_panel

from unspiral.learn.bootstrap import answers_again, bootstrap
from unspiral.learn.kalman import filter_lanes
from unspiral.learn.parameters import by_name, layout_for, natural
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.search import Optimum, maximise
from unspiral.learn.simulate import simulate
from unspiral.learn.start import bounds, starting_points
from unspiral.learn.system import Lanes
from unspiral.loop.language import parse
from unspiral.records import Choices

LOOP = parse("pain <-> depression")


def solved(problem: Problem) -> Optimum:
    return maximise(problem.values, starting_points(problem.layout, problem.look, problem.scale, 2, 1), *bounds(problem.layout))


@pytest.fixture(scope="module")
def cohort_problem() -> tuple[Problem, Optimum]:
    panel = simulate_panel(seed=6, persons=60, occasions=4)
    problem = problem_of(panel, LOOP, Choices(False, False, "stationary", "constant", {}))
    return problem, solved(problem)


def test_answers_made_up_again_have_the_moments_of_the_model_inputs_traits_and_all() -> None:
    """Against answers of ``simulate``, which walks person by person: same means, same covariances over all cells, same missing cells."""
    loop = parse("pain <-> depression; walking => pain (impulse); pills => depression (sustained)")
    choices = Choices(True, True, "joint", "wave", {}, waves=(0.0, 1.0, 2.5))
    layout = layout_for(loop, choices, "day")
    values = dict.fromkeys(layout.names, 0.2)
    values |= {"self:pain": -0.5, "self:depression": -0.7, "diffusion:pain": 0.9, "diffusion:depression": 0.6, "input:walking->pain": -1.5}
    values |= {"input:pills->depression": -0.8, "error:pain": 0.3, "error:depression": 0.5, "t0cov:pain": 1.4, "t0cov:depression": 1.1}
    values |= {"trait:pain": 0.8, "trait:depression": 0.7} | {n: float(k) for k, n in enumerate(layout.names) if n.startswith("mean:")}
    n, times, given = 1000, np.array([0.0, 1.0, 2.5]), np.array([[0.0, 1.0], [1.0, 1.0], [0.0, 0.0]])
    panel = simulate(loop, values, [times] * n, seed=3, choices=choices, unit="day", inputs=[given] * n)
    panel.persons[0].values[1, 0] = np.nan
    problem = problem_of(panel, loop, choices)
    systems = problem.systems(by_name(layout, values))
    again = answers_again(systems, problem.lanes, np.zeros(n, dtype=np.int64), np.random.default_rng(9))
    assert np.array_equal(again.answered, problem.lanes.answered)
    assert again.values[~again.answered].sum() == 0.0

    def moments(lanes: Lanes) -> tuple[np.ndarray, np.ndarray]:
        rows = lanes.values[:, 1:].swapaxes(0, 1).reshape(n - 1, -1)
        return rows.mean(axis=0), np.cov(rows.T)

    (mean, cov), (mean_again, cov_again) = moments(problem.lanes), moments(again)
    assert np.allclose(mean, mean_again, atol=5.0 * np.sqrt(2.0 * cov.diagonal().max() / n))
    assert np.allclose(cov, cov_again, atol=6.0 * np.sqrt(2.0 / n) * cov.diagonal().max())
    # And their own likelihood is what such answers have: minus entropy, within its own spread.
    share = filter_lanes(systems, again).loglik
    theirs = filter_lanes(systems, problem.lanes).loglik
    assert share.mean() == pytest.approx(theirs.mean(), abs=5.0 * np.sqrt(2.0) * theirs.std() / np.sqrt(n))


@pytest.mark.parametrize("kind", ["parametric", "case"])
def test_refits_spread_as_the_curvature_says_and_workers_change_nothing(cohort_problem: tuple[Problem, Optimum], kind: str) -> None:
    problem, optimum = cohort_problem
    found = bootstrap(problem, optimum, kind=kind, replicates=80, seed=4)
    assert found.failed == 0
    values = natural(problem.layout, problem.scale, found.thetas)
    moves = 1e-5 * np.eye(len(optimum.theta))
    up, down = (natural(problem.layout, problem.scale, optimum.theta + sign * moves) for sign in (1.0, -1.0))
    slope = (up - down).T / 2e-5
    wald = np.sqrt(np.diag(slope @ np.linalg.inv(optimum.information) @ slope.T))
    assert np.allclose(values.std(axis=0) / wald, 1.0, atol=0.4)
    first = bootstrap(problem, optimum, kind=kind, replicates=20, seed=4)
    assert np.array_equal(first.thetas, bootstrap(problem, optimum, kind=kind, replicates=20, seed=4, workers=2).thetas)
    assert np.array_equal(first.thetas, found.thetas[:20])  # more replicates change nothing that was there before
    assert not np.allclose(first.thetas, bootstrap(problem, optimum, kind=kind, replicates=20, seed=5).thetas)


def test_a_refit_is_the_maximum_of_its_answers(cohort_problem: tuple[Problem, Optimum]) -> None:
    problem, optimum = cohort_problem
    found = bootstrap(problem, optimum, kind="case", replicates=1, seed=11)
    stream = np.random.SeedSequence([11, 40]).spawn(1)[0]
    which = np.sort(np.random.default_rng(stream).integers(60, size=60))
    again = replace(problem, lanes=problem.lanes.some(which), model=np.zeros(60, dtype=np.int64), packed=None, packed_model=None)
    assert solved(again).loglik == pytest.approx(again.values([found.thetas[0]])[0][0], abs=1e-5)
