"""Places are those that the loop language would name, found faster."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.compat import place
from unspiral.errors import SpecError
from unspiral.loop import tokens

pytestmark = pytest.mark.unit


def told(fail: object, text: str, at: int) -> str:
    assert callable(fail)
    with pytest.raises(SpecError) as problem:
        fail(text, at, "No.", why="Why.", fix="fix.")
    return problem.value.text()


@pytest.mark.property
@given(st.lists(st.sampled_from(["a", "\n", "\r\n", "\r", "é", "\t", "日"]), min_size=1, max_size=30), st.data())
def test_the_same_words_as_in_the_loop_language(parts: list[str], data: st.DataObject) -> None:
    starts = [sum(map(len, parts[:k])) for k in range(len(parts) + 1)]
    text, at = "".join(parts), data.draw(st.sampled_from(starts))
    if 0 < at < len(text) and text[at - 1 : at + 1] == "\r\n":  # two parts that met: no place lies inside of a line end
        at -= 1
    assert told(place.fail, text, at) == told(tokens.fail, text, at)
    assert place.line_of(text, at) == tokens.line_of(text, at)


def test_without_a_text_there_is_no_place() -> None:
    assert told(place.fail, "", 0) == "No.\n  Why.\n  Fix: fix."
    assert place.line_of("", 0) == 1


def test_a_place_behind_the_end_is_the_end() -> None:
    assert told(place.fail, "ab", 99) == told(place.fail, "ab", 2)
