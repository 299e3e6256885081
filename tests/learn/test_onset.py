"""Inputs against an ODE solver: every kind, at once and late, between occasions and on them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from unspiral.learn.circumstances import Circumstances, delays_of
from unspiral.learn.discretise import discretise
from unspiral.learn.likelihood import loglik
from unspiral.learn.onset import delayed
from unspiral.learn.parameters import assemble, by_name, layout_of
from unspiral.learn.reference import filter_lanes
from unspiral.learn.simulate import simulate
from unspiral.learn.system import lanes_of_panel
from unspiral.loop.language import parse
from unspiral.records import Choices, Panel, Person, Source

TIME = np.array([0.0, 1.0, 2.5, 3.0, 4.75, 7.0, 9.5])
GIVEN = np.array([1.0, 0.0, 2.0, 2.0, 0.0, -1.0, 0.0])
DRIFT = np.array([[-0.6, 0.3], [0.2, -0.4]])
NUMBERS = {
    "self:pain": -0.6, "self:mood": -0.4, "link:mood->pain": 0.3, "link:pain->mood": 0.2, "diffusion:pain": 0.5,
    "diffusion:pain,mood": 0.0, "diffusion:mood": 0.5, "level:pain": 0.0, "level:mood": 0.0, "t0mean:pain": 0.8, "t0mean:mood": -0.3,
    "input:walk->pain": 0.7, "input:walk->mood": -0.4, "fading:walk": -0.9, "error:pain": 1.0, "error:mood": 1.0,
}  # fmt: skip


def expected_path(kind: str, delay: float) -> np.ndarray:
    """The mean of the two processes at TIME, from one piece of the ODE to the next."""
    push = np.array([0.7, -0.4])
    onsets = TIME + delay
    cuts = np.unique(np.concatenate([TIME, onsets[onsets <= TIME[-1]]]))
    state = np.array([0.8, -0.3, 0.0])  # the third entry is what a fading input has left

    def slope(held: float):
        def right(_t: float, y: np.ndarray) -> np.ndarray:
            acting = push * {"fading": y[2], "sustained": held, "impulse": 0.0}[kind]
            return np.concatenate([DRIFT @ y[:2] + acting, [-0.9 * y[2]]])

        return right

    found: list[np.ndarray] = []
    held = 0.0
    for i, t in enumerate(cuts):
        if i:
            state = solve_ivp(slope(held), (cuts[i - 1], t), state, rtol=1e-12, atol=1e-13, method="DOP853").y[:, -1]
        for row in np.flatnonzero(onsets == t):
            held = GIVEN[row]
            if kind == "impulse":
                state[:2] += push * GIVEN[row]
            elif kind == "fading":
                state[2] += GIVEN[row]
        if t in TIME:
            found.append(state[:2].copy())
    return np.array(found)


@pytest.mark.parametrize("kind", ["impulse", "sustained", "fading"])
@pytest.mark.parametrize("delay", [0.0, 0.5, 1.75])  # 0.5: on an occasion for some rows; 1.75: also behind the last one
def test_every_shape_is_that_of_the_differential_equation(kind: str, delay: float) -> None:
    late = f", after {delay:g} days" if delay else ""
    loop = parse(f"pain <-> mood; walk => pain + mood ({kind}{late})")
    layout = layout_of(loop, traits=False, error=True, t0="point", waves=(), unit="day")
    system = assemble(layout, by_name(layout, NUMBERS))
    answers = np.random.default_rng(1).normal(size=(len(TIME), 2))
    panel = Panel((Person("1", TIME, answers, GIVEN[:, None]),), ("pain", "mood"), ("walk",), "day", Source("made", "", 0))
    around = Circumstances(delays={"walk": delay} if delay else {})
    lanes = lanes_of_panel(panel, loop.columns, layout.impulses, layout.presses, (), around)
    # Predictions of the filter without any weight on the answers: huge errors leave the mean alone.
    import dataclasses

    blind = dataclasses.replace(system, error=np.eye(2) * 1e18)
    forward = filter_lanes([blind], lanes)
    read = lanes.answered[:, 0].any(axis=1)
    assert read.sum() == len(TIME)
    means = answers - forward.innovation[read, 0]
    assert np.abs(means - expected_path(kind, delay)).max() < 1e-8


def test_a_held_input_given_late_in_one_piece_is_one_long_step() -> None:
    person = Person("1", np.array([0.0, 10.0]), np.zeros((2, 1)), np.array([[1.0], [1.0]]))
    moved = delayed(person, ("walk",), ("walk",), {"walk": 3.0})
    assert moved.time.tolist() == [0.0, 3.0, 10.0]
    assert moved.inputs[:, 0].tolist() == [0.0, 1.0, 1.0]
    assert np.isnan(moved.values[1]).all()
    steps = discretise(np.array([[-0.5]]), np.eye(1), np.array([7.0]))
    assert steps.held[0, 0, 0] == pytest.approx((1 - np.exp(-3.5)) / 0.5)


def test_moments_that_differ_by_dust_are_one() -> None:
    time = np.array([0.0, 0.1 + 0.2, 1.0])
    person = Person("1", time, np.zeros((3, 1)), np.array([[1.0], [0.0], [0.0]]), weight=np.array([1.0, 2.0, 3.0]))
    moved = delayed(person, ("walk",), (), {"walk": 0.3})
    assert moved.time.tolist() == time.tolist()
    assert moved.inputs[:, 0].tolist() == [0.0, 1.0, 0.0]
    assert moved.weight is not None
    assert moved.weight.tolist() == [1.0, 2.0, 3.0]


def test_what_would_act_behind_the_last_answer_is_left_out() -> None:
    person = Person("1", np.array([0.0, 1.0]), np.zeros((2, 1)), np.array([[1.0], [1.0]]))
    moved = delayed(person, ("walk",), (), {"walk": 5.0})
    assert moved.time.tolist() == [0.0, 1.0]
    assert not moved.inputs.any()


def test_delays_are_counted_in_the_unit_of_the_panel() -> None:
    loop = parse("pain -> mood; walk => pain (impulse, after 2 weeks); pill => mood (fading, after 12 hours); flare => pain (impulse)")
    assert delays_of(loop, "day") == {"walk": 14.0, "pill": 0.5}
    assert delays_of(loop, "hour") == {"walk": 336.0, "pill": 12.0}


@pytest.mark.parametrize("kind", ["impulse", "sustained", "fading"])
def test_a_delay_of_one_row_is_the_input_one_row_later(kind: str) -> None:
    """Made up and learned from: the same answers, the same likelihood."""
    rng = np.random.default_rng(4)
    given = rng.integers(0, 2, size=(40, 1)).astype(float)
    given[-1] = 0.0
    later = np.vstack([[[0.0]], given[:-1]])
    numbers = {name: value for name, value in NUMBERS.items() if name != "fading:walk" or kind == "fading"}
    choices = Choices(False, True, "point", "constant", {})
    time = np.arange(40.0)
    late = parse(f"pain <-> mood; walk => pain + mood ({kind}, after 1 day)")
    soon = parse(f"pain <-> mood; walk => pain + mood ({kind})")
    one = simulate(late, numbers, [time], seed=1, choices=choices, unit="day", inputs=[given])
    other = simulate(soon, numbers, [time], seed=1, choices=choices, unit="day", inputs=[later])
    assert np.allclose(one.persons[0].values, other.persons[0].values, rtol=0, atol=1e-12)
    assert loglik(one, late, numbers, choices) == pytest.approx(loglik(other, soon, numbers, choices), abs=1e-9)
    assert loglik(one, soon, numbers, choices) != pytest.approx(loglik(other, soon, numbers, choices), abs=0.1)
