from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.act.trial.people import PERSON

from unspiral.act.trial import analyse
from unspiral.act.trial.analyse import analyse_diary, analyse_trial
from unspiral.act.trial.answers import made_up
from unspiral.act.trial.exposure import response
from unspiral.act.trial.gls import answering
from unspiral.act.trial.person import model_of
from unspiral.act.trial.plan import plan_trial, push_of
from unspiral.errors import DataError, NotIdentified, SpecError
from unspiral.records.trial import TrialPlan

pytestmark = pytest.mark.unit


def planned(block: int = 7, **changed: Any) -> TrialPlan:
    return plan_trial(
        PERSON, treatment="walking", acts_on=["depression"], outcomes=["depression", "pain"], effect=-2.0, days=84, block=block, seed=4,
        simulations=0, **changed,
    )  # fmt: skip


def diary(plan: TrialPlan, push: float, seed: int = 1) -> np.ndarray:
    model = model_of(PERSON)
    loops = answering(model, model.theta[None], push_of(model, ["depression"]))
    return made_up(model, plan.days, 1, seed, 0)[0] + push * response(loops.kernel(plan.days), np.array(plan.on, dtype=float))[0]


def test_a_large_effect_is_clear_and_its_interval_agrees_with_p() -> None:
    plan = planned()
    values = diary(plan, -1.2)
    values[[6, 20, 21]] = np.nan
    found = analyse_trial(plan, values, replicates=199)
    first = found.effects[0].on_days
    assert (found.word, found.test, found.answered, found.on_days) == ("clear", "randomisation", 81, 42)
    assert found.p is not None
    assert found.p <= 0.05
    assert first.high is not None
    assert first.estimate < first.high <= 0.0
    assert (found.effects[1].on_days.low, found.effects[1].on_days.high) == (None, None)
    assert np.isnan(found.course.estimate[6]).all()
    assert (found.course.low[0] < found.course.estimate[0]).all()


@pytest.mark.parametrize("block", [7, 21])
def test_the_interval_leaves_zero_out_just_where_p_says_so(block: int) -> None:
    plan = planned(block)
    for seed in (2, 3, 5):
        found = analyse_trial(plan, diary(plan, -0.35, seed), replicates=199)
        first = found.effects[0].on_days
        assert found.p is not None
        assert first.low is None or first.high is None or first.low < first.high
        # An interval that ends at 0 because the test rules 0 out does not go beyond it.
        holds_zero = (first.low is None or first.low < 0.0 or found.p > 0.05) and (first.high is None or first.high > 0.0 or found.p > 0.05)
        assert holds_zero == (found.p > 0.05)


def test_the_end_is_read_at_the_last_day_and_at_no_other() -> None:
    plan, values = planned(), diary(planned(), -3.0)
    for reached in (42, 77, 83):
        with pytest.raises(NotIdentified, match="is read once, after day 84") as refusal:
            analyse_trial(plan, values[:reached], replicates=199)
        assert (refusal.value.code, refusal.value.exit_code) == ("no-look", 3)
    # The last answer may be missing, as long as the diary covers that day.
    values[83] = np.nan
    found = analyse_trial(plan, values, replicates=199)
    assert (found.reading, found.days, found.answered, found.planned) == ("final", 84, 83, 84)


def test_an_early_look_has_made_up_diaries_enough_for_its_bound() -> None:
    assert analyse.AT_LOOK + 1 >= 10 / 0.005


def test_the_early_look_uses_the_answers_up_to_its_day_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyse, "AT_LOOK", 199)  # fewer: what is asked here does not hang on them
    plan = planned(look=True)
    values = diary(plan, -3.0)
    at = plan.stop.look
    found = analyse_trial(plan, values[:at], replicates=199)
    assert (found.reading, found.alpha, found.test, found.days) == ("look", 0.005, "bootstrap", at)
    assert found.p is not None
    assert found.effects[0].level_on == pytest.approx(0.995)
    assert {"look", "stop-futile"} & {v.code for v in found.verdicts}
    later = values[: at + 6].copy()
    later[at:] += 50.0
    again = analyse_trial(plan, later, replicates=199)
    assert (again.p, again.word) == (found.p, found.word)
    assert again.effects[0] == found.effects[0]


