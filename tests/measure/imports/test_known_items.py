from __future__ import annotations

import pytest

from unspiral.measure.imports.known_items import KnownItems, known_items
from unspiral.measure.imports.recognise import plain_words

pytestmark = pytest.mark.unit


def test_the_library_has_its_families():
    known = known_items()
    assert known.of_size("phq", 9) == "phq9"
    assert known.of_size("gad", 7) == "gad7"
    assert known.of_size("cesd", 20) == "cesd20"
    assert known.of_size("ces", 20) == "cesd20"
    assert known.of_size("rmdq", 24) == "rmdq24"
    assert known.of_size("phq", 5) is None
    assert known.has_family("phq9", "phq")
    assert not known.has_family("phq9", "gad")
    assert not known.has_family("nothing", "phq")


def test_items_by_number_and_by_words():
    known = known_items()
    assert known.numbered("phq9", "phq", 3) == "phq3"
    assert known.numbered("phq9", "phq", 10) is None
    assert known.numbered("peg", "peg", 2) == "peg_e"
    found = known.worded(plain_words("Feeling down, depressed, or hopeless"))
    assert {("phq9", "phq2"), ("phq8", "phq2"), ("phq2", "phq2")} <= set(found)
    assert known.worded("pain") == ()


def test_only_what_is_given():
    assert KnownItems({"x": (("x1", "one two three"),)}).items("x") == {"x1"}
