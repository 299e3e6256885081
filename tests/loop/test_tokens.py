"""Words and signs with their places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.errors import SpecError
from unspiral.loop.tokens import fail, forbidden_in, is_bare_name, line_of, quoted, tokens


def test_words_and_signs() -> None:
    found = tokens('pain<->"a #b" 3.5 # rest\nx;2y')
    assert [(t.kind, t.text) for t in found] == [
        ("name", "pain"),
        ("sign", "<->"),
        ("quoted", '"a #b"'),
        ("number", "3.5"),
        ("end", "\n"),
        ("name", "x"),
        ("end", ";"),
        ("odd", "2y"),
        ("end", ""),
        ("done", ""),
    ]


@pytest.mark.property
@given(st.text())
def test_tokens_stand_where_they_say_and_do_not_overlap(text: str) -> None:
    behind = 0
    for token in tokens(text):
        assert token.at >= behind
        assert text[token.at : token.at + len(token.text)] == token.text
        behind = token.at + len(token.text)
    assert behind == len(text)


@pytest.mark.parametrize("name", ["pain", "_x", "dépression", "痛み", "ग़म", "p2"])
def test_bare_names(name: str) -> None:
    assert is_bare_name(name)
    assert quoted(name) == name


@pytest.mark.parametrize("name", ["", "by", "vary", "2p", "low mood", "phq-8", "sleep.q", "a\u200cb"])
def test_names_that_need_quotes(name: str) -> None:
    assert not is_bare_name(name)
    assert quoted(name) == f'"{name}"'


@pytest.mark.parametrize(
    ("name", "sign"), [("a->b", "->"), ("a:b", ":"), ("a,b", ","), ("a=b", "="), ("a[1]", "["), ('a"', '"'), ("a\tb", "\t")]
)
def test_signs_that_no_name_may_hold(name: str, sign: str) -> None:
    assert forbidden_in(name) == sign


def test_a_name_may_hold_other_signs_and_the_joiners_of_persian() -> None:
    assert forbidden_in("50 % (of) 'days'; #2 - <b> می\u200cخواهم") is None


def test_the_caret_stands_under_the_place() -> None:
    with pytest.raises(SpecError) as caught:
        fail("x\n\t痛み -> e\u0301 ! b", 12, "Here.")
    assert caught.value.what.splitlines() == ["Line 2, column 11: Here.", "    \t痛み -> e\u0301 ! b", "    \t" + " " * 10 + "^"]


def test_a_long_line_is_cut_around_the_place() -> None:
    text = "a -> " * 100 + "%" + " -> a" * 100
    with pytest.raises(SpecError) as caught:
        fail(text, 500, "Here.")
    _, line, caret = caught.value.what.splitlines()
    assert len(line) < 120
    assert line[len(caret) - 1] == "%"


def test_what_cannot_be_seen_is_shown_as_a_box() -> None:
    with pytest.raises(SpecError) as caught:
        fail("a\x1b[31mb", 1, "Here.")
    assert "\x1b" not in caught.value.text()


def test_lines_end_in_three_ways() -> None:
    assert [line_of("a\nb\r\nc\rd", at) for at in (0, 2, 5, 7)] == [1, 2, 3, 4]
