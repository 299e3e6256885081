from __future__ import annotations

import numpy as np
import pytest

from unspiral.learn.parameters import layout_for
from unspiral.learn.posterior import RIDGE, Posterior, whitened
from unspiral.learn.priors import priors_of
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.search import Optimum
from unspiral.learn.simulate import simulate
from unspiral.learn.start import starting_points
from unspiral.loop.language import parse
from unspiral.records import Choices, Panel

pytestmark = pytest.mark.identity
LOOP = parse("pain <-> depression")
CHOICES = Choices(True, True, "stationary", "constant", {})
VALUES = {
    "self:pain": -0.8, "self:depression": -0.5, "link:pain->depression": 0.15, "link:depression->pain": 0.2, "diffusion:pain": 1.2,
    "diffusion:pain,depression": 0.25, "diffusion:depression": 0.6, "level:pain": 5.0, "level:depression": 3.0, "error:pain": 0.4,
    "error:depression": 0.3, "trait:pain": 1.0, "trait:pain,depression": 0.3, "trait:depression": 0.8,
}  # fmt: skip


def panel() -> Panel:
    return simulate(LOOP, VALUES, [np.arange(15.0)] * 12, seed=3, choices=CHOICES, unit="day", missing=0.1)


def posterior() -> Posterior:
    problem = problem_of(panel(), LOOP, CHOICES)
    return Posterior(problem, priors_of(problem.chain, problem.look, {"link:pain->depression": (0.0, 0.2)}))


def start(problem: Problem) -> np.ndarray:
    return starting_points(problem.layout, problem.look, problem.scale, 1, 1)[0]


def test_it_is_likelihood_times_prior_and_its_derivative_is_right() -> None:
    target = posterior()
    x = target.priors.draw(np.random.default_rng(1), 3)
    theta = target.priors.coordinates.working(x)
    for k in range(3):
        value, slope = target.values([x[k]])[0]
        likelihood = target.problem.values([theta[k]])[0][0]
        assert value == pytest.approx(likelihood + target.priors.density(x[k : k + 1])[0][0], rel=1e-9)
        for j in range(x.shape[1]):
            e = np.zeros(x.shape[1])
            e[j] = 1e-5
            difference = (target.values([x[k] + e])[0][0] - target.values([x[k] - e])[0][0]) / 2e-5
            assert slope[j] == pytest.approx(difference, rel=1e-4, abs=1e-3 * float(np.abs(slope).max()))


def test_a_loop_that_must_settle_and_does_not_has_no_density() -> None:
    target = posterior()
    x = target.priors.draw(np.random.default_rng(2), 1)[0]
    names = layout_for(LOOP, CHOICES, "day").names
    x[[names.index("link:pain->depression"), names.index("link:depression->pain")]] = 3.0
    assert not np.isfinite(target.values([x])[0][0])


def test_the_mode_is_level_and_rounded_off_it_is_one_wide() -> None:
    target = posterior()
    mode = target.mode(start(target.problem))
    assert mode.converged
    round_off = whitened(target, mode)
    height, slope = round_off.value(np.zeros(len(mode.theta)))
    assert np.abs(slope).max() < 1e-3
    np.testing.assert_allclose(round_off.coordinates(np.zeros((2, len(mode.theta)))), np.tile(mode.theta, (2, 1)))
    for k in range(len(mode.theta)):
        w = np.zeros(len(mode.theta))
        w[k] = 0.05
        both = round_off.value(w)[0] + round_off.value(-w)[0]
        assert height - both / 2.0 == pytest.approx(0.5 * 0.05**2, rel=0.5)


def test_flat_directions_are_held_by_a_ridge() -> None:
    target = posterior()
    size = len(target.priors.centre)
    nothing = Optimum(np.zeros(size), 0.0, np.zeros((size, size)), np.ones(size, dtype=bool), np.inf, False)
    assert np.linalg.norm(whitened(target, nothing).root, axis=0).max() <= 1.0 / np.sqrt(RIDGE)
