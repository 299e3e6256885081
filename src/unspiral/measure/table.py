"""A table as it stands in a file or a frame: named columns of raw cells, and the row each cell came from."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from jaxtyping import Int
from numpy import ndarray

from unspiral.records.column import Column

MOST_NAMES = 100_000  # columns of a table


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The columns that were asked for.

    Args:
        columns: by name.
        rows: number of each row as the file shows it (in a text file the header is row 1).
    """

    columns: dict[str, Column]
    rows: Int[ndarray, " rows"]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """What every reader hands over: names first, cells on demand.

    Args:
        name: of the file, without its folder, or "data frame".
        sha256: of the file's bytes; "" when there is no file.
        names: header; "" for a column without a name.
        take: gives the cells of the named columns.
        decimal_comma: True where a comma inside a number may be its decimal mark, as it cannot be the delimiter.
        said: what was guessed while opening.
        escaped: True for text tables, where an apostrophe may keep a spreadsheet from running a cell (``exports/formula.py``).
    """

    name: str
    sha256: str
    names: tuple[str, ...]
    take: Callable[[Sequence[str]], Cells]
    decimal_comma: bool = False
    said: tuple[str, ...] = ()
    escaped: bool = False


class Levels(dict[str, int]):
    """Numbers different texts in the order in which they turn up."""

    def __missing__(self, text: str) -> int:
        number = len(self)
        self[text] = number
        return number


class ColumnBuilder:
    """Grows one column, some rows at a time."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._levels = Levels()
        self._codes = array("q")

    def add(self, cells: Iterable[str]) -> None:
        """Append cells as they stand in the file."""
        self._codes.extend(map(self._levels.__getitem__, cells))

    def build(self, *, exact: bool = False) -> Column:
        """The finished column; ``exact`` keeps the spaces around texts, which a table's cells lose."""
        levels = tuple(self._levels) if exact else tuple(text.strip() for text in self._levels)
        return Column(self.name, levels, np.array(self._codes, dtype=np.int64))


def cells_of(columns: Iterable[tuple[str, Iterable[object]]], first_row: int = 1) -> Cells:
    """Cells from columns of Python values, as frames and binary files give them."""
    built: dict[str, Column] = {}
    for name, values in columns:
        builder = ColumnBuilder(name)
        builder.add(map(cell_text, values))
        built[name] = builder.build()
    length = max((len(c.codes) for c in built.values()), default=0)
    return Cells(built, np.arange(first_row, first_row + length))


def cell_text(value: object) -> str:
    """A value as it would stand in a text file, so that every kind of file is understood by the same rules."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float_text(float(value))  # NumPy writes its own floats otherwise
    if isinstance(value, date):  # also datetime; pandas' "not a time" differs from itself
        return value.isoformat() if value == value else ""
    return str(value)


def _float_text(value: float) -> str:
    if value != value:
        return ""
    # 7.0 is how a binary file writes 7, and a person called 7 should not become "7.0".
    return str(int(value)) if abs(value) < 1e15 and value.is_integer() else repr(value)
