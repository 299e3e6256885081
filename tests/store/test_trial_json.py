from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from unspiral.act.trial.person import stated_person
from unspiral.act.trial.plan import plan_trial
from unspiral.errors import DataError
from unspiral.records.trial import TrialPlan
from unspiral.store.trial_json import SCHEMA, plan_document, read_plan, write_plan

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def plan() -> TrialPlan:
    return plan_trial(
        stated_person("pain", 1.5, 0.4, 0.5), treatment="yoga", acts_on=["pain"], outcomes=["pain"], effect=-1.0, days=56, block=14,
        start="2026-12-01", look=True, simulations=0, seed=1,
    )  # fmt: skip


def test_a_plan_is_opened_again_equal(plan: TrialPlan, tmp_path: Path) -> None:
    write_plan(plan, tmp_path / "plan.json")
    assert read_plan(tmp_path / "plan.json") == plan


def test_a_plan_with_a_range_and_an_outcome_that_is_not_reached_is_opened_again(plan: TrialPlan, tmp_path: Path) -> None:
    other = replace(plan, adherence=(0.6, 0.9), washout=(3.0, float("nan")), timing="estimated", better="higher")
    write_plan(other, tmp_path / "plan.json")
    found = read_plan(tmp_path / "plan.json")
    assert math.isnan(found.washout[1])
    assert replace(found, washout=(3.0,)) == replace(other, washout=(3.0,))
    assert "prescriber" in json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["said"][0]


def test_the_document_lists_the_days(plan: TrialPlan) -> None:
    document = plan_document(plan)
    assert document["schema"] == SCHEMA
    days = document["schedule"]
    assert isinstance(days, list)
    assert days[0] == {"day": 1, "on": bool(plan.on[0]), "date": "2026-12-01"}
    assert days[-1]["date"] == "2027-01-25"
    undated = plan_document(replace(plan, start=""))["schedule"]
    assert isinstance(undated, list)
    assert "date" not in undated[0]


@pytest.mark.parametrize(("change", "words"), [
    ({"schema": "other"}, "is no plan"), ({"power": None}, "holds something else"), ({"block": "x"}, "holds something else"),
    ({"on": [0, 1]}, "lists 2 days"), ({"days": None}, "holds something else"),
])  # fmt: skip
def test_a_changed_plan_is_refused(plan: TrialPlan, tmp_path: Path, change: dict[str, object], words: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan_document(plan) | change), encoding="utf-8")
    with pytest.raises(DataError, match=words) as refusal:
        read_plan(path)
    assert refusal.value.fix


def test_what_is_no_plan_is_refused(plan: TrialPlan, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no file"):
        read_plan(tmp_path / "none.json")
    (tmp_path / "half.json").write_text('{"schema":', encoding="utf-8")
    with pytest.raises(DataError, match="cannot be read"):
        read_plan(tmp_path / "half.json")
    document = plan_document(plan)
    del document["stop"]
    (tmp_path / "part.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(DataError, match="lacks 'stop'"):
        read_plan(tmp_path / "part.json")
