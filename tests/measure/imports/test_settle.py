from __future__ import annotations

import pytest
from tests.measure.imports.made import wide, write

from unspiral.errors import DataError, SpecError
from unspiral.measure.imports.account import Account
from unspiral.measure.imports.mapping import About, ItemFrom, When
from unspiral.measure.imports.settle import settle
from unspiral.measure.imports.sheet import open_sheet

pytestmark = pytest.mark.unit

RECIPE = About("A study", "partly seen", "public code")


def settled(folder, text, *items, **more):
    account = Account()
    return settle(wide(*items, **more), open_sheet(write(folder, text)), account), account.sentences()


def test_what_is_left_is_named(tmp_path):
    found, said = settled(tmp_path, "id,day,pain,mood,note\n", ItemFrom(("pain",), "pain"), skip=("note",))
    assert [part.columns for part in found.taken] == [("pain",)]
    assert found.left == ("mood",)
    assert found.columns == ("id", "day", "pain")
    assert said == ("Not imported from diary.csv: mood.", "Left out of diary.csv on purpose: note.")


def test_a_users_own_column_must_be_there(tmp_path):
    with pytest.raises(DataError, match="Did you mean 'pain'"):
        settled(tmp_path, "id,day,pain\n", ItemFrom(("pian",), "pain"))


def test_capitals_count_for_users_and_not_for_recipes(tmp_path):
    item = ItemFrom(("PAIN",), "pain", seen="seen")
    with pytest.raises(DataError):
        settled(tmp_path, "id,day,pain\n", item)
    found, said = settled(tmp_path, "ID,day,pain\n", item, about=RECIPE)
    assert found.mapping.person == "ID"
    assert any("Capitals were disregarded in" in s and "pain" in s for s in said)


def test_names_from_memory_and_names_that_are_not_there_are_said(tmp_path):
    items = (
        ItemFrom(("PAIN",), "pain", seen="seen"),
        ItemFrom(("CRP",), "crp", seen="from memory"),
        ItemFrom(("X", "Y"), "x", seen="from memory"),
    )
    found, said = settled(tmp_path, "id,day,PAIN,CRP\n", *items, about=RECIPE)
    assert [item.item for item in found.absent] == ["x"]
    assert any("from memory" in s and "crp from CRP" in s and "pain" not in s for s in said)
    assert any("x (X or Y, a name from memory)" in s and "--item x=COLUMN" in s for s in said)


def test_nothing_of_a_recipe_is_an_error_with_the_list(tmp_path):
    with pytest.raises(DataError, match="none of the columns") as problem:
        settled(tmp_path, "id,day,other\n", ItemFrom(("A", "B"), "pain", seen="seen"), about=RECIPE)
    assert "A or B" in str(problem.value)
    assert problem.value.fix.startswith("--item pain=COLUMN")


def test_waves_and_numbers_in_names(tmp_path):
    when = When(codes={"1": "0", "2": "2", "3": "4"}, unit="year")
    found, _ = settled(
        tmp_path, "id,r1cesd,r3cesd,q-0,q-1,q-x\n", ItemFrom(("r{wave}cesd",), "cesd"), ItemFrom(("q-{n}",), "q", contains="4"), when=when
    )
    assert [(p.item.item, p.columns, p.wave) for p in found.taken] == [
        ("cesd", ("r1cesd",), "1"),
        ("cesd", ("r3cesd",), "3"),
        ("q", ("q-0", "q-1"), ""),
    ]


def test_a_column_that_nobody_can_foretell_is_asked_for(tmp_path):
    with pytest.raises(SpecError, match="backache: the checklist") as problem:
        settled(tmp_path, "id,day,B1\n", ItemFrom((), "backache", ask="the checklist"), name="midus")
    assert problem.value.fix == "--item backache=COLUMN"


def test_signs_in_names_are_no_patterns(tmp_path):
    found, _ = settled(tmp_path, "id,day,a.b(0)\n", ItemFrom(("a.b({n})",), "x", contains="1"))
    assert found.taken[0].columns == ("a.b(0)",)
    with pytest.raises(DataError):
        settled(tmp_path, "id,day,aXb(0)\n", ItemFrom(("a.b({n})",), "x", contains="1"))
