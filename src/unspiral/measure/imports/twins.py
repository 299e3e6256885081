"""Two answers of one person to one item at one time: found before anything is written, with eight bytes a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int64
from numpy import ndarray

from unspiral.errors import DataError

Keyed = tuple[int, Sequence[int], Sequence[tuple[str, ...]]]  # file, rows, keys


@dataclass(frozen=True, slots=True)
class Twins:
    """Rows that are left out because another one says the same thing.

    Args:
        rows: (file, row) of each.
        groups: how many keys occurred more than once.
    """

    rows: frozenset[tuple[int, int]]
    groups: int


def twins_of(keys: Callable[[], Iterable[Keyed]], policy: str, names: Sequence[str], words: str) -> Twins:
    """Find keys that occur more than once.

    Args:
        keys: gives file, rows and keys, some at a time; each call begins anew.
        policy: "error", "first", "last" or "keep".
        names: of the files.
        words: what a key is, for the message: "person and time".

    Returns:
        Rows to leave out; none for "keep".

    Raises:
        DataError: the policy is "error" and a key occurs twice.
    """
    if policy == "keep":
        return Twins(frozenset(), 0)
    suspects = _suspects(keys())
    if not len(suspects):
        return Twins(frozenset(), 0)
    # Equal fingerprints are not yet equal keys: look again, at these alone.
    wanted = frozenset(suspects.tolist())
    where: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for file, rows, parts in keys():
        for row, key in zip(rows, parts):
            if hash(key) in wanted:
                where.setdefault(key, []).append((file, row))
    groups = [(key, places) for key, places in where.items() if len(places) > 1]
    if policy == "error" and groups:
        raise _twice(groups, names, words)
    drop = [place for _, places in groups for place in (places[1:] if policy == "first" else places[:-1])]
    return Twins(frozenset(drop), len(groups))


def _suspects(keys: Iterable[Keyed]) -> Int64[ndarray, " suspects"]:
    held = [np.fromiter(map(hash, parts), dtype=np.int64, count=len(parts)) for _, _, parts in keys]
    every = np.concatenate(held) if held else np.zeros(0, dtype=np.int64)
    every.sort()
    return np.unique(every[1:][every[1:] == every[:-1]])


def _twice(groups: list[tuple[tuple[str, ...], list[tuple[int, int]]]], names: Sequence[str], words: str) -> DataError:
    key, places = groups[0]
    (file, row), (other_file, other) = places[0], places[1]
    if file == other_file:
        where = f"Rows {row} and {other} of '{names[file]}'"
    else:
        where = f"Row {row} of '{names[file]}' and row {other} of '{names[other_file]}'"
    rest = len(groups) - 1
    also = f" ({rest} more such)" if rest else ""
    return DataError(
        f"{where} have the same {words}: {', '.join(part for part in key if part)}{also}.",
        why="Which of two answers counts must not be left to chance.",
        fix="--duplicates first (or last, or keep)",
    )


def kept(rows: Sequence[int], file: int, twins: Twins) -> Iterator[int]:
    """Places of the rows that stay."""
    return (place for place, row in enumerate(rows) if (file, row) not in twins.rows)
