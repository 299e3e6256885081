from __future__ import annotations

import csv

import pytest

from unspiral.measure.bad_row import MOST_CELL, ragged, too_wide, unreadable_row

pytestmark = pytest.mark.unit

NAMES = ("id", "day", "pain", "note")


def written(folder, *rows: str):
    path = folder / "diary.csv"
    path.write_text("id,day,pain,note\n" + "".join(row + "\n" for row in rows))
    return path


def test_the_limit_is_that_of_the_csv_module():
    assert csv.field_size_limit() == MOST_CELL


def test_a_row_of_another_width():
    error = ragged(7, ["P1", "0", "3", "5", ""], NAMES, ";")
    assert "Row 7 has 5 cells, and the header has 4 names." in str(error)
    assert "double quotes" in error.fix
    assert "3.5, not 3,5" in ragged(7, ["P1", "0", "3", "5", ""], NAMES, ",").fix
    assert "1 cell," in str(ragged(7, ["P1"], NAMES, ","))


@pytest.mark.parametrize(("mark", "cut"), [(",", "cut -d ',' -f 1-20 diary.csv"), ("\t", "cut -f 1-20 diary.csv"), (";", "cut -d ';' -f")])
def test_a_header_too_wide(mark, cut, tmp_path):
    error = too_wide(tmp_path / "diary.csv", 1_000_000, mark)
    assert "1,000,000 names" in error.what and "100,000 columns" in error.what
    assert cut in error.fix


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("x" * 140_000 + ",0,3,", "column 'id'"),
        ("P1,0," + "x" * 140_000 + ",", "column 'pain'"),
        ('"a,b",0,"c ""d"" e",' + "x" * 140_000, "column 'note'"),
        ('P1,0,3,"' + "x," * 70_000 + '"', "column 'note'"),
        ("P1,0,3,,,," + "x" * 140_000, "column 7"),
    ],
)
def test_a_cell_without_measure_is_named_by_row_and_column(row, column, tmp_path):
    error = unreadable_row(written(tmp_path, "P1,0,3,fine", row), ",", NAMES)
    assert f"Row 3 of 'diary.csv', {column}: a cell of more than 131,072 characters" in str(error)
    assert "shorten the cell" in error.fix


def test_a_quote_that_swallows_rows_is_named_by_its_row(tmp_path):
    error = unreadable_row(written(tmp_path, "P1,0,3,fine", 'P1,1,"3,', *["P1,2,3,fine"] * 20_000), ",", NAMES)
    assert "Row 3 of 'diary.csv', column 'pain': a double quote opens a cell" in str(error)
    assert "close the quote" in error.fix


def test_a_quote_that_is_never_closed(tmp_path):
    error = unreadable_row(written(tmp_path, "P1,0,3,fine", 'P1,1,"3,'), ",", NAMES)
    assert "Row 3 of 'diary.csv' has a double quote that is never closed" in str(error)
