"""A diary that was written as JSON."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from unspiral.errors import DataError
from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.exports.write_json import SCHEMA
from unspiral.measure.source_file import broken, find
from unspiral.records.diary import COLUMNS, Diary


def read_json(path: str | os.PathLike[str]) -> Diary:
    """Read what ``unspiral.measure.exports.write_json`` wrote, exactly, piece by piece.

    Args:
        path: of the file.

    Raises:
        DataError: the file is damaged, or not a diary.

    Source: tests/measure/imports/test_read_json.py.
    """
    file = find(path)
    builder = DiaryBuilder()
    for sentence in _said(file):
        builder.say(sentence)
    count = 0
    for count, row in enumerate(_pieces(file, "answers.item"), 1):
        cells = cast("list[object]", row) if isinstance(row, list) else []
        if len(cells) != len(COLUMNS) or not all(isinstance(cell, str) for cell in cells):
            raise DataError(
                f"Answer {count} of '{file.name}' is not a list of {len(COLUMNS)} texts.",
                why="Which of them is which cannot be told.",
                fix="copy or export the file again.",
            )
        builder.add_rows([cast("tuple[str, ...]", tuple(cells))])
    return builder.build()


def _said(file: Path) -> tuple[str, ...]:
    schema = next(_pieces(file, "schema"), None)
    columns = next(_pieces(file, "columns"), None)
    if schema != SCHEMA or columns != list(COLUMNS):
        raise DataError(
            f"'{file.name}' is JSON, and not a diary: it does not begin with the schema {SCHEMA} and its columns.",
            fix=f"see what it is: unspiral measure import '{file}' --preview",
        )
    said = next(_pieces(file, "said"), None)
    if not isinstance(said, list):
        raise DataError(f"'{file.name}': 'said' is not a list of sentences.", fix="copy or export the file again.")
    return tuple(str(sentence) for sentence in cast("list[object]", said))


def _pieces(file: Path, prefix: str) -> Iterator[object]:
    ijson: Any = import_module("ijson")  # late: most files are tables
    try:
        with file.open("rb") as stream:
            yield from ijson.items(stream, prefix)
    except (ijson.JSONError, UnicodeDecodeError, OSError) as problem:
        raise broken(file, "JSON", problem) from None
