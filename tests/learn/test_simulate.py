"""Simulated answers: exact in the mean, right in the covariance, the same for the same seed, and found again by the learner."""

from __future__ import annotations

import numpy as np
import pytest
from numpy import ndarray
from scipy.integrate import solve_ivp
from scipy.linalg import expm
from tests.learn.truth import integral

from unspiral.errors import SpecError
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.likelihood import loglik
from unspiral.learn.problem import problem_of
from unspiral.learn.simulate import simulate
from unspiral.loop.language import parse
from unspiral.records import Choices, Panel

LOOP = parse("pain <-> depression")
DYNAMICS = {
    "self:pain": -0.8,
    "self:depression": -0.5,
    "link:pain->depression": 0.4,
    "link:depression->pain": 0.2,
    "diffusion:pain": 1.2,
    "diffusion:pain,depression": 0.2,
    "diffusion:depression": 0.7,
}
JOINT = DYNAMICS | {
    "level:pain": 5.0,
    "level:depression": 3.0,
    "error:pain": 0.3,
    "error:depression": 0.2,
    "t0mean:pain": 1.0,
    "t0mean:depression": -0.5,
    "t0cov:pain": 1.0,
    "t0cov:pain,depression": 0.3,
    "t0cov:depression": 0.8,
    "t0cov:pain,trait:pain": 0.4,
    "t0cov:depression,trait:pain": 0.1,
    "t0cov:pain,trait:depression": 0.05,
    "t0cov:depression,trait:depression": 0.3,
    "trait:pain": 0.9,
    "trait:pain,depression": 0.2,
    "trait:depression": 0.6,
}
TRAITS = Choices(traits=True, error=True, t0="joint", means="constant", families={})
ONE = Choices(traits=False, error=True, t0="stationary", means="constant", families={})
DIARY = DYNAMICS | {"level:pain": 5.0, "level:depression": 3.0, "error:pain": 0.3, "error:depression": 0.2}
TIMES = np.array([0.0, 0.7, 2.0, 2.1])


def equal(one: Panel, other: Panel) -> bool:
    return len(one.persons) == len(other.persons) and all(
        a.name == b.name and np.array_equal(a.time, b.time) and np.array_equal(a.values, b.values, equal_nan=True)
        for a, b in zip(one.persons, other.persons)
    )


def dense(parameters: dict[str, float], times: ndarray) -> tuple[ndarray, ndarray]:
    """Mean and covariance of one person's answers, without any filter and by another road to F and Q."""
    p = parameters
    drift = np.array([[p["self:pain"], p["link:depression->pain"]], [p["link:pain->depression"], p["self:depression"]]])
    noise = np.array([[p["diffusion:pain"], p["diffusion:pain,depression"]], [p["diffusion:pain,depression"], p["diffusion:depression"]]])
    cross = np.array(
        [
            [p["t0cov:pain,trait:pain"], p["t0cov:pain,trait:depression"]],
            [p["t0cov:depression,trait:pain"], p["t0cov:depression,trait:depression"]],
        ]
    )
    first = np.array([[p["t0cov:pain"], p["t0cov:pain,depression"]], [p["t0cov:pain,depression"], p["t0cov:depression"]]])
    trait = np.array([[p["trait:pain"], p["trait:pain,depression"]], [p["trait:pain,depression"], p["trait:depression"]]])
    level = np.array([p["level:pain"], p["level:depression"]])
    n = len(times)
    mean = np.concatenate([expm(drift * t) @ [p["t0mean:pain"], p["t0mean:depression"]] + level for t in times])
    cov = np.kron(np.ones((n, n)), trait) + np.kron(np.eye(n), np.diag([p["error:pain"], p["error:depression"]]))
    for i, s in enumerate(times):
        for j, t in enumerate(times):
            early = min(s, t)
            f, g = expm(drift * s), expm(drift * t)
            shared = integral(drift, noise, early) if early else np.zeros((2, 2))
            both = expm(drift * (s - early)) @ shared @ expm(drift * (t - early)).T
            cov[2 * i : 2 * i + 2, 2 * j : 2 * j + 2] += f @ first @ g.T + both + f @ cross + cross.T @ g.T
    return mean, cov


@pytest.mark.identity
def test_means_and_covariances_are_the_dense_ones() -> None:
    n = 4000
    made = simulate(LOOP, JOINT, [TIMES] * n, seed=3, choices=TRAITS, unit="day")
    seen = np.array([person.values.ravel() for person in made.persons])
    mean, cov = dense(JOINT, TIMES)
    # Monte-Carlo standard errors of a mean and of a covariance of normal variables; five of them is a chance of 1 in 10^6 a cell.
    assert np.all(np.abs(seen.mean(axis=0) - mean) < 5.0 * np.sqrt(np.diag(cov) / n))
    error = np.sqrt((np.outer(np.diag(cov), np.diag(cov)) + cov**2) / n)
    off = (seen - mean).T @ (seen - mean) / n - cov
    assert np.all(np.abs(off) < 5.0 * error)
    # The bound is tight enough to see an error of a tenth of the variance.
    assert np.all(5.0 * np.diag(error) < 0.12 * np.diag(cov))


