from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.measure.exports.formula import escaped, unescaped

pytestmark = pytest.mark.unit

SIGNS = "=+-@\t\r\n'0＝＋－＠ a\x00\xa0"


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\xa0=1", "＝1+1", "'=1", "''-x", "-", "--3", "=-3"]
)
def test_what_a_spreadsheet_would_run_becomes_text(text):
    assert escaped(text) == "'" + text
    assert unescaped(escaped(text)) == text


@pytest.mark.parametrize("text", ["", "-3", "+4.5e-3", "-.5", "4", "a=b", "it's", "'", "'quoted'", "3-4", "2024-03-09"])
def test_everything_else_stays(text):
    assert escaped(text) == text
    assert unescaped(text) == text


def test_a_quoted_number_is_told_from_a_number():
    assert (escaped("-3"), escaped("'-3")) == ("-3", "''-3")
    assert (unescaped("-3"), unescaped("''-3"), unescaped("'-3")) == ("-3", "'-3", "'-3")


@given(st.text() | st.text(alphabet=SIGNS, max_size=6))
def test_every_text_comes_back_and_none_is_run(text):
    cell = escaped(text)
    assert unescaped(cell) == text
    assert cell.lstrip()[:1] not in tuple("=+-@＝＋－＠") or is_number(cell)
    assert cell[:1] not in ("\t", "\r", "\n", "\x00")


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii()
