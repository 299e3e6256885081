"""Quantities: their values against hand arithmetic, their slopes against wide differences, and what they are blind to."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm, solve_continuous_lyapunov
from tests.learn.loops import simulate_panel
from tests.learn.people_made import LOOP, choices

from unspiral.learn.parameters import Scale, dynamics, layout_for, natural
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.quantity import Quantity, gain_quantity, half_life_quantity, lagged_quantity, parameter_quantity, variance_root
from unspiral.loop.language import parse
from unspiral.records import Choices


@pytest.fixture(scope="module")
def problem() -> Problem:
    loop = parse("pain <-> depression; walking => pain (fading)")
    from dataclasses import replace

    panel = simulate_panel(seed=3, persons=9, occasions=6, trait=1.0)
    people = tuple(replace(p, inputs=np.eye(6)[:, :1]) for p in panel.persons)
    return problem_of(replace(panel, persons=people, inputs=("walking",)), loop, Choices(True, True, "joint", "constant", {}))


def theta_of(problem: Problem) -> np.ndarray:
    return np.random.default_rng(5).normal(size=len(problem.layout.slots)) * 0.15 + 0.5


def every(problem: Problem) -> list[Quantity]:
    layout, scale = problem.layout, problem.scale
    found = [parameter_quantity(layout, scale, k) for k in range(len(layout.slots))]
    found += [lagged_quantity(layout, scale, 0, 1, 2.0, standardised=s) for s in (False, True)]
    return [*found, gain_quantity(layout, scale), half_life_quantity(layout, scale, 1)]


def test_a_parameter_comes_back_from_its_scale(problem: Problem) -> None:
    theta = theta_of(problem)
    values = natural(problem.layout, problem.scale, theta)
    for k in range(len(values)):
        quantity = parameter_quantity(problem.layout, problem.scale, k)
        assert quantity.back(quantity.at(theta)) == pytest.approx(values[k], rel=1e-12)


def test_slopes_see_every_place_that_matters(problem: Problem) -> None:
    """Places left out of the slope must be places on which the number does not depend."""
    theta = theta_of(problem)
    for quantity in every(problem):
        moves = 1e-4 * np.eye(len(theta))
        wide = (quantity.value(theta + moves) - quantity.value(theta - moves)) / 2e-4
        assert quantity.slope(theta) == pytest.approx(wide, rel=1e-4, abs=1e-6), quantity.name


@pytest.mark.parametrize("t0", ["joint", "stationary"])
def test_slopes_see_what_levels_lean_on_differing_links(t0: str) -> None:
    """The variance of a level is what is its own and what it leans; a profile that held one of them alone had no ends."""
    layout = layout_for(LOOP, choices(("self:pain", "link:pain->depression"), t0), "day")
    scale = Scale(0.5, np.array([2.0, 3.0]), np.array([2.0, 3.0]))
    theta = 0.5 + 0.15 * np.random.default_rng(0).normal(size=len(layout.slots))
    moves = 1e-4 * np.eye(len(layout.slots))
    for k in range(len(layout.slots)):
        quantity = parameter_quantity(layout, scale, k)
        wide = (quantity.value(theta + moves) - quantity.value(theta - moves)) / 2e-4
        assert quantity.slope(theta) == pytest.approx(wide, rel=1e-4, abs=1e-6), quantity.name
        if quantity.root is not None:
            assert quantity.at(np.where(np.isin(np.arange(len(theta)), quantity.root), 0.0, theta)) == 0.0


def test_effects_gain_and_half_life_are_those_of_the_textbook(problem: Problem) -> None:
    theta = theta_of(problem)
    layout, scale = problem.layout, problem.scale
    parts = dynamics(layout, natural(layout, scale, theta))
    drift, noise = parts["drift"], parts["diffusion"]
    law = solve_continuous_lyapunov(drift, -noise)
    effect = expm(2.0 * drift)[0, 1]
    assert lagged_quantity(layout, scale, 0, 1, 2.0, standardised=False).at(theta) == pytest.approx(effect, rel=1e-9)
    standard = effect * np.sqrt(law[1, 1] / law[0, 0])
    assert lagged_quantity(layout, scale, 0, 1, 2.0, standardised=True).at(theta) == pytest.approx(standard, rel=1e-9)
    gain = drift[0, 1] * drift[1, 0] / (drift[0, 0] * drift[1, 1])
    assert gain_quantity(layout, scale).at(theta) == pytest.approx(gain, rel=1e-9)
    half = half_life_quantity(layout, scale, 1)
    assert half.back(half.at(theta)) == pytest.approx(np.log(2.0) / -drift[1, 1], rel=1e-9)


def test_with_its_root_at_zero_a_variance_is_nil(problem: Problem) -> None:
    theta = theta_of(problem)
    for k, slot in enumerate(problem.layout.slots):
        if slot.field in ("diffusion", "error", "t0_cov") and len(slot.entries) == 1:
            places = variance_root(problem.layout, k)
            nil = theta.copy()
            nil[places] = 0.0
            assert natural(problem.layout, problem.scale, nil)[k] == 0.0
            nil[places[0]] = 0.1
            assert natural(problem.layout, problem.scale, nil)[k] > 0.0
