"""Text tables: .csv, .tsv, .txt, also compressed with gzip. Standard library only, one line at a time."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Unpack

import numpy as np

from unspiral.errors import DataError
from unspiral.measure.bad_row import ragged, too_wide, unreadable_row
from unspiral.measure.cells import NUMBER
from unspiral.measure.delimiter import SAID, delimiter_of
from unspiral.measure.panel import panel_of
from unspiral.measure.plain_csv import plain_cells
from unspiral.measure.roles import Options, ask
from unspiral.measure.saying import counted
from unspiral.measure.source_file import find, fingerprint
from unspiral.measure.table import MOST_NAMES, Cells, ColumnBuilder, Table
from unspiral.measure.text_file import believable, lines, opened, right_kind
from unspiral.records import Panel

_CHUNK = 1 << 15
_LOOKED_AT = 1 << 21  # characters from which the delimiter is told


def read_csv(path: str | os.PathLike[str], **options: Unpack[Options]) -> Panel:
    """Read a text table (comma, semicolon, tab or bar between cells; UTF-8; plain or gzip).

    Args:
        path: of the file; one row for each occasion, names in the first row.
        options: columns, person, time, time_unit, inputs, reverse, missing, order, as in ``unspiral.measure.read``.

    Returns:
        The panel; what was guessed stands in ``source.said``.

    Raises:
        DataError: the table cannot be read without guessing; the message names row, column, person and a remedy.
        SpecError: an option that no table could make right.

    Source: tests/measure/test_read_csv.py, tests/measure/test_bad_input.py.
    """
    asked = ask(**options)
    return panel_of(csv_table(find(path)), asked)


def csv_table(file: Path) -> Table:
    """Header and delimiter of a text table; its cells are read when they are taken."""
    right_kind(file)
    mark, declared = _mark(file)
    said: list[str] = []
    if mark != ",":
        said.append(f"Cells were read as parted by a {SAID[mark]}.")
    names, header_row, header_lines = _header(file, mark, declared)
    unnamed = names.count("")
    if unnamed:
        said.append(f"{counted(unnamed, 'column without a name was', 'columns without a name were')} not read.")

    def take(wanted: Sequence[str]) -> Cells:
        places = {name: names.index(name) for name in wanted}
        with opened(file) as stream:
            plain = plain_cells(stream, header_lines=header_lines, header_row=header_row, mark=mark, width=len(names), places=places)
        if plain is not None:
            return plain
        believable(file)
        return _take(file, mark, names, header_row, places)

    return Table(file.name, fingerprint(file), names, take, decimal_comma=mark != ",", said=tuple(said), escaped=True)


def csv_chunks(file: Path, rows: int) -> Iterator[tuple[list[int], list[list[str]]]]:
    """The records below the header, some at a time, so that a file of any length needs little memory.

    Args:
        file: a text table that ``csv_table`` could open.
        rows: how many records at a time.

    Returns:
        Numbers of the rows as the file shows them, and their cells; short rows that hold nothing are left out.

    Raises:
        DataError: a row has more or fewer cells than the header, or cannot be read as text.
    """
    mark, declared = _mark(file)
    names, header_row, _ = _header(file, mark, declared)
    believable(file)
    for numbers, chunk in _chunks(file, mark, names, header_row, rows):
        if chunk:
            yield numbers.tolist(), chunk


def _mark(file: Path) -> tuple[str, bool]:
    """What parts the cells, and whether the file's first row says so."""
    first = _first_lines(file)
    if not first:
        raise DataError(
            f"'{file.name}' is empty.", fix="check that it is the right file: names in the first row, one row for each occasion."
        )
    declared = first[0].strip("\r\n ").casefold()
    if declared.startswith("sep=") and declared[4:] in SAID:  # how Excel writes its delimiter down
        return declared[4:], True
    return delimiter_of(first[:50], tab_first=".tsv" in file.name.lower()), False


def _first_lines(file: Path) -> list[str]:
    """Lines that are not blank, among the first 200; fewer where they are very long."""
    first: list[str] = []
    for line in islice(lines(file), 200):
        if line.strip():
            first.append(line)
        if sum(map(len, first)) > _LOOKED_AT:
            break
    return first


def _header(file: Path, mark: str, declared: bool) -> tuple[tuple[str, ...], int, int]:
    """Names, and how many rows and lines of text end with them."""
    records = csv.reader(lines(file), delimiter=mark, skipinitialspace=True, strict=True)
    row = 0
    names: tuple[str, ...] = ()
    try:
        for row, record in enumerate(records, 1):
            blank = len(record) < 2 and not "".join(record).strip()
            if not blank and not (declared and row == 1):
                names = tuple(cell.strip() for cell in record)
                break
    except csv.Error:
        raise unreadable_row(file, mark, ()) from None
    if len(names) > MOST_NAMES:
        raise too_wide(file, len(names), mark)
    named = [n for n in names if n]
    if not named:
        raise DataError(
            f"Row {max(row, 1)} of '{file.name}' should hold the names of the columns, and holds none.",
            fix="write the names into the first row: id,time,pain,depression",
        )
    if all(NUMBER.fullmatch(n) for n in named):
        raise DataError(
            f"Row {row} of '{file.name}' holds numbers where the names of the columns should stand.",
            fix="put a first row with names above it: id,time,pain,depression",
        )
    return names, row, records.line_num


def _take(file: Path, mark: str, names: tuple[str, ...], header_row: int, places: Mapping[str, int]) -> Cells:
    """The cells, one row after the other: slower than by ``plain_cells``, and it can say what is wrong where."""
    builders = {name: ColumnBuilder(name) for name in places}
    kept: list[np.ndarray] = []
    for numbers, chunk in _chunks(file, mark, names, header_row, _CHUNK):
        kept.append(numbers)
        for name, builder in builders.items():
            place = places[name]
            builder.add([record[place] for record in chunk])
    if not any(len(numbers) for numbers in kept):
        raise DataError(
            f"'{file.name}' has a header and no row below it.", fix="check that it is the right file, or that the export had finished."
        )
    return Cells({name: builder.build() for name, builder in builders.items()}, np.concatenate(kept))


def _chunks(file: Path, mark: str, names: tuple[str, ...], header_row: int, size: int) -> Iterator[tuple[np.ndarray, list[list[str]]]]:
    """Rows below the header with their numbers; rows that are short because they hold nothing are left out."""
    width, row = len(names), header_row
    records = _records(file, mark)
    try:
        for _ in islice(records, header_row):
            pass
        while chunk := list(islice(records, size)):
            numbers = np.arange(row + 1, row + 1 + len(chunk))
            row += len(chunk)
            if any(len(record) != width for record in chunk):
                filled = [i for i, record in enumerate(chunk) if len(record) == width or any(cell.strip() for cell in record)]
                numbers, chunk = numbers[filled], [chunk[i] for i in filled]
                for number, record in zip(numbers.tolist(), chunk):
                    if len(record) != width:
                        raise ragged(number, record, names, mark)
            yield numbers, chunk
    except csv.Error:
        raise unreadable_row(file, mark, names) from None


def _records(file: Path, mark: str) -> Iterator[list[str]]:
    return csv.reader(lines(file), delimiter=mark, skipinitialspace=True, strict=True)
