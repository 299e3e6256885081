from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from tests.act.made import full_loop, made_fit, pair_fit, random_drift
from tests.act.solver import NAMES, RUNAWAY, line, shift, solved

from unspiral.act import whatif
from unspiral.act.baseline import levels
from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.draws import draw
from unspiral.records import Effect, Fit, Verdict, WhatIf

# Few draws: the estimates do not need them, and the tests that look at an interval say so.
press, cut = partial(whatif.press, draws=200), partial(whatif.cut, draws=200)
WITH_INPUTS = "pain <-> depression; walking => pain + depression (fading); drug => depression (sustained); flare => pain (impulse)"
INPUTS = {
    "input:walking->pain": -0.4, "input:walking->depression": -0.1, "fading:walking": 0.7, "input:drug->depression": -0.3,
    "input:flare->pain": 1.0,
}  # fmt: skip


def codes(found: WhatIf) -> dict[str, str]:
    return {v.code: v.level for v in found.verdicts}


# Against the ODE and the linear system ----------------------------------------------------------------------------------------------


@pytest.mark.identity
@pytest.mark.parametrize("p", [2, 3, 4, 5])
def test_a_press_is_what_the_solver_says(p: int) -> None:
    rng = np.random.default_rng([p, 1])
    drift = random_drift(rng, p)
    fit = made_fit(full_loop(NAMES[:p]), drift, spread=0.01)
    amounts = dict(zip(NAMES[:2], rng.normal(size=2), strict=True))
    found = press(fit, amounts, 30.0)
    push = np.array([*amounts.values(), *[0.0] * (p - 2)])
    truth = solved(drift, push, np.zeros(p), found.path.time)
    assert np.allclose(np.column_stack([line(found, n) for n in NAMES[:p]]), truth, atol=1e-8)
    assert shift(found) == pytest.approx(list(np.linalg.solve(-drift, push)), abs=1e-10)


@pytest.mark.identity
def test_a_held_input_is_what_the_solver_says() -> None:
    drift = np.array([[-0.5, 0.3], [0.2, -0.5]])
    fit = made_fit(WITH_INPUTS, drift, inputs=INPUTS)
    drug = press(fit, {"drug": 2.0}, 30.0)
    assert np.allclose(line(drug, "pain"), solved(drift, np.array([0.0, -0.6]), np.zeros(2), drug.path.time)[:, 0], atol=1e-8)
    # A fading input is a state of its own that falls at its rate. Held at 2, it stays at 2: the solver gets it as a state without a fall.
    held = np.array([[-0.5, 0.3, -0.4], [0.2, -0.5, -0.1], [0.0, 0.0, 0.0]])
    walking = press(fit, {"walking": 2.0}, 30.0)
    truth = solved(held, np.zeros(3), np.array([0.0, 0.0, 2.0]), walking.path.time)
    assert np.allclose(np.column_stack([line(walking, n) for n in ("pain", "depression")]), truth[:, :2], atol=1e-8)
    both = press(fit, {"walking": 2.0, "drug": 2.0}, 30.0)
    assert np.allclose(line(both, "pain"), line(drug, "pain") + line(walking, "pain"), atol=1e-10)
    assert set(both.long_run) == {"pain", "depression"}


@pytest.mark.identity
def test_intervals_are_those_of_every_draw_solved_by_itself(learned: Fit) -> None:
    found = whatif.press(learned, {"walking": 1.0})
    draws = draw(learned)
    each = [np.linalg.solve(-a, b[:, 0]) for a, b in zip(draws.drift[1:], draws.press[1:], strict=True)]
    low, high = np.quantile(each, [0.025, 0.975], axis=0)
    for k, name in enumerate(learned.processes):
        effect = found.long_run[name]
        assert (effect.low, effect.high) == (pytest.approx(low[k], rel=0.01), pytest.approx(high[k], rel=0.01))
        band = found.path.bands[name]
        assert ((band.low <= band.estimate) & (band.estimate <= band.high)).all()
        assert found.baseline[name].estimate == pytest.approx(levels(learned, 1)[0, k])
    link = whatif.cut(learned, ("pain", "depression"))
    level = levels(learned)[1:, 0]
    each = [np.linalg.solve([[a[0, 0], a[0, 1]], [0.0, a[1, 1]]], [0.0, a[1, 0] * m]) for a, m in zip(draws.drift[1:], level, strict=True)]
    low, high = np.quantile(each, [0.025, 0.975], axis=0)
    assert link.long_run["depression"].low == pytest.approx(low[1], rel=0.01)
    assert link.long_run["depression"].high == pytest.approx(high[1], rel=0.01)


def test_a_learned_press_is_near_the_truth(learned: Fit) -> None:
    """The made-up answers come from a loop in which walking held at 1 lowers pain by 1.21 and depression by 0.76."""
    effect = press(learned, {"walking": 1.0}).long_run["pain"]
    assert effect.low is not None
    assert effect.high is not None
    assert effect.low < np.linalg.solve([[0.6, -0.3], [-0.25, 0.4]], [-0.5, 0.0])[0] < effect.high < 0.0


