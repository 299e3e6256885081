"""How strongly days speak for an arrow: held against a regression by least squares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtri, stdtr
from tests.learn.diaries import own_diary

from unspiral.learn.arrow_weight import arrow_weights, deviate
from unspiral.learn.own_loop import OwnLoop, own_loop
from unspiral.records import Panel

pytestmark = pytest.mark.unit
THERE, BACK = ("pain", "low_mood"), ("low_mood", "pain")


def plain(panel: Panel) -> OwnLoop:
    own = own_loop(panel)
    return replace(own, choices=replace(own.choices, error=False, trend=False, weekday=False, t0="stationary"))


def by_least_squares(values: np.ndarray, affected: int) -> float:
    """Normal deviate of Student's t of the other process, yesterday, in the regression of one on both."""
    x = np.column_stack([np.ones(len(values) - 1), values[:-1]])
    y = values[1:, affected]
    inverse = np.linalg.inv(x.T @ x)
    b = inverse @ x.T @ y
    rest = y - x @ b
    free = len(y) - 3
    t = b[1 + (1 - affected)] / np.sqrt(rest @ rest / free * inverse[1 + (1 - affected), 1 + (1 - affected)])
    return float(np.sign(t) * -ndtri(stdtr(free, -abs(t))))


@pytest.mark.parametrize(("seed", "effect"), [(1, 0.0), (2, 0.1), (3, -0.1), (4, 0.2)])
def test_without_error_and_gaps_it_is_the_t_test_of_a_regression(seed: int, effect: float) -> None:
    """Up to what the first day and the stationary law tell beside the regression: a tenth of an error at 300 days."""
    panel = own_diary(300, seed, effect)
    found = arrow_weights(panel, plain(panel))
    values = panel.persons[0].values
    assert found[THERE].z == pytest.approx(by_least_squares(values, 1), abs=0.1)
    assert found[BACK].z == pytest.approx(by_least_squares(values, 0), abs=0.1)


def test_a_strong_arrow_is_seen_and_the_other_is_not() -> None:
    panel = own_diary(250, 8, effect=0.5, skipped=0.15)
    found = arrow_weights(panel, own_loop(panel))
    assert found[THERE].z > 4.0
    assert abs(found[BACK].z) < 2.5
    assert found[THERE].effect > 0.1
    assert found[THERE].nil == float("-inf")


def test_many_days_without_an_arrow_come_to_be_called_nil() -> None:
    panel = own_diary(1500, 6)
    own = own_loop(panel)
    found = arrow_weights(panel, replace(own, choices=replace(own.choices, error=False)))
    assert min(found[THERE].nil, found[BACK].nil) > 1.0
    assert abs(found[THERE].effect) < 0.1


def test_tied_noise_is_an_edge_and_gives_nothing() -> None:
    panel = own_diary(60, 7)
    person = panel.persons[0]
    values = person.values.copy()
    values[:, 1] = values[:, 0] + 0.05 * np.random.default_rng(1).standard_normal(60)
    found = arrow_weights(replace(panel, persons=(replace(person, values=values),)), plain(panel))
    assert np.isnan(found[THERE].z)
    assert found[THERE].nil == float("-inf")


def test_deviates_are_students_and_never_surer_than_the_normal_law() -> None:
    assert deviate(0.0, 50, 45.0) == pytest.approx(0.0, abs=1e-12)
    assert deviate(3.84, 100_000, 99_990.0) == pytest.approx(1.96, abs=0.01)
    assert deviate(9.0, 24, 18.0) < 3.0
