"""Standardised effects: against scipy's exponential and Lyapunov equation, and nothing where there is no settled law."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm, solve_continuous_lyapunov

from unspiral.learn.draws import Draws, draw
from unspiral.learn.standardised import standardised_effects
from unspiral.records import Fit


def test_they_are_lagged_effects_in_deviations_of_one_person(cohort: Fit) -> None:
    found = standardised_effects(cohort, draw(cohort), 1.7)
    law = solve_continuous_lyapunov(cohort.drift, -cohort.diffusion)  # of days around a level: levels differ by more (trait 1.0)
    effects = expm(1.7 * cohort.drift)
    for i, affected in enumerate(cohort.processes):
        for j, cause in enumerate(cohort.processes):
            held = found[cause, affected]
            assert held.estimate == pytest.approx(effects[i, j] * np.sqrt(law[j, j] / law[i, i]), rel=1e-9)
            assert held.low is not None
            assert held.high is not None
            assert held.low < held.estimate < held.high


def test_the_unit_of_an_answer_does_not_matter_to_them(cohort: Fit) -> None:
    draws = draw(cohort)
    unit = np.array([10.0, 0.1])
    other = Draws(draws.drift * unit[:, None] / unit, draws.diffusion * np.outer(unit, unit), draws.impulse, draws.press, draws.stable)
    a, b = (standardised_effects(cohort, d, 1.0) for d in (draws, other))
    for arrow in a:
        assert a[arrow].estimate == pytest.approx(b[arrow].estimate, rel=1e-9)


def test_a_loop_that_runs_away_has_none(cohort: Fit) -> None:
    draws = draw(cohort)
    away = Draws(draws.drift, draws.diffusion, draws.impulse, draws.press, np.zeros_like(draws.stable))
    assert standardised_effects(cohort, away, 1.0) == {}
