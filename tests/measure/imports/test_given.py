from __future__ import annotations

from decimal import Decimal

import pytest
from tests.measure.imports.made import cells, wide, write

from unspiral.errors import SpecError
from unspiral.measure.imports.given import Given
from unspiral.measure.imports.mapping import ItemFrom, LongColumns, Mapping, When
from unspiral.measure.imports.mapping_file import mapping_of_text, mapping_text
from unspiral.measure.imports.read_long import read_long

pytestmark = pytest.mark.unit


def test_what_was_said_goes_before_the_mapping():
    given = Given(
        person="who",
        time=("date",),
        time_format="excel",
        zone="Europe/Zurich",
        skip=("x",),
        missing=("99",),
        duplicates="last",
        empty="skip",
        decimal=",",
        undated=True,
        reverse={"pain": (Decimal(0), Decimal(10))},
    )
    mapping = given.over(wide(ItemFrom(("pain",), "pain", missing=("7",)), when=When(("day",), "number", at="")))
    assert (mapping.person, mapping.when.columns, mapping.when.format, mapping.when.empty) == ("who", ("date",), "excel", "skip")
    assert (mapping.duplicates, mapping.empty, mapping.decimal, mapping.skip) == ("last", "skip", ",", ("x",))
    item = mapping.items[0]
    assert (item.missing, item.low, item.high, item.reverse) == (("7", "99"), Decimal(0), Decimal(10), True)


def test_nothing_said_changes_nothing():
    mapping = wide(ItemFrom(("pain",), "pain", missing=("7",)))
    assert Given().over(mapping) == mapping


def test_one_time_for_all_and_one_person():
    mapping = Given(at="730.5", person_is="Ann").over(wide())
    assert (mapping.when.columns, mapping.when.at, mapping.person, mapping.person_is) == ((), "730.5", "", "Ann")


@pytest.mark.parametrize("code", ["1", "1.0", "0..2"])
def test_a_code_cannot_be_missing_and_an_answer(code):
    mapping = wide(ItemFrom(("pain",), "pain", recode={"1": "0"}))
    with pytest.raises(SpecError) as problem:
        Given(missing=(code,)).over(mapping)
    assert "'1' of 'pain' is given two meanings" in str(problem.value)
    with pytest.raises(SpecError, match="two meanings"):
        Given(missing=(code,), recode={"mood": {"1": "2"}}).over(wide(ItemFrom(("mood",), "mood")))


def test_further_codes_stand_beside_those_of_the_mapping():
    mapping = wide(ItemFrom(("pain",), "pain", recode={"1": "0"}, missing=("9",)))
    item = Given(missing=("9", "8"), recode={"pain": {"x": "0"}}).over(mapping).items[0]
    assert (item.missing, item.recode) == (("9", "8"), {"1": "0", "x": "0"})


@pytest.mark.parametrize("more", [{"reverse": {"mod": (Decimal(0), Decimal(1))}}, {"recode": {"mod": {"1": "0"}}}])
def test_an_item_that_is_not_there(more):
    with pytest.raises(SpecError, match="Did you mean 'mood'"):
        Given(**more).over(wide(ItemFrom(("mood",), "mood")))


def test_items_of_a_long_table_need_not_be_listed():
    long = Mapping("long", When(("day",), "number"), person="id", long=LongColumns("q", "v"))
    mapping = Given(reverse={"Mood": (Decimal(0), Decimal(10))}).over(long)
    assert [(item.columns, item.reverse) for item in mapping.items] == [(("Mood",), True)]


def test_missing_codes_count_in_items_of_a_long_table_that_nobody_listed(tmp_path):
    long = Mapping("long", When(("day",), "number"), (ItemFrom(("Mood",), "mood"),), person="id", long=LongColumns("q", "v"))
    mapping = Given(missing=("99",)).over(long)
    diary = read_long(write(tmp_path, "id,day,q,v\na,0,pain,99\na,0,Mood,99\na,1,pain,3\n"), mapping)
    assert cells(diary, "item", "value") == [("pain", ""), ("mood", ""), ("pain", "3")]
    assert mapping_of_text(mapping_text(mapping), "m") == mapping


def test_numbers_behind_codes_are_turned_round_as_numbers():
    mood = ItemFrom(("mood",), "mood", recode={"rad": "5", "awful": "1", "none": ""}, higher="better")
    item = Given(reverse={"mood": (Decimal(1), Decimal(5))}).over(wide(mood)).items[0]
    assert (item.recode, item.reverse, item.higher) == ({"rad": "1", "awful": "5", "none": ""}, False, "worse")
    with pytest.raises(SpecError, match="stands for '5', no number from 0 to 4"):
        Given(reverse={"mood": (Decimal(0), Decimal(4))}).over(wide(mood))
