"""The same problem with answers left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.loops import simulate_panel

from unspiral.errors import DataError, SpecError
from unspiral.learn import fold, left_out
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.fold import learn_again, logliks, masked, models_at, pick, problem_again
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.search import Optimum, maximise
from unspiral.loop.language import parse
from unspiral.records import Choices, Fit, Panel

LOOP = parse("pain <-> depression")


@pytest.fixture(scope="module")
def panel() -> Panel:
    """Persons with 3 to 12 occasions."""
    whole = simulate_panel(seed=3, persons=15, occasions=12)
    cut = [
        replace(p, time=p.time[: 3 + k % 10], values=p.values[: 3 + k % 10], inputs=p.inputs[: 3 + k % 10])
        for k, p in enumerate(whole.persons)
    ]
    return replace(whole, persons=tuple(cut))


@pytest.fixture(scope="module")
def fit(panel: Panel) -> Fit:
    return fit_ml(panel, LOOP, traits=False, error=False, starts=1, ladder=False)


@pytest.fixture(scope="module")
def problem(panel: Panel, fit: Fit) -> Problem:
    return problem_again(panel, fit)


def test_the_problem_again_has_the_likelihood_of_the_fit(problem: Problem, fit: Fit) -> None:
    found = logliks(problem, models_at(problem, fit.working.theta[None]))
    assert found.sum() == pytest.approx(fit.loglik, abs=1e-9)


def test_picked_lanes_keep_their_share(problem: Problem, fit: Fit) -> None:
    systems = models_at(problem, np.vstack([fit.working.theta, fit.working.theta + 0.05]))
    whole = logliks(problem, systems)
    which = [14, 2, 2, 7]
    some = pick(problem, which)
    lanes = some.lanes
    assert sorted(lanes.name) == sorted(problem.lanes.name[i] for i in which)
    assert list(lanes.running) == sorted(lanes.running, reverse=True)
    found = logliks(some, systems)
    for k, name in enumerate(lanes.name):
        assert np.allclose(found[:, k], whole[:, problem.lanes.name.index(name)], atol=1e-10)


def test_masked_lanes_are_those_of_a_shorter_table(problem: Problem, fit: Fit, panel: Panel) -> None:
    early = masked(problem, problem.lanes.answered & (np.arange(len(problem.lanes.step)) < 3)[:, None, None])
    system = models_at(problem, fit.working.theta[None])
    short = replace(panel, persons=tuple(replace(p, time=p.time[:3], values=p.values[:3], inputs=p.inputs[:3]) for p in panel.persons))
    other = problem_of(short, LOOP, fit.choices)
    found = dict(zip(early.lanes.name, logliks(early, system)[0], strict=True))
    for name, value in zip(other.lanes.name, logliks(other, system)[0], strict=True):
        assert found[name] == pytest.approx(value, abs=1e-10)


def test_learning_again_ends_where_a_new_fit_ends(problem: Problem, fit: Fit, panel: Panel) -> None:
    without = replace(panel, persons=panel.persons[1:])
    fewer = pick(problem, [i for i, name in enumerate(problem.lanes.name) if name != panel.persons[0].name])
    optimum, covariance = learn_again(fewer, fit)
    new = fit_ml(without, LOOP, traits=False, error=False, starts=1, ladder=False)
    assert optimum.converged
    assert optimum.loglik == pytest.approx(new.loglik, abs=1e-5)
    assert np.linalg.eigvalsh(covariance).min() > 0


def test_ctrl_c_in_a_fold_is_not_taken_for_its_end(problem: Problem, fit: Fit, monkeypatch: pytest.MonkeyPatch) -> None:
    def hasty(values: object, starts: list[np.ndarray], *bounds: np.ndarray, **known: object) -> Optimum:
        def stopped(points: object) -> tuple[np.ndarray, np.ndarray]:
            raise KeyboardInterrupt

        return maximise(stopped, starts, *bounds)

    monkeypatch.setattr(fold, "maximise", hasty)
    monkeypatch.setattr(left_out, "maximise", hasty)
    with pytest.raises(KeyboardInterrupt):
        learn_again(problem, fit)
    with pytest.raises(KeyboardInterrupt):
        left_out.regained(problem, problem.layout, fit.working.theta, fit.loglik, "trend")


def test_a_model_without_a_law_has_no_likelihood(problem: Problem, fit: Fit, panel: Panel) -> None:
    still = problem_of(panel, LOOP, replace(fit.choices, t0="stationary"))
    runaway = np.zeros((1, len(still.layout.slots)))  # rates of 0 and links of 0: nothing returns
    found = models_at(still, runaway)
    assert np.isnan(found).all()
    assert np.isneginf(logliks(still, found)).all()


def test_other_data_are_refused(panel: Panel, fit: Fit) -> None:
    with pytest.raises(DataError, match="is not the file"):
        problem_again(replace(panel, source=replace(panel.source, sha256="f" * 64)), fit)
    with pytest.raises(DataError, match="was read otherwise"):
        problem_again(replace(panel, persons=panel.persons[:-1]), fit)
    with pytest.raises(SpecError, match="weighs its rows"):
        problem_again(panel, replace(fit, choices=replace(fit.choices, weight="w")))


def test_choices_that_make_another_model_are_seen(panel: Panel, fit: Fit) -> None:
    other: Choices = replace(fit.choices, traits=True)
    with pytest.raises(DataError, match="was read otherwise"):
        problem_again(panel, replace(fit, choices=other))
