from __future__ import annotations

import pytest
from tests.measure.imports.made import wide, write

from unspiral.errors import DataError
from unspiral.measure.imports.account import Account
from unspiral.measure.imports.lines import beeps_of, lines_of
from unspiral.measure.imports.mapping import ItemFrom, When, Where
from unspiral.measure.imports.settle import settle
from unspiral.measure.imports.sheet import open_sheet
from unspiral.measure.imports.when import Reader

pytestmark = pytest.mark.unit


def lines(place, mapping):
    sheet, account = open_sheet(place), Account()
    found = settle(mapping, sheet, account)
    return list(lines_of(found, sheet, account, Reader(mapping.when))), account


def who_when(place, mapping):
    parts, account = lines(place, mapping)
    return [pair for part in parts for pair in zip(part.people, part.times)], account


def test_person_and_time_of_each_row(tmp_path):
    place = write(tmp_path, "id,day,pain\n P1 ,0,3\nP2,1,4\n")
    assert who_when(place, wide())[0] == [("P1", "0"), ("P2", "1")]
    assert who_when(place, wide(person_is="Ann"))[0] == [("Ann", "0"), ("Ann", "1")]
    assert who_when(place, wide(when=When(at="2024-01-01")))[0] == [("P1", "2024-01-01"), ("P2", "2024-01-01")]


def test_two_columns_together_name_a_person(tmp_path):
    place = write(tmp_path, "id,pn,day,pain\n01,010,0,3\n")
    assert who_when(place, wide(person_also=("pn",)))[0] == [("01-010", "0")]


def test_the_folder_may_say_who_it_is(tmp_path):
    place = write(tmp_path, "day,pain\n0,3\n", "p07/pmsys/wellness.csv")
    assert who_when(place, wide(person_from="^p[0-9]{2}$"))[0] == [("p07", "0")]
    with pytest.raises(DataError, match="No part of the path"):
        who_when(write(tmp_path, "day,pain\n0,3\n", "a.csv"), wide(person_from="^subject[0-9]{9}$"))


def test_only_the_rows_that_are_wanted(tmp_path):
    place = write(tmp_path, "id,day,pain,arm\nP1,0,3,1\nP1,1,3,2\nP1,2,3,3\n")
    found, account = who_when(place, wide(where=(Where("arm", ("1", "2"), ("2",)),)))
    assert found == [("P1", "0")]
    assert account.sentences()[-1] == "2 rows left out, as the mapping asks (where)."


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        ("id,day,pain\n,0,3\n", {}, "Row 2 of 'diary.csv', column 'id': nothing says whose"),
        ("id,day,pain\nP,,3\n", {}, "Row 2 of 'diary.csv', column 'day': no time"),
        ("id,day,pain\nP,1,3\nP,3/4/2024,3\n", {}, "Row 3 of 'diary.csv', column 'day': '3/4/2024' is not a number"),
        ("id,day,pain\nP,my secret,3\n", {}, "text (9 characters) is not a number"),
        ("id,day,pain\n", {}, "no row below it"),
    ],
)
def test_what_cannot_be_is_named(tmp_path, text, more, said):
    with pytest.raises(DataError) as problem:
        who_when(write(tmp_path, text), wide(**more))
    assert said in str(problem.value)
    assert problem.value.fix
    assert "secret" not in str(problem.value)


def test_rows_without_time_may_be_left_out_aloud(tmp_path):
    place = write(tmp_path, "id,day,pain\nP,,3\nP,1,4\n")
    found, account = who_when(place, wide(when=When(("day",), "number", empty="skip")))
    assert found == [("P", "1")]
    assert "1 row left out: they have no time." in account.sentences()


def test_the_largest_beep(tmp_path):
    place = write(tmp_path, "id,day,beep,pain\nP,0,1,3\nP,0,5,3\nP,1,x,3\n")
    mapping = wide(ItemFrom(("pain",), "pain"), when=When(("day", "beep"), "beep"))
    sheet = open_sheet(place)
    assert beeps_of(settle(mapping, sheet, Account()), sheet) == 5
