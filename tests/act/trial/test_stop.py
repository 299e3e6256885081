from __future__ import annotations

import numpy as np
import pytest
from tests.act.trial.people import PERSON

from unspiral.act.trial.answers import made_up
from unspiral.act.trial.blocks import drawn
from unspiral.act.trial.person import model_of
from unspiral.act.trial.power import Setting, known_statistics, made_up_trials
from unspiral.act.trial.stop import conditional_power, look_day, stop_rule, worst_runs

pytestmark = pytest.mark.unit
ON = drawn(84, 7, "randomised", 1)


def test_harm_ends_one_trial_in_twenty_without_effect() -> None:
    model = model_of(PERSON)
    rule = stop_rule(model, 0, -1.0, ON, 7, 1, look=False)
    others = made_up(model, 84, 4000, 77, 5)[:, :, 0] - 5.0
    share = float((worst_runs(others, rule.direction) >= abs(rule.harm)).mean())
    assert share == pytest.approx(rule.chance, abs=0.015)
    assert rule.chance <= 0.05
    assert (rule.direction, rule.look, rule.final) == (1, 0, 0.05)
    assert stop_rule(model, 0, 1.0, ON, 7, 1, look=False).direction == -1
    assert any("5 of 100" in said or "4 of 100" in said for said in rule.words)


def test_worst_runs() -> None:
    shift = np.array([[0.0, 3.0, 3.0, 0.0, 2.0, 2.0, 2.5, 9.0]])
    assert worst_runs(shift, 1)[0] == 2.0
    assert worst_runs(-shift, -1)[0] == 2.0


def test_two_looks_together_keep_the_level() -> None:
    model = model_of(PERSON)
    rule = stop_rule(model, 0, -1.0, ON, 7, 1, look=True)
    assert rule.early + rule.final == pytest.approx(0.05)
    assert rule.look == look_day(ON, 7) > 0
    whole = Setting(model, np.array([0.0, 1.0]), 0.0, ON, 0.0, 0.0, 1.0, 0.0, 1)
    half = Setting(model, np.array([0.0, 1.0]), 0.0, ON[: rule.look], 0.0, 0.0, 1.0, 0.0, 1)
    values = made_up_trials(whole, 8000, 1)
    end = np.abs(known_statistics(whole, values, np.ones((84, 2), dtype=bool))) >= 2.004654  # two-sided 0.045
    early = np.abs(known_statistics(half, values[:, : rule.look], np.ones((rule.look, 2), dtype=bool))) >= 2.807034  # 0.005
    share = float((end | early).mean())
    assert 0.035 < share < 0.05 + 3.0 * np.sqrt(0.05 * 0.95 / 8000)


def test_the_look_waits_for_two_blocks_in_each_arm() -> None:
    assert look_day(np.repeat([0, 1, 0, 1, 0, 1, 0, 1], 7), 7) == 28
    assert look_day(np.repeat([0, 0, 0, 0, 1, 1, 1, 1], 7), 7) == 42
    assert look_day(np.repeat([0, 1, 0, 1], 7), 7) == 0


def test_conditional_power_is_that_of_a_walk() -> None:
    random = np.random.default_rng(1)
    share, shift, z = 0.4, 2.5, 1.2
    end = z * np.sqrt(share) + shift * (1 - share) + np.sqrt(1 - share) * random.normal(size=200_000)
    assert conditional_power(z, share, shift, 0.05) == pytest.approx(float((end >= 1.959964).mean()), abs=0.004)
    assert conditional_power(-z, share, -shift, 0.05) == pytest.approx(conditional_power(z, share, shift, 0.05))
    assert conditional_power(2.0, 1.0, 1.0, 0.05) == 1.0
