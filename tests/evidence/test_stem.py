"""Relatives of a word are one word; words that only look alike stay apart."""

from __future__ import annotations

import pytest

from unspiral.evidence.stem import EMPTY, SHORT, spelled_out, stem, tokens

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "family",
    [
        ["depression", "depressed", "depressive", "depress"],
        ["exercise", "exercises", "exercising"],
        ["activity", "activities", "active"],
        ["therapy", "therapies"],
        ["recover", "recovered", "recovery"],
        ["inflammation", "inflammatory"],
        ["opioid", "opioids"],
        ["sleep", "sleeping", "sleeps"],
    ],
)
def test_a_family_has_one_stem(family: list[str]) -> None:
    assert len({stem(word) for word in family}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("pain", "paint"), ("sleep", "slip"), ("stress", "strength"), ("back", "black"), ("cbt", "cba")]
)
def test_others_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_short_words_are_left_alone() -> None:
    assert [stem(word) for word in ("age", "sex", "yoga", "diet", "cbt")] == ["age", "sex", "yoga", "diet", "cbt"]


def test_a_text_comes_apart_into_plain_words() -> None:
    assert tokens("CBT_I für Schmérz: 0-10 (NRS)") == ["cbt", "i", "fur", "schmerz", "0", "10", "nrs"]
    assert tokens("") == []
    assert tokens("Боль-2") == ["боль", "2"]


def test_short_forms_are_spelled_out_beside_themselves() -> None:
    assert spelled_out(["lbp", "global"]) == ["lbp", "global", "low", "back", "pain"]
    assert not set(SHORT) & EMPTY
