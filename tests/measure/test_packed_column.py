from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.measure.diary import places

from unspiral.errors import DataError
from unspiral.measure import packed_column as module
from unspiral.measure.cells import Codes, level_numbers, packed_numbers
from unspiral.measure.packed_column import PackedColumn

needs_long = pytest.mark.skipif(not module._LONG, reason="this machine has no numbers of 64 bits; texts are read one by one")


def packed(*texts: str, last: bool = False) -> PackedColumn:
    cells = [text.encode() for text in texts]
    most = max(1, -(-max(map(len, cells)) // 8))
    whole = np.frombuffer(b"".join(cell.ljust(8 * most, b"\0") for cell in cells), dtype="<u8").reshape(len(cells), most)
    return PackedColumn("pain", [whole[:, k].astype(np.uint64) for k in range(most)], last=last)


decimals = st.tuples(st.integers(-(10**19), 10**19), st.integers(0, 19)).map(lambda p: shifted(*p))


def shifted(whole: int, places_: int) -> str:
    digits = str(abs(whole)).rjust(places_ + 1, "0")
    return ("-" if whole < 0 else "") + (f"{digits[:-places_]}.{digits[-places_:]}" if places_ else digits)


@pytest.mark.property
@settings(max_examples=500)
@given(st.lists(decimals | st.floats(allow_nan=False, allow_infinity=False).map(repr), min_size=1, max_size=40))
@example(["9007199254740993", "9007199254740992.5", "9007199254740991.5", "-0.0", "0.1", "1152921504606846977"])
def test_numbers_are_those_of_their_texts_to_the_last_bit(texts):
    texts = [text for text in texts if len(text) <= 24] or ["0"]
    found, _ = level_numbers(packed(*texts), places(*["P1"] * len(texts)), comma=False)
    assert [value.hex() for value in found.tolist()] == [float(text).hex() for text in texts]


@needs_long
@pytest.mark.property
@given(st.integers(2**53, 2**60), st.integers(0, 3))
def test_what_the_machine_says_itself_is_right_and_the_rest_is_handed_back(whole, places_):
    text = shifted(whole, places_)
    values, odd, _ = packed(text, "1", "2", "3").numbers() or pytest.fail("no numbers")
    assert odd.tolist() == [0] or values[0] == float(Fraction(whole, 10**places_))


@needs_long
@pytest.mark.unit
def test_the_middle_between_two_numbers_is_left_to_more_care():
    """2 ** 53 + 1 lies between two numbers, and the 64 bits do not tell what was rounded before."""
    values, odd, texts = packed("1.5", "3", "9007199254740993", "2").numbers() or pytest.fail("no numbers")
    assert odd.tolist() == [2] and texts == ("9007199254740993",)
    assert values[[0, 3]].tolist() == [1.5, 2.0]
    found = packed_numbers(packed("1.5", "3", "9007199254740993", "2"))
    assert found is not None and found.tolist() == [1.5, 3.0, 9007199254740992.0, 2.0]


@needs_long
@pytest.mark.unit
@pytest.mark.parametrize("text", ["1e5", "NA", " 3", "--3", "1.2.3", "+", "-", ".", "1-", "1,5", "0x1", "٣", "1" * 20, '"3"', "é", "1\r2"])
def test_other_cells_are_handed_back(text):
    column = packed("1", "", text, "-2.50", "+.5", "7.", "3", "4", "5")
    values, odd, texts = column.numbers() or pytest.fail("no numbers")
    assert odd.tolist() == [2]
    assert len(texts) == 1
    assert values[[0, 3, 4, 5]].tolist() == [1.0, -2.5, 0.5, 7.0]
    assert math.isnan(values[1])


@needs_long
@pytest.mark.unit
def test_many_other_cells_are_read_one_by_one():
    assert packed("1", "NA", "NA").numbers() is None
    assert packed("1", "x" * 25).numbers() is None


@pytest.mark.unit
def test_what_is_wrong_is_told_with_its_row():
    column = packed(*map(str, range(18)), "12 points", "4")
    with pytest.raises(DataError, match=r"Row 20, column 'pain', person 'P1': a number with words"):
        level_numbers(column, places(*["P1"] * 20), comma=False)
    with pytest.raises(DataError, match=r"Row 3.*too large"):
        level_numbers(packed("1", "1e999", "2", "3", "4", "5"), places(*["P1"] * 6), comma=False)


@pytest.mark.unit
def test_codes_for_missing_count():
    values, coded = level_numbers(packed("1", "-99", "-99.0", "2"), places(*["P1"] * 4), comma=False, codes=Codes.of(["-99"]))
    assert coded.tolist() == [False, True, True, False]
    np.testing.assert_array_equal(values, [1.0, np.nan, np.nan, 2.0])


@pytest.mark.unit
def test_it_is_a_column():
    column = packed(" 3", '"a ""b"""', '"two\nlines"', "5\r", last=True)
    assert column.levels == ("3", 'a "b"', "two\nlines", "5")
    assert column.codes.tolist() == [0, 1, 2, 3]
    assert column.text(3) == "5"
    kept = column.keep(np.array([True, False, False, True]))
    assert kept.levels == ("3", "5") and kept.codes.tolist() == [0, 1]
