"""The words of the page for a visit."""

from __future__ import annotations

import pytest
from tests.show.visit_made import asked, back, phq, treatments, whole

from unspiral.show.visit_asked import PARTS
from unspiral.show.visit_report import visit_report
from unspiral.show.visit_words import visit_words

pytestmark = pytest.mark.unit


def test_safety_is_said_with_help_where_the_answer_calls_for_it() -> None:
    words = visit_words(visit_report(whole(), treatments(), asked()))
    assert "Several days" in words.safety[0]
    assert any("In immediate danger" in said for said in words.safety_beside)
    assert "rules nothing out" in words.safety[1]
    calm = visit_words(visit_report([phq(3, 1, 0)], (), asked()))
    assert not any("In immediate danger" in said for said in calm.safety_beside)
    assert "does not mean that someone is safe" in " ".join(calm.safety_beside)


def test_an_empty_page_says_what_is_not_there() -> None:
    said = " ".join(visit_words(visit_report((), (), asked())).none)
    for words in (
        "No check-ins",
        "No questionnaire",
        "No treatment",
        "not gone through",
        "was not asked",
        "nothing has been said of that yet",
    ):
        assert words in said
    assert "Left out" not in said


def test_what_was_left_out_is_named_and_not_called_missing() -> None:
    said = " ".join(visit_words(visit_report((), (), asked(parts=("course",)))).none)
    assert said.startswith("No check-ins in these days. Left out by the person's choice:")
    assert all(words in said for part, words in PARTS.items() if part != "course")


def test_too_many_treatments_are_told() -> None:
    words = visit_words(visit_report(whole(), treatments(8), asked()))
    assert words.treatments_note.endswith("2 earlier ones are not on this page for want of room.")
    assert words.period.startswith("From 25 August")
    assert back(0) == "2026-11-22"
