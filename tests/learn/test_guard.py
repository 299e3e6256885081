"""Random draws from the approximation, against brute force and against a value that is wrong."""

from __future__ import annotations

import numpy as np
import pytest
from tests.learn.stepped_designs import CASES, brute, problem_for

from unspiral.learn.guard import guard

pytestmark = pytest.mark.identity


@pytest.mark.parametrize("number", [1, 4, 6])
def test_draws_estimate_what_brute_force_says(number: int) -> None:
    problem, values = problem_for(CASES[number], seed=3)
    assert problem.emission is not None
    _, part, settled = problem.reported(values)
    thresholds, everyone = values[problem.layout.sections["threshold"]], np.arange(3)
    found = guard(problem.lanes, problem.emission, problem.systems(values)[0], thresholds, settled, everyone, part.added)
    assert found is not None
    truth = float((brute(problem, values) - settled.shares).sum())
    assert abs(found.estimate - truth) < 4.0 * found.error
    assert 0.0 < found.error < 0.1
    assert found.agrees
    again = guard(problem.lanes, problem.emission, problem.systems(values)[0], thresholds, settled, everyone, part.added)
    assert again is not None
    assert again.estimate == found.estimate


def test_a_wrong_value_is_caught() -> None:
    problem, values = problem_for(CASES[1], seed=3)
    assert problem.emission is not None
    _, part, settled = problem.reported(values)
    thresholds = values[problem.layout.sections["threshold"]]
    found = guard(problem.lanes, problem.emission, problem.systems(values)[0], thresholds, settled, np.arange(3), part.added + 0.3)
    assert found is not None
    assert not found.agrees
