"""The questions of the check-in in exports are those that are asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from unspiral.measure.exports.check_in_items import QUESTIONS, check_in

pytestmark = pytest.mark.unit


def test_words_and_ends_are_those_of_the_reference(root: Path) -> None:
    text = (root / "docs" / "reference" / "journal.md").read_text(encoding="utf-8")
    for name, words, low, high in QUESTIONS:
        assert f"| `{name}` | {words} | {low} | {high} |" in text


def test_it_is_a_questionnaire_without_a_score() -> None:
    made = check_in()
    assert made.scoring.method == "none"
    assert [item.id for item in made.items][:5] == ["pain", "mood", "sleep", "activity", "stress"]
    assert (made.items[0].low, made.items[0].high) == (0, 10)
