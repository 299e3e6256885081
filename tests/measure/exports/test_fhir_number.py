from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.measure.exports.fhir_number import decimal_of, integer_of, json_number, plain

pytestmark = pytest.mark.property


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("-7", -7), ("2147483647", 2**31 - 1), ("2147483648", None), ("-0", None), ("007", None), ("3.0", None), ("٣", None)],
)
def test_whole_numbers(text: str, number: int | None) -> None:
    assert integer_of(text) == number


@pytest.mark.parametrize(
    ("text", "told"),
    [("3.0", "3.0"), ("3.00", "3.00"), ("1e3", "1000"), (".5", "0.5"), ("+3", "3"), ("-0", "0"), ("-0.0", "-0.0"), ("1E-7", "0.0000001")],
)
def test_decimals_keep_their_digits(text: str, told: str) -> None:
    number = decimal_of(text)
    assert number is not None
    assert plain(number) == told


@pytest.mark.parametrize("text", ["", "a", "3,0", "1e400", "1e-400", "nan", "inf", "123456789012345678", "1_0", " 1", "0x1", "1e999999999"])
def test_what_is_no_number_here(text: str) -> None:
    assert decimal_of(text) is None


@given(number=st.decimals(-(10**9), 10**9, places=4, allow_nan=False))
def test_no_digit_is_lost(number: Decimal) -> None:
    found = decimal_of(str(number))
    assert found is not None
    told = json_number(found)
    assert (plain(told) if isinstance(told, Decimal) else repr(told)) == (plain(number) if number or "." in str(number) else "0")