# What must not change the answer ----------------------------------------------------------------------------------------------------


@pytest.mark.identity
def test_twice_the_press_is_twice_the_shift() -> None:
    fit = pair_fit()
    once, twice, back = (press(fit, {"pain": size}) for size in (0.3, 0.6, -0.3))
    assert np.allclose(2.0 * line(once, "depression"), line(twice, "depression"), rtol=1e-12)
    assert np.allclose(2.0 * once.path.bands["pain"].high, twice.path.bands["pain"].high, rtol=1e-12)
    assert np.allclose(line(once, "pain"), -line(back, "pain"), rtol=1e-12)
    assert once.half_time["depression"].estimate == pytest.approx(twice.half_time["depression"].estimate, rel=1e-12)


@pytest.mark.identity
def test_the_unit_of_time_changes_nothing() -> None:
    drift = np.array([[-0.5, 0.3], [0.2, -0.5]])
    days = press(made_fit("pain <-> depression", drift), {"pain": 0.2}, 56.0)
    weeks = press(made_fit("pain <-> depression", 7.0 * drift, unit="week", interval=1.0 / 7.0, clock=1.0 / 7.0), {"pain": 1.4}, 8.0)
    assert np.allclose(days.path.time, 7.0 * weeks.path.time)
    for name in ("pain", "depression"):
        band, other = days.path.bands[name], weeks.path.bands[name]
        assert np.allclose(band.estimate, other.estimate, atol=1e-10)
        assert np.allclose(band.low, other.low, atol=1e-9)
        assert days.half_time[name].estimate == pytest.approx(7.0 * weeks.half_time[name].estimate, rel=1e-6)
    assert (days.unit, weeks.unit) == ("day", "week")
    cuts = [
        cut(fit, ("pain", "depression"))
        for fit in (
            made_fit("pain <-> depression", drift),
            made_fit("pain <-> depression", 7.0 * drift, unit="week", interval=1 / 7, clock=1 / 7),
        )
    ]
    assert shift(cuts[0]) == pytest.approx(shift(cuts[1]))


@pytest.mark.identity
def test_the_order_of_the_processes_changes_nothing() -> None:
    drift = random_drift(np.random.default_rng(5), 3)
    names, other = NAMES[:3], (NAMES[2], NAMES[0], NAMES[1])
    turn = [names.index(n) for n in other]
    one = made_fit(full_loop(names), drift, levels=(5.0, 4.0, 3.0))
    two = made_fit(full_loop(other), drift[np.ix_(turn, turn)], levels=(3.0, 5.0, 4.0))
    for ask in (lambda fit: press(fit, {"sleep": 1.0}), lambda fit: cut(fit, ("sleep", "pain"))):
        first, second = ask(one), ask(two)
        for name in names:
            assert np.allclose(line(first, name), line(second, name), atol=1e-12)
            assert first.long_run[name].estimate == pytest.approx(second.long_run[name].estimate)


def test_the_same_fit_gives_the_same_answer() -> None:
    one, two = (cut(pair_fit(), ("pain", "depression")) for _ in range(2))
    assert one.long_run == two.long_run
    assert np.array_equal(one.path.bands["pain"].low, two.path.bands["pain"].low)


def test_no_press_no_shift() -> None:
    found = press(pair_fit(), {"pain": 0.0})
    assert found.long_run == {"pain": Effect(0.0, 0.0, 0.0), "depression": Effect(0.0, 0.0, 0.0)}
    assert not line(found, "pain").any()
    assert np.isnan(found.half_time["pain"].estimate)
    assert found.half_time["pain"].low is None


# The path and its horizon -----------------------------------------------------------------------------------------------------------


def test_a_daily_path_has_a_point_a_day_for_eight_weeks() -> None:
    found = press(pair_fit(), {"pain": 1.0})
    assert list(found.path.time) == [float(d) for d in range(57)]
    assert (found.horizon, found.unit, found.level) == (56.0, "day", 0.95)
    assert codes(found)["horizon"] == "ok"
    assert "horizon" not in codes(press(pair_fit(), {"pain": 1.0}, 56.0))


def test_other_units_get_eight_intervals_within_the_data() -> None:
    def horizon(span: float) -> float:
        return press(pair_fit(unit="month", interval=6.0, span=span, clock=6.0), {"pain": 0.1}).horizon

    assert (horizon(60.0), horizon(24.0)) == (48.0, 24.0)


def test_an_odd_horizon_gets_an_even_grid() -> None:
    time = press(pair_fit(), {"pain": 1.0}, 7.5).path.time
    assert len(time) == 57
    assert time[-1] == pytest.approx(7.5)


@pytest.mark.parametrize("horizon", [0.0, -3.0, np.nan, np.inf])
def test_a_horizon_is_a_positive_time(horizon: float) -> None:
    with pytest.raises(SpecError, match="not a positive time"):
        press(pair_fit(), {"pain": 1.0}, horizon)


