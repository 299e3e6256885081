"""Cells that a spreadsheet would compute."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from unspiral.measure.prompts.formula_guard import guarded, unguarded

pytestmark = pytest.mark.property


@given(st.text(alphabet="'=+-@\t\rab1 ", max_size=8))
@example("=1+1")
@example("''=1")
@example("'")
@example("'a")
def test_out_and_in_again(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in set("=+-@\t\r")


def test_plain_cells_stay_as_they_are() -> None:
    assert [guarded(text) for text in ("P1", "'a", "2026-03-01", "")] == ["P1", "'a", "2026-03-01", ""]
    assert guarded("=HYPERLINK()") == "'=HYPERLINK()"
