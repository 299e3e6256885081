"""Parquet files, through pyarrow (extra ``files``)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Unpack

from unspiral.measure.arrow import arrow_cells, arrow_names
from unspiral.measure.panel import panel_of
from unspiral.measure.roles import Options, ask
from unspiral.measure.source_file import broken, extra, find, fingerprint
from unspiral.measure.table import Cells, Table
from unspiral.records import Panel


def read_parquet(path: str | os.PathLike[str], **options: Unpack[Options]) -> Panel:
    """Read a Parquet file.

    Args:
        path: of the file; one row for each occasion.
        options: columns, person, time, time_unit, inputs, reverse, missing, order, as in ``unspiral.measure.read``.

    Returns:
        The panel.

    Raises:
        DataError: the table cannot be read without guessing (rows are counted from 1), or pyarrow is not installed.
        SpecError: an option that no table could make right.

    Source: tests/measure/test_read_parquet.py.
    """
    asked = ask(**options)
    return panel_of(parquet_table(find(path)), asked)


def parquet_table(file: Path) -> Table:
    """Names of a Parquet file; only the columns that are taken are loaded."""
    parquet = extra("pyarrow.parquet", file)
    try:
        names = tuple(str(name) for name in parquet.read_schema(file).names)
    except Exception as problem:  # damaged bytes make such a package fail in many ways
        raise broken(file, "a Parquet file", problem) from None

    def take(wanted: Sequence[str]) -> Cells:
        try:
            # One file, not a folder of partitions whose names would become columns.
            held = parquet.ParquetFile(file).read(columns=list(wanted))
        except Exception as problem:  # damaged bytes make such a package fail in many ways
            raise broken(file, "a Parquet file", problem) from None
        return arrow_cells(held, file, wanted)

    return Table(file.name, fingerprint(file), arrow_names(names), take)
