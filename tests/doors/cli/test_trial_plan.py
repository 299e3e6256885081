from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.act.made import pair_fit
from tests.doors.cli.calling import call

from unspiral.records.trial import ALWAYS
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
    assert (plan.acts_on, plan.adherence, plan.person.source) == (("pain", "depression"), (0.8, 0.8), "fit")
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
    ((*STATED, *DAYS, "--adherence", "0.9:0.6"), "no share"),
    ((*STATED, *DAYS, "--adherence", "0.6-0.9"), "--adherence 0.6:0.9"),
    ((*STATED, *DAYS, "--adherence", "often"), "no share"),
    ((*STATED, *DAYS, "--effect", "inf"), "none to plan for"), ((*STATED, *DAYS, "--noise", "1e9"), "is not between"),
    ((*STATED, *DAYS, "--level", "nan"), "usual level"), ((*STATED, *DAYS, "--ics", "x.ics"), "needs the first day"),
    ((*STATED, *DAYS, "--design", "random"), "no design"),
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


@pytest.mark.parametrize(("words", "code", "said"), [
    (("--days", 84, "--block", 42), "one-block", "one block per arm"), ((*DAYS, "--on", "sertraline"), "medicine-unagreed", "prescriber"),
    ((*DAYS, "--on", "Zoloft 50"), "medicine-unagreed", "prescriber"),
    ((*DAYS, "--on", "serotonergic opioid"), "medicine-unagreed", "prescriber"),
    ((*DAYS, "--medicine"), "medicine-unagreed", "prescriber"),
])  # fmt: skip
def test_refusals_end_with_three_and_have_a_document(words: tuple[object, ...], code: str, said: str) -> None:
    found = call(*STATED, *words, "--json")
    assert found.code == 3
    document = json.loads(found.out)
    assert document["schema"] == "unspiral.trial_plan/1"
    assert [v["code"] for v in document["verdicts"]] == [code]
    assert said in found.err
    plain = call(*STATED, *words)
    assert (plain.code, plain.out) == (3, "")


def test_a_seed_is_drawn_and_reproduces_the_plan(tmp_path: Path) -> None:
    found = [call(*STATED, *DAYS, "-o", tmp_path / f"{k}.json") for k in range(3)]
    assert all(each.code == 0 for each in found)
    plans = [read_plan(tmp_path / f"{k}.json") for k in range(3)]
    assert len({plan.seed for plan in plans}) == 3
    call(*STATED, *DAYS, "--seed", plans[0].seed, "-o", tmp_path / "again.json")
    assert read_plan(tmp_path / "again.json").on == plans[0].on


@pytest.mark.parametrize("words", [
    (*DAYS, "--autocorrelation", 0.9), ("--days", 84, "--block", 21, "--design", "ab"), ("--days", 84, "--block", 3, "--fading", 4),
    ("--days", 84, "--block", 14, "--effect", -0.4), ("--days", 28, "--block", 7),
])  # fmt: skip
def test_remedies_can_be_run(words: tuple[object, ...]) -> None:
    found = call(*STATED, *words, "--seed", 1, "--json")
    assert found.code == 0, found.err
    tried = 0
    for verdict in json.loads(found.out)["verdicts"]:
        options = re.match(r"((?:--\S+ \S+ ?|--estimate-timing)+)(?: \(|$|;)", verdict["remedy"].replace(";", " ;"))
        if not verdict["remedy"].startswith("--"):
            continue
        assert options is not None, verdict["remedy"]
        ran = call(*STATED, *words, *options.group(1).split(), "--seed", 1)
        assert ran.code == 0, (verdict["remedy"], ran.err)
        tried += 1
    assert tried >= 2


def test_a_range_of_shares_has_a_colon() -> None:
    found = call(*STATED, *DAYS, "--adherence", "0.6:0.9", "--json")
    assert found.code == 0, found.err
    assert json.loads(found.out)["adherence"] == [0.6, 0.9]


def test_a_look_counts_false_positives_of_both_readings() -> None:
    said = " ".join(call(*STATED, *DAYS, "--look").out.split())
    assert "False positives: 5 of 100 in all, the look and the end together" in said
    assert "False positives: 5 of 100." in " ".join(call(*STATED, *DAYS).out.split())


def test_a_look_that_cannot_be_is_refused_and_the_remedy_has_one() -> None:
    found = call(*STATED, "--days", 56, "--block", 14, "--look")
    assert (found.code, found.out) == (2, "")
    assert "--days 84 --block 14 --look" in found.err
    assert call(*STATED, "--days", 84, "--block", 14, "--look", "--seed", 1).code == 0
    chosen = call(*STATED, "--effect", -4, "--look", "--json")  # so large an effect that 4 blocks would do
    assert chosen.code == 0, chosen.err
    assert json.loads(chosen.out)["stop"]["look"] > 0


def test_a_treatment_is_not_its_own_outcome() -> None:
    found = call(*STATED, *DAYS, "--on", "pain")
    assert (found.code, found.out) == (2, "")
    assert "both what is switched and what is judged or pushed" in " ".join(found.err.split())


def test_the_line_about_medicines_always_stands() -> None:
    found = call(*STATED, *DAYS)
    assert ALWAYS in " ".join(found.out.split())
    assert json.loads(call(*STATED, *DAYS, "--json").out)["said"] == [ALWAYS]


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
