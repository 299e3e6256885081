"""Days of the week: found where they differ, and seldom where they do not."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.learn.weekdays import ENOUGH, differences, weekdays

pytestmark = pytest.mark.unit


def test_a_difference_is_to_the_days_around_and_needs_four_of_them() -> None:
    values = np.array([1.0, 2.0, 3.0, 10.0, 5.0, 6.0, 7.0, np.nan, np.nan, np.nan])
    found = differences(values)
    assert found[3] == pytest.approx(10.0 - (1 + 2 + 3 + 5 + 6 + 7) / 6.0)
    assert np.isnan(found[0])  # three days around it
    assert np.isnan(found[7:]).all()
    assert differences(np.empty(0)).shape == (0,)


def test_a_slow_rise_makes_no_weekday_different() -> None:
    found = weekdays(np.arange(140.0) / 20.0, 2)
    assert all(row.difference == pytest.approx(0.0, abs=0.02) for row in found)
    assert not any(row.stands_out for row in found)


def test_a_weekday_that_differs_is_found_with_its_size() -> None:
    rng = np.random.default_rng(3)
    values = 4.0 + rng.normal(size=210)
    values[(np.arange(210) + 4) % 7 == 0] += 2.5  # the first day is a Friday; Mondays are 2.5 higher
    found = weekdays(values, 4)
    monday = found[0]
    assert [row.weekday for row in found if row.stands_out] == [0]
    assert monday.low is not None and monday.high is not None and monday.difference is not None
    assert monday.low < 2.5 < monday.high
    others = [row.difference for row in found[1:] if row.difference is not None]
    assert np.mean(others) == pytest.approx(0.0, abs=0.1)  # Mondays do not count among the days around them
    assert monday.answers == 30 and monday.mean == pytest.approx(values[3::7].mean())


def test_with_too_few_it_cannot_tell() -> None:
    found = weekdays(np.full(7 * (ENOUGH - 1) + 2, 5.0), 0)
    assert [row.compared for row in found] == [ENOUGH - 1] * 7
    assert all(row.stands_out is None and row.difference is None for row in found)


def test_the_same_answer_every_day_stands_out_nowhere() -> None:
    assert not any(row.stands_out for row in weekdays(np.full(200, 5.0), 0))
    assert weekdays(np.full(30, np.nan), 0)[0].mean is None


def test_answers_without_scatter_are_known_to_half_a_step_and_no_better() -> None:
    """Three points more on every Sunday read "cannot tell" beside an interval from 3 to 3; no difference at all read "0 to 0"."""
    sundays = np.where(np.arange(84) % 7 == 6, 6.0, 3.0)
    found = weekdays(sundays, 0)
    assert [row.weekday for row in found if row.stands_out] == [6]
    assert found[6].difference == pytest.approx(3.0)
    for row in weekdays(np.full(84, 5.0), 0):
        assert row.low is not None and row.high is not None
        assert row.low < -0.1 and row.high > 0.1


def test_within_a_year_few_people_without_a_rhythm_see_a_weekday_stand_out() -> None:
    """Looked at every eighth week; every week gives 2.7 to 2.9 % over 1,500 made-up people (docs/validation/weekdays.md)."""
    rng, people, ever = np.random.default_rng(8), 100, 0
    for _ in range(people):
        level = 0.0
        values = np.empty(364)
        for t in range(364):
            level = 0.5 * level + rng.normal() * np.sqrt(0.75)
            values[t] = np.clip(np.round(5.0 + 1.8 * level + 0.8 * rng.normal()), 0, 10) if rng.random() < 0.85 else np.nan
        ever += any(any(row.stands_out for row in weekdays(values[:end], 0)) for end in range(84, 365, 56))
    assert ever <= 6
