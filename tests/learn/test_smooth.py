"""Smoothed states against the dense conditional law, against statsmodels, and on gaps, traits and inputs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.loops import simulate_panel
from tests.learn.truth import random_panel, random_system
from tests.learn.whole import given_answers, people, people_fit

from unspiral.errors import DataError, SpecError
from unspiral.learn.fitted import filtered, fitted
from unspiral.learn.kalman import filter_lanes
from unspiral.learn.smooth import smooth, smoothed_states
from unspiral.learn.system import Lanes, lanes_of_panel
from unspiral.records import Fit

pytestmark = pytest.mark.unit


def random_lanes(rng: np.random.Generator, *, inputs: bool, regressors: int) -> Lanes:
    panel = random_panel(rng, 3, inputs=inputs)
    short = replace(panel, persons=tuple(replace(p, time=np.cumsum(rng.uniform(0.05, 3.0, len(p.time)))) for p in panel.persons))
    lanes = lanes_of_panel(short, short.indicators, ("hit",) if inputs else (), ("hold",) if inputs else ())
    return replace(lanes, regressors=rng.normal(size=(*lanes.step.shape, regressors)))


@pytest.mark.identity
@pytest.mark.parametrize("seed", range(8))
def test_smoothed_states_are_the_dense_conditional_law(seed: int) -> None:
    rng = np.random.default_rng([31, seed])
    inputs, regressors = seed % 2 == 1, 2 * (seed % 3 == 2)
    system = random_system(
        rng, ("real", "complex", "repeated")[seed % 3], traits=seed % 4 < 2, p=2, m=3, inputs=inputs, regressors=regressors
    )
    if seed == 5:  # exact answers and a fixed first state: covariances that cannot be inverted
        system = replace(system, error=np.zeros((3, 3)), loading=system.loading[[0, 1, 1]], t0_cov=0.0 * system.t0_cov)
        system = replace(system, error=np.diag([0.0, 0.1, 0.2]))
    lanes = random_lanes(rng, inputs=inputs, regressors=regressors)
    if seed == 5:
        lanes = replace(lanes, answered=lanes.answered & (np.arange(len(lanes.step)) > 0)[:, None, None])
    mean, cov = smoothed_states(filter_lanes([system], lanes), lanes)
    for lane in range(len(lanes.name)):
        steps = int((lanes.running > lane).sum())
        wanted_mean, wanted_cov = given_answers(system, lanes, lane, steps, steps)
        state = mean.shape[-1]
        blocks = [wanted_cov[t * state : (t + 1) * state, t * state : (t + 1) * state] for t in range(steps)]
        np.testing.assert_allclose(mean[:steps, lane].ravel(), wanted_mean, atol=1e-8)
        np.testing.assert_allclose(cov[:steps, lane], blocks, atol=1e-8)


@pytest.mark.peer
def test_as_statsmodels_smooths() -> None:
    kalman = pytest.importorskip("statsmodels.tsa.statespace.kalman_smoother")
    rng = np.random.default_rng(8)
    system = random_system(rng, "complex", traits=False, p=2, m=2)
    panel = simulate_panel(seed=3, occasions=60, uneven=True)
    values = panel.persons[0].values.copy()
    values[rng.random(values.shape) < 0.25] = np.nan
    values[0] = 1.0
    lanes = lanes_of_panel(replace(panel, persons=(replace(panel.persons[0], values=values),)), panel.indicators, (), ())
    forward = filter_lanes([system], lanes)
    mean, cov = smoothed_states(forward, lanes)

    n = len(lanes.step)
    peer = kalman.KalmanSmoother(k_endog=2, k_states=2)
    peer.bind(np.where(lanes.answered[:, 0], lanes.values[:, 0], np.nan))
    peer["design"], peer["obs_cov"], peer["selection"] = system.loading, system.error, np.eye(2)
    peer["obs_intercept"] = np.repeat(system.level[0][:, None], n, axis=1)
    transition, noise = np.zeros((2, 2, n)), np.zeros((2, 2, n))
    transition[..., : n - 1] = np.moveaxis(forward.transition[forward.step[1:, 0]], 0, 2)
    noise[..., : n - 1] = np.moveaxis(forward.steps[0].noise[lanes.step[1:, 0]], 0, 2)
    peer["transition"], peer["state_cov"] = transition, noise
    peer.initialize_known(system.t0_mean, system.t0_cov)
    result = peer.smooth()
    np.testing.assert_allclose(mean[:, 0], result.smoothed_state.T, atol=1e-8)
    np.testing.assert_allclose(cov[:, 0], np.moveaxis(result.smoothed_state_cov, 2, 0), atol=1e-8)


def test_a_person_without_error_is_known_at_occasions_and_unknown_between(one_person: Fit) -> None:
    panel = simulate_panel(seed=5, occasions=200, uneven=True)
    found = smooth(one_person, panel, every=0.25)
    person = found.persons[0]
    assert found.state == ("pain", "depression") and found.unit == "day" and (found.error_sd == 0).all()
    assert person.occasion.sum() == 200 and len(person.time) > 4 * 200
    np.testing.assert_allclose(person.expected[person.occasion], panel.persons[0].values, atol=1e-9)
    assert person.expected_sd[person.occasion].max() < 1e-6
    gap = np.diff(panel.persons[0].time).argmax()
    inside = (person.time > panel.persons[0].time[gap]) & (person.time < panel.persons[0].time[gap + 1])
    assert inside.sum() >= 4 and person.expected_sd[inside].min() > 0.2


def test_moments_between_change_nothing_at_the_occasions() -> None:
    panel = people()
    plain, fine = smooth(people_fit(), panel), smooth(people_fit(), panel, every=1 / 3)
    assert [p.name for p in plain.persons] == [p.name for p in panel.persons]
    assert plain.state[2:] == ("level of pain", "level of depression")
    for a, b in zip(plain.persons, fine.persons, strict=True):
        np.testing.assert_allclose(b.mean[b.occasion], a.mean, atol=1e-9)
        np.testing.assert_allclose(b.cov[b.occasion], a.cov, atol=1e-9)
        assert np.ptp(b.mean[:, 2]) < 1e-9  # a level does not move


def test_some_persons_only_and_names_that_do_not_exist() -> None:
    panel = people()
    found = smooth(people_fit(), panel, persons=["7", "2"])
    assert [p.name for p in found.persons] == ["2", "7"]
    with pytest.raises(SpecError, match="no person 'Bob'"):
        smooth(people_fit(), panel, persons=["Bob"])


def test_a_panel_that_does_not_fit_the_loop_is_said(one_person: Fit) -> None:
    panel = simulate_panel(seed=5, occasions=30)
    with pytest.raises(DataError, match="column 'depression'"):
        smooth(one_person, replace(panel, indicators=("pain", "mood")))
    with pytest.raises(DataError, match="counts time in days"):
        smooth(one_person, replace(panel, time_unit="week"))
    empty = replace(panel, persons=(replace(panel.persons[0], values=np.full((30, 2), np.nan)),))
    with pytest.raises(DataError, match="Nobody answered"):
        smooth(one_person, empty)


def test_the_likelihood_on_the_same_answers_is_that_of_the_fit(one_person: Fit) -> None:
    again = fitted(one_person, simulate_panel(seed=5, occasions=200, uneven=True))
    assert one_person.loglik is not None
    assert abs(float(filtered(again).loglik.sum()) - one_person.loglik) < 1e-6
