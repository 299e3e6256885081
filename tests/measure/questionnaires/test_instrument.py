"""What a questionnaire is: frozen, and its scored items are those that count."""

from __future__ import annotations

import dataclasses

import pytest

from unspiral.measure.questionnaires.library import instrument

pytestmark = pytest.mark.unit


def test_the_extra_item_does_not_count() -> None:
    made = instrument("phq9")
    assert [item.id for item in made.scored] == [f"phq{place}" for place in range(1, 10)]
    assert made.items[-1].id == "phq10_difficulty"


def test_nothing_can_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        instrument("phq9").name = "x"  # type: ignore[misc]


def test_safety_item_and_unverified_codes() -> None:
    assert instrument("phq9").safety_item == ("phq9", 1.0)
    assert instrument("phq8").safety_item is None
    assert instrument("gad7").codes.unverified == ("panel",)
    assert not instrument("odi").bands_shown
