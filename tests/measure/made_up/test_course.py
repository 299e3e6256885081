"""The made-up person: what drives what in them is what the file declares."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.measure.made_up.course import COURSES, DAILY, FLARE, PROCESSES, PUSHES, made_up_days

pytestmark = pytest.mark.unit


def test_the_declared_effects_are_found_again() -> None:
    lived = made_up_days(3650)
    x = np.array([[day.state[name] for name in PROCESSES] for day in lived])
    pushed = np.array(
        [[sum(PUSHES[k].get(p, 0.0) for k, c in COURSES.items() if c.covers(day.number)) for p in PROCESSES] for day in lived]
    )
    before = x[:-1].copy()
    before[:, PROCESSES.index("pain")] += [FLARE * day.flare for day in lived[:-1]]
    # A skipped day hides whether it was a flare, so those are left out of the regression.
    told = np.array([bool(day.answers) for day in lived[:-1]])
    found = np.linalg.lstsq(before[told], (x[1:] - pushed[:-1])[told], rcond=None)[0].T
    declared = np.array([[DAILY[affected].get(cause, 0.0) for cause in PROCESSES] for affected in PROCESSES])
    assert np.abs(found - declared).max() < 0.05  # three standard errors of 3,300 days
    assert x.std(axis=0) == pytest.approx(np.ones(4), abs=0.15)


def test_days_are_as_a_check_in_takes_them() -> None:
    lived = made_up_days(365)
    answered = [day for day in lived if day.answers]
    assert all(list(day.answers) == ["pain", "mood", "sleep", "activity", "stress"] for day in answered)
    assert all(0 <= value <= 10 for day in answered for value in day.answers.values())
    assert 20 < 365 - len(answered) < 80
    assert 4 < sum(day.flare for day in lived) < 25
    assert {name for day in lived for name in day.tried} == set(COURSES)
    assert all(COURSES[name].covers(day.number) for day in lived for name in day.tried)


def test_fewer_days_are_the_beginning_of_more() -> None:
    assert made_up_days(30) == made_up_days(90)[:30]
    assert made_up_days(0) == ()
    assert made_up_days(30, seed=9) != made_up_days(30)
