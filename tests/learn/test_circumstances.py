"""Covariates, weekdays, hours, nights and trends: what is read off a person, the dense truth, derivatives, and recovery."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.loops import simulate_panel
from tests.learn.truth import dense_loglik

from unspiral.errors import DataError
from unspiral.learn.circumstances import Circumstances, Shift, centres_of, circumstances_of
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.parameters import assemble, natural
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.simulate import simulate
from unspiral.loop.language import parse
from unspiral.records import Choices, Panel, Person

LOOP = parse("pain <-> depression")
ALL = Choices(
    True, True, "separate", "constant", {}, covariates={"age": "both", "sex": "levels"}, weekday=True, daytime=True, overnight=True,
    trend=True,
)  # fmt: skip


def dated(persons: int, occasions: int, *, seed: int = 3) -> Panel:
    """A panel with clocks, covariates and weights; three occasions a day."""
    panel = simulate_panel(seed=seed, persons=persons, occasions=occasions, trait=1.0)
    rng = np.random.default_rng(seed)
    people: list[Person] = []
    for i, p in enumerate(panel.persons):
        time = np.arange(occasions) / 3.0 + rng.uniform(0.0, 0.2, size=occasions)
        known = np.array([30.0 + 3 * (i % 4), float(i % 2)])
        people.append(replace(p, time=time, covariates=known, local=time + 2.3 + i % 3, weight=np.full(occasions, 0.5 + i % 2)))
    return replace(panel, persons=tuple(people), covariates=("age", "sex"), weight="w")


def test_what_is_read_off_a_person() -> None:
    local = np.array([6.25, 6.75, 7.5, 9.0])  # Sunday 6:00 and 18:00, Monday noon, Wednesday midnight
    person = Person("1", np.array([0.0, 0.5, 1.25, 2.75]), np.zeros((4, 1)), np.zeros((4, 0)), np.array([40.0]), local)
    shifts = (Shift("covariate", "age"), Shift("weekday", "2"), Shift("weekday", "6"), Shift("daytime", "sin"), Shift("daytime", "cos"),
              Shift("trend", ""))  # fmt: skip
    around = Circumstances(shifts, (), ("age",), np.array([45.0]), True)
    answered = np.array([True, True, False, True])
    z = around.regressors(person, answered)
    mean = (0.0 + 0.5 + 2.75) / 3
    assert np.allclose(z[0], [-5.0, 0, 1, 1, 0, -mean])
    assert np.allclose(z[1], [-5.0, 0, 1, -1, 0, 0.5 - mean])
    assert not z[2].any()
    assert np.allclose(z[3], [-5.0, 1, 0, 0, 1, 2.75 - mean])
    assert around.nights(person, answered).tolist() == [0.0, 0.0, 0.0, 1.0]
    assert around.nights(person, np.ones(4, dtype=bool)).tolist() == [0.0, 0.0, 1.0, 1.0]
    assert [s.parameter("pain") for s in shifts] == [
        "covariate:age->trait:pain", "weekday:pain[2]", "weekday:pain[6]", "daytime:pain[sin]", "daytime:pain[cos]", "trend:pain",
    ]  # fmt: skip


def test_covariates_are_centred_at_persons_not_at_occasions() -> None:
    panel = dated(3, 6)
    short = replace(panel, persons=(panel.persons[0].at(np.arange(2)), *panel.persons[1:]))
    assert circumstances_of(short, LOOP, ALL).means.tolist() == [33.0, 1.0 / 3.0]


def a_point(problem: Problem) -> np.ndarray:
    return np.random.default_rng(2).normal(size=len(problem.layout.slots)) * 0.2 + 0.3


def test_the_likelihood_is_that_of_the_dense_normal_with_shifted_means_and_tilted_drifts() -> None:
    panel = dated(4, 7)
    problem = problem_of(panel, LOOP, ALL)
    values = natural(problem.layout, problem.scale, a_point(problem))
    at = dict(zip(problem.layout.names, values, strict=True))
    around = circumstances_of(panel, LOOP, ALL)
    total = 0.0
    for i, name in enumerate(problem.lanes.name):
        person = next(p for p in panel.persons if p.name == name)
        age, sex = person.covariates - around.means
        system = assemble(problem.layout, values)
        drift = system.drift.copy()
        drift[0, 1] += age * at["covariate:age->link:depression->pain"]
        drift[1, 0] += age * at["covariate:age->link:pain->depression"]
        day = np.floor(person.local).astype(int)
        hour = 2 * np.pi * person.local
        shown = np.zeros((7, 2))
        for k, process in enumerate(("pain", "depression")):
            shown[:, k] = age * at[f"covariate:age->trait:{process}"] + sex * at[f"covariate:sex->trait:{process}"]
            shown[:, k] += [at[f"weekday:{process}[{d % 7}]"] if d % 7 else 0.0 for d in day]
            shown[:, k] += np.sin(hour) * at[f"daytime:{process}[sin]"] + np.cos(hour) * at[f"daytime:{process}[cos]"]
            shown[:, k] += (person.time - person.time.mean()) * at[f"trend:{process}"]
        pushed = np.concatenate([[0.0], np.diff(day) != 0])
        push = np.array([[at["overnight:pain"]], [at["overnight:depression"]]])
        one = problem.lanes.some(np.array([i]))
        plain = replace(one, values=one.values - shown[:, None], regressors=np.zeros((7, 1, 0)), impulses=pushed[:, None, None])
        moved = replace(system, drift=drift, impulse=push, shift=np.zeros((2, 0)))
        total += (0.5 + (int(name) - 1) % 2) * dense_loglik(moved, plain)
    assert problem.values([a_point(problem)])[0][0] == pytest.approx(total, abs=1e-7)


@pytest.mark.parametrize("t0", ["separate", "stationary"])
def test_derivatives_equal_differences(t0: str) -> None:
    problem = problem_of(dated(3, 7), LOOP, replace(ALL, t0=t0))
    theta = a_point(problem) * (0.5 if t0 == "stationary" else 1.0)
    (_, slope), *_ = problem.values([theta])
    for i in range(len(theta)):
        unit = np.eye(len(theta))[i] * 1e-4
        e = [v for v, _ in problem.values([theta + 2 * unit, theta + unit, theta - unit, theta - 2 * unit])]
        assert (-e[0] + 8 * e[1] - 8 * e[2] + e[3]) / 12e-4 == pytest.approx(slope[i], rel=1e-6, abs=1e-6), problem.layout.names[i]


def test_panels_with_a_group_and_weights_are_compressed_to_the_same_likelihood() -> None:
    panel = simulate_panel(seed=9, persons=120, occasions=4, trait=1.0)
    people = [replace(p, covariates=np.array([float(i % 2)]), weight=np.full(4, 0.5 + i % 3)) for i, p in enumerate(panel.persons)]
    panel = replace(panel, persons=tuple(people), covariates=("sex",), weight="w")
    problem = problem_of(panel, LOOP, Choices(True, False, "joint", "constant", {}, covariates={"sex": "both"}))
    assert problem.packed is not None
    assert problem.packed.step.shape[1] == 18
    theta = a_point(problem)
    whole = replace(problem, packed=None, packed_model=None)
    (value, slope), (expected, truth) = problem.values([theta])[0], whole.values([theta])[0]
    assert value == pytest.approx(expected, rel=1e-12)
    assert np.abs(slope - truth).max() < 1e-10 * np.abs(truth).max()


TRUTH = {
    "self:pain": -0.7, "self:depression": -0.6, "link:pain->depression": 0.25, "link:depression->pain": 0.2, "diffusion:pain": 0.8,
    "diffusion:pain,depression": 0.1, "diffusion:depression": 0.7, "level:pain": 4.0, "level:depression": 3.0,
    "covariate:group->trait:pain": 1.2, "covariate:group->trait:depression": -0.5, "covariate:group->link:pain->depression": 0.35,
    "covariate:group->link:depression->pain": 0.0, "trait:pain": 0.3, "trait:pain,depression": 0.1, "trait:depression": 0.3,
    "trend:pain": 0.04, "trend:depression": -0.03,
}  # fmt: skip


def test_covariates_and_trend_are_found_again() -> None:
    choices = Choices(True, False, "stationary", "constant", {}, covariates={"group": "both"}, trend=True)
    panel = simulate(
        LOOP, TRUTH, [np.arange(25.0)] * 120, seed=4, choices=choices, unit="day", covariates=[{"group": float(i % 2)} for i in range(120)]
    )
    fit = fit_ml(panel, LOOP, error=False, t0="stationary", covariates={"group": "both"}, trend=True, starts=1, ladder=False)
    assert fit.converged
    for p in fit.parameters:
        assert p.se is not None
        assert abs(p.estimate - TRUTH[p.name]) < 3.6 * p.se, p.name
    told = {p.name: p for p in fit.parameters}
    assert told["covariate:group->link:pain->depression"].se < 0.1


def test_weekdays_hours_and_nights_are_found_again() -> None:
    truth = {k: v for k, v in TRUTH.items() if not k.startswith(("covariate", "trait", "trend"))}
    truth |= {"overnight:pain": -0.8, "overnight:depression": 0.5, "daytime:pain[sin]": 0.6, "daytime:pain[cos]": -0.4}
    truth |= {"daytime:depression[sin]": 0.0, "daytime:depression[cos]": 0.3}
    truth |= {f"weekday:{n}[{d}]": 0.3 * d * (-1) ** d for n in ("pain", "depression") for d in range(1, 7)}
    time = np.sort(np.concatenate([np.arange(70.0) + h for h in (0.35, 0.55, 0.9)]))
    choices = Choices(False, False, "stationary", "constant", {}, weekday=True, daytime=True, overnight=True)
    panel = simulate(LOOP, truth, [time], seed=6, choices=choices, unit="day", local=[time + 4.0])
    fit = fit_ml(panel, LOOP, error=False, t0="stationary", weekday=True, daytime=True, overnight=True, starts=1)
    assert fit.converged
    for p in fit.parameters:
        assert p.se is not None
        assert abs(p.estimate - truth[p.name]) < 3.6 * p.se, p.name


def test_shifts_go_through_the_loadings_of_several_indicators_with_wave_means_and_weights() -> None:
    rng = np.random.default_rng(8)
    panel = simulate_panel(seed=2, persons=6, occasions=4, trait=1.0)
    people: list[Person] = []
    for i, p in enumerate(panel.persons):
        values = np.column_stack([p.values, p.values[:, 1] * 0.7 + rng.normal(size=4)])
        people.append(replace(p, values=values, covariates=np.array([float(i % 3)]), weight=np.full(4, 0.4 + i % 2)))
    panel = replace(panel, persons=tuple(people), indicators=("pain", "phq", "mood"), covariates=("age",), weight="w")
    loop = parse("pain <-> depression; depression by phq, mood")
    choices = Choices(True, True, "centred", "wave", {}, waves=(0.0, 1.0, 2.0, 3.0), covariates={"age": "levels"})
    problem = problem_of(panel, loop, choices)
    theta = a_point(problem)
    values = natural(problem.layout, problem.scale, theta)
    at = dict(zip(problem.layout.names, values, strict=True))
    assert at["loading:depression=mood"] not in (0.0, 1.0)
    system = assemble(problem.layout, values)
    slope = np.array([at["covariate:age->trait:pain"], at["covariate:age->trait:depression"]])
    total = 0.0
    for i, name in enumerate(problem.lanes.name):
        k = int(name) - 1
        one = problem.lanes.some(np.array([i]))
        moved = replace(one, values=one.values - system.loading[:, :2] @ slope * (k % 3 - 1.0), regressors=np.zeros((4, 1, 0)))
        total += (0.4 + k % 2) * dense_loglik(replace(system, shift=np.zeros((2, 0))), moved)
    (value, gradient), *_ = problem.values([theta])
    assert value == pytest.approx(total, abs=1e-8)
    for k in range(*problem.layout.sections["shift"].indices(len(theta))):
        unit = np.eye(len(theta))[k] * 1e-4
        e = [v for v, _ in problem.values([theta + 2 * unit, theta + unit, theta - unit, theta - 2 * unit])]
        assert (-e[0] + 8 * e[1] - 8 * e[2] + e[3]) / 12e-4 == pytest.approx(gradient[k], rel=1e-7)


def test_on_other_answers_covariates_and_trends_are_counted_from_where_the_fit_counts_them() -> None:
    panel = dated(4, 9)
    centres = centres_of(panel, LOOP, ALL)
    assert centres is not None and set(centres.covariates) == {"age", "sex"} and len(centres.trend) == 4
    person, seen = panel.persons[2], np.ones(9, dtype=bool)
    wanted = circumstances_of(panel, LOOP, ALL).regressors(person, seen)
    # Alone, with the later rows only, in a table with dates whose clock therefore begins elsewhere.
    late = person.at(np.arange(5, 9))
    alone = replace(panel, persons=(replace(late, time=late.time - 1.0),))
    around = circumstances_of(alone, LOOP, ALL, centres)
    np.testing.assert_allclose(around.regressors(alone.persons[0], seen[5:]), wanted[5:], atol=1e-9)
    assert around.tilt(alone.persons[0]).tolist() == [person.covariates[0] - 34.5]
    # As before where nothing was kept.
    old = circumstances_of(alone, LOOP, ALL)
    assert old.means.tolist() == person.covariates.tolist() and abs(old.regressors(alone.persons[0], seen[5:])[:, -1].sum()) < 1e-9
    assert centres_of(panel, LOOP, Choices(True, True, "separate", "constant", {}, weekday=True)) is None


def test_somebody_whose_place_in_the_trend_is_unknown_is_refused() -> None:
    panel = dated(3, 6)
    centres = centres_of(panel, LOOP, ALL)
    new = replace(panel, persons=(*panel.persons, replace(panel.persons[0], name="new")))
    with pytest.raises(DataError, match="Person 'new' is not among those") as caught:
        circumstances_of(new, LOOP, ALL, centres)
    assert "--from FIT.json" in str(caught.value)
    assert circumstances_of(new, LOOP, replace(ALL, trend=False), centres).means.tolist() == [33.0, 1.0 / 3.0]
