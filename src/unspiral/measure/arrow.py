"""Arrow tables, as Parquet and Feather files hold them, as raw cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from unspiral.errors import DataError
from unspiral.measure.source_file import broken, extra
from unspiral.measure.table import Cells, cells_of


def arrow_names(names: Sequence[str]) -> tuple[str, ...]:
    """The header; pandas' unnamed index, if it was written, is no column of the table."""
    return tuple("" if name.startswith("__index_level_") else name for name in names)


def arrow_cells(held: Any, file: Path, wanted: Sequence[str]) -> Cells:
    """The cells of an Arrow table."""
    if not held.num_rows:
        raise DataError(
            f"'{file.name}' has a header and no row below it.", fix="check that it is the right file, or that the export had finished."
        )
    try:
        held.select(list(wanted)).validate(full=True)  # damaged places of texts would be followed out of the table, and end the program
        return cells_of([(name, _plain(held.column(name), file).to_pylist()) for name in wanted])
    except Exception as problem:  # damaged bytes show only when values are made of them
        raise broken(file, "an Arrow table", problem) from None


def _plain(column: Any, file: Path) -> Any:
    """Nanoseconds become microseconds: Python's moments hold no more, and pyarrow would call pandas for them."""
    arrow = extra("pyarrow", file)
    kind = column.type
    if arrow.types.is_timestamp(kind) and kind.unit == "ns":
        return column.cast(arrow.timestamp("us", tz=kind.tz), safe=False)
    return column
