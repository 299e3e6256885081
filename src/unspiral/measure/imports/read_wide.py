"""Wide tables (a column for each item) as a diary."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence, Set

from unspiral.errors import DataError, SpecError
from unspiral.measure.cells import NUMBER
from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.imports.account import Account
from unspiral.measure.imports.lines import Lines, at_row
from unspiral.measure.imports.mapping import Mapping
from unspiral.measure.imports.recode import Gone, Read, Recode
from unspiral.measure.imports.settle import Settled, Taken
from unspiral.measure.imports.sheet import Sheet
from unspiral.measure.imports.when import days_text
from unspiral.records.diary import Diary

Row = tuple[str, ...]


def read_wide(path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]], mapping: Mapping) -> Diary:
    """Read a table with a column for each item.

    Args:
        path: of the file, or of several that are read one after the other, or put together where the mapping says on what.
        mapping: who, when and what.

    Returns:
        The diary; ``said`` counts everything that was done to the cells.

    Raises:
        DataError: the table does not fit the mapping.
        SpecError: the mapping is of a long table.

    Source: docs/how-to/bring-your-data.md; tests/measure/imports/test_read_wide.py.
    """
    from unspiral.measure.imports.stream import diary_from

    if mapping.kind != "wide":
        raise SpecError("This mapping is of a long table.", fix="read_long(path, mapping)")
    return diary_from(path, mapping)


class WideRows:
    """Answers out of the rows of a wide table.

    Args:
        settled: the mapping, met with the table.
        sheet: the table.
        account: gets the counts.
        commas: columns (long: names of what was asked) in which a comma is the decimal mark.
    """

    def __init__(self, settled: Settled, sheet: Sheet, account: Account, commas: Set[str]) -> None:
        self._sheet = sheet
        self._commas = commas
        self._account = account
        self._mapping = settled.mapping
        self._source = settled.mapping.source or sheet.name
        self._taken = settled.taken
        self._recodes = [self._recode(part) for part in settled.taken]
        self._times = {wave: _wave_time(text, settled.mapping) for wave, text in settled.mapping.when.codes.items()}

    def rows(self, lines: Lines) -> Iterator[list[Row]]:
        """The answers of some lines, row by row."""
        columns = [self._reads(part, recode, lines) for part, recode in zip(self._taken, self._recodes)]
        heads = [(part.item.instrument, part.item.item, part.item.unit, part.wave) for part in self._taken]
        keep = self._mapping.duplicates == "keep"
        out: list[Row] = []
        for place, (person, time, end) in enumerate(zip(lines.people, lines.times, lines.ends)):
            for reads, (instrument, item, unit, wave) in zip(columns, heads):
                value = reads[place].value
                if value is None:
                    continue
                at = self._times[wave] if wave else time
                form = "" if not instrument else f"{at}#{lines.chunk.rows[place]}" if keep else at
                out.append((person, at, end, instrument, form, item, value, unit, self._source))
            if len(out) > 20_000:
                yield out
                out = []
        yield out

    def _recode(self, part: Taken) -> Recode:
        column = part.columns[0]
        return Recode(
            part.item,
            words=self._sheet.values.get(column),
            missing=self._sheet.missing.get(column, ()),
            empty=self._mapping.empty,
            comma=column in self._commas,
        )

    def _reads(self, part: Taken, recode: Recode, lines: Lines) -> list[Read]:
        if part.item.contains:
            cells = [lines.chunk.columns[name] for name in part.columns]
            reads = [_any_of(row, part, self._mapping.empty) for row in zip(*cells)]
        else:
            reads = [recode[text] for text in lines.chunk.columns[part.columns[0]]]
        count(reads, part.item.item, self._account)
        if any(read.problem for read in set(reads)):
            raise refused(reads, part, lines, self._sheet, recode)
        return reads


def count(reads: Sequence[Read], item: str, account: Account) -> None:
    """Count what was done to the cells of an item."""
    different = set(reads)
    if any(read.what for read in different):
        for read in reads:
            if read.what:
                account.cell(read.what, item, read.detail)


def refused(reads: Sequence[Read], part: Taken, lines: Lines, sheet: Sheet, recode: Recode) -> DataError:
    """The error for cells that the mapping has no answer for; names the rows."""
    column = part.columns[0]
    wrong = [place for place, read in enumerate(reads) if read.problem]
    cells = lines.chunk.columns[column]
    text = cells[wrong[0]].strip()
    shown = f"'{text}'" if len(text) <= 12 and NUMBER.fullmatch(text) else f"text ({len(text)} characters)"
    rows = [lines.chunk.rows[place] for place in wrong]
    also = f" (also in rows {', '.join(map(str, rows[1:6]))}{' ...' if len(rows) > 6 else ''})" if len(rows) > 1 else ""
    known = ", ".join(recode.item.recode)
    return DataError(
        f"{at_row(sheet, rows[0], column)}: {shown} {reads[wrong[0]].problem}{also}.",
        why=f"Known codes of '{part.item.item}': {known}." if known else "A number that is not understood must not be counted.",
        fix=f"add the code to recode, missing or not_asked of '{part.item.item}' in the mapping.",
    )


def _any_of(cells: Sequence[str], part: Taken, empty: str) -> Read:
    """1 where one of several columns holds the code, 0 where others are held, nothing where nothing is."""
    texts = [piece.strip() for cell in cells for piece in cell.split("|") if piece.strip()]
    wanted = Gone((part.item.contains,))
    if any(wanted.holds(text) for text in texts):
        return Read("1")
    gone, not_asked = Gone(part.item.missing), Gone(part.item.not_asked)
    told = [text for text in texts if not gone.holds(text) and not not_asked.holds(text)]
    if told:
        return Read("0")
    if any(gone.holds(text) for text in texts):
        return Read("", "missing", texts[0])
    if texts:
        return Read(None, "not asked", texts[0])
    return Read("", "empty") if empty == "unanswered" else Read(None, "left out")


def _wave_time(text: str, mapping: Mapping) -> str:
    return days_text(text, mapping.when.unit) if NUMBER.fullmatch(text) else text


def gathered(rows: Iterator[list[Row]], account: Account) -> Diary:
    """All rows as one diary, with what is to be said."""
    builder = DiaryBuilder()
    for some in rows:
        builder.add_rows(some)
    for sentence in account.sentences():
        builder.say(sentence)
    return builder.build()
