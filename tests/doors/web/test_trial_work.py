"""What the other process answers: plans from the person's own days, readings, and refusals in words."""

from __future__ import annotations

import json

import numpy as np
import pytest
from tests.doors.web.trial_made import days_of

from unspiral.doors.web.trial_work import work
from unspiral.store.trial_json import plan_of

pytestmark = pytest.mark.unit

DIARY = [float(day) for day in np.clip(np.round(days_of(28, 1)), 0, 10)]
ASKED = {
    "name": "a walk", "outcome": "pain", "effect": 2.0, "better": "lower", "adherence": 0.8, "missed": 0.1, "fading": 0.0,
    "estimate_timing": False, "diary": [*DIARY[:5], None, *DIARY[5:]],
}  # fmt: skip


def test_several_lengths_each_with_its_chance() -> None:
    answer = json.loads(json.dumps(work({"do": "propose", **ASKED}), allow_nan=False))
    plans = [plan_of(document) for document in answer["plans"]]
    assert {42, 84} <= {plan.days for plan in plans}
    assert [plan.days for plan in plans] == sorted(plan.days for plan in plans)
    assert all(plan.power.estimated is not None and plan.better == "lower" and plan.effect == -2.0 for plan in plans)


def test_a_plan_and_its_reading() -> None:
    made = work({"do": "plan", **ASKED, "days": 42, "block": 3, "start": "2026-12-01", "seed": 7})["plan"]
    plan = plan_of(json.loads(json.dumps(made)))
    days = [float(x) for x in np.clip(np.round(days_of(42, 9) - 2.5 * np.array(plan.on)), 0, 10)]
    early = work({"do": "read", "plan": made, "diary": days[:30], "stopped": False})
    assert early["refused"]["code"] == "no-look"
    stopped = work({"do": "read", "plan": made, "diary": days[:30], "stopped": True})["result"]
    assert (stopped["reading"], stopped["p"]) == ("stopped", None)
    found = work({"do": "read", "plan": made, "diary": days, "stopped": False})["result"]
    assert (found["word"], found["reading"]) == ("clear", "final")
    assert json.dumps(found, allow_nan=False)


def test_before_and_after() -> None:
    found = work({"do": "compare", "before": DIARY, "after": [day - 2.0 for day in DIARY]})["result"]
    assert found["difference"]["estimate"] == pytest.approx(-2.0)


def test_refusals_of_a_reading_are_in_words_for_a_person() -> None:
    made = work({"do": "plan", **ASKED, "days": 42, "block": 3, "start": "2026-12-01", "seed": 7})["plan"]
    for diary in (DIARY[:4], [5.0] * 42):
        said = work({"do": "read", "plan": made, "diary": diary, "stopped": len(diary) < 42})["refused"]
        assert "'" not in said["what"] + said["why"] and "arm" not in said["why"] and "on-days" not in said["what"]
    flat = work({"do": "propose", **ASKED, "diary": [5.0] * 28})["refused"]
    assert flat["what"] == "Your answers so far are all the same, or there are none."


@pytest.mark.parametrize("other", [{"diary": [5.0] * 28}, {"name": "ibuprofen"}, {"effect": 900.0}])
def test_a_refusal_is_an_answer(other: dict[str, object]) -> None:
    said = work({"do": "propose", **ASKED, **other})["refused"]
    assert said["what"]
