from __future__ import annotations

import numpy as np
import pytest

from unspiral.errors import DataError
from unspiral.measure.answers import look_at, strange_codes, turned

pytestmark = pytest.mark.unit


def said_of(name: str, *values: float, reversed_: bool = False) -> str:
    said: list[str] = []
    look_at(name, np.array(values), reversed_, said)
    return " ".join(said)


def test_turning_round():
    said: list[str] = []
    values = np.array([0.0, 4.0, np.nan])
    np.testing.assert_array_equal(turned("x", values, {"x": None}, said), [0.0, -4.0, np.nan])
    assert not np.signbit(turned("x", values, {"x": None}, [])[0])
    np.testing.assert_array_equal(turned("x", values, {"x": 100.0}, said), [100.0, 96.0, np.nan])
    assert said == ["Column 'x' was turned round: x was read as -x.", "Column 'x' was turned round: x was read as 100 - x."]


def test_the_top_of_a_scale_keeps_all_its_digits_in_what_is_said():
    said: list[str] = []
    turned("x", np.array([1.0]), {"x": 100.0000001}, said)
    assert said == ["Column 'x' was turned round: x was read as 100.0000001 - x."]
    with pytest.raises(DataError) as caught:
        turned("x", np.array([100.0000002]), {"x": 100.0000001}, [])
    assert caught.value.fix.endswith("--reverse x=100.0000002")  # with fewer digits it would be refused again


def test_a_scale_is_not_turned_round_a_top_that_answers_exceed():
    said: list[str] = []
    with pytest.raises(DataError, match="holds 8, and was to be turned round as a scale whose top is 1") as caught:
        turned("pain", np.array([0.0, 8.0, np.nan]), {"pain": 1.0}, said)
    assert "pain=8" in caught.value.fix
    assert "become -7" in caught.value.why
    assert said == []
    assert np.isnan(turned("pain", np.array([np.nan]), {"pain": 1.0}, said)).all()


def test_a_column_that_is_not_named_is_left_alone():
    said: list[str] = []
    values = np.array([1.0, 2.0])
    assert turned("y", values, {"x": None}, said) is values
    assert said == []


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ([0, 3, 10, 99], (99.0,)),
        ([0, 3, 10, -9], (-9.0,)),
        ([0, 60, 99], (99.0,)),
        ([0, 50, 98, 99, 100], ()),
        ([0, 3, 9], ()),
        ([-3, -2, -1, 0, 3], ()),
        ([-3, -2, -1, 0, 2, -99], (-99.0,)),
        ([-3.5, 3, -99], (-99.0,)),
        ([0, 10, -1], (-1.0,)),
        ([0, 10, -7, -8, -9], (-9.0, -8.0, -7.0)),
        ([0, 5000, 999], ()),
        ([0, 5000, 9999], (9999.0,)),
        ([0, 9000, 9999], ()),
        ([0, 4, 999, -999], (-999.0, 999.0)),
        ([99], ()),
        ([99, 98], ()),
        ([0, 3, 50], ()),
    ],
)
def test_codes_that_look_like_no_answer(values, codes):
    assert strange_codes(np.unique(np.array(values, dtype=float))) == codes


def test_a_strange_code_is_said_with_its_option_and_count():
    said = said_of("pain", 1.0, 2.0, 99.0, 99.0, np.nan)
    assert "holds 99 2 times" in said
    assert "--missing 99" in said


def test_a_constant_column_is_said():
    assert "is the same" in said_of("pain", 3.0, 3.0, np.nan)
    assert said_of("pain", 3.0, 4.0) == ""


def test_an_empty_column_is_an_error():
    with pytest.raises(DataError, match="'pain' holds no answer"):
        said_of("pain", np.nan, np.nan)


def test_a_scale_that_seems_to_run_the_other_way_is_said_once():
    assert "--reverse happiness" in said_of("happiness", 3.0, 4.0)
    assert said_of("happiness", 3.0, 4.0, reversed_=True) == ""
