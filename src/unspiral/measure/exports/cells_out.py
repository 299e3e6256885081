"""The cells of a diary on their way into a file, some rows at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from jaxtyping import Int
from numpy import ndarray

from unspiral.errors import DataError
from unspiral.measure.exports.formula import escaped
from unspiral.records.column import Column
from unspiral.records.diary import COLUMNS, Diary

_CHUNK = 1 << 16
_QUOTED = re.compile(r'[,"\r\n]')


def write_cells(diary: Diary, stream: BinaryIO) -> None:
    """A diary as CSV: UTF-8, comma, line feed, formulas written as text (``formula.py``); names in the first row.

    Raises:
        DataError: a cell holds a character that no text table can hold.

    Source: RFC 4180; tests/measure/exports/test_cells_out.py.
    """
    whole_text(diary, nul=False)
    stream.write((",".join(COLUMNS) + "\n").encode())
    for rows in chunks(diary, lambda text: cell(escaped(text))):
        stream.write("".join([",".join(row) + "\n" for row in rows]).encode())


def cell(text: str) -> str:
    """A cell as it stands in a CSV file: in quotes where it holds a comma, a quote or a line end of any kind.

    Python's own writer leaves a lone carriage return bare when lines end with a line feed, and readers then see two rows.
    """
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def chunks(diary: Diary, change: Callable[[str], str] = str) -> Iterator[list[tuple[str, ...]]]:
    """Rows in portions; each different cell is changed once, however often it stands there."""
    columns = [(tuple(map(change, column.levels)), column.codes) for column in diary.columns()]
    for start in range(0, len(diary), _CHUNK):
        yield list(zip(*(_part(levels, codes[start : start + _CHUNK]) for levels, codes in columns)))


def _part(levels: tuple[str, ...], codes: Int[ndarray, " rows"]) -> list[str]:
    these: list[int] = codes.tolist()
    return [levels[code] for code in these]


def whole_text(diary: Diary, *, nul: bool) -> None:
    """Refuse cells that are no text: half of a surrogate pair, and, where ``nul`` is False, a zero.

    Raises:
        DataError: names the first such row and its column.
    """
    for column in diary.columns():
        for level, text in enumerate(column.levels):
            if "\0" in text and not nul:
                raise _no_text(column, level, "a zero (U+0000)", "take it out, or write a .json or .parquet file, which can hold it.")
            if any("\ud800" <= letter <= "\udfff" for letter in text):
                raise _no_text(column, level, "half of a character (a lone surrogate)", "write the cell anew where it came from.")


def _no_text(column: Column, level: int, what: str, fix: str) -> DataError:
    row = int((column.codes == level).argmax()) + 1
    return DataError(f"Answer {row}, column '{column.name}', holds {what}.", why="No text table can hold it.", fix=fix)
