"""Answers in steps: against brute-force quadrature, statsmodels' OrderedModel, differences, and what must not matter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm
from statsmodels.miscmodels.ordinal_model import OrderedModel
from tests.learn.stepped_designs import CASES, STEPS, Case, brute, panel_of, problem_for, read

from unspiral.learn.likelihood import loglik, loglik_by_person
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.simulate import simulate
from unspiral.learn.start import starting_points
from unspiral.loop.language import parse
from unspiral.records import Choices, Person

pytestmark = pytest.mark.identity

ALONE = parse("depression by depression")
FOUR = (0.0, 1.0, 2.0, 3.0)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_three_to_four_occasions_have_the_likelihood_of_brute_force(case: Case) -> None:
    problem, values = problem_for(case, seed=2, persons=2)
    shares, part, settled = problem.reported(values)
    truth = brute(problem, values)
    assert settled.paths.settled.all()
    assert np.abs(shares - truth).max() < 2e-5
    assert np.abs(settled.shares - truth).max() < 0.02  # expectation propagation alone, which the search climbs
    assert np.abs(settled.shares + part.added - shares).max() < 1e-12


@pytest.mark.parametrize("case", [CASES[k] for k in (1, 4, 5, 6, 7)], ids=lambda case: case.name)
def test_the_derivative_is_that_of_the_value(case: Case) -> None:
    problem, _ = problem_for(case, persons=4)
    theta = starting_points(problem.layout, problem.look, problem.scale, 1, 1)[0] + 0.05 * np.arange(len(problem.layout.slots)) % 0.3
    step = 2e-4
    moved = [theta + sign * step * e for e in np.eye(len(theta)) for sign in (1.0, -1.0)]
    found = problem.values([theta, *moved])
    heights = np.array([value for value, _ in found[1:]])
    slope = (heights[::2] - heights[1::2]) / (2.0 * step)
    assert np.isfinite(slope).all()
    assert found[0][1] == pytest.approx(slope, rel=1e-6, abs=2e-6)


def test_where_it_begins_does_not_matter() -> None:
    problem, _ = problem_for(CASES[6], persons=5)
    here, there = starting_points(problem.layout, problem.look, problem.scale, 2, 1)
    fresh = problem.values([here])[0]
    problem.values([there])  # leaves its pseudo-answers behind
    again = problem.values([here])[0]
    assert again[0] == pytest.approx(fresh[0], abs=1e-9)
    assert again[1] == pytest.approx(fresh[1], abs=1e-6)


# The static limit ------------------------------------------------------------------------------------------------------------------


def static_panel(seed: int, people: int, occasions: int) -> tuple[np.ndarray, np.ndarray, list[Person]]:
    """Answers in four steps that lean on a covariate and on nothing else."""
    rng = np.random.default_rng(seed)
    age = rng.normal(size=people)
    answers = np.searchsorted([-0.5, 0.4, 1.5], 0.7 * age[:, None] + rng.normal(size=(people, occasions))).astype(float)
    persons = [
        Person(str(i), np.arange(occasions, dtype=float), answers[i][:, None], np.zeros((occasions, 0)), np.array([age[i]]))
        for i in range(people)
    ]
    return age, answers, persons


@pytest.mark.parametrize("spread", [0.0, 0.8])
def test_the_static_limit_is_statsmodels_ordered_probit(spread: float) -> None:
    occasions = 1 if spread else 3  # one occasion: a spread behind the answers only makes the noise wider
    age, answers, persons = static_panel(4, 120, occasions)
    fit = OrderedModel(answers.ravel(), np.repeat(age, occasions)[:, None], distr="probit").fit(method="newton", disp=False, tol=1e-12)
    thresholds = fit.model.transform_threshold_params(fit.params)[1:-1]
    wider = np.sqrt(1.0 + spread)
    panel = replace(
        simulate(ALONE, {"self:depression": -0.5, "diffusion:depression": 1.0} | STEPS, [np.arange(3.0)], seed=1,
                 choices=read({"depression": "ordinal"}, depression=FOUR), unit="day"),
        persons=tuple(persons), covariates=("age",),
    )  # fmt: skip
    choices = replace(read({"depression": "ordinal"}, depression=FOUR), covariates={"age": "levels"})
    centre = age.mean()  # covariates are counted from their mean over persons
    moved = thresholds - fit.params[0] * centre
    values = {
        "self:depression": -0.5, "diffusion:depression": spread, "covariate:age->trait:depression": wider * fit.params[0],
        **{f"threshold:depression[{k + 1}]": wider * t for k, t in enumerate(moved)},
    }  # fmt: skip
    assert loglik(panel, ALONE, values, choices) == pytest.approx(fit.llf, abs=1e-6)
    lower = loglik(panel, ALONE, values | {"threshold:depression[2]": wider * (moved[1] + 0.05)}, choices)
    assert lower < fit.llf


def test_its_maximum_is_that_of_statsmodels() -> None:
    """At no spread behind the answers the slopes in thresholds and covariate are nil where OrderedModel ends."""
    age, answers, persons = static_panel(5, 80, 2)
    fit = OrderedModel(answers.ravel(), np.repeat(age, 2)[:, None], distr="probit").fit(method="newton", disp=False, tol=1e-13)
    thresholds = fit.model.transform_threshold_params(fit.params)[1:-1] - fit.params[0] * age.mean()
    choices = replace(read({"depression": "ordinal"}, depression=FOUR), covariates={"age": "levels"})
    problem = stepped_problem(persons, choices)
    scale = problem.scale.shift
    assert scale is not None
    theta = np.zeros(len(problem.layout.slots))
    at = problem.layout.sections
    theta[at["self"]] = 0.5
    theta[at["shift"]] = fit.params[0] * scale / problem.scale.spread
    theta[at["threshold"]] = [thresholds[0], *np.log(np.diff(thresholds))]
    value, slope = problem.values([theta])[0]
    assert value == pytest.approx(fit.llf, abs=1e-6)
    assert np.abs(slope[at["shift"]]).max() < 1e-4
    assert np.abs(slope[at["threshold"]]).max() < 1e-4


def stepped_problem(persons: list[Person], choices: Choices) -> Problem:
    blank = panel_of(CASES[0], 1)
    return problem_of(replace(blank, persons=tuple(persons), covariates=("age",)), ALONE, choices)


def test_yes_or_no_without_a_spread_is_a_coin() -> None:
    case = Case("coin", "depression by depression", read({"depression": "binary"}, depression=(0.0, 1.0)),
                {"self:depression": -0.5, "diffusion:depression": 0.0, "level:depression": 0.4}, 6)  # fmt: skip
    panel = panel_of(case, 3)
    yes = np.concatenate([p.values[:, 0] for p in panel.persons])
    assert 0 < yes.sum() < len(yes)
    chance = np.where(yes > 0.5, norm.cdf(0.4), norm.cdf(-0.4))
    assert loglik(panel, case.loop, case.values, case.choices) == pytest.approx(np.log(chance).sum(), abs=1e-9)


# What must not matter -----------------------------------------------------------------------------------------------------------


def test_clocks_and_the_order_of_people_do_not_matter() -> None:
    case = CASES[6]
    panel = panel_of(case, 5)
    whole = loglik(panel, case.loop, case.values, case.choices)
    names, shares = loglik_by_person(panel, case.loop, case.values, case.choices)
    assert sum(shares) == pytest.approx(whole, abs=1e-9)
    later = replace(panel, persons=tuple(replace(p, time=p.time + 7.5) for p in panel.persons[::-1]))
    assert loglik(later, case.loop, case.values, case.choices) == pytest.approx(whole, abs=1e-9)
    without = replace(panel, persons=panel.persons[1:])
    assert whole - loglik(without, case.loop, case.values, case.choices) == pytest.approx(
        shares[names.index(panel.persons[0].name)], abs=1e-9
    )


def test_the_unit_of_time_does_not_matter() -> None:
    case = CASES[1]
    panel = panel_of(case, 6)
    weeks = replace(panel, time_unit="week", persons=tuple(replace(p, time=p.time / 7.0) for p in panel.persons))
    values = {name: value * (7.0 if name.startswith(("self", "link", "diffusion")) else 1.0) for name, value in case.values.items()}
    assert loglik(weeks, case.loop, values, case.choices) == pytest.approx(loglik(panel, case.loop, case.values, case.choices), abs=1e-9)


def test_the_order_of_processes_does_not_matter() -> None:
    case = CASES[8]
    panel = panel_of(case, 7)
    turned = replace(case, text="depression <-> pain")
    values = {name.replace("diffusion:pain,depression", "diffusion:depression,pain"): value for name, value in case.values.items()}
    swapped = loglik(panel, turned.loop, values, case.choices)
    assert swapped == pytest.approx(loglik(panel, case.loop, case.values, case.choices), abs=1e-8)


def test_scales_that_run_the_other_way_mirror() -> None:
    case = CASES[0]
    panel = panel_of(case, 8)
    mirrored = replace(panel, persons=tuple(replace(p, values=3.0 - p.values) for p in panel.persons))
    values = case.values | {f"threshold:depression[{k}]": -case.values[f"threshold:depression[{4 - k}]"] for k in (1, 2, 3)}
    assert loglik(mirrored, case.loop, values, case.choices) == pytest.approx(loglik(panel, case.loop, case.values, case.choices), abs=1e-9)


def test_numpy_and_the_kernel_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES[7]
    panel = panel_of(case, 9)
    whole = loglik(panel, case.loop, case.values, case.choices)
    monkeypatch.setenv("UNSPIRAL_KERNEL", "numpy")
    assert loglik(panel, case.loop, case.values, case.choices) == pytest.approx(whole, abs=1e-9)
