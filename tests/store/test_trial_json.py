from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import pytest
from tests.act.trial.people import PERSON

from unspiral.act.trial.person import stated_person
from unspiral.act.trial.plan import plan_trial
from unspiral.errors import DataError
from unspiral.records.trial import TrialPlan
from unspiral.store.trial_json import SCHEMA, plan_document, read_plan, write_plan

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def plan() -> TrialPlan:
    return plan_trial(
        stated_person("pain", 1.5, 0.4, 0.5), treatment="yoga", acts_on=["pain"], outcomes=["pain"], effect=-1.0, days=84, block=14,
        start="2026-12-01", look=True, simulations=0, seed=1,
    )  # fmt: skip


def test_a_plan_is_opened_again_equal(plan: TrialPlan, tmp_path: Path) -> None:
    write_plan(plan, tmp_path / "plan.json")
    assert read_plan(tmp_path / "plan.json") == plan


def test_a_plan_with_a_range_and_an_outcome_that_is_not_reached_is_opened_again(plan: TrialPlan, tmp_path: Path) -> None:
    both = replace(plan, person=PERSON, outcomes=("pain", "depression"))
    other = replace(both, adherence=(0.6, 0.9), washout=(3.0, float("nan")), timing="estimated", better="higher")
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
    assert days[-1]["date"] == "2027-02-22"
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


def _spoiled(plan: TrialPlan, place: str, value: object) -> str:
    document = json.loads(json.dumps(plan_document(plan)))
    *way, last = place.split("/")
    held = document
    for step in way:
        held = held[step]
    if value is ...:
        del held[last]
    else:
        held[last] = value
    return json.dumps(document)


@pytest.mark.parametrize(("place", "value", "words"), [
    ("person/parameters/self:pain", ..., "lacks 'self:pain'"), ("person/parameters/level:pain", ..., "lacks 'level:pain'"),
    ("adherence", [0, 0], "an adherence of 0 to 0"), ("adherence", [0.5], "holds something else"), ("onset", math.nan, "onset nan"),
    ("fading", math.inf, "fading inf"), ("person/parameters/self:pain", 5.0, "runs away"), ("start", "2026-13-41", "no date"),
    ("outcomes", ["joy"], "names 'joy'"), ("acts_on", ["joy"], "names 'joy'"), ("person/spread", [], "0 spreads"),
    ("person/spread", [0.0], "not above 0"), ("stop/final", 7, "calls p at or below 7 clear"), ("stop/look", 900, "look on day 900"),
    ("stop/harm", math.nan, "shift of harm"), ("stop/words", [], "no rule"), ("test", "wizard", "'wizard' as its test"),
    ("design", "wizard", "'wizard' as its design"), ("better", "", "as its better"), ("timing", "x", "as its timing"),
    ("person/loop_text", "((", "cannot be read"), ("person/parameters/diffusion:pain", -1.0, "as 'diffusion:pain'"),
    ("person/parameters/error:pain", math.inf, "as 'error:pain'"), ("block", 0, "blocks of 0"), ("seed", -1, "seed -1"),
    ("washout", [], "wash-outs"), ("power/known", 3.0, "not between 0 and 1"), ("effect", 0.0, "an effect of 0"),
    ("days", math.inf, "holds something else"), ("outcomes", [], "names no outcomes"),
])  # fmt: skip
def test_a_spoiled_plan_is_refused(plan: TrialPlan, tmp_path: Path, place: str, value: object, words: str) -> None:
    (tmp_path / "plan.json").write_text(_spoiled(plan, place, value), encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(words)) as refusal:
        read_plan(tmp_path / "plan.json")
    assert refusal.value.exit_code == 2
    assert refusal.value.fix
