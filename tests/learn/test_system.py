"""Lanes: who stands where, and summary statistics that carry the likelihood of all persons."""

from __future__ import annotations

import numpy as np
import pytest
from tests.learn.truth import random_system

from unspiral.learn.reference import evaluate, loglik
from unspiral.learn.system import lanes_of_moments, lanes_of_panel
from unspiral.records import Moments, Panel, Person, Source

pytestmark = pytest.mark.identity


def test_lanes_are_sorted_by_length_and_padded() -> None:
    nan = np.nan
    short = Person("a", np.array([0.0, 2.0]), np.array([[1.0, nan], [nan, 2.0]]), np.zeros((2, 0)))
    long = Person("b", np.array([5.0, 6.0, 9.0]), np.ones((3, 2)), np.zeros((3, 0)))
    lanes = lanes_of_panel(Panel((short, long), ("x", "y"), (), "day", Source("", "", 0)), ("x", "y"), (), ())
    assert lanes.name == ("b", "a")
    assert lanes.running.tolist() == [2, 2, 1]
    assert lanes.dt[lanes.step[:, 0]].tolist() == [0.0, 1.0, 3.0]
    assert lanes.dt[lanes.step[:2, 1]].tolist() == [0.0, 2.0]
    assert lanes.answered[:, 1].tolist() == [[True, False], [False, True], [False, False]]


def test_rows_without_a_used_answer_are_skipped_unless_an_input_acts_there() -> None:
    nan = np.nan
    values = np.array([[1.0], [nan], [nan], [2.0]])
    given = np.array([[0.0], [1.0], [0.0], [0.0]])
    panel = Panel((Person("a", np.arange(4.0), values, given),), ("x",), ("hit",), "day", Source("", "", 0))
    assert lanes_of_panel(panel, ("x",), (), ()).running.shape == (2,)
    assert lanes_of_panel(panel, ("x",), ("hit",), ()).impulses[:, 0, 0].tolist() == [0.0, 1.0, 0.0]
    # A held input acts from its onset, and until the row that ends it.
    assert lanes_of_panel(panel, ("x",), (), ("hit",)).presses[:, 0, 0].tolist() == [0.0, 0.0, 1.0, 0.0]


def test_the_first_state_belongs_to_the_first_answer_and_not_to_an_earlier_input() -> None:
    nan = np.nan
    values, given = np.array([[nan], [nan], [1.0], [2.0]]), np.array([[1.0], [0.0], [0.0], [1.0]])
    early = Person("a", np.arange(4.0), values, given)
    usual = Person("b", np.arange(3.0), np.ones((3, 1)), np.array([[0.0], [1.0], [0.0]]))
    panel = Panel((early, usual), ("x",), ("hit",), "day", Source("", "", 0))
    lanes = lanes_of_panel(panel, ("x",), ("hit",), ())
    assert lanes.name == ("b", "a")
    assert lanes.running.tolist() == [2, 2, 1]
    assert lanes.impulses[:2, 1, 0].tolist() == [0.0, 1.0]
    assert lanes.answered[0].all()
    # With a stationary law the state before the input is known too.
    lanes = lanes_of_panel(panel, ("x",), ("hit",), (), early=True)
    assert lanes.impulses[:, lanes.name.index("a"), 0].tolist() == [1.0, 0.0, 1.0]
    # Held inputs that began before go on at the first answer.
    held = Person("a", np.arange(4.0), values, np.array([[1.0], [1.0], [1.0], [0.0]]))
    lanes = lanes_of_panel(Panel((held,), ("x",), ("hold",), "day", Source("", "", 0)), ("x",), (), ("hold",))
    assert lanes.presses[:, 0, 0].tolist() == [0.0, 1.0]


@pytest.mark.parametrize("own_means", [False, True])
def test_moments_carry_the_likelihood_of_every_person(own_means: bool) -> None:
    rng = np.random.default_rng(1)
    system = random_system(rng, "real", traits=True, p=2, m=2, waves=4 if own_means else 1)
    waves = np.array([0.0, 1.0, 3.0, 4.0])
    rows = rng.normal(size=(30, 8)) @ rng.normal(size=(8, 8)) * 0.4 + rng.normal(size=8)
    people = tuple(Person(str(i), waves, row.reshape(4, 2), np.zeros((4, 0))) for i, row in enumerate(rows))
    panel = Panel(people, ("x", "y"), (), "day", Source("", "", 0))
    moments = Moments(waves, ("x", "y"), rows.mean(axis=0), np.cov(rows.T, ddof=0), 30, None, "day")
    by_row = lanes_of_panel(panel, ("x", "y"), (), (), tuple(waves) if own_means else ())
    by_moment = lanes_of_moments(moments, own_means=own_means)
    assert loglik(system, by_moment) == pytest.approx(loglik(system, by_row), rel=1e-10)
    for name in ("drift", "diffusion", "level", "error", "t0_mean", "t0_cov", "loading"):
        assert np.allclose(getattr(evaluate(system, by_moment)[1], name), getattr(evaluate(system, by_row)[1], name), rtol=1e-7, atol=1e-7)
