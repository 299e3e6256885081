from __future__ import annotations

import csv
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measure.oracle import Unreadable, cut, day, fraction, number, panel, person


@pytest.mark.property
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_come_back_from_their_shortest_text(value):
    assert number(repr(value)) == value
    assert number(repr(value).replace(".", ","), comma=True) == value


@pytest.mark.property
@given(st.lists(st.lists(st.text(alphabet='ab ,;"\n\t1', max_size=5), min_size=2, max_size=4), max_size=5))
def test_cells_come_back_from_a_text_that_the_csv_module_wrote(rows):
    import io

    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    assert cut(out.getvalue(), ",") == [[c.strip() for c in row] for row in rows if any(c.strip() for c in row)]


@pytest.mark.unit
def test_what_is_no_number_is_none():
    assert [fraction(t, comma=False) for t in ("1", "-.5", "5.", "+1e2", "1e-2")] == [1, Fraction(-1, 2), 5, 100, Fraction(1, 100)]
    assert [fraction(t, comma=False) for t in ("", ".", "-", "1e", "e5", "1.2.3", "٣", "0x1", "1_0", "3,5", " 1", "inf")] == [None] * 12
    assert fraction("3,5", comma=True) == Fraction(7, 2)
    assert math.isnan(number("NA"))
    for text in ("1e999", "abc"):
        with pytest.raises(Unreadable):
            number(text)
    assert person("01") == person("1.0") == 1
    assert person("p1") == "p1"
    assert day("2024-03-10")[1] - day("2024-02-28")[1] == 11.0


@pytest.mark.unit
def test_a_panel_leaves_out_what_was_not_answered_and_refuses_twins():
    names = ["id", "day", "pain", "depression"]
    found = panel([["1", "0", "3", ""], ["1", "1", "", "NA"]], names, ("pain", "depression"))
    assert list(found) == [(1, 0.0)]
    with pytest.raises(Unreadable):
        panel([["1", "0", "3", ""], ["01", "0.0", "4", ""]], names, ("pain", "depression"))