# Refusals ---------------------------------------------------------------------------------------------------------------------------


def test_what_is_not_in_the_loop_is_named_and_a_near_name_offered() -> None:
    with pytest.raises(SpecError, match=r"'pian' is not a process or an input.*Did you mean 'pain'"):
        press(pair_fit(), {"pian": 1.0})
    with pytest.raises(SpecError, match=r"'depresion' is not a process.*Did you mean 'depression'"):
        cut(pair_fit(), ("pain", "depresion"))
    with pytest.raises(SpecError, match="'sleep' is not a process"):
        cut(pair_fit(), ("pain", "depression"), {"sleep": 1.0})


def test_an_impulse_cannot_be_held() -> None:
    fit = made_fit(WITH_INPUTS, np.array([[-0.5, 0.3], [0.2, -0.5]]), inputs=INPUTS)
    with pytest.raises(SpecError, match="'flare' is an impulse") as caught:
        press(fit, {"flare": 1.0})
    assert "--press pain=1" in caught.value.fix


@pytest.mark.parametrize("amount", [np.nan, np.inf])
def test_amounts_are_numbers(amount: float) -> None:
    with pytest.raises(SpecError, match="not a finite number"):
        press(pair_fit(), {"pain": amount})
    with pytest.raises(SpecError, match="not a finite number"):
        cut(pair_fit(), ("pain", "depression"), {"pain": amount})


def test_nothing_pressed_is_refused() -> None:
    with pytest.raises(SpecError, match="Nothing is pressed"):
        press(pair_fit(), {})


def test_a_loop_that_runs_away_is_refused() -> None:
    fit = made_fit("pain <-> depression", RUNAWAY)
    for ask in (lambda: press(fit, {"pain": 1.0}), lambda: cut(fit, ("pain", "depression"))):
        with pytest.raises(NotIdentified, match="does not return to a level") as caught:
            ask()
        assert (caught.value.code, caught.value.exit_code) == ("unstable", 3)


def test_a_fit_that_was_refused_carries_no_whatif() -> None:
    fit = replace(pair_fit(), verdicts=(Verdict("restarts", "refuse", "No end in sight.", "--starts 20"),))
    with pytest.raises(NotIdentified, match="No end in sight"):
        press(fit, {"pain": 1.0})
    with pytest.raises(NotIdentified, match="did not end at a maximum"):
        cut(replace(pair_fit(), converged=False), ("pain", "depression"))


# Loops that some draws lose -----------------------------------------------------------------------------------------------------------


def near_runaway() -> Fit:
    return made_fit("pain <-> depression", np.array([[-0.5, 0.4], [0.42, -0.5]]), spread=0.25)


def test_draws_that_run_away_leave_the_interval_open_and_are_told() -> None:
    fit = near_runaway()
    assert 0.025 < 1.0 - draw(fit).stable.mean() < 0.9
    pressed = press(fit, {"pain": 1.0})
    for name in ("pain", "depression"):
        assert pressed.long_run[name].high is None
        assert pressed.long_run[name].low is not None
        assert pressed.half_time[name].high is None
        assert pressed.half_time[name].low is not None
        assert np.isfinite(pressed.path.bands[name].high).all()  # at any time a runaway is still somewhere
    said = next(v for v in pressed.verdicts if v.code == "unstable")
    assert said.level == "caution"
    assert "no end on one side" in said.reason
    severed = cut(fit, ("pain", "depression"))
    assert (severed.long_run["depression"].low, severed.long_run["depression"].high) == (None, None)
    assert codes(severed)["unstable"] == "caution"


def test_a_steady_loop_has_no_such_verdict() -> None:
    assert "unstable" not in codes(press(pair_fit(spread=0.01), {"pain": 0.1}))


# Assumptions ------------------------------------------------------------------------------------------------------------------------


def test_assumptions_are_said() -> None:
    fit = made_fit(WITH_INPUTS, np.array([[-0.5, 0.3], [0.2, -0.5]]), inputs=INPUTS, persons=12)
    said = " ".join(press(fit, {"walking": 1.0, "drug": 1.0, "pain": 0.1}).assumptions)
    for words in ("watched, not tried", "The loop stays the same", "never fades", "never wears off", "acts on pain alone", "same links"):
        assert words in said
    assert "will" not in said.split()


@pytest.mark.unit
def test_where_a_held_input_settles_is_the_long_run_of_its_press() -> None:
    text = "pain -> depression; walking => depression (sustained)"
    fit = made_fit(text, np.array([[-0.5, 0.0], [0.2, -0.5]]), inputs={"input:walking->depression": 0.4})
    assert whatif.settled_shift(fit, "walking") == whatif.press(fit, {"walking": 1.0}).long_run
    assert whatif.settled_shift(fit, "walking")["pain"] == Effect(0.0, 0.0, 0.0)
    assert whatif.settled_shift(replace(fit, converged=False), "walking") == {}
