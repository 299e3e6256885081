from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.trial.people import PERSON

from unspiral.act.trial.blocks import alternatives, drawn
from unspiral.act.trial.person import model_of
from unspiral.act.trial.power import (
    Setting,
    analytic_power,
    information_at_end,
    known_statistics,
    made_up_trials,
    simulated_power,
    standard_error,
)

pytestmark = pytest.mark.unit
SETTING = Setting(model_of(PERSON), np.array([0.0, 1.0]), -0.5, drawn(84, 7, "randomised", 1), 0.0, 0.0, 1.0, 0.0, 3)


@pytest.mark.parametrize(("adherence", "onset", "fading"), [(1.0, 0.0, 0.0), (0.7, 0.0, 0.0), (1.0, 2.0, 3.0)])
def test_the_formula_is_what_simulation_finds(adherence: float, onset: float, fading: float) -> None:
    setting = replace(SETTING, adherence=adherence, onset=onset, fading=fading)
    mask = np.ones((84, 2), dtype=bool)
    found = np.abs(known_statistics(setting, made_up_trials(setting, 8000, 1), mask)) >= 1.959964
    # Four Monte-Carlo errors of 8000 trials are 0.022.
    assert analytic_power(setting, 0.05) == pytest.approx(found.mean(), abs=0.022)
    null = np.abs(known_statistics(setting, made_up_trials(setting, 8000, 2, size=0.0), mask)) >= 1.959964
    assert null.mean() == pytest.approx(0.05, abs=0.01)


def test_missed_days_and_missed_treatment_cost_power() -> None:
    full = analytic_power(SETTING, 0.05)
    assert analytic_power(replace(SETTING, missed=0.3), 0.05) < full
    assert analytic_power(replace(SETTING, adherence=0.7), 0.05) < full
    assert standard_error(replace(SETTING, missed=0.3)) > standard_error(SETTING)
    assert analytic_power(SETTING, 0.01) < full


def test_estimating_everything_costs_power() -> None:
    power, error = simulated_power(SETTING, 0.05, 300)
    assert 0.0 < error < 0.1
    assert power < analytic_power(SETTING, 0.05)
    assert simulated_power(SETTING, 0.05, 300) == (power, error)


def test_power_of_the_test_by_the_order() -> None:
    setting = replace(SETTING, others=alternatives(84, 7, "randomised", 3), size=-1.5)
    power, error = simulated_power(setting, 0.05, 40)
    assert power > 0.8  # three times the effect above
    assert error < 0.07


def test_what_the_end_will_know_hangs_on_days_missed_so_far_and_to_come() -> None:
    seen = np.ones((42, 2), dtype=bool)
    full = information_at_end(SETTING, seen)
    assert full == pytest.approx(standard_error(SETTING) ** -2)
    half = seen.copy()
    half[::2] = False
    assert information_at_end(SETTING, half) < full
    missing = information_at_end(replace(SETTING, missed=0.4), seen)
    assert standard_error(replace(SETTING, missed=0.4)) ** -2 < missing < 0.95 * full


def test_looking_for_the_timing_costs_power_and_no_false_positives() -> None:
    given = replace(SETTING, others=alternatives(84, 7, "randomised", 3), size=-1.0)
    power, error = simulated_power(given, 0.05, 200)
    looked, _ = simulated_power(replace(given, estimated=True), 0.05, 200)
    assert looked < power + 2.0 * error
    null, spread = simulated_power(replace(given, estimated=True, size=0.0), 0.05, 400)
    assert null <= 0.05 + 3.0 * max(spread, 0.011)
