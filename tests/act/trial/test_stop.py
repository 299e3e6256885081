from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.act.trial.people import PERSON

from unspiral.act.trial.answers import made_up
from unspiral.act.trial.blocks import drawn
from unspiral.act.trial.person import model_of, stated_person
from unspiral.act.trial.plan import plan_trial
from unspiral.act.trial.power import Setting, known_statistics, made_up_trials
from unspiral.act.trial.stop import conditional_power, harm_of, look_day, reading_of, shifts, stop_rule, worst_runs
from unspiral.errors import NotIdentified
from unspiral.records.trial import StopRule, TrialPlan

pytestmark = pytest.mark.unit
ON = drawn(84, 7, "randomised", 1)


def ruled(**changed: Any) -> StopRule:
    asked: dict[str, Any] = {"look": False, "better": "lower", "level": 5.0, "missed": 0.0} | changed
    return stop_rule(model_of(PERSON), 0, ON, 7, 1, **asked)


def planned(**changed: Any) -> TrialPlan:
    asked: dict[str, Any] = {"treatment": "yoga", "acts_on": ["pain"], "outcomes": ["pain"], "effect": -1.0, "days": 84, "block": 7}
    return plan_trial(stated_person("pain", 1.5, 0.4), **asked, seed=1, simulations=0, **changed)


@pytest.mark.parametrize("level", [5.0, None])
@pytest.mark.parametrize("missed", [0.0, 0.4])
def test_harm_ends_one_trial_in_twenty_without_effect(level: float | None, missed: float) -> None:
    # Whether the usual level is known, and how many days are missed: the threshold is that of just such trials.
    rule, random = ruled(level=level, missed=missed), np.random.default_rng(2)
    others = made_up(model_of(PERSON), 84, 4000, 77, 5)[:, :, 0]
    others[random.random(others.shape) < missed] = np.nan
    share = float((worst_runs(shifts(others, ON, level), rule.direction) >= abs(rule.harm)).mean())
    assert share == pytest.approx(rule.chance, abs=0.015)
    assert 0.02 < rule.chance <= 0.05
    assert any("5 of 100" in said or "4 of 100" in said or "3 of 100" in said for said in rule.words)


def test_a_threshold_for_a_known_level_is_none_for_an_unknown_one() -> None:
    assert abs(ruled(level=None).harm) > abs(ruled().harm)
    assert abs(ruled(missed=0.5).harm) < abs(ruled().harm)
    assert "usual level of 5" in ruled().words[0]
    assert "mean of its answered off-days" in ruled(level=None).words[0]
    assert "--level" in ruled(level=None).words[0]


def test_which_way_is_harm_is_that_which_is_not_better() -> None:
    assert (ruled().direction, ruled().look, ruled().final) == (1, 0, 0.05)
    assert ruled(better="higher").direction == -1
    assert ruled(better="higher").harm < 0.0


def test_worst_runs() -> None:
    shift = np.array([[0.0, 3.0, 3.0, 0.0, 2.0, 2.0, 2.5, 9.0]])
    assert worst_runs(shift, 1)[0] == 2.0
    assert worst_runs(-shift, -1)[0] == 2.0
    # A missed day neither counts nor breaks a row.
    assert worst_runs(np.array([[3.0, np.nan, 3.0, np.nan, np.nan, 3.0, 0.0]]), 1)[0] == 3.0
    assert worst_runs(np.array([[3.0, np.nan, 3.0]]), 1)[0] == -np.inf


def test_the_usual_level_is_that_of_the_off_days_before() -> None:
    on = np.array([0, 0, 0, 1, 0, 0, 1, 0, 0])
    answers = np.array([[4.0, np.nan, 6.0, 9.0, 5.0, 5.0, 9.0, 5.0, 7.0]])
    found = shifts(answers, on, None)[0]
    assert np.isnan(found[:8]).all()  # five answered off-days are needed, and the day itself is none of them
    assert found[8] == pytest.approx(7.0 - 5.0)
    assert shifts(answers, on, 5.0)[0, 3] == 4.0


def test_harm_is_said_on_any_day() -> None:
    plan = planned()
    calm = np.full(40, 5.0) + np.tile([0.1, -0.1], 20)
    assert harm_of(plan, calm) == []
    bad = calm.copy()
    bad[[33, 35, 36]] += abs(plan.stop.harm) + 0.5
    bad[34] = np.nan
    assert [v.code for v in harm_of(plan, bad)] == ["stop-harm"]


def test_a_trial_too_short_to_notice_harm_is_refused() -> None:
    with pytest.raises(NotIdentified, match="rule about harm"):
        stop_rule(model_of(PERSON), 0, np.array([0, 1, 0, 1]), 1, 1, look=False, better="lower", level=None)


def test_a_plan_is_read_at_its_own_days_only() -> None:
    plan, looked = planned(), planned(look=True)
    at = looked.stop.look
    assert reading_of(plan, 84) == ("final", 84)
    assert reading_of(looked, at) == ("look", at)
    # Asked for later, the look still takes the answers up to its own day: it happens once.
    assert reading_of(looked, at + 5) == ("look", at)
    for one, day in ((plan, 83), (plan, 42), (looked, at - 1)):
        with pytest.raises(NotIdentified, match="is read") as refusal:
            reading_of(one, day)
        assert refusal.value.code == "no-look"
        assert f"day {one.stop.look or 84}" in refusal.value.fix


def test_two_looks_together_keep_the_level() -> None:
    rule = ruled(look=True)
    assert rule.early + rule.final == pytest.approx(0.05)
    assert rule.look == look_day(ON, 7) > 0
    whole = Setting(model_of(PERSON), np.array([0.0, 1.0]), 0.0, ON, 0.0, 0.0, 1.0, 0.0, 1)
    half = replace(whole, on=ON[: rule.look])
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
