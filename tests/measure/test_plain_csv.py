"""The quick reader and the careful one give the same cells, to the last level, or the quick one stands back."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from unspiral.errors import DataError
from unspiral.measure import plain_csv
from unspiral.measure.packed_column import PackedColumn
from unspiral.measure.plain_csv import plain_cells
from unspiral.measure.read_csv import _take
from unspiral.measure.table import Cells

HEAD = b"id,day,pain\n"
WIDE = HEAD + b"P1,0,3\nP1,1,4\nP2,0,\n"


def quick(content: bytes, *, mark: str = ",", names: tuple[str, ...] = ("id", "day", "pain"), wanted: tuple[str, ...] = ()) -> Cells | None:
    places = {name: names.index(name) for name in wanted or names}
    return plain_cells(io.BytesIO(content), header_lines=1, header_row=1, mark=mark, width=len(names), places=places)


def careful(folder: Path, content: bytes, *, mark: str = ",", names: tuple[str, ...] = ("id", "day", "pain")) -> Cells | DataError:
    path = folder / "diary.csv"
    path.write_bytes(content)
    try:
        return _take(path, mark, names, 1, {name: names.index(name) for name in names})
    except DataError as error:
        return error


def identical(one: Cells, other: Cells) -> None:
    np.testing.assert_array_equal(one.rows, other.rows)
    assert list(one.columns) == list(other.columns)
    for name, column in one.columns.items():
        assert column.name == other.columns[name].name == name
        assert column.levels == other.columns[name].levels
        np.testing.assert_array_equal(column.codes, other.columns[name].codes)
        assert column.codes.dtype == other.columns[name].codes.dtype == np.int64


PLAIN = {
    "as it should be": WIDE,
    "line ends of Windows": WIDE.replace(b"\n", b"\r\n"),
    "both line ends": WIDE.replace(b"3\n", b"3\r\n"),
    "no line end at the end": WIDE.removesuffix(b"\n"),
    "blank lines below": WIDE + b"\n\r\n\n",
    "spaces around cells": WIDE.replace(b",", b" ,  "),
    "the same cell with and without spaces": HEAD + b"P1,0,3\nP1,1, 3\nP1,2,3 \nP1,3,\t3\n",
    "every cell in quotes": HEAD + b'"P1","0","3"\n"P1","1",""\n"P""2","0","4"\n',
    "a separator in quotes": HEAD + b'"P,1",0,3\n"P,2",0,3\n',
    "a line end in quotes, in a column that is read": HEAD + b'P1,"0",3\nP1,1,4\n',
    "quotes that stand for one": HEAD + b'"""P1""",0,3\n"""",1,4\n',
    "letters of other alphabets": HEAD + "José,0,3\nΑθηνά,1,4\n山田,2,5\n\u00a0x\u2003,3,6\n".encode(),
    "cells of 7, 8, 9, 16 and 17 letters": HEAD + b"".join(b"%s,0,3\n" % (b"abcdefghijklmnopq"[:k]) for k in (7, 8, 9, 16, 17, 0, 8)),
    "cells of 128 letters": HEAD + b"x" * 128 + b",0,3\n" + b"y" * 127 + b",0,3\n",
    "a byte order mark below": HEAD + b"\xef\xbb\xbfP1,0,3\n",
    "nothing in any cell": HEAD + b",,\n,,\n",
}
NOT_PLAIN = {
    "a row too short": WIDE + b"P1,9\n",
    "a row too long": WIDE + b"P1,9,9,9\n",
    "two rows whose widths make up for each other": WIDE + b"P1,9\nP1,9,9,9\n",
    "a blank line between": WIDE.replace(b"P2", b"\nP2"),
    "a blank line right below the header, and one row that does not end": HEAD + b"\nP1,0,3",
    "the same with the line ends of Windows": HEAD + b"\r\nP1,0,3",
    "a carriage return alone": WIDE.replace(b"P2", b"\rP2"),
    "line ends of old machines": WIDE.replace(b"\n", b"\r"),
    "a zero byte": WIDE.replace(b"P2", b"P\x002"),
    "no UTF-8": WIDE.replace(b"P2", b"P\xe9"),
    "a quote inside a cell": WIDE.replace(b"P2", b'P"2'),
    "a quote that is not closed": WIDE.replace(b"P2", b'"P2'),
    "text behind a quote": WIDE.replace(b"P2", b'"P"2'),
    "a space before a quote": WIDE.replace(b"P2", b' "P2"'),
    "quotes in the middle of a cell": WIDE.replace(b"P2", b'P"2,3"'),
    "a cell of 129 letters": HEAD + b"x" * 129 + b",0,3\n",
    "a line that is too long": HEAD + b"P1,0,3" + b" " * plain_csv.LONGEST + b"\n",
    "no row": HEAD,
    "blank lines only": HEAD + b"\n\n",
    "nothing": b"",
}


