"""Tables and lists inside an export, entry by entry: CSV files with a header, JSON files that are one long list."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any, cast

from unspiral.errors import DataError, did_you_mean
from unspiral.measure.imports.archive import Part

_AGAIN = "download the export again; if it stays so, leave this file out of the folder."

# The deepest that has been seen is 5: the list, a log of sleep, its levels, their summary, one level.
_DEEPEST = 40
_NO_CELLS: list[str] = []

# Bytes that have just been read.
Tick = Callable[[int], None]


def csv_rows(part: Part, wanted: Sequence[str], tick: Tick | None = None) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Rows of a CSV file: their number as a spreadsheet shows it, and the wanted cells.

    Args:
        part: of an export.
        wanted: names of columns, all of which must be there.
        tick: gets the bytes of each row.

    Raises:
        DataError: a column lacks, or the file is no readable table.

    Source: tests/measure/imports/test_export_tables.py.
    """
    with part.open() as stream, io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, strict=True)
        try:
            header = [cell.strip() for cell in next(reader, _NO_CELLS)]
            places = [_place(part, header, name) for name in wanted]
            for row in reader:
                if not row:
                    continue
                if len(row) != len(header):
                    raise DataError(
                        f"Row {reader.line_num} of '{part.file[:60]}' has {len(row)} cells, and the header has {len(header)} names.",
                        why="Which cell belongs to which column cannot be told.",
                        fix=_AGAIN,
                    )
                if tick is not None:
                    tick(sum(map(len, row)) + len(row))
                yield reader.line_num, tuple(row[place].strip() for place in places)
        except csv.Error:
            raise _unreadable(part, f"row {reader.line_num + 1} is no row of a table") from None
        except UnicodeDecodeError:
            raise _unreadable(part, f"after row {reader.line_num} stands a byte that is not UTF-8") from None


def _place(part: Part, header: list[str], name: str) -> int:
    if header.count(name) == 1:
        return header.index(name)
    if name in header:
        raise DataError(f"'{part.file[:60]}' has {header.count(name)} columns '{name}'.", fix=_AGAIN)
    raise DataError(
        f"'{part.file[:60]}' has no column '{name}'.{did_you_mean(name, header)}", why="Such a file has not been seen.", fix=_AGAIN
    )


def json_entries(part: Part, tick: Tick | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
    """Entries of a JSON list, one at a time: their number, from 1, and what they hold.

    Args:
        part: of an export.
        tick: gets the bytes as they are read.

    Raises:
        DataError: it is damaged, cut off, or no list of objects.

    Source: tests/measure/imports/test_export_tables.py.
    """
    ijson = import_module("ijson")
    number = 0
    with part.open() as stream:
        if stream.peek(64)[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"[":
            raise _unreadable(part, "it does not begin with '[', as a list would")
        if stream.peek(3)[:3] == b"\xef\xbb\xbf":
            stream.read(3)
        try:
            for entry in _whole_entries(ijson.basic_parse(_Ticking(stream, tick), use_float=True), part):
                number += 1
                if not isinstance(entry, dict):
                    raise _unreadable(part, f"entry {number} is no object")
                yield number, cast("dict[str, Any]", entry)
        except ijson.JSONError:
            raise _unreadable(part, f"after entry {number} the text is no JSON, or it ends in the middle") from None
        except (UnicodeDecodeError, ValueError, OverflowError, RecursionError):
            raise _unreadable(part, f"entry {number + 1} holds something that no such file holds") from None


def _whole_entries(events: Iterator[tuple[str, Any]], part: Part) -> Iterator[Any]:
    """Entries of the outermost list. ijson's own builder is not used: nested deep enough, it takes the whole process down."""
    open_ones: list[Any] = []
    keys: list[str] = []
    for event, value in events:
        if event == "map_key":
            keys[-1] = value
            continue
        if event in ("start_map", "start_array"):
            open_ones.append({} if event == "start_map" else [])
            keys.append("")
            if len(open_ones) > _DEEPEST:
                raise _unreadable(part, f"it holds lists within lists, more than {_DEEPEST} deep")
            continue
        if event in ("end_map", "end_array"):
            value = open_ones.pop()
            keys.pop()
        if len(open_ones) == 1:
            yield value
        elif open_ones:
            inner = open_ones[-1]
            if isinstance(inner, dict):
                inner[keys[-1]] = value
            else:
                inner.append(value)


class _Ticking:
    """A stream that tells how much was read of it."""

    def __init__(self, stream: io.BufferedReader, tick: Tick | None) -> None:
        self._stream, self._tick = stream, tick

    def read(self, length: int = -1) -> bytes:
        """Bytes, as any stream gives them."""
        found = self._stream.read(length)
        if self._tick is not None:
            self._tick(len(found))
        return found


def _unreadable(part: Part, what: str) -> DataError:
    return DataError(
        f"'{part.file[:60]}' cannot be read: {what}.",
        why="What is missing cannot be told from days on which nothing was counted, so nothing of this export was taken.",
        fix=_AGAIN,
    )
