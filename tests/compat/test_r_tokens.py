"""R code is cut into words and signs with their places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.compat.r_tokens import tokens
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


def test_words_and_signs() -> None:
    found = [
        (token.kind, token.text) for token in tokens('x.1 <- c(1e-3, .5, 2L, "a\\"b", \'c\') # why\ny %in% z[[1]]') if token.kind != "line"
    ]
    assert found == [
        ("name", "x.1"), ("sign", "<-"), ("name", "c"), ("sign", "("), ("number", "1e-3"), ("sign", ","), ("number", ".5"), ("sign", ","),
        ("number", "2L"), ("sign", ","), ("string", 'a"b'), ("sign", ","), ("string", "c"), ("sign", ")"), ("name", "y"), ("sign", "%in%"),
        ("name", "z"), ("sign", "[["), ("number", "1"), ("sign", "]"), ("sign", "]"), ("end", ""),
    ]  # fmt: skip


def test_a_comment_ends_with_its_line_and_hides_quotes() -> None:
    assert [token.text for token in tokens("a # it's\nb") if token.kind == "name"] == ["a", "b"]


def test_an_open_quote_is_told_with_its_place() -> None:
    with pytest.raises(SpecError, match=r"Line 2, column 5: This quote \('\) is not closed"):
        tokens("x\ny = 'abc\n")


def test_what_r_does_not_have_is_odd() -> None:
    assert [token.text for token in tokens("“a” § 1") if token.kind == "odd"] == ["“", "”", "§"]


@pytest.mark.property
@given(st.text(max_size=200))
def test_places_are_those_of_the_text(text: str) -> None:
    try:
        found = tokens(text)
    except SpecError as problem:
        assert "is not closed" in problem.what
        return
    assert all(0 <= token.at <= token.end <= len(text) for token in found)
    assert [token.text for token in found if token.kind in ("sign", "number", "odd")] == [
        text[token.at : token.end] for token in found if token.kind in ("sign", "number", "odd")
    ]
