"""Every reason for no score is a sentence of its own."""

from __future__ import annotations

import pytest

from unspiral.measure.questionnaires.library import instrument
from unspiral.measure.questionnaires.why_none import REASONS, sentence

pytestmark = pytest.mark.unit


def test_each_reason_says_something_else() -> None:
    said = [sentence(instrument("phq9"), reason) for reason in REASONS]
    assert said[0] == ""
    assert len(set(said)) == len(REASONS)
    assert all(each.endswith(".") for each in said[1:])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("phq9", "More than 2 of 9"),
        ("odi", "Fewer than 8 of 10"),
        ("peg", "Not all 3"),
        ("fabq", "Every subscale"),
        ("promis_sleep_disturbance", "Not all items"),
    ],
)
def test_missing_is_said_as_the_rule_has_it(name: str, said: str) -> None:
    assert sentence(instrument(name), "missing").startswith(said)


def test_not_answered_is_not_0() -> None:
    assert "not answered is not 0" in sentence(instrument("phq9"), "never")
