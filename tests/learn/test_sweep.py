"""Profiles walked abreast end where profiles walked one by one end, and where a closed form says."""

from __future__ import annotations

import numpy as np
import pytest
from numpy import ndarray
from scipy.optimize import brentq
from scipy.stats import chi2
from tests.learn.loops import simulate_panel

from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.profile import Peak, Profile, peak_of
from unspiral.learn.quantity import Quantity, gain_quantity, lagged_quantity, parameter_quantity
from unspiral.learn.search import Optimum, maximise
from unspiral.learn.start import bounds, starting_points
from unspiral.learn.sweep import Foreseen, Sweep, foresee, sweep
from unspiral.loop.language import parse
from unspiral.records import Choices

LOOP = parse("pain <-> depression")
FREE = np.full(2, np.inf)


def normal_sample(n: int = 12, mean: float = 2.0, sd: float = 1.5) -> Peak:
    """The likelihood of n answers with this mean and this (divisor n) standard deviation, as a function of (mean, sd)."""

    def values(points: list[ndarray]) -> list[tuple[float, ndarray]]:
        found = []
        for m, s in points:
            q = n * (sd**2 + (mean - m) ** 2)
            found.append((-n * np.log(abs(s)) - 0.5 * q / s**2, np.array([n * (mean - m) / s**2, -n / s + q / s**3])))
        return found

    top = values([np.array([mean, sd])])[0][0]
    information = np.diag([n / sd**2, 2.0 * n / sd**2])
    return Peak(values, np.array([mean, sd]), top, information, -FREE, FREE, np.zeros(0, dtype=np.int64))


@pytest.mark.identity
@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_closed_form_of_a_normal_sample(level: float) -> None:
    n, mean, sd = 12, 2.0, 1.5
    middle = Quantity("mean", lambda t: t[:, 0])
    spread = Quantity("variance", lambda t: t[:, 1], lambda v: v * v, 0.0)
    of_mean, of_spread = sweep(normal_sample(n, mean, sd), [middle, spread], level)
    drop = chi2.ppf(level, 1)
    reach = sd * np.sqrt(np.expm1(drop / n))
    assert of_mean.low == pytest.approx(mean - reach, abs=0.01 * reach)
    assert of_mean.high == pytest.approx(mean + reach, abs=0.01 * reach)

    (root,) = Sweep(normal_sample(n, mean, sd), [middle]).roots([(0, mean + 1.3)])
    assert root == pytest.approx(np.sqrt(n * np.log1p((1.3 / sd) ** 2)), abs=0.005)

    def over(v: float) -> float:
        return n * (np.log(v / sd**2) + sd**2 / v - 1.0) - drop

    assert of_spread.low == pytest.approx(brentq(over, 1e-3, sd**2), rel=0.01)
    assert of_spread.high == pytest.approx(brentq(over, sd**2, 100.0), rel=0.01)


@pytest.mark.unit
def test_nothing_to_walk_and_no_likelihood() -> None:
    peak = normal_sample()
    assert sweep(peak, []) == []
    assert len(Sweep(peak, []).roots([])) == 0
    nowhere = Quantity("nowhere", lambda t: np.full(len(t), np.nan))
    (found,) = sweep(peak, [nowhere])
    assert found.low is None
    assert found.high is None
    assert found.lost


def solved(traits: bool, error: bool, **made: object) -> tuple[Problem, Optimum]:
    panel = simulate_panel(**made)  # type: ignore[arg-type]
    choices = Choices(traits=traits, error=error, t0="centred" if traits else "stationary", means="constant", families={})
    problem = problem_of(panel, LOOP, choices)
    points = starting_points(problem.layout, problem.look, problem.scale, 2, 1)
    return problem, maximise(problem.values, points, *bounds(problem.layout))


@pytest.mark.identity
@pytest.mark.parametrize("traits", [True, False])
def test_the_ends_are_those_of_single_walks(traits: bool) -> None:
    design = {"persons": 120, "occasions": 5, "trait": 1.0} if traits else {"persons": 1, "occasions": 200}
    problem, optimum = solved(traits, False, seed=3, **design)
    layout, scale = problem.layout, problem.scale
    peak = peak_of(problem, optimum)
    numbers = [parameter_quantity(layout, scale, k) for k in range(len(layout.slots))]
    numbers += [lagged_quantity(layout, scale, 0, 1, 1.0, standardised=False), gain_quantity(layout, scale)]
    abreast = Sweep(peak, numbers)
    ends = abreast.ends()
    zero = [(k, 0.0) for k, number in enumerate(numbers) if number.name.startswith(("link:", "diffusion:pain,"))]
    for (k, value), root in zip(zero, Sweep(peak, numbers).roots(zero), strict=True):
        assert root == pytest.approx(Profile(peak, numbers[k]).root(value), abs=0.02), numbers[k].name
    for number, found in zip(numbers, ends, strict=True):
        wanted = Profile(peak, number).ends(0.95)
        assert found.low is not None
        assert found.high is not None
        assert wanted.low is not None
        assert wanted.high is not None
        wide = wanted.high - wanted.low
        assert found.low == pytest.approx(wanted.low, abs=0.02 * wide), number.name
        assert found.high == pytest.approx(wanted.high, abs=0.02 * wide), number.name
    assert abreast.calls < 0.2 * abreast.points  # abreast, not one by one
    assert abreast.higher < 1e-3


@pytest.mark.unit
def test_an_error_that_is_nil_ends_at_zero_and_widens_the_rate() -> None:
    for seed in range(20):
        problem, optimum = solved(False, True, seed=seed, occasions=60)
        place = problem.layout.names.index("error:pain")
        if abs(optimum.theta[place]) < 1e-3:
            break
    else:
        pytest.fail("no series whose error is nil")
    peak = peak_of(problem, optimum)
    own = parameter_quantity(problem.layout, problem.scale, problem.layout.names.index("self:pain"))
    error, rate = sweep(peak, [parameter_quantity(problem.layout, problem.scale, place), own])
    assert error.low == 0.0
    assert error.high is not None
    assert error.high > 0.0
    assert rate.high is not None
    assert rate.high == pytest.approx(Profile(peak, own).ends(0.95).high, rel=0.05)
    # The delta method takes the error as known to be nil: a slower process with some error is then thought impossible.
    slope = own.slope(peak.theta)
    spread = float(np.sqrt(slope @ np.linalg.inv(peak.information) @ slope))
    estimate = own.at(peak.theta)
    assert -np.log(-rate.high) - estimate > 1.2 * 1.96 * spread


@pytest.mark.unit
def test_what_a_sweep_has_not_seen_is_walked_to_alone() -> None:
    peak, middle = normal_sample(), Quantity("mean", lambda t: t[:, 0])
    (seen,) = foresee(peak, [middle], [0.95, 0.9], [[2.5, 1.0]])
    assert set(seen.seen) == {0.95, 0.9}
    assert set(seen.drops) == {2.5, 1.0}
    nothing = Foreseen(peak, middle, {}, {}, 0.0)
    for level in (0.95, 0.9):
        assert seen.ends(level).low == pytest.approx(nothing.ends(level).low, abs=0.01)
    for value in (2.5, 1.0):
        assert seen.root(value) == pytest.approx(nothing.root(value), abs=0.01)
    assert seen.estimate == nothing.estimate == 2.0
    assert max(seen.higher, nothing.higher) < 1e-6
