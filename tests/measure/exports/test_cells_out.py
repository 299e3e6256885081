from __future__ import annotations

import csv
import io
import tempfile

import pytest
from hypothesis import given
from tests.measure.made_diary import ROWS, SAID, diary, made

from unspiral.errors import DataError
from unspiral.measure.exports import cells_out
from unspiral.measure.exports.cells_out import write_cells
from unspiral.measure.exports.formula import unescaped
from unspiral.records.diary import COLUMNS

pytestmark = pytest.mark.property


def written(held):
    with tempfile.TemporaryFile() as stream:
        write_cells(held, stream)
        stream.seek(0)
        return stream.read()


@given(ROWS, SAID)
def test_another_reader_finds_every_cell(rows, said):
    held = made(rows, said)
    rows = list(csv.reader(io.StringIO(written(held).decode("utf-8"), newline=""), strict=True))
    assert tuple(rows[0]) == COLUMNS
    assert [tuple(map(unescaped, row)) for row in rows[1:]] == list(held.rows())


@pytest.mark.parametrize(("text", "what"), [("a\x00b", "zero"), ("a\ud800", "half of a character")])
def test_what_no_table_can_hold_is_refused_with_its_row(text, what):
    with pytest.raises(DataError, match=f"Answer 2, column 'value', holds .*{what}"):
        written(diary(("P", "1", "note", "fine"), ("P", "2", "note", text)))


def test_a_long_diary_is_written_in_portions(monkeypatch):
    monkeypatch.setattr(cells_out, "_CHUNK", 64)
    held = diary(*((f"P{i % 7}", str(i), "pain", str(i % 11)) for i in range(130)))
    lines = written(held).decode().splitlines()
    assert lines[1:] == [f"P{i % 7},{i},,,,pain,{i % 11},," for i in range(130)]
