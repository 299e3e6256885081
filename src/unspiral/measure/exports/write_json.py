"""A diary as one JSON file: every text raw, one answer a line."""

from __future__ import annotations

import json
import os
from typing import BinaryIO

from unspiral.aside import file_aside
from unspiral.measure.exports.cells_out import chunks, whole_text
from unspiral.records.diary import COLUMNS, Diary

SCHEMA = "unspiral.diary/1"


def write_json(diary: Diary, path: str | os.PathLike[str]) -> None:
    """Write a diary as JSON; ``unspiral.measure.imports.read_json`` gives it back exactly.

    Args:
        diary: what was answered.
        path: of the file; written whole or not at all.

    Raises:
        DataError: a cell is no text.
        SpecError: the file cannot be written.

    Source: tests/measure/exports/test_write_json.py.
    """
    with file_aside(path) as stream:
        json_into(diary, stream)


def json_into(diary: Diary, stream: BinaryIO) -> None:
    """The same into an open stream."""
    whole_text(diary, nul=True)
    head = {"schema": SCHEMA, "columns": COLUMNS, "said": diary.said}
    stream.write(_bytes(head)[:-1] + b', "answers": [')
    mark = b"\n"
    for rows in chunks(diary):
        stream.write(mark + b",\n".join(map(_bytes, rows)))
        mark = b",\n"
    stream.write(b"\n]}\n")


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8")
