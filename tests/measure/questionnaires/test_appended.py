"""What was in the table stays as it was, letter by letter; what is added stands at its right."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.measure.questionnaires.appended import appended_text, is_text
from unspiral.measure.read_csv import csv_table
from unspiral.measure.table import Cells, Table, cells_of

pytestmark = pytest.mark.unit


def appended(folder: Path, content: bytes, name: str = "t.csv", *, comma: bool = False, texts: tuple[str, ...] = ("1", "2.5")) -> str:
    file = folder / name
    file.write_bytes(content)
    return appended_text(file, csv_table(file), len(texts), {"new": texts}, comma=comma)[0]


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"a,b\n1,2\n3,4\n", "a,b,new\n1,2,1\n3,4,2.5\n"),
        (b"a,b\r\n1, 2\r\n 3,4", "a,b,new\r\n1, 2,1\r\n 3,4,2.5"),
        (b'a,b\n1,"x, ""y""\n z"\n\n3,4\n', 'a,b,new\n1,"x, ""y""\n z",1\n\n3,4,2.5\n'),
        (b"\xef\xbb\xbfa,b\n1,2\n3,4\n", "\ufeffa,b,new\n1,2,1\n3,4,2.5\n"),
        (b"sep=;\na;b\n1;2\n3;4\n", "sep=;\na;b;new\n1;2;1\n3;4;2.5\n"),
        (b"a,b\n=1+1,@x\n-3,+4\n", "a,b,new\n=1+1,@x,1\n-3,+4,2.5\n"),
    ],
)
def test_every_letter_is_kept(tmp_path: Path, content: bytes, wanted: str) -> None:
    assert appended(tmp_path, content) == wanted


def test_decimal_commas_and_words_with_the_delimiter(tmp_path: Path) -> None:
    assert appended(tmp_path, b"a;b\n1,5;2\n3;4\n", comma=True) == "a;b;new\n1,5;2;1\n3;4;2,5\n"
    assert appended(tmp_path, b"a,b\n1,2\n3,4\n", texts=('x, "y"', "")) == 'a,b,new\n1,2,"x, ""y"""\n3,4,\n'


def test_compressed(tmp_path: Path) -> None:
    assert appended(tmp_path, gzip.compress(b"a,b\n1,2\n3,4\n"), "t.csv.gz") == "a,b,new\n1,2,1\n3,4,2.5\n"
    assert is_text(Path("x.TSV.gz"))
    assert not is_text(Path("x.parquet"))


CELL = st.text(st.characters(exclude_characters="\0\r\ufeff", codec="utf-8"), min_size=1, max_size=8).map(lambda text: f"x{text}")


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5))
def test_any_cells_come_back(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([("first", "second"), *rows])
    file = tmp_path_factory.getbasetemp() / "any.csv"
    file.write_bytes(out.getvalue().encode())
    text, changed = appended_text(file, csv_table(file), len(rows), {"new": ["=1"] * len(rows)}, comma=False)
    assert [tuple(row[:2]) for row in csv.reader(io.StringIO(text, newline=""))][1:] == rows
    assert changed == 0


def test_formulas_of_a_table_that_was_no_text_are_made_harmless(tmp_path: Path) -> None:
    columns = {"name": ["=cmd()", "-5"], "note": ["@x", "plain"]}

    def take(names: object) -> Cells:
        return cells_of(columns.items())

    table = Table("t.parquet", "", ("name", "note"), take)
    text, changed = appended_text(tmp_path / "t.parquet", table, 2, {"new": ("1", "")}, comma=False)
    assert text == "name,note,new\n'=cmd(),'@x,1\n-5,plain,\n"
    assert changed == 2
    assert np.array_equal(take(()).rows, [1, 2])
