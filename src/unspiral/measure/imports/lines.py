"""The rows of a table with their person and their time, some at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from unspiral.errors import DataError
from unspiral.measure.cells import NUMBER
from unspiral.measure.imports.account import Account
from unspiral.measure.imports.mapping import Mapping
from unspiral.measure.imports.settle import Settled
from unspiral.measure.imports.sheet import Chunk, Sheet, no_rows
from unspiral.measure.imports.when import Reader, Unreadable
from unspiral.measure.paste import option

ME = "me"  # the person where nothing says who it is
_LOOKS_LIKE_A_TIME = re.compile(r"[0-9A-Za-z:/. +-]{1,30}")


@dataclass(frozen=True, slots=True)
class Lines:
    """Some rows, each with its person and its times.

    Args:
        chunk: the cells.
        people: who.
        times: when; "" for waves, whose times stand with the items.
        ends: when what was measured ended, or "".
    """

    chunk: Chunk
    people: Sequence[str]
    times: Sequence[str]
    ends: Sequence[str]


def lines_of(settled: Settled, sheet: Sheet, account: Account, reader: Reader, columns: Sequence[str] | None = None) -> Iterator[Lines]:
    """Person and time of every row that the mapping takes.

    Args:
        settled: the mapping, met with the table.
        sheet: the table.
        account: gets the counts of rows that are left out.
        reader: of times.
        columns: only these cells; None = all that the mapping needs.

    Raises:
        DataError: a row without person or time, or a time that cannot be read as declared.
    """
    mapping = settled.mapping
    fixed = _fixed_person(mapping, sheet)
    any_row = False
    for chunk in sheet.take(settled.columns if columns is None else columns):
        any_row = True
        account.rows += len(chunk.rows)
        if mapping.where:
            chunk = _filtered(chunk, mapping, account)
        times, ends = _times(chunk, mapping, sheet, reader)
        if mapping.when.columns and "" in times:
            chunk, times, ends = _without_time(chunk, times, ends, mapping, sheet, account)
        people = [fixed] * len(chunk.rows) if fixed else _people(chunk, mapping, sheet)
        if chunk.rows:
            yield Lines(chunk, people, times, ends)
    if not any_row:
        raise no_rows(sheet)


def beeps_of(settled: Settled, sheet: Sheet) -> int:
    """The largest number of a beep in the table."""
    column = settled.mapping.when.columns[1]
    largest = 1
    for chunk in sheet.take([column]):
        for text in set(chunk.columns[column]):
            plain = text.strip()
            if NUMBER.fullmatch(plain) and len(plain) < 12:
                largest = max(largest, int(Decimal(plain)))
    return largest


def at_row(sheet: Sheet, row: int, column: str) -> str:
    """``Row 7 of 'diary.csv', column 'pain'``."""
    return f"Row {row} of '{sheet.name}', column '{column}'"


def _fixed_person(mapping: Mapping, sheet: Sheet) -> str:
    if mapping.person_from:
        # From the end: the nearest folder counts.
        parts = list(reversed(sheet.path.absolute().parts))
        for part in parts:
            found = re.search(mapping.person_from, part)
            if found and found[0]:
                return found[0]
        raise DataError(
            f"No part of the path of '{sheet.name}' says who it belongs to.",
            why=f"Looked for: {mapping.person_from}",
            fix="--person-is NAME, or keep each person's file in a folder of that name.",
        )
    return "" if mapping.person else mapping.person_is or ME


def _filtered(chunk: Chunk, mapping: Mapping, account: Account) -> Chunk:
    keep = range(len(chunk.rows))
    for where in mapping.where:
        cells = chunk.columns[where.column]
        keep = [
            i
            for i in keep
            if (not where.holds or cells[i].strip() in where.holds) and not (where.lacks and cells[i].strip() in where.lacks)
        ]
    gone = len(chunk.rows) - len(keep)
    if not gone:
        return chunk
    account.row("left out, as the mapping asks (where)", gone)
    return chunk.keep(list(keep))


def _people(chunk: Chunk, mapping: Mapping, sheet: Sheet) -> list[str]:
    people = [cell.strip() for cell in chunk.columns[mapping.person]]
    if "" in people:
        row = chunk.rows[people.index("")]
        raise DataError(
            f"{at_row(sheet, row, mapping.person)}: nothing says whose answer it is.",
            why="An answer of nobody could be counted with somebody else's.",
            fix="fill in the cell, take the row out, or name another column: --person COLUMN",
        )
    for name in mapping.person_also:
        people = [f"{one}-{cell.strip()}" for one, cell in zip(people, chunk.columns[name])]
    return people


def _times(chunk: Chunk, mapping: Mapping, sheet: Sheet, reader: Reader) -> tuple[list[str], list[str]]:
    when = mapping.when
    empty = [""] * len(chunk.rows)
    if when.columns:
        columns = [chunk.columns[name] for name in when.columns]
        times = _read(list(zip(*columns)), when.columns, chunk, sheet, reader)
    else:
        times = [when.at] * len(chunk.rows)
    if not mapping.end and not mapping.long.end:
        return times, empty
    name = mapping.end or mapping.long.end
    return times, _read([(cell,) for cell in chunk.columns[name]], (name,), chunk, sheet, reader)


def _read(texts: Sequence[tuple[str, ...]], names: tuple[str, ...], chunk: Chunk, sheet: Sheet, reader: Reader) -> list[str]:
    known: dict[tuple[str, ...], str] = {}
    for place, cells in enumerate(texts):
        if cells not in known:  # most times stand in several rows
            try:
                known[cells] = reader(cells)
            except Unreadable as problem:
                raise _bad_time(cells, names, chunk.rows[place], sheet, reader.when.format, str(problem)) from None
    return [known[cells] for cells in texts]


def _bad_time(cells: Sequence[str], names: tuple[str, ...], row: int, sheet: Sheet, form: str, problem: str) -> DataError:
    text = " ".join(cell.strip() for cell in cells)
    # A word that somebody wrote is not repeated.
    shown = f"'{text}'" if _LOOKS_LIKE_A_TIME.fullmatch(text) and any(c.isdigit() for c in text) else f"text ({len(text)} characters)"
    return DataError(
        f"{at_row(sheet, row, names[0] if len(names) == 1 else ' and '.join(names))}: {shown} {problem}.",
        why="Times are read in one declared form, so that no day is taken for another.",
        fix=option("--time-format", "day/month/year") + f" (it is {form} now; or name another column: --time COLUMN)",
    )


def _without_time(
    chunk: Chunk, times: list[str], ends: list[str], mapping: Mapping, sheet: Sheet, account: Account
) -> tuple[Chunk, list[str], list[str]]:
    place = times.index("")
    if mapping.when.empty == "error":
        raise DataError(
            f"{at_row(sheet, chunk.rows[place], ' and '.join(mapping.when.columns))}: no time.",
            why="An answer without its time has no place in the order of things.",
            fix='write the time into the cell, or leave such rows out aloud: empty = "skip" below [time] in the mapping.',
        )
    keep = [i for i, time in enumerate(times) if time]
    account.row("left out: they have no time", len(times) - len(keep))
    return chunk.keep(keep), [times[i] for i in keep], [ends[i] for i in keep]
