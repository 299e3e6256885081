from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.measure.exports.fhir_names import AS_GIVEN
from unspiral.measure.exports.fhir_text import LONGEST, extended, extension, first_text, holds, is_code, put, put_name, readable

pytestmark = pytest.mark.property

FHIR_STRING = re.compile(r"[ \r\n\t\S]+")


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("a", True),
        ("a\nb\tc", True),
        ("", False),
        (" a", False),
        ("a\0", False),
        ("à\u00a08 h", False),
        ("\ufeffa", False),
        ("\U0001f600", True),
    ],
)
def test_what_a_fhir_string_holds(text: str, held: bool) -> None:
    assert holds(text) is held


@given(text=st.text())
def test_what_is_said_to_be_held_is_held(text: str) -> None:
    if holds(text):
        assert FHIR_STRING.fullmatch(text)
        assert text.encode("utf-8")
    if readable(text):
        assert FHIR_STRING.fullmatch(readable(text))


@given(text=st.text(st.characters(codec=None), max_size=30))
def test_an_extension_brings_every_text_back(text: str) -> None:
    made = extension("u", text)
    assert extended(json.loads(json.dumps(made)), "u") == text
    assert all(holds(part["valueString"]) for part in made)
    assert extended(made, "other") is None


@pytest.mark.parametrize("text", ["x" * (2 * LONGEST + 5), "\0" * (LONGEST + 1), "\ud83d\ude00", '"', '"a"', "\\u0000", ""])
def test_long_texts_halves_of_characters_and_quotes(text: str) -> None:
    made = extension("u", text)
    assert extended(made, "u") == text
    assert all(len(part["valueString"].encode()) < 1_000_000 for part in made)
    assert len(made) == max(1, -(-len(text) // LONGEST)) or "\ud83d" in text


def test_put_shows_what_it_can_and_keeps_the_rest() -> None:
    element: dict[str, object] = {}
    put(element, "a", "plain")
    put(element, "b", "x\0")
    put(element, "c", "")
    put(element, "d", "12.5", shown="")
    assert element["a"] == "plain"
    assert "_a" not in element
    assert element["b"] == "x\ufffd"
    assert element["_b"] == {"extension": [{"url": AS_GIVEN, "valueString": '"x\\u0000"'}]}
    assert "c" not in element
    assert "_c" not in element
    assert "d" not in element
    assert element["_d"] == {"extension": [{"url": AS_GIVEN, "valueString": "12.5"}]}


def test_names_are_never_empty_and_never_two_alike() -> None:
    shown: list[object] = []
    for text in ["", "a\0", "a\x01", '"a\\u0000"', "a"]:
        element: dict[str, object] = {}
        put_name(element, "linkId", text)
        shown.append(element["linkId"])
    assert len(set(shown)) == 5
    assert all(shown)


def test_codes() -> None:
    assert is_code("a b")
    assert not is_code("a  b")
    assert not is_code("")
    assert not is_code("a\tb")


def test_first_text() -> None:
    assert first_text([], "u", "x") == "x"
    assert first_text(extension("u", ""), "u", "x") == ""
    assert extended([{"url": "u", "valueString": '"broken'}], "u") == '"broken'
    assert extended([{"url": "u", "valueString": 5}], "u") == ""
