"""Text tables: .csv, .tsv, .txt, also compressed with gzip. Standard library only, one line at a time."""

from __future__ import annotations

import csv
import gzip
import io
import os
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Unpack

import numpy as np

from unspiral.errors import DataError
from unspiral.measure.cells import NUMBER
from unspiral.measure.delimiter import SAID, delimiter_of
from unspiral.measure.panel import panel_of
from unspiral.measure.paste import shell
from unspiral.measure.roles import Options, ask
from unspiral.measure.saying import counted
from unspiral.measure.source_file import broken, find, fingerprint, starts_with
from unspiral.measure.table import Cells, ColumnBuilder, Table
from unspiral.records import Panel

_CHUNK = 1 << 15
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_OTHER_KINDS = {
    b"PK\x03\x04": ("an Excel workbook or a zip archive", "open it in the spreadsheet program and save it as 'CSV UTF-8'."),
    b"PAR1": ("a Parquet file", "give the file its right ending: .parquet"),
    b"ARROW1": ("a Feather file", "give the file its right ending: .feather"),
    b"$FL2": ("an SPSS file", "give the file its right ending: .sav"),
    b"\xd0\xcf\x11\xe0": ("an old Excel workbook", "open it in the spreadsheet program and save it as 'CSV UTF-8'."),
    b"%PDF": ("a PDF document", "export the table itself as 'CSV UTF-8'."),
}


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
    _right_kind(file)
    said: list[str] = []
    mark, declared = _mark(file)
    if mark != ",":
        said.append(f"Cells were read as parted by a {SAID[mark]}.")
    names, header_row = _header(file, mark, declared)
    unnamed = names.count("")
    if unnamed:
        said.append(f"{counted(unnamed, 'column without a name was', 'columns without a name were')} not read.")

    def take(wanted: Sequence[str]) -> Cells:
        return _take(file, mark, names, header_row, wanted)

    return Table(file.name, fingerprint(file), names, take, decimal_comma=mark != ",", said=tuple(said))


def csv_chunks(file: Path, rows: int) -> Iterator[tuple[list[int], list[list[str]]]]:
    """The records below the header, some at a time, so that a file of any length needs little memory.

    Args:
        file: a text table that ``csv_table`` could open.
        rows: how many records at a time.

    Returns:
        Numbers of the rows as the file shows them, and their cells; rows that hold nothing are left out.

    Raises:
        DataError: a row has more or fewer cells than the header, or cannot be read as text.
    """
    mark, declared = _mark(file)
    names, row = _header(file, mark, declared)
    records = _records(file, mark)
    try:
        for _ in islice(records, row):
            pass
        while chunk := list(islice(records, rows)):
            numbers = range(row + 1, row + 1 + len(chunk))
            row += len(chunk)
            filled = [(n, record) for n, record in zip(numbers, chunk) if len(record) == len(names) or any(c.strip() for c in record)]
            for number, record in filled:
                if len(record) != len(names):
                    raise _ragged(number, record, names, mark)
            if filled:
                yield [n for n, _ in filled], [record for _, record in filled]
    except csv.Error:
        raise _bad_quote(file, mark) from None


def _mark(file: Path) -> tuple[str, bool]:
    """What parts the cells, and whether the file's first row says so."""
    first = [line for line in islice(_lines(file), 200) if line.strip()]
    if not first:
        raise DataError(
            f"'{file.name}' is empty.", fix="check that it is the right file: names in the first row, one row for each occasion."
        )
    declared = first[0].strip("\r\n ").casefold()
    if declared.startswith("sep=") and declared[4:] in SAID:  # how Excel writes its delimiter down
        return declared[4:], True
    return delimiter_of(first[:50], tab_first=".tsv" in file.name.lower()), False


def _header(file: Path, mark: str, declared: bool) -> tuple[tuple[str, ...], int]:
    records = _records(file, mark)
    row = 0
    names: tuple[str, ...] = ()
    try:
        for row, record in enumerate(records, 1):
            blank = len(record) < 2 and not "".join(record).strip()
            if not blank and not (declared and row == 1):
                names = tuple(cell.strip() for cell in record)
                break
    except csv.Error:
        raise _bad_quote(file, mark) from None
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
    return names, row


def _take(file: Path, mark: str, names: tuple[str, ...], header_row: int, wanted: Sequence[str]) -> Cells:
    builders = {name: ColumnBuilder(name) for name in wanted}
    places = {name: names.index(name) for name in wanted}
    width, row = len(names), header_row
    kept: list[np.ndarray] = []
    records = _records(file, mark)
    try:
        for _ in islice(records, header_row):
            pass
        while chunk := list(islice(records, _CHUNK)):
            numbers = np.arange(row + 1, row + 1 + len(chunk))
            row += len(chunk)
            if any(len(record) != width for record in chunk):
                filled = [i for i, record in enumerate(chunk) if len(record) == width or any(cell.strip() for cell in record)]
                numbers, chunk = numbers[filled], [chunk[i] for i in filled]
                for number, record in zip(numbers.tolist(), chunk):
                    if len(record) != width:
                        raise _ragged(number, record, names, mark)
            kept.append(numbers)
            for name, builder in builders.items():
                place = places[name]
                builder.add([record[place] for record in chunk])
    except csv.Error:
        raise _bad_quote(file, mark) from None
    if not any(len(numbers) for numbers in kept):
        raise DataError(
            f"'{file.name}' has a header and no row below it.", fix="check that it is the right file, or that the export had finished."
        )
    return Cells({name: builder.build() for name, builder in builders.items()}, np.concatenate(kept))


