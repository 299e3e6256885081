from __future__ import annotations

import pytest
from tests.measure.imports.made import cells, said, write

from unspiral.errors import DataError, SpecError
from unspiral.measure.imports.mapping import ItemFrom, LongColumns, Mapping, When
from unspiral.measure.imports.read_long import read_long

pytestmark = pytest.mark.unit

TEXT = "id,day,question,answer,unit,note\nP,0,Pain,3,1,\nP,0,Mood,2,,so so\nP,1,Pain,9,1,\n"


def long(*items: ItemFrom, **columns: object) -> Mapping:
    more = {"duplicates": columns.pop("duplicates")} if "duplicates" in columns else {}
    return Mapping("long", When(("day",), "number"), items, person="id", long=LongColumns("question", "answer", **columns), **more)


def test_each_row_is_an_answer(tmp_path):
    diary = read_long(write(tmp_path, TEXT), long(ItemFrom(("Pain",), "pain", missing=("9",)), unit="unit"))
    assert cells(diary, "time", "item", "value", "unit") == [("0", "pain", "3", "1"), ("0", "Mood", "2", ""), ("1", "pain", "", "1")]
    assert said(diary, "pain: 1 cell missing by its code")
    assert said(diary, "Not imported from diary.csv: note.")


def test_what_stands_beside_an_answer_becomes_an_item(tmp_path):
    diary = read_long(write(tmp_path, TEXT), long(beside={"note": "{item}.note", "gone": "x"}))
    assert ("Mood.note", "so so") in cells(diary, "item", "value")
    assert len(diary) == 4


def test_details_name_symptoms(tmp_path):
    text = "id,day,question,answer,detail,part\nP,0,Symptom,3,Back pain (Severe),am\nP,0,Symptom,1,Headache,pm\nP,0,Mood,5,calm,am\n"
    mapping = long(detail="detail", detail_for=("Symptom",), beside={"detail": "{item}.detail"}, source=("part",))
    diary = read_long(write(tmp_path, text), mapping)
    assert cells(diary, "item", "value", "source") == [
        ("Back pain", "3", "diary.csv am"),
        ("Headache", "1", "diary.csv pm"),
        ("Mood", "5", "diary.csv am"),
        ("Mood.detail", "calm", "diary.csv am"),
    ]


def test_items_that_are_not_listed(tmp_path):
    place = write(tmp_path, TEXT)
    assert said(read_long(place, long(ItemFrom(("Pain",), "pain"), others="skip")), "1 row left out", "does not list")
    with pytest.raises(DataError, match=r"Row 3 of 'diary\.csv', column 'question'"):
        read_long(place, long(ItemFrom(("Pain",), "pain"), others="error"))


def test_two_answers_to_one_item_at_one_time(tmp_path):
    place = write(tmp_path, "id,day,question,answer\nP,0,Pain,3\nP,0,Pain,4\nP,0,Mood,1\n")
    with pytest.raises(DataError, match="same person, time and item: P, 0, Pain"):
        read_long(place, long())
    assert cells(read_long(place, long(duplicates="last")), "item", "value") == [("Pain", "4"), ("Mood", "1")]


def test_a_row_without_question_or_with_an_unknown_code(tmp_path):
    with pytest.raises(DataError, match="nothing says what was asked"):
        read_long(write(tmp_path, "id,day,question,answer\nP,0,,3\n"), long())
    with pytest.raises(DataError, match=r"Row 3 of 'diary\.csv', column 'answer': '5' is no code"):
        read_long(write(tmp_path, "id,day,question,answer\nP,0,Pain,1\nP,1,Pain,5\n"), long(ItemFrom(("Pain",), "pain", recode={"1": "0"})))


def test_a_wide_mapping_is_refused(tmp_path):
    with pytest.raises(SpecError):
        read_long(tmp_path / "a.csv", Mapping("wide", When(("t",))))
