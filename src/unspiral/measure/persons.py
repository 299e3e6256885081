"""Who answered: names in several spellings are one person, and the order of persons never depends on the file's."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import numpy as np
from jaxtyping import Int
from numpy import ndarray

from unspiral.errors import DataError
from unspiral.measure.cells import EMPTY_WORDS, NUMBER, UNSEEN
from unspiral.measure.exports.formula import escaped, unescaped
from unspiral.measure.places import Places, first, more
from unspiral.records.column import Column


def places_of(column: Column | None, rows: Int[ndarray, " rows"], said: list[str]) -> Places:
    """Read the persons.

    Args:
        column: the cells that name the person; None = one person, called "1".
        rows: number of each row as the file shows it.
        said: gets a sentence for each thing that was taken to be the same.

    Raises:
        DataError: a cell that names nobody.
    """
    if column is None:
        return Places(rows, ("1",), np.zeros(len(rows), dtype=np.int64), None)
    empty = np.array([is_empty(text) for text in column.levels])
    nobody = empty[column.codes]
    if nobody.any():
        row = rows[first(nobody)]
        raise DataError(
            f"Row {row}, column '{column.name}': nobody is named{more(nobody)}.",
            why="An answer that belongs to no one cannot be placed.",
            fix="write the person's id into the cell, or take the row out.",
        )
    if UNSEEN.search("\n".join(column.levels)):
        unseen = np.array([UNSEEN.search(text) is not None for text in column.levels])[column.codes]
        raise DataError(
            f"Row {rows[first(unseen)]}, column '{column.name}': the person's id holds a sign that cannot be seen{more(unseen)}.",
            why="A byte order mark, say, as tables have that were put together: one person would become two.",
            fix="type the id anew, or copy it as plain text.",
        )
    keys = [_key(text) for text in column.levels]
    spellings: defaultdict[Decimal | str, set[str]] = defaultdict(set)
    for key, text in zip(keys, column.levels):
        spellings[key].add(text)
    name = {key: _shown(texts) for key, texts in spellings.items()}
    ordered = _ordered(name)
    rank = {key: i for i, key in enumerate(ordered)}
    who = np.array([rank[key] for key in keys], dtype=np.int64)[column.codes]
    people = tuple(name[key] for key in ordered)
    _say_spellings(column.name, spellings, people, said)
    return Places(rows, people, who, column.name)


def as_named(column: Column) -> Column:
    """Names of persons without the apostrophe that keeps a spreadsheet from running a cell such as @ann.

    It is taken away only where every name stands as unspiral writes it; a table of others that holds @ann bare keeps all its names.
    """
    names = tuple(unescaped(text).strip() for text in column.levels)
    if names == tuple(column.levels) or any(escaped(unescaped(text)) != text for text in column.levels):
        return column
    return Column(column.name, names, column.codes)


def is_empty(text: str) -> bool:
    """Whether a cell says that there is nothing: empty, NA, NaN or a point."""
    return text.casefold() in EMPTY_WORDS


def _key(text: str) -> Decimal | str:
    # Decimal, not float: ids of 17 digits and more must stay apart.
    return Decimal(text).normalize() if NUMBER.fullmatch(text) and len(text) < 40 and "e" not in text.casefold() else text


def _shown(texts: set[str]) -> str:
    shortest = min(texts, key=lambda text: (len(text), text))
    whole, point, decimals = shortest.partition(".")
    return whole if point and whole and not decimals.strip("0") and NUMBER.fullmatch(shortest) else shortest


def _ordered(name: dict[Decimal | str, str]) -> list[Decimal | str]:
    numbers = [key for key in name if isinstance(key, Decimal)]
    if len(numbers) == len(name):
        return [*sorted(numbers)]
    return sorted(name, key=lambda key: (name[key], isinstance(key, str)))


def _say_spellings(column: str, spellings: dict[Decimal | str, set[str]], people: tuple[str, ...], said: list[str]) -> None:
    several = sorted(min(texts) for texts in spellings.values() if len(texts) > 1)
    if several:
        example = ", ".join(sorted(next(t for t in spellings.values() if several[0] in t)))
        said.append(f"In column '{column}' numbers written in several ways were read as the same person ({example}).")
    folded: defaultdict[str, list[str]] = defaultdict(list)
    for person in people:
        folded[person.casefold()].append(person)
    alike = [names for names in folded.values() if len(names) > 1]
    if alike:
        said.append(
            f"Persons {' and '.join(repr(n) for n in alike[0])} differ only in capitals and were kept apart."
            " If they are one, write them alike."
        )