def _records(file: Path, mark: str) -> Iterator[list[str]]:
    return csv.reader(_lines(file), delimiter=mark, skipinitialspace=True, strict=True)


def _lines(file: Path) -> Iterator[str]:
    """Lines of text; what is no text at all becomes an error that names its row."""
    row = 0
    try:
        with _text(file) as text:
            for line in text:
                row += 1
                if "\0" in line:
                    raise DataError(
                        f"Row {row} of '{file.name}' holds a zero byte, which no text has.",
                        why="The file is damaged, or it is not a text table.",
                        fix="export it again as 'CSV UTF-8'.",
                    )
                yield line
    except UnicodeDecodeError:
        raise _wrong_encoding(file) from None
    except (gzip.BadGzipFile, EOFError, zlib.error) as problem:
        raise broken(file, "a gzip file", problem) from None
    except OSError as problem:
        raise broken(file, "a text table", problem) from None


def _text(file: Path) -> io.TextIOWrapper:
    if _zipped(file):
        return gzip.open(file, "rt", encoding="utf-8-sig", newline="")
    return file.open(encoding="utf-8-sig", newline="")


def _zipped(file: Path) -> bool:
    return file.name.lower().endswith(".gz")


def _right_kind(file: Path) -> None:
    head = starts_with(file)
    zipped = _zipped(file)
    if head.startswith(b"\x1f\x8b") and not zipped:
        raise DataError(
            f"'{file.name}' is compressed with gzip, and its name does not say so.", fix=f"mv {shell(file.name)} {shell(file.name + '.gz')}"
        )
    if head and not head.startswith(b"\x1f\x8b") and zipped:
        raise DataError(
            f"'{file.name}' is named as compressed with gzip, and is not.",
            why="It is damaged, or only its name is wrong.",
            fix=f"if it opens as text: mv {shell(file.name)} {shell(file.name[:-3])}",
        )
    for start, (kind, fix) in _OTHER_KINDS.items():
        if head.startswith(start):
            raise DataError(f"'{file.name}' is {kind}, not a text table.", fix=fix)


def _wrong_encoding(file: Path) -> DataError:
    row = 0
    with gzip.open(file, "rb") if _zipped(file) else file.open("rb") as stream:
        for line in stream:
            if row == 0 and line.startswith(_UTF16):
                return _recode(file, f"'{file.name}' is written in UTF-16 (its first row says so), not UTF-8.", "utf-16")
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as problem:
                before = line[: problem.start]
                row += before.count(b"\r") + 1
                # Windows has letters where Latin-1 has none: 0x80 to 0x9f.
                windows = 0x80 <= line[problem.start] <= 0x9F
                return _recode(
                    file,
                    f"Row {row} of '{file.name}' is not UTF-8 text (byte {line[problem.start]:#04x}).",
                    "cp1252" if windows else "latin1",
                )
            row += 1
    return _recode(file, f"'{file.name}' is not UTF-8 text.", "latin1")


def _recode(file: Path, what: str, encoding: str) -> DataError:
    stem = file.name.split(".")[0]
    convert = f"iconv -f {encoding} -t utf-8"
    old, new = shell(file.name), shell(stem + "-utf8" + file.name[len(stem) :].removesuffix(".gz"))
    run = f"gunzip -c {old} | {convert} > {new}" if _zipped(file) else f"{convert} {old} > {new}"
    return DataError(
        what,
        why="Names and words would be read wrongly, and two people could become one.",
        fix=f"{run}   (or save it as 'CSV UTF-8')",
    )


def _ragged(row: int, record: list[str], names: tuple[str, ...], mark: str) -> DataError:
    fix = "give the row one cell for each name; a cell that holds the delimiter itself stands in double quotes."
    if mark == "," and len(record) > len(names) and any(cell.isdigit() for cell in record):
        fix = "give the row one cell for each name: 3.5, not 3,5; a text with a comma stands in double quotes."
    return DataError(
        f"Row {row} has {counted(len(record), 'cell', 'cells')}, and the header has {len(names)} names.",
        why="Which cell belongs to which column cannot be told.",
        fix=fix,
    )


def _bad_quote(file: Path, mark: str) -> DataError:
    row = 0
    try:
        for _ in _records(file, mark):
            row += 1
    except csv.Error:
        pass
    return DataError(
        f"Row {row + 1} of '{file.name}' has a double quote that is never closed, or text after a closing one.",
        why="The rows below it could be swallowed as part of one cell.",
        fix='write a quote inside a quoted cell twice ("she said ""fine"""), or take it out.',
    )
