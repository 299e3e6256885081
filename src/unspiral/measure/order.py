"""The order of time: no row before the one it follows, no two rows at once."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.errors import DataError
from unspiral.measure.paste import option
from unspiral.measure.places import more
from unspiral.measure.rows import Rows
from unspiral.measure.saying import counted
from unspiral.records.column import Column


def in_order(rows: Rows, time: Column) -> None:
    """Refuse a file in which a person's row is earlier than that person's row before it.

    Args:
        rows: in the file's order.
        time: raw cells of the time, in the same order.

    Raises:
        DataError: naming the first such row of the file.
    """
    order = np.argsort(rows.places.who, kind="stable")
    same = np.diff(rows.places.who[order]) == 0
    back = same & (np.diff(rows.time[order]) < 0.0)
    if not back.any():
        return
    # The first in the file, not the first by person.
    later = order[1:][back]
    index = int(later.min())
    before = int(order[int(np.flatnonzero(order == index)[0]) - 1])
    raise DataError(
        f"{rows.places.at(index, time.name)}: {time.text(index)} lies before"
        f" {time.text(before)} in row {rows.places.rows[before]}{more(back)}.",
        why="A negative interval has no likelihood.",
        fix='sort the file by person and time, or pass order="sort".',
    )


def in_time(rows: Rows) -> Rows:
    """The rows by person, then by time; rows of one person at one time stay as they stood.

    Args:
        rows: in any order.
    """
    who, time = rows.places.who, rows.time
    if _sorted(who, time):
        return rows
    # Small numbers are sorted by counting, and a file in the order of time needs no more.
    small = who.astype(np.uint16) if len(rows.places.people) <= 1 << 16 else who
    order = np.argsort(small, kind="stable")
    if not _sorted(who[order], time[order]):
        order = np.lexsort((time, who))
    return rows.at(order)


def _sorted(who: Int[ndarray, " rows"], time: Float[ndarray, " rows"]) -> bool:
    later = time[1:] >= time[:-1]
    step = np.diff(who)
    return bool(((step > 0) | ((step == 0) & later)).all())


def no_twins(rows: Rows, time: Column, row_numbers: Int[ndarray, " cells"], guessed: bool) -> None:
    """Refuse two rows of one person at one time.

    Args:
        rows: sorted by person, then time.
        time: raw cells of the time, in the file's order.
        row_numbers: number of each of these cells' rows, ascending.
        guessed: the column of the time was guessed, so the remedy may be another one.

    Raises:
        DataError: naming the pair that comes first in the file.
    """
    twins = (np.diff(rows.places.who) == 0) & (np.diff(rows.time) == 0.0)
    if not twins.any():
        return
    # The pair that comes first in the file, whatever the order of persons.
    pairs = np.flatnonzero(twins)
    at = int(pairs[np.argmin(rows.places.rows[pairs])])
    a, b = at, at + 1
    alike = all(np.array_equal(m[a], m[b], equal_nan=True) for m in (rows.values, rows.inputs))
    others = int(np.count_nonzero(twins)) - 1
    also = f" (and {counted(others, 'more such pair', 'more such pairs')})" if others else ""
    written = time.text(int(np.searchsorted(row_numbers, int(rows.places.rows[a]))))
    if alike:
        fix = "take one of the two rows out; they say the same."
    elif rows.places.column is None:
        fix = f"name the column that tells people apart ({option('--person', 'COLUMN')}), or keep one row for each time."
    elif guessed:
        fix = f"name the column of the actual times ({option('--time', 'COLUMN')}), or keep one of the two rows."
    else:
        fix = "keep one of the two rows, or give each its clock time (2024-03-09T21:30)."
    raise DataError(
        f"Rows {rows.places.rows[a]} and {rows.places.rows[b]}, column '{time.name}'{rows.places.of(a)}:"
        f" the same time stands twice, {written}{also}.",
        why="Which of the two answers holds cannot be told.",
        fix=fix,
    )
