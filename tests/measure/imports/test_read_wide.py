from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.measure.imports.made import cells, said, values, wide, write

from unspiral.errors import DataError, SpecError, UnspiralError
from unspiral.measure.imports.mapping import ItemFrom, LongColumns, Mapping, When
from unspiral.measure.imports.read_wide import read_wide

pytestmark = [pytest.mark.unit, pytest.mark.property]


def test_each_cell_becomes_an_answer_in_the_order_of_the_rows(tmp_path):
    place = write(tmp_path, 'id,day,pain,note\nP1,0,3,"hi, you"\nP1,1,,\n')
    diary = read_wide(place, wide(ItemFrom(("pain",), "pain", unit="1"), ItemFrom(("note",), "words")))
    assert list(diary.rows()) == [
        ("P1", "0", "", "", "", "pain", "3", "1", "diary.csv"),
        ("P1", "0", "", "", "", "words", "hi, you", "", "diary.csv"),
        ("P1", "1", "", "", "", "pain", "", "1", "diary.csv"),
        ("P1", "1", "", "", "", "words", "", "", "diary.csv"),
    ]
    assert said(diary, "pain: 1 cell empty")


def test_codes_are_changed_and_counted(tmp_path):
    place = write(tmp_path, "id,day,amount,mood\nP,0,1,2\nP,1,2,9\nP,2,3,-8\nP,3,7,10\n")
    amount = ItemFrom(("amount",), "amount", recode={"1": "1", "3": "2", "2": "3"}, missing=("7",))
    mood = ItemFrom(("mood",), "mood", low=Decimal(0), high=Decimal(10), reverse=True, not_asked=("-8",), higher="worse")
    diary = read_wide(place, wide(amount, mood))
    assert values(diary, "amount") == ["1", "3", "2", ""]
    assert values(diary, "mood") == ["8", "1", "0"]
    assert said(diary, "amount: 2 cells recoded", "2 -> 3: 1", "3 -> 2: 1")
    assert said(diary, "amount: 1 cell missing by its code", "7: 1")
    assert said(diary, "mood: 3 cells turned round")
    assert said(diary, "mood: 1 cell whose code says that the question was not asked")


def test_an_unknown_code_names_its_rows(tmp_path):
    place = write(tmp_path, "id,day,pain\n" + "".join(f"P,{i},{5 if i in (3, 7) else 1}\n" for i in range(10)))
    with pytest.raises(DataError) as problem:
        read_wide(place, wide(ItemFrom(("pain",), "pain", recode={"1": "0"})))
    assert "Row 5 of 'diary.csv', column 'pain': '5' is no code that the mapping knows (also in rows 9)." in str(problem.value)
    assert "Known codes of 'pain': 1." in str(problem.value)


def test_words_of_a_person_are_not_repeated(tmp_path):
    with pytest.raises(DataError) as problem:
        read_wide(write(tmp_path, "id,day,pain\nP,0,my secret\n"), wide(ItemFrom(("pain",), "pain", recode={"1": "0"})))
    assert "secret" not in str(problem.value)
    assert "text (9 characters)" in str(problem.value)


def test_a_questionnaire_gets_a_filling(tmp_path):
    diary = read_wide(write(tmp_path, "id,day,phq1\nP,0,3\n"), wide(ItemFrom(("phq1",), "phq1", instrument="phq9")))
    assert cells(diary, "instrument", "form", "item") == [("phq9", "0", "phq1")]


def test_waves_become_times(tmp_path):
    when = When(codes={"1": "0", "2": "2"}, unit="year")
    diary = read_wide(write(tmp_path, "id,r1c,r2c\nP,3,4\nQ,,5\n"), wide(ItemFrom(("r{wave}c",), "c"), when=when, empty="skip"))
    assert cells(diary, "person", "time", "value") == [("P", "0", "3"), ("P", "730.5", "4"), ("Q", "730.5", "5")]
    assert said(diary, "c: 1 cell empty, left out")


@pytest.mark.parametrize(
    ("row", "value"), [("4,,", "1"), ("1,3,", "0"), ("-7,,", "0"), ("1|4,,", "1"), ("-3,,", ""), (",,", ""), ("-9,,", None)]
)
def test_a_choice_in_any_of_several_columns(tmp_path, row, value):
    item = ItemFrom(("s{n}",), "back", contains="4", missing=("-3",), not_asked=("-9",))
    diary = read_wide(write(tmp_path, f"id,day,s0,s1,s2\nP,0,{row}\n"), wide(item))
    assert values(diary, "back") == ([] if value is None else [value])


def test_duplicates_as_asked(tmp_path):
    place = write(tmp_path, "id,day,pain\nP,0,3\nP,1,4\nP,0,5\n")
    with pytest.raises(DataError, match="Rows 2 and 4"):
        read_wide(place, wide())
    assert values(read_wide(place, wide(duplicates="first")), "pain") == ["3", "4"]
    assert values(read_wide(place, wide(duplicates="last")), "pain") == ["4", "5"]
    assert values(read_wide(place, wide(duplicates="keep")), "pain") == ["3", "4", "5"]
    assert said(read_wide(place, wide(duplicates="last")), "1 time stands more than once", "1 row was left out")


def test_several_files_one_after_the_other(tmp_path):
    one, other = write(tmp_path, "id,day,pain\nP,0,3\n", "a.csv"), write(tmp_path, "id,day,pain\nP,1,4\n", "b.csv")
    assert cells(read_wide([one, other], wide()), "time", "source") == [("0", "a.csv"), ("1", "b.csv")]
    with pytest.raises(DataError, match=r"Row 2 of 'a\.csv' and row 2 of 'a\.csv'|Row 2 of 'a\.csv' and row 2 of"):
        read_wide([one, one], wide())


def test_a_long_mapping_is_refused(tmp_path):
    with pytest.raises(SpecError):
        read_wide(tmp_path / "a.csv", Mapping("long", When(("t",)), long=LongColumns("q", "v")))


CELL = st.one_of(
    st.sampled_from(["", "1", "2", "7", "99", "-1", "NA", "x", "1,5", " 3 "]),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=6),
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6), st.sampled_from(["plain", "recode", "reverse"]))
def test_any_table_is_read_as_it_stands_or_refused_in_words(tmp_path_factory, rows, way):
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    text = "id,day,pain\n" + "".join(",".join(map(quoted, row)) + "\n" for row in rows)
    place = write(tmp_path_factory.mktemp("any"), text)
    more = {
        "plain": {},
        "recode": {"recode": {"1": "one", "2": "two"}, "missing": ("7",)},
        "reverse": {"low": Decimal(0), "high": Decimal(5), "reverse": True},
    }
    try:
        diary = read_wide(place, wide(ItemFrom(("pain",), "pain", **more[way]), duplicates="keep"))
    except UnspiralError as problem:
        assert problem.fix
        return
    got = values(diary, "pain")
    assert len(got) == len(rows)
    if way == "plain":
        assert got == [row[2] if row[2].strip() else "" for row in rows]
    if way == "recode":
        assert set(got) <= {"one", "two", ""}
    if way == "reverse":
        assert all(not value or Decimal(value) == 5 - Decimal(row[2].strip()) for value, row in zip(got, rows))
