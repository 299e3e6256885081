"""What is said beside a score."""

from __future__ import annotations

import pytest

from unspiral.measure.questionnaires.library import instrument
from unspiral.measure.questionnaires.remarks import OWN, relied_on, remarks, rule_words, unverified
from unspiral.measure.questionnaires.scoring import score

pytestmark = pytest.mark.unit


def test_filled_in_items_are_counted_and_the_rule_is_named() -> None:
    said = score("cesd20", [0] * 19 + [None]).said
    assert said == (
        f"1 of 20 items was not answered and filled in by the rule: more than 4 missing: no score; round(mean of answered (after "
        f"reversing) * 20){OWN}",
    )


def test_blanks_and_shares_are_said() -> None:
    assert score("rmdq24", [1] + [None] * 23).said == ("23 of 24 were left blank and count 0, as this form says.",)
    assert score("odi", [1] * 8 + [None] * 2).said == (
        "2 of 10 items were not answered; the score is a share of the answered ones.",
        f"The rule: unanswered sections leave the denominator; require at least 8 answered{OWN}.",
    )


def test_own_choices_are_called_so() -> None:
    assert OWN == " (this project's own choice, not a published rule)"
    assert rule_words(instrument("gad2").scoring.missing) == f"both items needed{OWN}"
    assert rule_words(instrument("phq9").scoring.missing) == instrument("phq9").scoring.missing.words


def test_nothing_is_said_where_nothing_happened() -> None:
    assert remarks(instrument("phq8"), {f"phq{n}": 1.0 for n in range(1, 9)}, 0, True) == ()


def test_what_nobody_has_seen() -> None:
    assert unverified(instrument("gad7"), gaps=True) == ("missing",)
    assert unverified(instrument("gad7"), gaps=False) == ()
    assert unverified(instrument("odi"), gaps=True) == ()  # its bands are unverified, and never shown


def test_sources_come_in_the_order_of_the_file() -> None:
    assert relied_on(instrument("cesd20")) == ("radloff1977", "pmc6025488", "cdc_cesd")
