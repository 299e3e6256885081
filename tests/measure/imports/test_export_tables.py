from __future__ import annotations

import pytest
from tests.measure.imports.apple_export import write

from unspiral.errors import DataError
from unspiral.measure.imports.archive import Part, parts_of
from unspiral.measure.imports.export_tables import csv_rows, json_entries

pytestmark = pytest.mark.unit

WANTED = ("steps", "at")


def part(folder, text, name="file.csv") -> Part:
    return parts_of(write(folder, text, name))[0]


@pytest.mark.parametrize("text", ["at,x,steps\n1,2,3\n\n4,5,6\n", '\ufeffat,x,steps\r\n1,"a,b",3\r\n4,, 6 '])
def test_wanted_cells_in_the_wanted_order(tmp_path, text):
    assert [cells for _, cells in csv_rows(part(tmp_path, text), WANTED)] == [("3", "1"), ("6", "4")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("at,x\n1,2\n", "has no column 'steps'"),
        ("at,step\n1,2\n", "Did you mean 'step'"),
        ("at,steps,steps\n1,2,3\n", "has 2 columns 'steps'"),
        ("at,steps\n1,2\n3\n", "Row 3 of 'file.csv' has 1 cells"),
        ('at,steps\n1,"2\n', "is no row of a table"),
        (b"at,steps\n1,\xff\n", "not UTF-8"),
        (b"at,steps\n1," + b"9" * 200_000, "is no row of a table"),
        (",\n", "has no column 'steps'"),
    ],
)
def test_tables_that_cannot_be_read(tmp_path, text, words):
    with pytest.raises(DataError, match=words) as problem:
        list(csv_rows(part(tmp_path, text), WANTED))
    assert problem.value.fix


def test_entries_of_a_list(tmp_path):
    told: list[int] = []
    text = '\ufeff [{"a": 1}, {"b": {"c": [2.5]}}]\n'
    assert list(json_entries(part(tmp_path, text), told.append)) == [(1, {"a": 1}), (2, {"b": {"c": [2.5]}})]
    assert sum(told) == len(text.encode()) - 3
    assert list(json_entries(part(tmp_path, "[]"))) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1}', "does not begin with"),
        ("steps", "does not begin with"),
        ('[{"a": 1}, 2]', "entry 2 is no object"),
        ('[{"a": 1}, {"b": ', "after entry 1 the text is no JSON"),
        ('[{"a": 1}', "after entry 1"),
        ('[{"a": NaN}]', "no JSON"),
        (b'[{"a": "\xff"}]', "cannot be read"),
        (b'[{"a": 1}]\0', "cannot be read"),
        ('[{"a": ' + "9" * 40 + "}]", "cannot be read"),
        ('[{"a": 1e999}]', "cannot be read"),
        ('[{"a": ' + "[" * 100_000, "more than 250 brackets"),
    ],
)
def test_lists_that_cannot_be_read(tmp_path, text, words):
    with pytest.raises(DataError, match=words):
        list(json_entries(part(tmp_path, text)))
