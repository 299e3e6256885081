from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.act.made import pair_fit
from tests.doors.cli.calling import call

from unspiral.store.fit_json import write_fit
from unspiral.store.trial_json import read_plan

pytestmark = pytest.mark.unit
STATED = (
    "trial",
    "plan",
    "--noise",
    1.5,
    "--autocorrelation",
    0.4,
    "--on",
    "yoga",
    "--outcome",
    "pain",
    "--effect",
    -1,
    "--simulations",
    0,
)
DAYS = ("--days", 84, "--block", 7)


def test_a_plan_from_a_fit(tmp_path: Path) -> None:
    write_fit(pair_fit(), tmp_path / "fit.json")
    found = call(
        "trial", "plan", tmp_path / "fit.json", "--on", "walking", "--acts-on", "pain,depression", "--outcome", "pain", "--effect", -1,
        *DAYS, "--design", "randomised", "--start", "2026-12-01", "--adherence", 0.8, "--ics", tmp_path / "on.ics", "--seed", 1,
        "-o", tmp_path / "plan.json", "--chart", tmp_path / "plan.svg", "--simulations", 0, "--time-zone", "Europe/Zurich",
    )  # fmt: skip
    assert found.code == 0, found.err
    assert found.out.startswith("84 days in blocks of 7: if walking shifts pain")
    plan = read_plan(tmp_path / "plan.json")
    assert (plan.acts_on, plan.adherence, plan.person.source) == (("pain", "depression"), 0.8, "fit")
    calendar = (tmp_path / "on.ics").read_text(encoding="utf-8")
    assert calendar.count("BEGIN:VEVENT") == 42
    assert "walking" not in calendar
    first = min(k for k, on in enumerate(plan.on) if on) + 1
    assert f"DTSTART:202612{first:02d}T190000Z" in calendar  # eight in the evening in Zurich
    assert (tmp_path / "plan.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_plan_from_stated_numbers_says_so() -> None:
    found = call(*STATED, *DAYS, "--json")
    assert found.code == 0, found.err
    document = json.loads(found.out)
    assert document["schema"] == "unspiral.trial_plan/1"
    assert "stated-numbers" in [v["code"] for v in document["verdicts"]]
    assert len(document["schedule"]) == 84


@pytest.mark.parametrize(("words", "said"), [
    ((*STATED, "--days", 84, "--block", 42), "one block per arm"), ((*STATED, *DAYS, "--ics", "x.ics"), "needs the first day"),
    ((*STATED, *DAYS, "--design", "random"), "no design"), ((*STATED, *DAYS, "--on", "sertraline"), "talk to your prescriber"),
    ((*STATED, *DAYS, "--medicine"), "talk to your prescriber"),
    (("trial", "plan", "--on", "yoga", "--outcome", "pain", "--effect", -1), "how this person's days scatter"),
    ((*STATED, *DAYS, "--outcome", "pain,mood"), "several need a fit"), ((*STATED, *DAYS, "--acts-on", "pain,,"), "empty name"),
    ((*STATED, *DAYS, "--start", "2026-12-01", "--ics", "x.ics", "--time-zone", "Nowhere"), "no time zone"),
])  # fmt: skip
def test_bad_words_are_refused(words: tuple[object, ...], said: str) -> None:
    found = call(*words)
    assert found.code == 2
    assert found.out == ""
    assert said in " ".join(found.err.split())
    assert "Fix:" in found.err


def test_a_medicine_is_planned_once_it_is_agreed() -> None:
    found = call(*STATED, *DAYS, "--on", "sertraline", "--agreed-with-prescriber")
    assert found.code == 0, found.err
    assert "Talk to your prescriber" in " ".join(found.out.split())


def test_what_nothing_reaches_ends_with_three(tmp_path: Path) -> None:
    import numpy as np
    from tests.act.made import made_fit

    write_fit(made_fit("pain -> depression", np.array([[-0.5, 0.0], [0.2, -0.5]])), tmp_path / "fit.json")
    found = call(
        "trial", "plan", tmp_path / "fit.json", "--on", "walking", "--acts-on", "depression", "--outcome", "pain", "--effect", -1, "--json"
    )
    assert found.code == 3
    assert json.loads(found.out)["verdicts"][0]["code"] == "no-way"
