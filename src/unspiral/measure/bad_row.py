"""Rows of a text table that cannot be cut into cells: what is wrong with which of them, and what helps."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from unspiral.errors import DataError
from unspiral.measure.paste import shell
from unspiral.measure.saying import counted
from unspiral.measure.table import MOST_NAMES
from unspiral.measure.text_file import lines

MOST_CELL = 1 << 17  # characters; the csv module's own limit


def ragged(row: int, record: Sequence[str], names: Sequence[str], mark: str) -> DataError:
    """The error for a row that has another number of cells than the header has names."""
    fix = "give the row one cell for each name; a cell that holds the delimiter itself stands in double quotes."
    if mark == "," and len(record) > len(names) and any(cell.isdigit() for cell in record):
        fix = "give the row one cell for each name: 3.5, not 3,5; a text with a comma stands in double quotes."
    return DataError(
        f"Row {row} has {counted(len(record), 'cell', 'cells')}, and the header has {len(names)} names.",
        why="Which cell belongs to which column cannot be told.",
        fix=fix,
    )


def too_wide(file: Path, names: int, mark: str) -> DataError:
    """The error for a header of more names than any table of answers has."""
    parted = "" if mark == "\t" else f" -d '{mark}'"
    cut = f"cut{parted} -f 1-20 {shell(file.name)}"
    return DataError(
        f"The header of '{file.name}' has {names:,} names, and more than {MOST_NAMES:,} columns are not read.",
        why="Rows and columns may have been exchanged, or the line ends lost.",
        fix=f"keep the columns of person, time and answers, say the first 20: {cut} > narrow.csv",
    )


def unreadable_row(file: Path, mark: str, names: Sequence[str]) -> DataError:
    """The error for the first row that the csv module refuses: a quote that is not closed, or a cell without end.

    Args:
        file: the table.
        mark: what parts its cells.
        names: of the columns; none where the header itself is at fault.
    """
    row, held = 0, list[str]()

    def seen() -> Iterator[str]:
        for line in lines(file):
            held.append(line)
            yield line

    try:
        for _ in csv.reader(seen(), delimiter=mark, skipinitialspace=True, strict=True):
            row += 1
            held.clear()
    except csv.Error as problem:
        if "limit" in str(problem):
            return _long_cell(f"Row {row + 1} of '{file.name}'", "".join(held), mark, names)
    return DataError(
        f"Row {row + 1} of '{file.name}' has a double quote that is never closed, or text after a closing one.",
        why="The rows below it could be swallowed as part of one cell.",
        fix='write a quote inside a quoted cell twice ("she said ""fine"""), or take it out.',
    )


def _long_cell(row: str, text: str, mark: str, names: Sequence[str]) -> DataError:
    place, quoted = _where_long(text, mark)
    column = f", column '{names[place]}'" if place < len(names) and names[place] else f", column {place + 1}"
    if quoted and text.count("\n") + text.count("\r") > 1:
        return DataError(
            f"{row}{column}: a double quote opens a cell that goes on over many lines, for more than {MOST_CELL:,} characters.",
            why="Its closing quote seems to be missing, and the rows below it would be swallowed.",
            fix="close the quote in that row, or take it out.",
        )
    return DataError(
        f"{row}{column}: a cell of more than {MOST_CELL:,} characters.",
        why="No answer is so long; the file is damaged, or a document stands where an answer should.",
        fix="shorten the cell, or take the column out of the table.",
    )


def _where_long(text: str, mark: str) -> tuple[int, bool]:
    """Which cell of a row is too long, counted from 0, and whether it stands in quotes."""
    at, place = 0, 0
    while at < len(text):
        quoted = text[at] == '"'
        end = _closed(text, at + 1) if quoted else at
        end = text.find(mark, end)
        if end < 0 or end - at > MOST_CELL:
            return place, quoted
        at, place = end + 1, place + 1
    return place, False


def _closed(text: str, at: int) -> int:
    """Behind the quote that closes a cell."""
    while (quote := text.find('"', at)) >= 0:
        if text[quote + 1 : quote + 2] != '"':
            return quote + 1
        at = quote + 2
    return len(text)
