"""Two answers of one person to one item at one time: found before anything is written, with little memory."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from unspiral.errors import DataError

MOST_OF_ONE = 200_000  # keys of one person that are held as they are

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
        keys: gives file, rows and keys, the person first, some at a time; each call begins anew.
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
    wanted = _suspects(keys)
    if not wanted:
        return Twins(frozenset(), 0)
    # Equal fingerprints are not yet equal keys: look again, at these alone.
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


def _suspects(keys: Callable[[], Iterable[Keyed]]) -> frozenset[int]:
    """Fingerprints that occur more than once."""
    grouped = _by_person(keys())
    if grouped is not None:
        return grouped
    # Persons are mixed up in the file: the fingerprint of every row is kept, and none of its words.
    held = array("q")
    for _, _, parts in keys():
        held.extend(map(hash, parts))
    every = np.frombuffer(held, dtype=np.int64) if held else np.zeros(0, dtype=np.int64)
    every.sort()
    found: list[int] = np.unique(every[1:][every[1:] == every[:-1]]).tolist()
    return frozenset(found)


def _by_person(keys: Iterable[Keyed]) -> frozenset[int] | None:
    """The same where each person's rows stand together, as in most files: one person is held at a time. None where they do not."""
    done: set[int] = set()
    mine: set[int] = set()
    twice: set[int] = set()
    person: str | None = None
    for _, _, parts in keys:
        for key in parts:
            if key[0] != person:
                if person is not None:
                    done.add(hash(person))
                person = key[0]
                mine = set()
                if hash(person) in done:
                    return None
            mark = hash(key)
            if mark in mine:
                twice.add(mark)
            mine.add(mark)
        if len(mine) > MOST_OF_ONE:
            return None
    return frozenset(twice)


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
