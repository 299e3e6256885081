"""Long tables (a row for each answer) as a diary."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence, Set

from unspiral.errors import DataError, SpecError
from unspiral.measure.imports.account import Account
from unspiral.measure.imports.lines import Lines, at_row
from unspiral.measure.imports.mapping import ItemFrom
from unspiral.measure.imports.mapping import Mapping as TableMapping
from unspiral.measure.imports.read_wide import Row, count, refused
from unspiral.measure.imports.recode import Read, Recode
from unspiral.measure.imports.settle import Settled, Taken
from unspiral.measure.imports.sheet import Sheet
from unspiral.records.diary import Diary

_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
_NO_READ = Read(None)


def read_long(path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]], mapping: TableMapping) -> Diary:
    """Read a table with a row for each answer.

    Args:
        path: of the file, or of several that are read one after the other.
        mapping: who, when, and which columns hold the question and the answer.

    Returns:
        The diary; ``said`` counts everything that was done to the cells.

    Raises:
        DataError: the table does not fit the mapping.
        SpecError: the mapping is of a wide table.

    Source: docs/how-to/bring-your-data.md; tests/measure/imports/test_read_long.py.
    """
    from unspiral.measure.imports.stream import diary_from

    if mapping.kind != "long":
        raise SpecError("This mapping is of a wide table.", fix="read_wide(path, mapping)")
    return diary_from(path, mapping)


class LongRows:
    """Answers out of the rows of a long table.

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
        self._long = settled.mapping.long
        self._source = settled.mapping.source or sheet.name
        self._items = {name: item for item in settled.mapping.items for name in item.columns}
        self._recodes: dict[str, Recode] = {}
        self._beside = {column: item for column, item in self._long.beside.items() if column in sheet.names}

    def rows(self, lines: Lines) -> Iterator[list[Row]]:
        """The answers of some lines, row by row."""
        long, cells = self._long, lines.chunk.columns
        names = self.names(lines)
        if "" in names:
            raise self._nameless(lines, names.index(""))
        values = self._read(names, cells[long.value], lines)
        keep = self._mapping.duplicates == "keep"
        nothing = [""] * len(names)
        units, instruments, forms = (_stripped(cells[name]) if name else nothing for name in (long.unit, long.instrument, long.form))
        out: list[Row] = []
        for place, (name, read, person, time, end) in enumerate(zip(names, values, lines.people, lines.times, lines.ends)):
            item = self._items.get(name)
            called = item.item if item else name
            source = self._source if not long.source else self._where(cells, place)
            if read.value is not None:
                instrument = item.instrument if item and item.instrument else instruments[place]
                unit = item.unit if item and item.unit else units[place]
                form = forms[place]
                if instrument and not form:
                    form = f"{time}#{lines.chunk.rows[place]}" if keep else time
                out.append((person, time, end, instrument, form, called, read.value, unit, source))
            for column, beside in self._beside.items():
                text = cells[column][place]
                # Where a detail names the item itself, it is said already.
                if text.strip() and not (column == long.detail and cells[long.item][place].strip() in long.detail_for):
                    out.append((person, time, end, "", "", beside.replace("{item}", called), text, "", source))
        yield out

    def _where(self, cells: Mapping[str, Sequence[str]], place: int) -> str:
        """The source, with what the row says of it behind."""
        return " ".join(filter(None, (self._source, *(cells[column][place].strip() for column in self._long.source))))

    def names(self, lines: Lines) -> list[str]:
        """What was asked, row by row."""
        return item_names(lines, self._mapping)

    def _read(self, names: Sequence[str], texts: Sequence[str], lines: Lines) -> list[Read]:
        reads = [_NO_READ] * len(names)
        places: dict[str, list[int]] = {}
        for place, name in enumerate(names):
            places.setdefault(name, []).append(place)
        for name, mine in places.items():
            item = self._items.get(name)
            if item is None and not self._wanted(name, len(mine), lines, mine[0]):
                continue
            recode = self._recode(name, item)
            own = [recode[texts[place]] for place in mine]
            count(own, item.item if item else name, self._account)
            if any(read.problem for read in set(own)):
                some = Lines(lines.chunk.keep(mine), [], [], [])
                raise refused(own, Taken(recode.item, (self._long.value,)), some, self._sheet, recode)
            for place, read in zip(mine, own):
                reads[place] = read
        return reads

    def _wanted(self, name: str, number: int, lines: Lines, place: int) -> bool:
        if self._long.others == "keep":
            return True
        if self._long.others == "skip":
            self._account.row("left out: the mapping does not list their item", number)
            return False
        raise DataError(
            f"{at_row(self._sheet, lines.chunk.rows[place], self._long.item)}: the mapping does not list it ({len(name)} characters).",
            why="The mapping says that every item must be listed.",
            fix='list it, or write others = "keep" below [long].',
        )

    def _recode(self, name: str, item: ItemFrom | None) -> Recode:
        if name not in self._recodes:
            self._recodes[name] = Recode(
                item or ItemFrom((name,), name, missing=self._long.missing), empty=self._mapping.empty, comma=name in self._commas
            )
        return self._recodes[name]

    def _nameless(self, lines: Lines, place: int) -> DataError:
        return DataError(
            f"{at_row(self._sheet, lines.chunk.rows[place], self._long.item)}: nothing says what was asked.",
            why="An answer without its question means nothing.",
            fix="fill in the cell, or take the row out.",
        )


def _stripped(texts: Sequence[str]) -> list[str]:
    return [text.strip() for text in texts]


def item_names(lines: Lines, mapping: TableMapping) -> list[str]:
    """What was asked in each row of a long table, before the mapping renames it."""
    long, cells = mapping.long, lines.chunk.columns
    names = [text.strip() for text in cells[long.item]]
    if long.detail and long.detail_for:
        details = cells[long.detail]
        names = [_BRACKETS.sub("", details[i]).strip() or name if name in long.detail_for else name for i, name in enumerate(names)]
    return names
