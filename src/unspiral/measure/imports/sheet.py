"""A table of any kind, opened for import: its names first, then its cells some rows at a time, and what a survey file says of its codes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from unspiral.errors import DataError, did_you_mean
from unspiral.measure.arrow import arrow_cells
from unspiral.measure.imports.survey_sheet import survey_chunks, survey_words
from unspiral.measure.paste import option, shell
from unspiral.measure.read import table_for
from unspiral.measure.read_csv import csv_chunks
from unspiral.measure.roles import listed
from unspiral.measure.source_file import broken, extra, find
from unspiral.measure.survey_file import survey_table
from unspiral.measure.table import Table
from unspiral.records.column import Column

CELLS = 60_000  # taken at a time: enough to be quick, little enough to stay small
SURVEYS = {
    ".sav": ("read_sav", "an SPSS file"), ".zsav": ("read_sav", "an SPSS file"), ".por": ("read_por", "an SPSS file"),
    ".dta": ("read_dta", "a Stata file"), ".xpt": ("read_xport", "a SAS transport file"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a sheet.

    Args:
        rows: their numbers as the file shows them.
        columns: name -> cells as they stand in the file.
    """

    rows: Sequence[int]
    columns: Mapping[str, Sequence[str]]

    def keep(self, places: Sequence[int]) -> Chunk:
        """Only some of the rows, by their place in the chunk."""
        return Chunk([self.rows[i] for i in places], {name: [cells[i] for i in places] for name, cells in self.columns.items()})


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A table, opened.

    Args:
        path: of the file.
        names: header; "" for a column without a name.
        take: gives the cells of the named columns, some rows at a time; each call begins anew.
        said: what was guessed while opening.
        labels: column -> the question's words, where the file holds them.
        values: column -> code -> words.
        missing: column -> codes and ranges that the file itself declares as missing.
        comma_possible: whether a comma in a number may be its decimal mark.
        size: of the file, in bytes.
    """

    path: Path
    names: tuple[str, ...]
    take: Callable[[Sequence[str]], Iterator[Chunk]]
    said: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    comma_possible: bool = False
    size: int = 0

    @property
    def name(self) -> str:
        """Of the file, without its folder."""
        return self.path.name


def open_sheet(path: str | os.PathLike[str]) -> Sheet:
    """Open a table of any kind that can be read.

    Args:
        path: .csv, .tsv, .txt (also .gz), .parquet, .feather, .arrow, .sav, .zsav, .por, .dta or .xpt.

    Returns:
        Its names, and its cells on demand.

    Raises:
        DataError: it is not there, damaged, or no table.
    """
    file = find(path)
    ending = file.suffix.lower()
    size = file.stat().st_size
    if ending in SURVEYS:
        reader, kind = SURVEYS[ending]
        table = survey_table(file, reader, kind)
        words = survey_words(file, reader, kind)
        take = _checked(table.names, lambda wanted: (Chunk(r, c) for r, c in survey_chunks(file, reader, kind, wanted, _rows(len(wanted)))))
        return Sheet(file, table.names, take, table.said, words.labels, words.values, words.missing, size=size)
    table = table_for(file)(file)
    if ending == ".parquet":
        take = _checked(table.names, lambda wanted: _parquet(file, wanted))
    elif ending in (".feather", ".arrow"):
        take = _checked(table.names, lambda wanted: _whole(table, wanted))
    else:
        take = _checked(table.names, lambda wanted: _csv(file, table.names, wanted))
    return Sheet(file, table.names, take, table.said, comma_possible=table.decimal_comma, size=size)


def present(sheet: Sheet, name: str, flag: str = "") -> str:
    """The name of a column that is there once.

    Args:
        sheet: the table.
        name: as it was asked for.
        flag: the option it was asked with, for the remedy.

    Raises:
        DataError: it is not there, or there twice.
    """
    if name not in sheet.names:
        hint = did_you_mean(name, [n for n in sheet.names if n])
        near = hint.split("'")[1] if hint else "COLUMN"
        raise DataError(
            f"'{sheet.name}' has no column '{name}'.{hint}",
            why=f"Columns: {listed(sheet.names)}.",
            fix=_remedy(flag, near),
        )
    if sheet.names.count(name) > 1:
        places = [str(i + 1) for i, n in enumerate(sheet.names) if n == name]
        raise DataError(
            f"{len(places)} columns of '{sheet.name}' have the name '{name}' (columns {' and '.join(places[:6])}).",
            why="Which of them is meant cannot be told.",
            fix="give each column of the header a name of its own.",
        )
    return name


def _remedy(flag: str, near: str) -> str:
    if not flag:
        return f"name it as the file does: {near}"
    return f"{flag}{shell(near)}" if flag.endswith("=") else option(flag, near)


def no_rows(sheet: Sheet) -> DataError:
    """The error for a table that holds names and nothing else."""
    return DataError(
        f"'{sheet.name}' has a header and no row below it.", fix="check that it is the right file, or that the export had finished."
    )


def _checked(names: tuple[str, ...], take: Callable[[Sequence[str]], Iterator[Chunk]]) -> Callable[[Sequence[str]], Iterator[Chunk]]:
    def taken(wanted: Sequence[str]) -> Iterator[Chunk]:
        once = list(dict.fromkeys(wanted))
        assert set(once) <= set(names)  # ``present`` looked before
        # A table needs one column at least, or it could not tell how many rows it has.
        return take(once or [next(n for n in names if n)])

    return taken


def _rows(columns: int) -> int:
    return max(CELLS // max(columns, 1), 50)


def _csv(file: Path, names: tuple[str, ...], wanted: Sequence[str]) -> Iterator[Chunk]:
    places = [names.index(name) for name in wanted]
    for rows, records in csv_chunks(file, _rows(len(names))):
        yield Chunk(rows, {name: [record[place] for record in records] for name, place in zip(wanted, places)})


def _whole(table: Table, wanted: Sequence[str]) -> Iterator[Chunk]:
    cells = table.take(wanted)
    step = _rows(len(wanted))
    for start in range(0, len(cells.rows), step):
        part = slice(start, start + step)
        rows: list[int] = cells.rows[part].tolist()
        yield Chunk(rows, {name: _texts(column, part) for name, column in cells.columns.items()})


def _parquet(file: Path, wanted: Sequence[str]) -> Iterator[Chunk]:
    arrow, parquet = extra("pyarrow", file), extra("pyarrow.parquet", file)
    before = 0
    for batch in _batches(file, parquet, wanted):
        held = arrow.Table.from_batches([batch])
        if not held.num_rows:
            continue
        cells = arrow_cells(held, file, wanted)
        rows = range(before + 1, before + 1 + held.num_rows)
        before += held.num_rows
        yield Chunk(rows, {name: _texts(column, slice(None)) for name, column in cells.columns.items()})


def _texts(column: Column, part: slice) -> list[str]:
    codes: list[int] = column.codes[part].tolist()
    return [column.levels[code] for code in codes]


def _batches(file: Path, parquet: Any, wanted: Sequence[str]) -> Iterable[Any]:
    try:
        yield from parquet.ParquetFile(file).iter_batches(batch_size=_rows(len(wanted)), columns=list(wanted))
    except Exception as problem:  # damaged bytes make such a package fail in many ways
        raise broken(file, "a Parquet file", problem) from None