@pytest.mark.unit
@pytest.mark.parametrize("kind", PLAIN)
def test_plain_tables_are_read_as_the_careful_reader_reads_them(kind, tmp_path):
    held = careful(tmp_path, PLAIN[kind])
    assert isinstance(held, Cells)
    found = quick(PLAIN[kind])
    assert found is not None
    identical(found, held)


@pytest.mark.unit
@pytest.mark.parametrize("kind", NOT_PLAIN)
def test_other_tables_are_left_to_the_careful_reader(kind):
    assert quick(NOT_PLAIN[kind]) is None


@pytest.mark.unit
def test_one_column_is_left_to_the_careful_reader():
    assert quick(b"pain\n3\n\n4\n", names=("pain",)) is None


@pytest.mark.unit
def test_a_quoted_line_end_counts_no_row(tmp_path):
    content = HEAD + b'P1,0,3\n"P\n2",0,3\nP3,0,3\n'
    found, held = quick(content, wanted=("day", "pain")), careful(tmp_path, content)
    assert found is not None and isinstance(held, Cells)
    assert found.rows.tolist() == held.rows.tolist() == [2, 3, 4]
    whole, held = quick(content), careful(tmp_path, content)
    assert whole is not None and isinstance(held, Cells)
    identical(whole, held)


@pytest.mark.unit
@pytest.mark.parametrize("size", [1, 2, 7, 64, 1 << 20])
@pytest.mark.parametrize("kind", PLAIN)
def test_where_blocks_end_changes_nothing(kind, size, tmp_path, monkeypatch):
    monkeypatch.setattr(plain_csv, "_BLOCK", size)
    held, found = careful(tmp_path, PLAIN[kind]), quick(PLAIN[kind])
    assert isinstance(held, Cells)
    if found is not None:
        identical(found, held)
    else:
        assert size < 1 << 20  # a block without a whole row


_BARE = (
    "",
    " ",
    "1",
    "2",
    " 1",
    "1 ",
    "3.5",
    "-99",
    "NA",
    "P1",
    "12345678",
    "123456789",
    "2024-03-09",
    "é",
    "\u00a0",
    "\ufeff",
    "\t",
    "'",
    "a b",
)
_QUOTED = ('"1"', '"1,2"', '""', '""""', '"a""b"', '"1" ', ' "1"', 'a"b', '"', '"a\nb"', '"a\r\nb"', '"a\nb""c"')
_STRANGE = ("\r", "\0", "\x85", "\u2028", "\x1c", "x" * 130)
_CELLS = st.sampled_from((*_BARE, *_QUOTED, *_STRANGE))
_ROWS = st.lists(st.lists(_CELLS, min_size=3, max_size=3) | st.lists(_CELLS, max_size=5), max_size=12)
_SAFE = st.lists(
    st.tuples(*[st.sampled_from(["", "1", "P1", "2.5", " 3", "é", '"4"', '"a,b"', "2024-03-09T21:30:00+01:00"])] * 3), min_size=1
)


@pytest.mark.property
@settings(max_examples=400)
@given(_ROWS, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.sampled_from([3, 64, 1 << 20]))
@example([["1", "2", "\r"]], "\n", True, 64)
def test_both_readers_agree_or_the_quick_one_stands_back(tmp_path_factory, rows, end, ended, size):
    content = HEAD + (end.join(",".join(row) for row in rows) + (end if ended else "")).encode()
    held = careful(tmp_path_factory.getbasetemp(), content)
    usual, plain_csv._BLOCK = plain_csv._BLOCK, size
    try:
        found = quick(content)
    finally:
        plain_csv._BLOCK = usual
    if found is not None:
        assert isinstance(held, Cells), held
        identical(found, held)


@pytest.mark.property
@given(_SAFE, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["\n", "\r\n"]))
def test_tables_of_plain_cells_are_read_quickly(tmp_path_factory, rows, mark, end):
    head = HEAD.replace(b",", mark.encode())
    content = head + "".join(mark.join(c.replace(",", mark) for c in row) + end for row in rows).encode()
    held, found = careful(tmp_path_factory.getbasetemp(), content, mark=mark), quick(content, mark=mark)
    assert isinstance(held, Cells)
    assert found is not None
    identical(found, held)


@pytest.mark.property
@settings(max_examples=300)
@given(st.binary(max_size=80))
def test_any_bytes(tmp_path_factory, content):
    found = quick(HEAD + content)
    if found is not None:
        held = careful(tmp_path_factory.getbasetemp(), HEAD + content)
        assert isinstance(held, Cells), held
        identical(found, held)


@pytest.mark.unit
def test_cells_that_all_differ_stay_packed_and_come_out_the_same():
    rng = np.random.default_rng(2)
    values = ["", *map(repr, rng.normal(size=150_000).tolist())]
    content = HEAD + "".join(f"P1,{i},{x}\r\n" for i, x in enumerate(values)).encode()
    found = quick(content)
    assert found is not None
    pain = found.columns["pain"]
    assert isinstance(pain, PackedColumn)
    assert list(pain.levels) == values
    assert pain.text(7) == values[7]
    assert not isinstance(found.columns["id"], PackedColumn)
