"""Data frames: pandas, polars and pyarrow, through narwhals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Unpack, cast

from unspiral.errors import DataError
from unspiral.measure.arrow import arrow_cells
from unspiral.measure.panel import panel_of
from unspiral.measure.roles import Options, ask
from unspiral.measure.table import Cells, Table, cells_of
from unspiral.records import Panel


def read_frame(frame: object, **options: Unpack[Options]) -> Panel:
    """Read a data frame that is already in memory.

    Args:
        frame: of pandas, polars or pyarrow; one row for each occasion. An index is not read.
        options: columns, person, time, time_unit, inputs, reverse, missing, order, as in ``unspiral.measure.read``.

    Returns:
        The panel; ``source.sha256`` is of the values that were used.

    Raises:
        DataError: the table cannot be read without guessing; rows are counted from 1.
        SpecError: an option that no table could make right.

    Source: tests/measure/test_read_frame.py.
    """
    asked = ask(**options)
    return panel_of(frame_table(frame), asked)


def frame_table(frame: object, name: str = "data frame", sha256: str = "") -> Table:
    """A frame as named columns of raw cells."""
    import narwhals as nw  # late: a text table needs no frame

    try:
        held = cast("nw.DataFrame[Any]", nw.from_native(cast("Any", frame), eager_only=True))
    except TypeError:
        fix = (
            "collect it first: frame.collect()"
            if hasattr(frame, "collect")
            else "read_frame(pandas_or_polars_frame, ...), or read(path, ...) for a file."
        )
        raise DataError(f"A {type(frame).__name__} is not a data frame that can be read.", fix=fix) from None
    except Exception as problem:
        raise _refused(name, problem) from None
    names = tuple(str(column).strip() for column in held.columns)
    if not len(held):
        raise DataError(f"The {name} has no row.", fix="check the step before it: a filter may have taken every row out.")

    def take(wanted: Sequence[str]) -> Cells:
        if held.implementation.is_pyarrow():
            return arrow_cells(held.to_native(), Path(name), wanted)
        return cells_of((column, _values(held[held.columns[names.index(column)]])) for column in wanted)

    return Table(name, sha256, names, take)


def _values(series: Any) -> Iterable[object]:
    absent = series.is_null().to_list()
    return (None if gone else value for gone, value in zip(absent, series.to_list()))


def _refused(name: str, problem: Exception) -> DataError:
    reason = str(problem).strip().splitlines()[0][:160] if str(problem).strip() else type(problem).__name__
    return DataError(f"The {name} cannot be read: {reason}", fix="give each column a text of its own as its name.")
