"""--given and --adherence, read and refused in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.doors.cli.calling import call

from unspiral.act.design.given import Given
from unspiral.doors.cli.design_given import given_of

pytestmark = pytest.mark.unit

WHICH = ("design", "--loop", "pain <-> depression; walking => pain (sustained)", "--link", "walking->pain=-0.6")
SMALL = ("--people", "40", "--days", "14", "--beeps", "2")


def test_both_timetables_and_both_kinds_of_adherence_are_read() -> None:
    assert given_of(None, None) is None
    assert given_of("walking: half", None) == Given("walking")
    assert given_of("walking:half", "0.7") == Given("walking", None, 0.7, 0.7)
    assert given_of("walking: blocks of 7", "0.5:0.8") == given_of("walking: blocks of 7 days", "0.5:0.8") == Given("walking", 7, 0.5, 0.8)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--adherence", "0.7"), "none is given"),
        (("--given", "walking"), "not an input and when"),
        (("--given", "walking: quarter"), "not an input and when"),
        (("--given", "walking: blocks of 0"), "no blocks"),
        (("--given", "walking: blocks of 8"), "do not fit into 14 days"),
        (("--given", "walking: half", "--adherence", "0"), "never taken"),
        (("--given", "walking: half", "--adherence", "1.5"), "70 % is 0.7"),
        (("--given", "walking: half", "--adherence", "0.8:0.5"), "the smaller first"),
        (("--given", "walking: half", "--adherence", "much"), "neither a share nor two"),
        (("--given", "walking: half", "--adherence", "nan"), "neither a share nor two"),
        (("--given", "walking: half", "--people", "1"), "One person cannot have"),
        ((), "nobody says when the study gives it"),
    ],
)
def test_what_cannot_be_is_said_in_words(words: tuple[str, ...], said: str) -> None:
    shown = call(*WHICH, *SMALL, *words, "--json")
    assert (shown.code, shown.out) == (2, "")
    assert said in " ".join(shown.err.split())
    assert "Fix: " in shown.err
    assert "Traceback" not in shown.err


def test_text_document_and_page_say_what_is_assigned_and_what_is_taken(tmp_path: Path) -> None:
    page = tmp_path / "plan.html"
    shown = call(*WHICH, *SMALL, "--given", "walking: blocks of 7", "--adherence", "0.5:0.8", "--report", page)
    assert shown.code == 0
    text = " ".join(shown.out.split())
    for said in ("effect of being assigned", "intention to treat", "50 to 80 % taken", "in blocks of 7 days"):
        assert said in text
    assert "intention to treat" in page.read_text(encoding="utf-8")
    found = json.loads(call(*WHICH, *SMALL, "--given", "walking: blocks of 7", "--adherence", "0.5:0.8", "--json").out)
    assert found["given"]["adherence"] == [0.5, 0.8]
    assert (found["value"], found["given"]["effect_taken"]) == (pytest.approx(-0.3), -0.6)
    assert found["truth"]["input:walking->pain"] == pytest.approx(-0.3)
    (row,) = found["designs"]
    assert row["power"] == row["low"] < row["high"]
