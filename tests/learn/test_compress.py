"""Fewer lanes, the same likelihood: value and derivative against all persons one by one."""

from __future__ import annotations

import dataclasses
from time import process_time

import numpy as np
import pytest
from tests.learn.truth import random_system

from unspiral.learn.compress import compress, triangle
from unspiral.learn.reference import evaluate, evaluate_each
from unspiral.learn.system import Lanes, System, lanes_of_panel
from unspiral.records import Panel, Person, Source

pytestmark = pytest.mark.identity


def panel_of(persons: int, *, seed: int = 1, missing: float = 0.15, waves: int = 4) -> Panel:
    """Two columns at planned waves; some cells and the last waves of some persons are missing."""
    rng = np.random.default_rng(seed)
    people: list[Person] = []
    for i in range(persons):
        n = waves - (i % 5 == 0)
        values = rng.normal(size=(n, 2)) * 2.0 + 5.0
        values[rng.random(values.shape) < missing] = np.nan
        values[0, 0] = 4.0 + rng.normal()
        given = np.zeros((n, 1))
        given[i % 2, 0] = 1.0
        people.append(Person(str(i), np.arange(n) * 6.0, values, given, weight=np.full(n, 0.5 + i % 3)))
    return Panel(tuple(people), ("pain", "mood"), ("hit",), "month", Source("random", "", 0))


def lanes_and_system(*, inputs: bool) -> tuple[Lanes, System]:
    panel = panel_of(400)
    lanes = lanes_of_panel(panel, panel.indicators, ("hit",) if inputs else (), ("hit",) if inputs else ())
    rng = np.random.default_rng(2)
    lanes = dataclasses.replace(lanes, regressors=np.repeat(rng.integers(0, 2, size=(1, 400, 1)), len(lanes.step), axis=0).astype(float))
    return lanes, random_system(rng, "real", traits=True, p=2, m=2, inputs=inputs, regressors=1)


@pytest.mark.parametrize("inputs", [False, True])
def test_value_and_derivative_are_those_of_all_persons(inputs: bool) -> None:
    lanes, system = lanes_and_system(inputs=inputs)
    packed, group = compress(lanes, np.zeros(400, dtype=int))
    assert packed.step.shape[1] < 350
    assert not group.any()
    (value, slopes), (expected, truth) = evaluate(system, packed), evaluate(system, lanes)
    assert value == pytest.approx(expected, rel=1e-12)
    size = max(float(np.abs(getattr(truth, f.name)).max(initial=0.0)) for f in dataclasses.fields(System))
    for field in dataclasses.fields(System):
        assert np.abs(getattr(slopes, field.name) - getattr(truth, field.name)).max(initial=0.0) < 1e-10 * size, field.name


def test_groups_stay_apart() -> None:
    lanes, system = lanes_and_system(inputs=False)
    group = np.arange(400) % 2
    packed, packed_group = compress(lanes, group)
    other = dataclasses.replace(system, drift=system.drift * 1.3)
    assert evaluate_each([system, other], packed, packed_group)[0].sum() == pytest.approx(
        evaluate_each([system, other], lanes, group)[0].sum(), rel=1e-12
    )


def test_occasions_that_count_for_themselves_are_left_alone() -> None:
    lanes, system = lanes_and_system(inputs=False)
    importance = np.random.default_rng(4).uniform(0.5, 2.0, size=lanes.importance.shape)
    lanes = dataclasses.replace(lanes, importance=importance)
    packed, _ = compress(lanes, np.zeros(400, dtype=int))
    assert evaluate(system, packed)[0] == pytest.approx(evaluate(system, lanes)[0], rel=1e-12)
    single = [i for i in range(400) if lanes.running[1] > i]
    assert packed.step.shape[1] >= len(single)


def test_nothing_to_gain_gives_the_same_lanes_back() -> None:
    panel = panel_of(8)
    lanes = lanes_of_panel(panel, panel.indicators, (), ())
    assert compress(lanes, np.zeros(8, dtype=int))[0] is lanes


def test_the_triangle_keeps_every_digit_of_answers_far_from_zero() -> None:
    """A'A would lose them: the answers are 1e7 and differ by 1."""
    rng = np.random.default_rng(3)
    rows = np.column_stack([np.ones(20000), 1e7 + rng.normal(size=(20000, 3))])
    root = triangle(rows)
    spread = rows[:, 1:] - rows[:, 1:].mean(axis=0)
    assert np.allclose(root[1:, 1:].T @ root[1:, 1:], spread.T @ spread, rtol=1e-7)


def test_a_hundred_thousand_persons_take_a_moment() -> None:
    """A tenth of the figure in docs/validation/learn.md, with room for a busy machine."""
    n = 100_000
    values = np.random.default_rng(5).normal(size=(4, n, 2))
    step = np.repeat(np.array([0, 1, 1, 1])[:, None], n, axis=1)
    one, none = np.ones(n), np.zeros((4, n, 0))
    lanes = Lanes(
        values, np.ones(values.shape, dtype=bool), step, np.array([0.0, 6.0]), np.zeros((4, n), dtype=int), none, none, one, one,
        np.full(4, n), ("x",) * n, none, np.ones((4, n)),
    )  # fmt: skip
    began = process_time()
    packed, _ = compress(lanes, np.zeros(n, dtype=int))
    assert process_time() - began < 2.0
    assert packed.step.shape == (4, 9)
    assert packed.weight.sum() == pytest.approx(n)
