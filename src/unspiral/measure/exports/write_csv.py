"""A diary as one CSV file in long form."""

from __future__ import annotations

import os

from unspiral.aside import file_aside
from unspiral.measure.exports.cells_out import write_cells
from unspiral.records.diary import Diary


def write_csv(diary: Diary, path: str | os.PathLike[str]) -> None:
    """Write a diary as CSV, formulas as text; ``unspiral.measure.imports.read_tidy`` gives its answers back exactly.

    Args:
        diary: what was answered. What was said on the way in has no place in a table; ``write_tidy`` keeps it too.
        path: of the file; written whole or not at all.

    Raises:
        DataError: a cell holds what no text table can hold.
        SpecError: the file cannot be written.

    Source: tests/measure/exports/test_write_csv.py.
    """
    with file_aside(path) as stream:
        write_cells(diary, stream)
