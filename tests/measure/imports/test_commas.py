from __future__ import annotations

from decimal import Decimal

import pytest
from tests.measure.imports.made import DAY, said, values, wide, write

from unspiral.errors import DataError
from unspiral.measure.imports.mapping import ItemFrom, LongColumns, Mapping
from unspiral.measure.imports.stream import diary_from

pytestmark = pytest.mark.unit

PAIN, SITES, STEPS = ItemFrom(("pain",), "pain"), ItemFrom(("sites",), "sites"), ItemFrom(("steps",), "steps")


def test_commas_of_choices_stay_and_those_of_numbers_become_points(tmp_path):
    place = write(tmp_path, "id;day;pain;sites\na;0;3,5;1,2\na;1;NA;1,2,3\na;2;4;2\n")
    diary = diary_from(place, wide(PAIN, SITES, decimal=","))
    assert values(diary, "pain") == ["3.5", "NA", "4"]
    assert values(diary, "sites") == ["1,2", "1,2,3", "2"]
    assert said(diary, "Not every cell is a number in", "sites", "commas stay")


def test_codes_do_not_make_a_column_words(tmp_path):
    place = write(tmp_path, "id;day;pain\na;0;3,5\na;1;refused\n")
    assert values(diary_from(place, wide(ItemFrom(("pain",), "pain", missing=("refused",)), decimal=",")), "pain") == ["3.5", ""]


@pytest.mark.parametrize("cell", ["1.234", "10.250", "1.234.567", "1.234,5"])
def test_points_that_could_part_the_thousands_are_refused(tmp_path, cell):
    place = write(tmp_path, f"id;day;steps\na;0;900\na;1;{cell}\n")
    with pytest.raises(DataError) as problem:
        diary_from(place, wide(STEPS, decimal=","))
    assert f"Row 3 of 'diary.csv', column 'steps': '{cell}' could be thousands or a fraction" in str(problem.value)
    assert "write it without the point" in str(problem.value)


def test_points_of_words_and_of_other_numbers_stay(tmp_path):
    place = write(tmp_path, "id;day;steps;note\na;0;1.5;version 2\na;1;0.125;1.234\n")
    diary = diary_from(place, wide(STEPS, ItemFrom(("note",), "note"), decimal=","))
    assert (values(diary, "steps"), values(diary, "note")) == (["1.5", "0.125"], ["version 2", "1.234"])


def test_a_long_table_is_looked_at_name_by_name(tmp_path):
    mapping = Mapping("long", DAY, person="id", long=LongColumns("q", "v"), decimal=",")
    diary = diary_from(write(tmp_path, "id;day;q;v\na;0;pain;3,5\na;0;sites;1,2\na;1;sites;1,2,3\n"), mapping)
    assert (values(diary, "pain"), values(diary, "sites")) == (["3.5"], ["1,2", "1,2,3"])
    with pytest.raises(DataError, match="thousands or a fraction"):
        diary_from(write(tmp_path, "id;day;q;v\na;0;steps;1.234\na;0;note;soon\n"), mapping)


def test_a_word_in_a_scale_that_is_turned_round_is_still_the_error(tmp_path):
    turned = ItemFrom(("pain",), "pain", low=Decimal(0), high=Decimal(10), reverse=True)
    with pytest.raises(DataError, match=r"Row 3 .*is not a number"):
        diary_from(write(tmp_path, "id;day;pain\na;0;3,5\na;1;much\n"), wide(turned, decimal=","))
