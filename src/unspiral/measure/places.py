"""Where a cell stands, in the words of an error: its row in the file, its column, the person it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int
from numpy import ndarray

from unspiral.measure.saying import counted


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Who stands in which row.

    Args:
        rows: number of each row as the file shows it.
        people: names, in the order of ``Panel.persons``.
        who: the person of each row, an index into ``people``.
        column: the column that names the person; None when the table holds one person.
    """

    rows: Int[ndarray, " rows"]
    people: tuple[str, ...]
    who: Int[ndarray, " rows"]
    column: str | None

    def at(self, index: int, column: str) -> str:
        """``Row 7, column 'pain', person 'P3'`` (the person only where the table names persons)."""
        return f"Row {self.rows[index]}, column '{column}'{self.of(index)}"

    def of(self, index: int) -> str:
        """``, person 'P3'``, or nothing in a table of one person."""
        return f", person '{self.people[int(self.who[index])]}'" if self.column else ""


def first(wrong: Bool[ndarray, " rows"]) -> int:
    """Index of the first row that is wrong."""
    return int(np.argmax(wrong))


def more(wrong: Bool[ndarray, " rows"]) -> str:
    """`` (and 3 more such cells)`` after the first one, or nothing."""
    rest = int(np.count_nonzero(wrong)) - 1
    return f" (and {counted(rest, 'more such cell', 'more such cells')})" if rest > 0 else ""