def test_a_trial_that_was_ended_early_is_no_test() -> None:
    plan = planned()
    found = analyse_trial(plan, diary(plan, -3.0)[:60], stopped=True, replicates=199)
    assert (found.reading, found.p, found.word, found.test, found.days) == ("stopped", None, "cannot tell", "none", 60)
    assert "not-a-test" in {v.code for v in found.verdicts}
    assert not found.effects[0].by_test
    assert analyse_trial(plan, diary(plan, -3.0), stopped=True, replicates=199).reading == "final"


@pytest.mark.parametrize(("look", "block", "level"), [(False, 7, 0.95), (True, 7, 0.955), (False, 21, 0.95), (True, 14, 0.955)])
def test_intervals_carry_their_real_level(look: bool, block: int, level: float) -> None:
    # Of 199 made-up diaries and the diary itself 10 may lie beyond; with a look the end spends 0.045, which is 9 of 200.
    plan = planned(block, look=look)
    found = analyse_trial(plan, diary(plan, -0.5), replicates=199)
    assert found.effects[0].by_test
    assert found.effects[0].level_on == pytest.approx(level)
    assert found.effects[0].level_far == pytest.approx(level)
    assert not found.effects[1].by_test


def test_harm_is_said() -> None:
    plan = planned()
    values = diary(plan, 0.0)
    values[30:34, 0] = 3.0
    values[30:34, 1] = 3.0 + abs(plan.stop.harm) + 1.0
    assert "stop-harm" in {v.code for v in analyse_trial(plan, values, replicates=199).verdicts}


def test_adherence_is_told_apart_from_the_plan() -> None:
    plan = planned(adherence=(0.5, 0.8))
    found = analyse_trial(plan, diary(plan, -1.0), replicates=199).effects[0]
    assert found.taken is not None
    assert found.taken.estimate == pytest.approx(found.on_days.estimate / 0.65)
    assert (found.taken.low is None) == (found.on_days.low is None)
    assert (found.taken.high is None) == (found.on_days.high is None)
    assert analyse_trial(planned(), diary(plan, -1.0), replicates=199).effects[0].taken is None


def test_timing_is_given_or_estimated_and_says_which() -> None:
    given = analyse_trial(planned(onset=2.0), diary(planned(), -1.0), replicates=199)
    assert (given.timing.how, given.timing.onset, given.timing.onset_ends) == ("given", 2.0, None)
    assert any("given, not estimated" in said for said in given.assumptions)
    found = analyse_trial(planned(estimate_timing=True), diary(planned(), -2.0), replicates=199)
    assert found.timing.how == "estimated"
    assert found.timing.onset_ends is not None
    low, high = found.timing.onset_ends
    assert low <= found.timing.onset <= high
    assert found.word == "clear"
    first = found.effects[0].on_days
    assert first.low is not None
    assert first.high is not None
    assert first.low < first.estimate < first.high < 0.0


def test_diaries_that_say_nothing_are_refused() -> None:
    plan = planned()
    with pytest.raises(NotIdentified, match="answered on"):
        analyse_trial(plan, np.full((84, 2), np.nan))
    with pytest.raises(DataError, match="columns of answers"):
        analyse_trial(plan, np.zeros((84, 3)))
    with pytest.raises(DataError, match="not those that its seed draws"):
        analyse_trial(replace(plan, on=plan.on[::-1]), np.zeros((84, 2)))


def test_without_a_plan() -> None:
    plan = planned(14)
    on, how = np.array(plan.on, dtype=float), {"columns": ("pain", "depression"), "treatment": "walking", "acts_on": ("depression",)}
    found = analyse_diary(diary(plan, -1.5), on, **how, outcomes=("depression",), replicates=199)
    assert (found.test, found.reading, found.planned) == ("bootstrap", "no plan", 0)
    assert "no-plan" in {v.code for v in found.verdicts}
    assert found.effects[0].on_days.estimate < 0.0
    with pytest.raises(NotIdentified, match="1 stretch with it"):
        analyse_diary(diary(plan, 0.0), (np.arange(84) >= 42).astype(float), **how, outcomes=("pain",))
    with pytest.raises(DataError, match="other numbers than 0 and 1"):
        analyse_diary(diary(plan, 0.0), on * 2.0, **how, outcomes=("pain",))
    with pytest.raises(SpecError, match="--onset"):
        analyse_diary(diary(plan, 0.0), on, **how, outcomes=("pain",), onset=float("inf"))
    with pytest.raises(SpecError, match="adherence"):
        analyse_diary(diary(plan, 0.0), on, **how, outcomes=("pain",), adherence=(0.9, 0.5))
