"""unspiral design, as a reader and as a script call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.act.made import made_fit, pair_fit
from tests.doors.cli.calling import call

from unspiral.store.fit_json import write_fit

pytestmark = pytest.mark.unit

WHICH = ("design", "--loop", "pain <-> depression", "--link", "depression->pain=0.3")
SMALL = ("--people", "20,60", "--days", "14", "--beeps", "3")


def test_the_answer_comes_first_and_the_table_after() -> None:
    shown = call(*WHICH, *SMALL)
    assert shown.code == 0
    assert shown.out.startswith("With 60 people, 14 days, 3 beeps a day, 80 % answered: power 0.")
    assert shown.out.index("To be seen") < shown.out.index("prompts") < shown.out.index("takes for granted") < shown.out.index("Caution")
    assert "add --confirm 200" in shown.err


def test_the_document_is_that_of_the_contract() -> None:
    shown = call(*WHICH, *SMALL, "--link", "pain->depression=0.1", "--vary", "depression->pain=0.1", "--json")
    assert (shown.code, shown.err) == (0, "")
    found = json.loads(shown.out)
    assert found["schema"] == "unspiral.design/1"
    assert (found["link"], found["value"], found["unit"]) == ("depression->pain", 0.3, "day")
    assert found["truth"]["link:pain->depression"] == 0.1
    assert [row["people"] for row in found["designs"]] == [20, 60]
    assert found["chosen"]["prompts"] == 60 * 14 * 3
    assert (
        call(*WHICH, *SMALL, "--link", "pain->depression=0.1", "--vary", "depression->pain=0.1", "--json", "--workers", "2").out
        == shown.out
    )


def test_an_effect_in_place_of_a_rate(tmp_path: Path) -> None:
    picture = tmp_path / "power.svg"
    shown = call("design", "--loop", "pain <-> depression", "--effect", "depression->pain=0.1", *SMALL, "--svg", picture, "--json")
    found = json.loads(shown.out)
    assert found["standardised"]["effect"] == pytest.approx(0.1)
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_out_of_reach_is_an_answer_and_not_a_failure() -> None:
    shown = call(*WHICH, "--people", "5", "--days", "7", "--beeps", "2")
    assert shown.code == 0
    assert shown.out.startswith("None of these designs reaches a power of 0.8.")
    assert "Caution (out-of-reach)" in shown.out


def test_a_pilot(tmp_path: Path) -> None:
    good, bad = tmp_path / "pilot.json", tmp_path / "bad.json"
    write_fit(pair_fit(), good)
    shown = call("design", "--fit", good, "--link", "depression->pain", *SMALL, "--draws", "6")
    assert shown.code == 0
    assert "Power is the mean over 6 loops" in " ".join(shown.out.split())
    import numpy as np

    write_fit(made_fit("pain <-> depression", np.array([[-0.2, 0.5], [0.4, -0.2]])), bad)
    refused = call("design", "--fit", bad, "--link", "depression->pain", *SMALL, "--json")
    assert refused.code == 3
    assert json.loads(refused.out)["verdicts"][0]["level"] == "refuse"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--people", "x"), "not a whole number"),
        (("--people", "0"), "not a whole number"),
        (("--compliance", "80"), "80 % is 0.8."),
        (("--hours", "nine"), "two hours of a day"),
        (("--hours", "21-9"), "no waking day"),
        (("--vary", "depression-=0.1"), "Without quotes"),
        (("--vary", "depression->pain"), "is not a link"),
        (("--vary", "depression->pain=-1"), "from 0 on"),
        (("--self", "pain"), "is not a process, '='"),
        (("--self", "pian=1"), "Did you mean"),
        (("--self", "pain=1", "--self", "pain=2"), "given twice"),
        (("--power", "2"), "is not between"),
        (("--burst", "0.1"), "runs of 1 or more"),
        (("--effect", "depression->pain=0.1"), "by --link and by --effect"),
        (("--link", "depression->pain=0.2"), "stated twice"),
    ],
)
def test_bad_input_is_said_in_words(words: tuple[str, ...], said: str) -> None:
    shown = call(*WHICH, *SMALL, *words, "--json")
    assert (shown.code, shown.out) == (2, "")
    assert said in shown.err
    assert "Traceback" not in shown.err


def test_an_effect_needs_a_time_and_a_size_that_can_be() -> None:
    asked = ("design", "--loop", "pain <-> depression", "--effect")
    assert "positive time" in call(*asked, "depression->pain=0.1", "--lag", "0").err
    assert "own standard deviations" in call(*asked, "depression->pain=5").err


def test_what_is_missing_is_asked_for() -> None:
    assert "Which link" in call("design", "--loop", "pain <-> depression").err
    assert "needs a loop" in call("design", "--link", "depression->pain=0.1").err
    assert "size of the link" in call("design", "--loop", "pain <-> depression", "--link", "depression->pain").err


@pytest.mark.parametrize(("option", "fix"), [("people", "50,100"), ("days", "28,56"), ("beeps", "1,5")])
def test_a_remedy_is_one_of_its_own_option(option: str, fix: str) -> None:
    called = call("design", "--loop", "pain <-> depression", "--link", "depression->pain=0.1", f"--{option}", "-1")
    assert called.code == 2
    assert called.err.strip().endswith(f"Fix: --{option} {fix}")
