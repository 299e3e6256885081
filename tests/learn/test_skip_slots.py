"""Skipped prompts in the model: which numbers are free, and the joint likelihood against a dense law."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import log_ndtr
from tests.learn.skip_truth import NOBODY, PAIR, SKIPS, TRAIT, answered_and_skipped, joint_loglik

from unspiral.learn.chain import chain_of
from unspiral.learn.parameters import Scale, assemble, by_name, jacobian, layout_of, natural
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.skip_slots import SKIP, Skips, skips_of
from unspiral.learn.warm import _working  # pyright: ignore[reportPrivateUsage]
from unspiral.loop.language import parse
from unspiral.records import Choices

LOOP = parse("pain <-> depression")


def at(problem: Problem, values: dict[str, float]) -> np.ndarray:
    """The working vector with these natural values."""
    found = _working(problem, by_name(problem.layout, values), np.full(len(problem.layout.slots), 0.5))
    assert found is not None
    return found


@pytest.mark.unit
def test_skips_add_a_level_a_slope_for_each_process_and_a_variance_between_people() -> None:
    layout = layout_of(LOOP, traits=True, error=True, t0="joint", waves=(), unit="day", skips=Skips((), True))
    plain = layout_of(LOOP, traits=True, error=True, t0="joint", waves=(), unit="day")
    assert layout.names == (*plain.names, "level:skip", "skip:pain", "skip:depression", "trait:skip")
    assert (layout.columns, layout.owner) == (("pain", "depression", SKIP), (0, 1, -1))
    assert (layout.constant, plain.constant) == (3, 2)
    assert [s.unit for s in layout.slots[-4:]] == ["probits", "probits/point", "probits/point", "probits^2"]


@pytest.mark.unit
def test_a_slope_that_is_assumed_stands_in_the_model_and_is_not_free() -> None:
    layout = layout_of(LOOP, traits=False, error=True, t0="stationary", waves=(), unit="day", skips=Skips((("pain", 0.25),), False))
    assert "skip:pain" not in layout.names
    values = PAIR | {"level:skip": -1.0, "skip:depression": 0.5}
    system = assemble(layout, by_name(layout, values))
    assert system.loading[2].tolist() == [0.25, 0.5]
    assert system.level[0, 2] == -1.0
    assert system.error[2, 2] == 0.0


@pytest.mark.unit
def test_waves_share_one_level_of_skipping() -> None:
    layout = layout_of(LOOP, traits=True, error=False, t0="centred", waves=(0.0, 6.0), unit="month", skips=Skips((), True))
    slot = next(s for s in layout.slots if s.name == "level:skip")
    assert slot.entries == ((0, 2), (1, 2))


@pytest.mark.identity
def test_the_chain_rule_walks_back_through_skips() -> None:
    layout = layout_of(LOOP, traits=True, error=True, t0="joint", waves=(), unit="day", skips=Skips((("pain", 0.1),), True))
    scale = Scale(1.0, np.array([2.0, 1.5]), np.array([2.0, 1.5]))
    rng = np.random.default_rng(3)
    theta, chain = rng.normal(size=len(layout.slots)) * 0.3, chain_of(layout, scale)
    bar, none = rng.normal(size=(1, 1, len(chain.base))), np.zeros((1, 0))
    found = chain.back(theta[None], chain.models(theta[None], none), bar, none)[0]
    steps = 1e-6 * np.eye(len(theta))
    moved = [float(((chain.models((theta + e)[None], none) - chain.models((theta - e)[None], none)) * bar).sum()) / 2e-6 for e in steps]
    np.testing.assert_allclose(found, moved, atol=1e-7)
    np.testing.assert_allclose(jacobian(layout, scale, theta)[-1, -1], 2.0 * theta[-1], rtol=1e-12)
    assert natural(layout, scale, theta)[-1] == theta[-1] ** 2


@pytest.mark.identity
def test_without_slopes_the_joint_likelihood_is_the_sum_of_its_parts() -> None:
    panel = answered_and_skipped(np.random.default_rng(5), 6, 12)
    apart = dict.fromkeys(LOOP.names, 0.0)
    joint = problem_of(panel, LOOP, replace(NOBODY, skips=True, skip_slope=apart))
    alone = problem_of(panel, LOOP, NOBODY)
    theta = at(joint, PAIR | {"level:skip": -0.4})
    value, slope = joint.values([theta])[0]
    plain, plain_slope = alone.values([theta[:-1]])[0]
    told = [s for p in panel.persons if p.skipped is not None for s in p.skipped.tolist()]
    skipped, answered = sum(s == 1.0 for s in told), sum(s == 0.0 for s in told)
    parts = plain + skipped * log_ndtr(-0.4) + answered * log_ndtr(0.4)
    assert skipped > 10
    assert abs(-2.0 * value + 2.0 * parts) < 1e-8
    np.testing.assert_allclose(slope[:-1], plain_slope, atol=1e-7)


@pytest.mark.identity
@pytest.mark.parametrize("traits", [False, True])
def test_the_joint_likelihood_is_that_of_the_dense_law(traits: bool) -> None:
    rng = np.random.default_rng(7)
    panel = answered_and_skipped(rng, 3, 4)
    values = PAIR | SKIPS | (TRAIT | {"trait:skip": 0.4} if traits else {})
    problem = problem_of(panel, LOOP, replace(NOBODY, traits=traits, skips=True))
    climbed, _ = problem.values([at(problem, values)])[0]
    reported, _, _ = problem.reported(by_name(problem.layout, values))
    truth = sum(joint_loglik(values, person) for person in panel.persons)
    assert abs(climbed - truth) < 5e-3  # expectation propagation over three people of four prompts each
    assert abs(reported.sum() - truth) < 1e-4  # with what it leaves out


@pytest.mark.identity
def test_its_derivative_is_that_of_differences() -> None:
    panel = answered_and_skipped(np.random.default_rng(11), 4, 8)
    problem = problem_of(panel, LOOP, replace(NOBODY, traits=True, skips=True))
    theta = at(problem, PAIR | SKIPS | TRAIT | {"trait:skip": 0.4})
    _, slope = problem.values([theta])[0]
    for k in range(len(theta)):
        step = np.zeros(len(theta))
        step[k] = 1e-4
        (up, _), (down, _) = problem.values([theta + step])[0], problem.values([theta - step])[0]
        assert abs(slope[k] - (up - down) / 2e-4) < 2e-5 * max(1.0, abs(slope[k]))


@pytest.mark.unit
def test_choices_say_whether_skips_are_an_indicator() -> None:
    plain = Choices(True, True, "joint", "constant", {})
    assert skips_of(plain) is None
    assert skips_of(replace(plain, skips=True, skip_slope={"pain": 0.5})) == Skips((("pain", 0.5),), True)
