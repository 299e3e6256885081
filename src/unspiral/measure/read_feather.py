"""Feather and Arrow files, through pyarrow (extra ``files``)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Unpack

from unspiral.errors import DataError
from unspiral.measure.arrow import arrow_cells, arrow_names
from unspiral.measure.panel import panel_of
from unspiral.measure.roles import Options, ask
from unspiral.measure.source_file import broken, extra, find, fingerprint, starts_with
from unspiral.measure.table import Cells, Table
from unspiral.records import Panel


def read_feather(path: str | os.PathLike[str], **options: Unpack[Options]) -> Panel:
    """Read a Feather or Arrow file.

    Args:
        path: of the file; one row for each occasion.
        options: columns, person, time, time_unit, inputs, reverse, missing, order, as in ``unspiral.measure.read``.

    Returns:
        The panel.

    Raises:
        DataError: the table cannot be read without guessing (rows are counted from 1), or pyarrow is not installed.
        SpecError: an option that no table could make right.

    Source: tests/measure/test_read_feather.py.
    """
    asked = ask(**options)
    return panel_of(feather_table(find(path)), asked)


def feather_table(file: Path) -> Table:
    """Names of a Feather file; only the columns that are taken are loaded."""
    held, names = _opened(file)

    def take(wanted: Sequence[str]) -> Cells:
        return arrow_cells(held, file, wanted)

    return Table(file.name, fingerprint(file), arrow_names(names), take)


def _opened(file: Path) -> tuple[Any, tuple[str, ...]]:
    """The whole table and its header: a file with an index at its end (Feather), or a stream without one (some .arrow files)."""
    ipc = extra("pyarrow.ipc", file)
    head = starts_with(file)
    if head.startswith(b"FEA1"):
        raise DataError(
            f"'{file.name}' is a Feather file of the first version, which is no longer read.",
            fix="write it again with a newer pyarrow, or save it as 'CSV UTF-8'.",
        )
    try:
        # From the bytes in memory: beyond the end of a mapped file there is nothing, and damaged numbers lead there.
        content = file.read_bytes()
        with ipc.open_file(content) if head.startswith(b"ARROW1") else ipc.open_stream(content) as reader:
            held = reader.read_all()
            return held, tuple(str(name) for name in held.schema.names)
    except Exception as problem:  # damaged bytes make such a package fail in many ways
        raise broken(file, "a Feather or Arrow file", problem) from None
