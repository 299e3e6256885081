from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.measure.imports.mapping import ItemFrom
from unspiral.measure.imports.recode import MOST_KNOWN, Gone, Recode

pytestmark = [pytest.mark.unit, pytest.mark.property]


def item(**more: object) -> ItemFrom:
    return ItemFrom(("c",), "c", **more)


def test_text_stays_exactly_as_it_was():
    plain = Recode(item())
    assert plain[" 3,0 "].value == " 3,0 "
    assert plain["NA"].value == "NA"
    assert plain["x"].what == ""


def test_codes_by_text_by_number_and_by_label():
    recode = Recode(item(recode={"1": "1", "2": "3", "3": "2", "never": "0"}), words={"9": "never"})
    assert (recode["2"].value, recode["2.0"].value, recode[" 3"].value, recode["9"].value) == ("3", "3", "2", "0")
    assert recode["2"].what == "recoded"
    assert recode["1"].what == ""
    assert recode["4"].problem
    assert recode["NA"].what == "empty"


def test_missing_and_not_asked():
    recode = Recode(item(missing=("7", "-99..-90"), not_asked=("-1",)), missing=("99",))
    assert [recode[t].value for t in ("7", "7.0", "-95", "99", "-1", "8")] == ["", "", "", "", None, "8"]
    assert recode["-95"].detail == "-95"
    assert recode["-1"].what == "not asked"


@given(st.decimals(0, 10, places=3))
def test_turning_round_is_exact_and_its_own_inverse(number):
    recode = Recode(item(low=Decimal(0), high=Decimal(10), reverse=True))
    once = recode[str(number)].value
    assert once is not None
    assert Decimal(once) == 10 - number
    assert Decimal(recode[once].value or "x") == number


def test_what_lies_outside_is_kept_and_said_but_never_turned_round():
    scale = {"low": Decimal(0), "high": Decimal(10)}
    assert (Recode(item(**scale))["11"].value, Recode(item(**scale))["11"].what) == ("11", "outside")
    turned = Recode(item(**scale, reverse=True))
    assert "outside the scale" in turned["11"].problem
    assert "not a number" in turned["much"].problem
    assert turned[""].value == ""


def test_decimal_commas_become_points_only_where_that_was_said():
    assert Recode(item(), comma=True)["3,5"].value == "3.5"
    assert Recode(item())["3,5"].value == "3,5"
    assert Recode(item(), comma=True)["hi, there"].value == "hi, there"
    assert Recode(item(low=Decimal(0), high=Decimal(10), reverse=True), comma=True)["3,5"].value == "6.5"


def test_an_empty_cell_is_as_the_mapping_says():
    assert Recode(item())[" "].value == ""
    assert Recode(item(), empty="skip")[" "].value is None


def test_a_column_of_words_does_not_fill_the_memory():
    recode = Recode(item())
    for number in range(MOST_KNOWN + 10):
        assert recode[f"w{number}"].value == f"w{number}"
    assert len(recode) < 100


def test_gone():
    gone = Gone(("-99", "NA", "90..99", "5..x"))
    assert [gone.holds(t) for t in ("-99.0", "NA", "95", "100", "5", "x")] == [True, True, True, False, False, False]


def test_codes_count_under_a_decimal_comma_too() -> None:
    item = ItemFrom(("pain",), "pain", missing=("99", "-99..-90"), not_asked=("77",))
    reads = Recode(item, comma=True)
    assert [reads[text].value for text in ("99,0", "-95,5", "-99,0", "77,0", "3,5")] == ["", "", "", None, "3.5"]
    assert reads["77,0"].what == "not asked"
    recoded = Recode(ItemFrom(("pain",), "pain", recode={"9": "0", "1,5": "2"}), comma=True)
    assert [recoded["9,0"].value, recoded["1,5"].value] == ["0", "2"]
    assert Recode(item)["99,0"].value == "99,0"  # without comma marks it is no number
