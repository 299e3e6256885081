from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measure.diary import column, places

from unspiral.errors import DataError
from unspiral.measure.cells import Codes, comma_is_decimal, has_truth, kind_of, numbers


def read(*cells: object, comma: bool = False, missing: tuple[str, ...] = (), truth: bool = False) -> list[float]:
    return numbers(column(*cells), places(*["P1"] * len(cells)), comma=comma, codes=Codes.of(missing), truth=truth)[0].tolist()


@pytest.mark.unit
def test_every_way_to_write_a_number():
    assert read("3", "-3", "+3", "3.", ".5", "1e3", "1.5E-2", " 7 ") == [3.0, -3.0, 3.0, 3.0, 0.5, 1000.0, 0.015, 7.0]


@pytest.mark.unit
@pytest.mark.parametrize("text", ["1_000", "٣", "0x10", "1e", "--1", "1.2.3", "+", "e5", "1 2"])
def test_what_python_or_a_reader_might_take_for_a_number_is_refused(text):
    with pytest.raises(DataError, match=r"Row 3, column 'pain', person 'P1'"):
        read("1", text)


@pytest.mark.unit
def test_empty_cells():
    assert np.isnan(read("", "NA", "na", "NaN", "nan", ".", "  ", None)).all()


@pytest.mark.unit
def test_codes_are_compared_as_text_and_as_number():
    values, coded = numbers(column("-99", "-99.0", "99", "x", "4"), places(*"aaaaa"), comma=False, codes=Codes.of(["-99", "x"]))
    assert np.isnan(values).tolist() == [True, True, False, True, False]
    assert coded.tolist() == [True, True, False, True, False]


@pytest.mark.unit
@pytest.mark.parametrize("text", ["inf", "-inf", "Infinity", "+INF", "1e999"])
def test_infinite_values_are_refused(text):
    with pytest.raises(DataError, match=r"Row 2, column 'pain'.*infinite"):
        read(text)


@pytest.mark.unit
def test_an_infinite_value_may_be_a_missing_code():
    assert np.isnan(read("inf", missing=("inf",))).all()


@pytest.mark.unit
def test_true_and_false_only_where_asked():
    assert read("true", "FALSE", "1", truth=True) == [1.0, 0.0, 1.0]
    assert has_truth(column("1", "True"))
    assert not has_truth(column("1", "truth"))
    with pytest.raises(DataError, match="true or false"):
        read("true")


@pytest.mark.unit
def test_decimal_comma():
    assert read("3,5", "4", "-0,25", comma=True) == [3.5, 4.0, -0.25]
    assert comma_is_decimal([column("3,5", "4")], places("a", "a"), True)
    # One sure cell decides for the table: elsewhere 1,234 is then a little more than one.
    assert comma_is_decimal([column("1,234"), column("0,5")], places("a"), True)
    assert not comma_is_decimal([column("3", "4")], places("a", "a"), True)
    assert not comma_is_decimal([column("3,5", "4")], places("a", "a"), False)


@pytest.mark.unit
def test_decimal_comma_is_never_guessed():
    with pytest.raises(DataError, match="factor of 1000"):
        comma_is_decimal([column("1,234", "12,345,678")], places("a", "a"), True)
    with pytest.raises(DataError, match=r"Row 3.*'2\.5' has a point"):
        comma_is_decimal([column("1,5", "2.5")], places("a", "a"), True)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("3/10", "a fraction"),
        ("3-4", "a range"),
        ("3 to 4", "a range"),
        ("<1", "a comparison"),
        ("40 %", "a percentage"),
        ("5mg", "unit"),
        ("5 tablets", "unit"),
        ("1,234.5", "a comma"),
        ("1.234,5", "a comma"),
        ("1 234", "thousands"),
        ("1'234.5", "thousands"),
        ("1.234.567", "several points"),
        ("\u22123", "typographic minus"),
        ("09.03.2024", "a date"),
        ("N/A", "'N/A'"),
        ("bad", "text (3 characters)"),
    ],
)
def test_kinds_of_cells_that_are_no_number(text, kind):
    said, fix = kind_of(text)
    assert kind in said
    assert said.endswith("stands")
    assert fix


@pytest.mark.property
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_survives_its_text(value):
    assert read(repr(value)) == [value]
    assert read(value) == [value]


@pytest.mark.property
@given(st.text(max_size=12))
def test_any_cell_is_a_number_or_missing_or_refused(text):
    try:
        (value,) = read(text)
    except DataError as error:
        assert "Fix:" in str(error)
    else:
        assert np.isnan(value) or np.isfinite(value)
