"""Answers about a stretch of time: likelihood against integrals of the covariance function, derivatives, turns, first clock, refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy import ndarray
from tests.learn.window_truth import Reading, dense

from unspiral.errors import SpecError
from unspiral.learn import kalman, windows
from unspiral.learn.parameters import assemble, layout_for, natural
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.start import starting_points
from unspiral.learn.windows import spans_of
from unspiral.loop.language import parse
from unspiral.loop.model import Loop
from unspiral.records import Choices, Panel, Person, Source

pytestmark = pytest.mark.identity

LINKED = "pain <-> low_mood\n"
LOOPS = {
    "beside a moment": LINKED + "low_mood by phq8 (mean of 14 days), mood",
    "two windows": LINKED + "pain by peg (mean of 1 week), nrs\nlow_mood by phq8 (mean of 2 weeks), mood, phq2 (mean of 2 weeks)",
    "only a window": LINKED + "pain by peg (mean of 168 hours)\nlow_mood by phq8 (mean of 14 days)",
    "fading": LINKED + "low_mood by phq8 (mean of 14 days), mood\nwalk => pain (fading)\npill => low_mood (sustained)",
    "inputs": LINKED + "low_mood by phq8 (mean of 14 days), mood\nshot => pain (impulse)\npill => low_mood (sustained)",
}


def choices(loop: Loop, **given: object) -> Choices:
    plain = Choices(False, True, "separate", "constant", dict.fromkeys(loop.columns, "gaussian"), 0.95, 1.0, 1, 1, ())
    return replace(plain, **given)  # type: ignore[arg-type]


def diary(loop: Loop, *, seed: int, every: float, persons: int = 2, days: int = 34, shake: float = 0.3) -> Panel:
    """Moments most days; answers with a window every so often, at times of their own; some cells empty."""
    rng = np.random.default_rng(seed)
    spans = np.array(spans_of(loop, "day"))
    people: list[Person] = []
    for i in range(persons):
        daily = np.sort(rng.choice(np.arange(days), size=days * 2 // 3, replace=False)) + rng.uniform(-shake, shake, days * 2 // 3)
        asked = np.arange(3.0, days, every) + rng.uniform(-shake, shake, len(np.arange(3.0, days, every)))
        time = np.unique(np.concatenate([daily, asked]))
        values = rng.normal(size=(len(time), len(spans))) * 2.0 + 5.0
        values[~np.isin(time, daily)] = np.where(spans > 0.0, values[~np.isin(time, daily)], np.nan)
        values[~np.isin(time, asked)] = np.where(spans > 0.0, np.nan, values[~np.isin(time, asked)])
        inputs = (
            np.column_stack([rng.random(len(time)) < 0.15, (time > 11.0) & (time < 21.0)]).astype(float)
            if loop.inputs
            else np.zeros((len(time), 0))
        )
        people.append(Person(str(i), time, values, inputs, np.array([float(i)]), time - time[0] + 0.4 + i))
    names = tuple(x.name for x in loop.inputs)
    return Panel(tuple(people), loop.columns, names, "day", Source("made up", "", 0), ("age",))


def numbers(problem: Problem, seed: int) -> ndarray:
    rng = np.random.default_rng(seed)
    theta = starting_points(problem.layout, problem.look, problem.scale, 1, 1)[0]
    return theta + rng.normal(size=len(theta)) * 0.15


def truth(panel: Panel, loop: Loop, chosen: Choices, problem: Problem, theta: ndarray) -> float:
    """Every person as one normal; regressors averaged by sums over a fine grid."""
    plain = layout_for(loop, chosen, "day")
    system = assemble(plain, natural(plain, problem.scale, theta))
    spans, total = spans_of(loop, "day"), 0.0
    for person in panel.persons:
        seen = ~np.isnan(person.values)
        start = min(float(person.time[t]) - spans[c] for t, c in np.argwhere(seen))
        answered = person.time[seen.any(axis=1)]
        middle = float(answered.mean())
        mean_age = np.mean([p.covariates[0] for p in panel.persons])

        def shift(t: float, span: float, person: Person = person, middle: float = middle, mean_age: float = float(mean_age)) -> ndarray:
            assert person.local is not None
            now = float(person.local[np.abs(person.time - t).argmin()])
            grid = now - span * (np.arange(200_000) + 0.5) / 200_000 if span else np.array([now])
            rows: list[float] = []
            for s in plain.shifts:
                if s.kind == "covariate":
                    rows.append(float(person.covariates[0]) - mean_age)
                elif s.kind == "weekday":
                    rows.append(float(np.mean(np.floor(grid) % 7 == int(s.label))))
                elif s.kind == "daytime":
                    rows.append(float(np.mean((np.sin if s.label == "sin" else np.cos)(2 * np.pi * grid))))
                else:
                    rows.append(t - span / 2 - middle)
            return system.shift @ np.array(rows)

        readings = [
            Reading(int(c), float(person.time[t]), spans[c], float(person.values[t, c]), float(system.level[0, c]),
                    shift(float(person.time[t]), spans[c]))
            for t, c in np.argwhere(seen)
        ]  # fmt: skip
        given, held = [], []
        if loop.inputs:
            given = [(float(t), system.impulse[:, 0]) for t, u in zip(person.time, person.inputs[:, 0], strict=True) if u and t >= start]
            ends = np.append(person.time[1:], person.time[-1])
            held = [(float(a), float(b), system.press[:, 0]) for a, b, u in zip(person.time, ends, person.inputs[:, 1], strict=True) if u]
        total += dense(system, start, readings, held, given)
    return total


@pytest.mark.parametrize("every", [14.0, 5.0])
@pytest.mark.parametrize("name", LOOPS)
def test_likelihood_equals_one_normal_of_moments_and_means(name: str, every: float) -> None:
    loop = parse(LOOPS[name])
    panel = diary(loop, seed=len(name), every=every)
    chosen = choices(loop, traits=True, t0="joint") if every == 5.0 else choices(loop)
    problem = problem_of(panel, loop, chosen)
    theta = numbers(problem, 3)
    value, _ = problem.values([theta])[0]
    assert value == pytest.approx(truth(panel, loop, chosen, problem, theta), abs=1e-8)


def test_what_shifts_levels_is_averaged_over_the_stretch() -> None:
    loop = parse(LOOPS["beside a moment"])
    panel = diary(loop, seed=4, every=6.0)
    chosen = choices(loop, covariates={"age": "levels"}, weekday=True, daytime=True, trend=True)
    problem = problem_of(panel, loop, chosen)
    theta = numbers(problem, 5)
    value, _ = problem.values([theta])[0]
    assert value == pytest.approx(truth(panel, loop, chosen, problem, theta), abs=1e-4)  # the grid's weekdays are off by a cell


@pytest.mark.parametrize("kernel", ["", "numpy"])
@pytest.mark.parametrize("name", LOOPS)
def test_derivative_equals_differences(name: str, kernel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSPIRAL_KERNEL", kernel)
    loop = parse(LOOPS[name])
    chosen = choices(loop, traits=True, t0="stationary", trend=True)
    problem = problem_of(diary(loop, seed=8, every=5.0, days=22), loop, chosen)
    theta = numbers(problem, 3)
    _, slope = problem.values([theta])[0]
    step = 1e-5
    points = [theta + move * step * e for e in np.eye(len(theta)) for move in (1.0, -1.0)]
    ends = np.array([v for v, _ in problem.values(points)]).reshape(-1, 2)
    np.testing.assert_allclose((ends[:, 0] - ends[:, 1]) / (2 * step), slope, rtol=2e-6, atol=2e-5)


def test_kernel_and_twin_agree() -> None:
    loop = parse(LOOPS["two windows"])
    problem = problem_of(diary(loop, seed=9, every=4.0, persons=5), loop, choices(loop))
    theta = numbers(problem, 1)
    value, slope = problem.values([theta])[0]
    with pytest.MonkeyPatch.context() as without:
        without.setenv("UNSPIRAL_KERNEL", "numpy")
        twin = problem_of(diary(loop, seed=9, every=4.0, persons=5), loop, choices(loop))
        assert twin.kernel is None
        other, other_slope = twin.values([theta])[0]
    assert value == pytest.approx(other, rel=1e-11)
    np.testing.assert_allclose(slope, other_slope, rtol=1e-8, atol=1e-8)


def test_windows_that_overlap_take_turns_and_others_share_a_state() -> None:
    loop = parse(LOOPS["two windows"])
    time = np.array([0.0, 3.0, 14.0, 28.0])
    values = np.full((4, 5), np.nan)
    values[:, 4] = values[:, 2] = [5.0, 6.0, 7.0, 8.0]  # phq2 and phq8 at the same moments
    values[0, 0] = 3.0  # peg once
    values[:, 1] = values[:, 3] = 4.0
    panel = Panel((Person("a", time, values, np.zeros((4, 0))),), loop.columns, (), "day", Source("", "", 0))
    problem = problem_of(panel, loop, choices(loop))
    found = problem.layout.windows
    assert loop.columns == ("peg", "nrs", "phq8", "mood", "phq2")
    assert found.integrals == ((0, 7.0), (1, 14.0), (1, 14.0))  # 0 and 3 overlap; 14 follows on 0, 28 on 14
    assert found.items == ((0, 0), (1, -1), (2, 1), (3, -1), (4, 1), (2, 2), (4, 2), (0, -1), (2, -1), (4, -1))
    lanes = problem.lanes
    assert np.cumsum(lanes.dt[lanes.step[:, 0]]).tolist() == pytest.approx([0.0, 3.0, 7.0, 14.0, 17.0, 28.0, 42.0])
    assert lanes.resets is not None and lanes.reads is not None
    assert np.argwhere(lanes.resets[:, 0]).tolist() == [[1, 3], [2, 4], [3, 2], [4, 3], [6, 3]]
    assert lanes.reads[[3, 4, 5, 6], 0, 2].tolist() == [2, 5, 2, 2]


def test_more_overlap_than_can_be_carried_is_refused_with_a_remedy() -> None:
    loop = parse(LOOPS["beside a moment"])
    time = np.arange(60.0) / 2.0
    panel = Panel((Person("a", time, np.ones((60, 3)), np.zeros((60, 0))),), loop.columns, (), "day", Source("", "", 0))
    with pytest.raises(SpecError, match="28 answers to 'phq8' look back over the same moment") as caught:
        problem_of(panel, loop, choices(loop))
    assert "one in" in str(caught.value)
    if kalman.core is not None:
        assert windows.MOST_STATES == kalman.core.MOST_STATES


def test_a_window_nobody_needs_changes_nothing_and_an_answer_about_no_time_is_a_moment() -> None:
    """As the stretch shrinks, the mean becomes the moment."""
    loop, moment = parse(LINKED + "low_mood by phq8 (mean of 0.0001 days), mood"), parse(LINKED + "low_mood by phq8, mood")
    panel = diary(parse(LOOPS["beside a moment"]), seed=2, every=7.0)
    short, plain = problem_of(panel, loop, choices(loop)), problem_of(panel, moment, choices(moment))
    theta = numbers(plain, 2)
    assert short.values([theta])[0][0] == pytest.approx(plain.values([theta])[0][0], abs=2e-2)
    assert plain.lanes.reads is None and plain.lanes.resets is None
