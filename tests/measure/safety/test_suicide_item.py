"""The notice opens on every answer of 1 or more, never on 0, and never takes a missing answer for 0."""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path

import pytest

from unspiral.measure.safety.help_lines import countries, help_for
from unspiral.measure.safety.suicide_item import CODE, danger_question, go_on, notice

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("country", countries())
@pytest.mark.parametrize("answer", [1, 1.0, 2, 3, 7.5])
def test_every_answer_of_one_or_more_opens_it(answer: float, country: str) -> None:
    found = notice(answer, help_for(country, TODAY))
    assert found is not None
    assert found.code == CODE
    assert f"In immediate danger? Call {found.help.emergency}." in found.message
    assert all(any(line.contact in part for part in found.message) for line in found.help.lines)
    assert "{" not in "".join((found.title, *found.message, found.follow_on))


@pytest.mark.parametrize("answer", [0, 0.0, None, math.nan])
def test_zero_and_no_answer_say_nothing_at_all(answer: float | None) -> None:
    assert notice(answer, help_for("US")) is None


def test_the_scenarios_of_the_clinical_file(shared: Path) -> None:
    safety = json.loads((shared / "clinical" / "safety.json").read_text(encoding="utf-8"))
    cases = [case for case in safety["tests"] if case["kind"] == "suicide"]
    assert len(cases) == 3
    for case in cases:
        assert (notice(case["in"]["phq9"], help_for(None)) is not None) is case["expect"]["fire"]


def test_the_words_are_those_of_the_clinical_file(shared: Path) -> None:
    copy = json.loads((shared / "clinical" / "safety.json").read_text(encoding="utf-8"))["suicide_item"]["copy"]
    found = notice(2, help_for("US", TODAY))
    assert found is not None
    assert found.title == copy["title"]
    assert found.message == (
        copy["body"],
        copy["now"].format(emergency="911"),
        copy["line"].format(line_name="988 Suicide & Crisis Lifeline", line_contact="988"),
        copy["not_monitored"],
    )
    assert go_on() == copy["continue"]


def test_danger_only_changes_the_order() -> None:
    calm, danger = notice(1, help_for("DE", TODAY)), notice(1, help_for("DE", TODAY), in_danger=True)
    assert calm is not None and danger is not None
    assert danger.message[0] == "In immediate danger? Call 112."
    assert sorted(calm.message) == sorted(danger.message)
    assert danger_question().endswith("?")


def test_what_comes_next_is_an_order_of_help_and_no_grade() -> None:
    said = {answer: found.follow_on for answer in (1, 2, 3) if (found := notice(answer, help_for("US", TODAY)))}
    assert "soon" in said[1]
    assert "today" in said[2]
    assert said[2] == said[3]
    for words in said.values():
        assert not {"risk", "low", "medium", "high", "severe"} & set(words.lower().split())


def test_old_and_unchecked_numbers_say_so() -> None:
    old = notice(1, help_for("CH", date(2027, 3, 1)))
    assert old is not None
    assert any("more than 90 days ago" in part for part in old.message)
    assert "About these numbers: seen in one source; emergency number and hours not checked." in old.message


def test_no_caveat_of_a_line_is_lost() -> None:
    spain, britain, ireland = (notice(1, help_for(code, TODAY)) for code in ("ES", "GB", "IE"))
    assert spain is not None and britain is not None and ireland is not None
    european = "Talk to someone now: European emotional support number, 116 123."
    assert f"{european} (not live in every member state; seen in one source)" in spain.message
    assert "Talk to someone now: Shout, text 85258. (24/7 text line; general keyword SHOUT (keyword recalled))" in britain.message
    assert "Talk to someone now: Pieta, 1800 247 247. (text HELP to 51444; seen in one source)" in ireland.message
    assert "Talk to someone now: Samaritans, 116 123." in britain.message
