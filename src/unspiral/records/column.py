"""One column of texts in which equal cells are kept once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int
from numpy import ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column. Cells that are equal are kept once, so that each is understood once however long the table is.

    Args:
        name: from the header.
        levels: the different cells as text, without spaces around them; "" = empty. Each occurs in some row.
        codes: which level stands in each row.
    """

    name: str
    levels: tuple[str, ...]
    codes: Int[ndarray, " rows"]

    def text(self, row: int) -> str:
        """The cell in a row, counted from 0."""
        return self.levels[int(self.codes[row])]

    def keep(self, rows: Bool[ndarray, " rows"]) -> Column:
        """The same column with some rows only, and with only the levels that still occur."""
        used, codes = np.unique(self.codes[rows], return_inverse=True)
        return Column(self.name, tuple(self.levels[int(i)] for i in used), codes)
