from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.trial.people import PERSON

from unspiral.act.trial.analyse import analyse_diary, analyse_trial
from unspiral.act.trial.answers import made_up
from unspiral.act.trial.exposure import response
from unspiral.act.trial.gls import answering
from unspiral.act.trial.person import model_of
from unspiral.act.trial.plan import plan_trial, push_of
from unspiral.errors import DataError, NotIdentified
from unspiral.records.trial import TrialPlan

pytestmark = pytest.mark.unit


def planned(block: int = 7, *, look: bool = False) -> TrialPlan:
    return plan_trial(
        PERSON, treatment="walking", acts_on=["depression"], outcomes=["depression", "pain"], effect=-2.0, days=84, block=block, seed=4,
        look=look, simulations=0,
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
    assert found.p <= 0.05
    assert first.high is not None
    assert first.high < 0.0
    assert first.low is not None
    assert first.low < first.estimate < first.high
    assert np.isnan(found.course.estimate[6]).all()
    assert (found.course.low[0] < found.course.estimate[0]).all()


@pytest.mark.parametrize("block", [7, 21])
def test_the_interval_leaves_zero_out_just_where_p_says_so(block: int) -> None:
    plan = planned(block)
    for seed in (2,):
        found = analyse_trial(plan, diary(plan, -0.35, seed), replicates=199)
        first = found.effects[0].on_days
        assert first.low is None or first.high is None or first.low < first.high
        holds_zero = (first.low is None or first.low <= 0.0) and (first.high is None or first.high >= 0.0)
        # At the bound itself the grid of an interval may fall on either side.
        assert holds_zero == (found.p > 0.05) or abs(found.p - 0.05) < 0.015


def test_before_the_end_nothing_is_called_unless_it_is_a_look() -> None:
    values = diary(planned(look=True), -3.0)
    early = analyse_trial(planned(), values[:42], replicates=199)
    assert (early.word, early.interim) == ("cannot tell", True)
    assert "no-look" in {v.code for v in early.verdicts}
    plan = planned(look=True)
    at_look = analyse_trial(plan, values[: plan.stop.look], replicates=199)
    assert (at_look.alpha, at_look.interim, at_look.test) == (0.005, True, "bootstrap")
    assert {"look", "stop-futile"} & {v.code for v in at_look.verdicts}


def test_harm_is_said() -> None:
    plan = planned()
    values = diary(plan, 0.0)
    values[30:34, 0] = 3.0
    values[30:34, 1] = 3.0 + abs(plan.stop.harm) + 1.0
    assert "stop-harm" in {v.code for v in analyse_trial(plan, values, replicates=199).verdicts}


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
    assert found.test == "bootstrap"
    assert "no-plan" in {v.code for v in found.verdicts}
    assert found.effects[0].on_days.estimate < 0.0
    with pytest.raises(DataError, match="1 stretch with it"):
        analyse_diary(diary(plan, 0.0), (np.arange(84) >= 42).astype(float), **how, outcomes=("pain",))
    with pytest.raises(DataError, match="other numbers than 0 and 1"):
        analyse_diary(diary(plan, 0.0), on * 2.0, **how, outcomes=("pain",))
