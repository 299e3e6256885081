"""People under models of their own: one filter for each, the kernel and its twin, and derivatives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.people_made import LINKS, LOOP, choices, made, numbers

from unspiral.learn.discretise import discretise
from unspiral.learn.kalman import compiled, filter_lanes, unflat
from unspiral.learn.levels import Levels
from unspiral.learn.parameters import by_name
from unspiral.learn.persons import moved
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.start import starting_points
from unspiral.loop.language import parse

pytestmark = pytest.mark.identity

WIDE = "pain <-> depression; depression by depression, mood; x => pain (impulse); w => depression (sustained); f => pain (fading)"


def wide(t0: str) -> Problem:
    """Two indicators, all kinds of inputs, and differences of every kind."""
    loop = parse(WIDE)
    varied = [*LINKS, "fading:f", "diffusion:pain", "error:mood", "input:x->pain", "input:w->depression", "input:f->pain"]
    c = choices([*varied, *(["t0mean:pain"] if t0 == "separate" else [])], t0)
    plain = replace(c, individual=())
    values = numbers(plain, {}, loop) | {"loading:depression=mood": 0.8, "level:mood": 3.0, "error:mood": 0.4, "fading:f": -0.6}
    rng = np.random.default_rng(3)
    times = [np.cumsum(0.1 + rng.exponential(0.3, size=9)) for _ in range(5)]
    inputs = [np.column_stack([rng.random(9) < 0.3, np.arange(9) > 4, rng.random(9) < 0.3]).astype(float) for _ in range(5)]
    from unspiral.learn.simulate import simulate

    panel = simulate(loop, values, times, seed=2, choices=plain, unit="day", inputs=inputs, missing=0.2)
    return problem_of(panel, loop, c)


def point(problem: Problem, seed: int = 0) -> np.ndarray:
    start = starting_points(problem.layout, problem.look, problem.scale, 1, 1)[0]
    return start + 0.05 * np.random.default_rng(seed).normal(size=len(start))


def levels_in(problem: Problem) -> Levels:
    assert problem.levels is not None
    return problem.levels


@pytest.mark.parametrize("t0", ["separate", "stationary"])
def test_each_pair_is_a_filter_of_its_own(t0: str) -> None:
    problem = wide(t0)
    levels = levels_in(problem)
    population = levels.population(point(problem))
    rng = np.random.default_rng(1)
    person, eps = rng.integers(5, size=12), 0.4 * rng.normal(size=(12, levels.q))
    value, _ = levels.pairs(population, person, eps)
    models = moved(levels.own, population.models[levels.group[person]], eps @ population.root.T, eps @ population.lean.T)
    alone = [
        filter_lanes([unflat(model, problem.chain.like)], problem.lanes.some(np.array([i])), np.zeros(1, dtype=int)).loglik[0]
        for model, i in zip(models, person, strict=True)
    ]
    assert np.abs(value - alone).max() < 1e-9


@pytest.mark.skipif(not compiled(), reason="no kernel here")
@pytest.mark.parametrize("t0", ["separate", "joint", "stationary"])
def test_kernel_and_twin_agree(t0: str) -> None:
    problem = wide(t0)
    levels = levels_in(problem)
    population = levels.population(point(problem))
    rng = np.random.default_rng(1)
    person, eps = np.sort(rng.integers(5, size=21)), 0.4 * rng.normal(size=(21, levels.q))
    fast, slow = levels.pairs(population, person, eps), replace(levels, compiled=None).pairs(population, person, eps)
    assert levels.compiled is not None
    assert np.abs(fast[0] - slow[0]).max() < 1e-9
    assert np.abs(fast[1] - slow[1]).max() < 1e-9 * np.abs(slow[1]).max()


@pytest.mark.skipif(not compiled(), reason="no kernel here")
def test_the_kernel_refuses_answers_of_another_shape_than_the_models() -> None:
    problem, c = wide("separate"), choices(LINKS)
    levels = levels_in(problem)
    assert levels.compiled is not None
    population = levels.population(point(problem))
    others = problem_of(made(5, 9, c, numbers(c, {})), LOOP, c)  # two columns and no inputs, where the models have three of each
    person, u, shift = np.zeros(1, dtype=np.int64), np.zeros((1, levels.q)), np.zeros((1, 2))
    with pytest.raises(ValueError, match="another shape"):
        levels.compiled(others.lanes, population.models, levels.group, person, u, shift)


def test_a_person_without_a_stationary_law_has_no_likelihood() -> None:
    problem = wide("stationary")
    levels = levels_in(problem)
    population = levels.population(point(problem))
    u = np.zeros((1, levels.q))
    u[0, [v.name for v in levels.layout.varied].index("link:pain->depression")] = 1e3
    eps = np.linalg.lstsq(population.root, u[0], rcond=None)[0][None]
    value, slope = levels.pairs(population, np.zeros(1, dtype=np.int64), eps)
    assert value[0] == -np.inf
    assert not slope.any()


def test_what_is_multiplied_keeps_its_sign_and_noise_its_correlation() -> None:
    c = choices(["self:pain", "diffusion:pain"])
    problem = problem_of(made(4, 6, c, numbers(c, {"self:pain": 0.3, "diffusion:pain": 0.5})), LOOP, c)
    levels = levels_in(problem)
    population = levels.population_at(by_name(problem.layout, numbers(c, {"self:pain": 0.3, "diffusion:pain": 0.5})))
    u = np.array([[0.7, 1.2]])
    own = unflat(moved(levels.own, population.models, u, np.zeros((1, 2)))[0], problem.chain.like)
    plain = unflat(population.models[0], problem.chain.like)
    assert own.drift[0, 0] == pytest.approx(plain.drift[0, 0] * np.exp(0.7))
    assert own.diffusion[0, 0] == pytest.approx(plain.diffusion[0, 0] * np.exp(1.2))

    def correlation(d: np.ndarray) -> float:
        return float(d[0, 1] / np.sqrt(d[0, 0] * d[1, 1]))

    assert correlation(own.diffusion) == pytest.approx(correlation(plain.diffusion))
    assert np.isfinite(discretise(own.drift, own.diffusion, np.array([1.0])).noise).all()
