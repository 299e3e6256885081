"""A diary as a Parquet file: every text raw."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, BinaryIO

from unspiral.aside import file_aside
from unspiral.measure.exports.cells_out import whole_text
from unspiral.measure.exports.write_json import SCHEMA
from unspiral.measure.source_file import extra
from unspiral.records.diary import Diary

_ROWS = 1 << 17


def write_parquet(diary: Diary, path: str | os.PathLike[str]) -> None:
    """Write a diary as Parquet, all columns text; ``unspiral.measure.imports.read_tidy`` gives it back exactly.

    Args:
        diary: what was answered.
        path: of the file; written whole or not at all.

    Raises:
        DataError: a cell is no text, or pyarrow is not installed.
        SpecError: the file cannot be written.

    Source: tests/measure/exports/test_write_parquet.py.
    """
    extra("pyarrow", Path(path))
    with file_aside(path) as stream:
        parquet_into(diary, stream)


def parquet_into(diary: Diary, stream: BinaryIO) -> None:
    """The same into an open stream."""
    whole_text(diary, nul=True)
    pa: Any = extra("pyarrow", Path("answers.parquet"))
    parquet: Any = extra("pyarrow.parquet", Path("answers.parquet"))
    told = {"unspiral": json.dumps({"schema": SCHEMA, "said": diary.said}, ensure_ascii=False)}
    columns = diary.columns()
    schema = pa.schema([(column.name, pa.string()) for column in columns], metadata=told)
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for start in range(0, len(diary), _ROWS):
            arrays = [
                pa.DictionaryArray.from_arrays(pa.array(column.codes[start : start + _ROWS]), pa.array(column.levels, pa.string())).cast(
                    pa.string()
                )
                for column in columns
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
