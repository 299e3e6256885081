from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from unspiral.errors import DataError
from unspiral.measure.arrow import arrow_cells, arrow_names

pytestmark = pytest.mark.unit

FILE = Path("diary.parquet")


def test_the_unnamed_index_of_pandas_is_no_column():
    assert arrow_names(["id", "__index_level_0__"]) == ("id", "")


def test_nanoseconds_need_no_pandas():
    held = pa.table(
        {"time": pa.array([1_710_000_000_123_456_789], pa.timestamp("ns")), "zoned": pa.array([0], pa.timestamp("ns", tz="UTC"))}
    )
    cells = arrow_cells(held, FILE, ["time", "zoned"])
    assert cells.columns["time"].levels == ("2024-03-09T16:00:00.123456",)
    assert cells.columns["zoned"].levels == ("1970-01-01T00:00:00+00:00",)


def test_kinds_of_columns():
    held = pa.table(
        {
            "word": pa.array(["a", None]).dictionary_encode(),
            "truth": pa.array([True, None]),
            "number": pa.array([1.5, float("nan")]),
            "whole": pa.array([7, None], pa.int64()),
        }
    )
    cells = arrow_cells(held, FILE, held.column_names)
    assert {name: c.levels for name, c in cells.columns.items()} == {
        "word": ("a", ""),
        "truth": ("true", ""),
        "number": ("1.5", ""),
        "whole": ("7", ""),
    }
    assert cells.rows.tolist() == [1, 2]


def test_no_row():
    with pytest.raises(DataError, match="no row below"):
        arrow_cells(pa.table({"a": pa.array([], pa.int64())}), FILE, ["a"])
