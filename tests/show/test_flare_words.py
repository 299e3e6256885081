"""Words about earlier bad days: what is open is said to be open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.doors.cli.test_flare_text import FOUND, SPELL, plan

from unspiral.records.flare import DaysAfter, TriedThing
from unspiral.show.flare_words import after_days, days_words, definition, headline, least, length_words, spell_marks, thing_words

pytestmark = pytest.mark.unit


def test_a_threshold_is_rounded_upwards() -> None:
    assert least(replace(plan((SPELL,), FOUND), threshold=5.031)) == "5.04"
    assert least(replace(plan((SPELL,), FOUND), threshold=5.0)) == "5"
    assert "pain of 5.04 or more" in definition(replace(plan((SPELL,), FOUND), threshold=5.031))


def test_no_spell_and_one() -> None:
    assert headline(plan((), FOUND)).startswith("No bad spell in this record")
    assert headline(plan((SPELL,), FOUND)) == "1 bad spell in this record (58 of 60 days answered)."
    assert "began before there was an answer" in spell_marks(SPELL)
    assert "too few to say" in length_words(FOUND, 10)


def test_what_was_tried() -> None:
    assert thing_words(TriedThing("heat", 0, 0, 0, ())) == "Never recorded."
    assert thing_words(TriedThing("heat", 3, 1, 9, ())) == "On 3 bad days of 1 spell; on 9 days of the whole record."
    assert days_words(DaysAfter(2, 1, None, None, None, None), 5) == "too few (2 days; at least 5 are needed)."
    rule = plan((SPELL,), FOUND).rule
    assert (after_days(rule), after_days(replace(rule, after=1))) == ("the 3 days after", "the next day")
