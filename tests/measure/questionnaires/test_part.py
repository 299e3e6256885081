"""Keys are taken by their kind, and every fault says what helps."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.measure.questionnaires.part import Part

pytestmark = pytest.mark.unit

ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers()), st.dictionaries(st.text(), st.integers())
)


def part(**table: object) -> Part:
    return Part(table, "x", [])


def test_each_kind_is_taken() -> None:
    given_part = part(a="word", b=1.5, c=3, d=True, e=["p"], f=[0, 1], g={"h": 1}, i=[{"j": 1}])
    assert (given_part.word("a"), given_part.number("b"), given_part.whole("c"), given_part.flag("d", False)) == ("word", 1.5, 3, True)
    assert (given_part.words("e"), given_part.numbers("f")) == (("p",), (0.0, 1.0))
    inner, listed = given_part.part("g"), given_part.parts("i")
    assert inner is not None
    assert (inner.where, listed[0].where) == ("x.g", "x.i 1")
    given_part.done()
    assert given_part.faults == []


@given(ANYTHING)
def test_whatever_stands_there_is_a_value_or_a_fault(value: Any) -> None:
    for take in ("word", "number", "whole", "words", "numbers", "part", "parts"):
        looked_at = part(key=value)
        getattr(looked_at, take)("key")
        assert len(looked_at.faults) <= 1
        assert all("Fix:" in fault for fault in looked_at.faults)
    number = part(key=value).number("key")
    assert math.isnan(number) or number == value


def test_a_missing_key_and_an_unknown_one() -> None:
    looked_at = part(nmae="x")
    assert looked_at.word("name", None) == ""
    looked_at.done()
    assert looked_at.faults[0].startswith("x.name: it is missing.")
    assert "x.nmae: this is not a key that is known there. Did you mean 'name'?" in looked_at.faults[1]


@pytest.mark.parametrize("text", ["two\nlines", "\x1b[31m", "x" * 5000])
def test_texts_that_would_disturb_a_terminal_are_refused(text: str) -> None:
    looked_at = part(a=text)
    assert looked_at.word("a") == ""
    assert "a text of one line" in looked_at.faults[0]


def test_no_number_without_evidence() -> None:
    looked_at = part()
    assert looked_at.support().evidence == "unverified"
    assert "nothing says how well these numbers were seen" in looked_at.faults[0]
    assert part(evidence="verified").support().evidence == "verified_2_sources"  # a fault is told beside it
    wrong = part(evidence="verified")
    wrong.support()
    assert "'verified' is not known there" in wrong.faults[0]
