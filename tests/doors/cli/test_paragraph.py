"""Folded text, lists with commas, citations by their key."""

from __future__ import annotations

import pytest

from unspiral.doors.cli.paragraph import WIDTH, cited, listed, wrapped
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


def test_lists_with_commas_and_given_again() -> None:
    assert listed(["a, b", "", "c,"]) == ["a", "b", "c"]
    assert listed([]) == []


def test_an_option_that_was_given_names_something() -> None:
    assert listed(["a, b", "c,"], "--tried", "heat") == ["a", "b", "c"]
    assert listed([], "--tried", "heat") == []
    for empty in ([""], [" , "], ["a", ""]):
        with pytest.raises(SpecError, match="--tried was given without a name") as refused:
            listed(empty, "--tried", "heat")
        assert refused.value.fix == "--tried heat, or leave --tried out"


def test_a_page_that_is_named_in_full_is_its_own_citation() -> None:
    assert cited(["x", "page.org", "x"], {"x": "X 2020"}) == {"x": "X 2020", "page.org": "page.org"}


def test_lines_are_folded_and_indented() -> None:
    lines = wrapped("word " * 60, "  ").splitlines()
    assert len(lines) > 1
    assert all(line.startswith("  ") and len(line) <= WIDTH for line in lines)