@pytest.mark.identity
def test_without_noise_it_is_the_differential_equation() -> None:
    loop = parse("pain <-> depression\nfall => pain (impulse)\nwalking => depression (sustained)\npill => pain (fading)")
    still = dict.fromkeys([f"diffusion:{k}" for k in ("pain", "pain,depression", "depression")], 0.0)
    inputs = {"input:fall->pain": 2.0, "input:walking->depression": -0.5, "input:pill->pain": -1.5, "fading:pill": -0.3}
    parameters = DIARY | still | inputs | {"error:pain": 0.0, "error:depression": 0.0, "t0mean:pain": 1.0, "t0mean:depression": 2.0}
    time = np.array([0.0, 0.4, 1.9, 3.0, 7.5])
    given = np.array([[0.0, 1.0, 1.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.5], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    choices = Choices(traits=False, error=True, t0="point", means="constant", families={})
    made = simulate(loop, parameters, [time], seed=1, choices=choices, unit="day", inputs=[given]).persons[0]

    drift = np.array([[-0.8, 0.2, -1.5], [0.4, -0.5, 0.0], [0.0, 0.0, -0.3]])
    state = np.array([1.0, 2.0, 0.0])
    for t, row in enumerate(given):
        if t:
            push = np.array([0.0, -0.5 * given[t - 1, 1], 0.0])
            path = solve_ivp(lambda _, x, b=push: drift @ x + b, (0.0, time[t] - time[t - 1]), state, rtol=1e-11, atol=1e-12)
            state = path.y[:, -1]
        state = state + np.array([2.0 * row[0], 0.0, row[2]])
        np.testing.assert_allclose(made.values[t], state[:2] + np.array([5.0, 3.0]), atol=1e-8)


@pytest.mark.identity
def test_the_likelihood_is_as_high_as_it_should_be() -> None:
    """E log L at the truth is -(k log 2 pi e + log det S) / 2 a person; Var of it is k / 2."""
    n = 1000
    made = simulate(LOOP, JOINT, [TIMES] * n, seed=8, choices=TRAITS, unit="day")
    _, cov = dense(JOINT, TIMES)
    k = len(cov)
    expected = -0.5 * n * (k * np.log(2.0 * np.pi * np.e) + np.linalg.slogdet(cov)[1])
    assert abs(loglik(made, LOOP, JOINT, TRAITS) - expected) < 5.0 * np.sqrt(n * k / 2.0)


@pytest.mark.unit
def test_same_seed_same_answers_and_more_changes_nothing_before() -> None:
    def make(times: list[ndarray], seed: int = 5) -> Panel:
        return simulate(LOOP, JOINT, times, seed=seed, choices=TRAITS, unit="day", missing=0.3)

    three = make([TIMES] * 3)
    assert equal(three, make([TIMES] * 3))
    assert three.source == make([TIMES] * 3).source
    assert not equal(three, make([TIMES] * 3, seed=6))
    more = make([TIMES] * 3 + [TIMES + 1.0])
    assert equal(three, Panel(more.persons[:3], three.indicators, (), "day", three.source))
    longer = make([np.append(TIMES, 9.0)])
    np.testing.assert_array_equal(longer.persons[0].values[: len(TIMES) - 1], three.persons[0].values[: len(TIMES) - 1])


@pytest.mark.unit
def test_missing_answers_are_missing_and_the_others_do_not_change() -> None:
    whole = simulate(LOOP, DIARY, [np.arange(2000.0)], seed=2, choices=ONE, unit="day").persons[0]
    some = simulate(LOOP, DIARY, [np.arange(2000.0)], seed=2, choices=ONE, unit="day", missing=0.3).persons[0]
    there = ~np.isnan(some.values)
    assert there.any(axis=1).all()
    at = np.searchsorted(whole.time, some.time)
    np.testing.assert_array_equal(some.values[there], whole.values[at][there])
    assert there[0].all()
    assert abs(there.sum() / 4000 - 0.7) < 5.0 * np.sqrt(0.21 / 4000)
    assert len(some.time) < 2000


@pytest.mark.unit
def test_a_row_without_answers_stays_where_an_input_needs_it() -> None:
    loop = parse("pain <-> depression\nwalking => depression (sustained)")
    given = np.repeat([0.0, 1.0, 0.0], 40)[:, None]
    made = simulate(
        loop, DIARY | {"input:walking->depression": -0.5}, [np.arange(120.0)], seed=2, choices=ONE, unit="day", inputs=[given], missing=0.9
    ).persons[0]
    nothing = np.isnan(made.values).all(axis=1)
    assert nothing.any()
    assert set(np.arange(40.0, 81.0)) <= set(made.time)  # all rows with the input on, and the one where it ends
    assert set(made.time[nothing]) <= set(np.arange(40.0, 81.0))


@pytest.mark.unit
def test_wave_means_are_used() -> None:
    choices = Choices(traits=False, error=False, t0="stationary", means="wave", families={}, waves=(0.0, 6.0))
    means = {"mean:pain[0]": 4.0, "mean:depression[0]": 3.0, "mean:pain[6]": 2.0, "mean:depression[6]": 1.0}
    made = simulate(LOOP, DYNAMICS | means, [np.array([0.0, 6.0])] * 2000, seed=4, choices=choices, unit="month")
    seen = np.array([p.values for p in made.persons]).mean(axis=0)
    np.testing.assert_allclose(seen, [[4.0, 3.0], [2.0, 1.0]], atol=5.0 * 1.6 / np.sqrt(2000))
    assert made.time_unit == "month"


@pytest.mark.unit
def test_the_learner_finds_it_again() -> None:
    made = simulate(LOOP, DIARY, [np.arange(1500.0)], seed=7, choices=ONE, unit="day")
    fit = fit_ml(made, LOOP, error=True, t0="stationary", starts=2)
    assert fit.converged
    for parameter in fit.parameters:
        assert parameter.se is not None
        assert abs(parameter.estimate - DIARY[parameter.name]) < 4.0 * parameter.se, parameter


@pytest.mark.unit
def test_what_does_not_fit_is_said() -> None:
    def make(parameters: dict[str, float], times: list[ndarray] | None = None, **more: object) -> Panel:
        return simulate(LOOP, parameters, times or [TIMES], seed=1, choices=ONE, unit="day", **more)  # type: ignore[arg-type]

    without = {name: value for name, value in DIARY.items() if name != "self:pain"}
    with pytest.raises(SpecError, match="'self:pain' has no value"):
        make(without)
    with pytest.raises(SpecError, match=r"'self:pian' is not a parameter.*Did you mean 'self:pain'"):
        make(without | {"self:pian": -1.0})
    with pytest.raises(SpecError, match="is nan"):
        make(DIARY | {"self:pain": float("nan")})
    with pytest.raises(SpecError, match="runs away"):
        make(DIARY | {"self:pain": 0.5})
    with pytest.raises(SpecError, match="diffusion covariances"):
        make(DIARY | {"diffusion:pain,depression": 5.0})
    with pytest.raises(SpecError, match="measurement error covariances"):
        make(DIARY | {"error:pain": -0.1})
    with pytest.raises(SpecError, match="person 2 are not finite and strictly increasing"):
        make(DIARY, [TIMES, np.array([0.0, 0.0])])
    with pytest.raises(SpecError, match="do not fit the times"):
        make(DIARY, inputs=[np.zeros((2, 1))])
    with pytest.raises(SpecError, match="chance of 1"):
        make(DIARY, missing=1.0)
    with pytest.raises(SpecError, match="no inputs were given"):
        simulate(
            parse("pain <-> depression\nwalking => depression (sustained)"),
            DIARY | {"input:walking->depression": 1.0},
            [TIMES],
            seed=1,
            choices=ONE,
            unit="day",
        )


def test_nights_and_trends_are_those_of_the_answers_that_were_given() -> None:
    """Without noise and error, answers lie exactly where the model of the fit expects them, though many were not given."""
    choices = Choices(False, False, "stationary", "constant", {}, overnight=True, trend=True)
    truth = DYNAMICS | {"level:pain": 5.0, "level:depression": 3.0, "trend:pain": 0.3, "trend:depression": -0.2}
    truth |= {"overnight:pain": 2.0, "overnight:depression": 1.0}
    truth |= {"diffusion:pain": 1e-14, "diffusion:pain,depression": 0.0, "diffusion:depression": 1e-14}
    time = np.sort(np.concatenate([np.arange(20.0) + h for h in (0.3, 0.5, 0.8)]))
    panel = simulate(LOOP, truth, [time, time], seed=3, choices=choices, unit="day", missing=0.6)
    assert 40 < sum(len(p.time) for p in panel.persons) < 90
    problem = problem_of(panel, LOOP, choices)
    found = problem.innovations(np.array([truth[name] for name in problem.layout.names]))
    assert np.abs(found.innovation[problem.lanes.answered]).max() < 1e-5
