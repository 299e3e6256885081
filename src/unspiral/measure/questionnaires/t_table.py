"""Raw sum -> T score, by a table that the user brings along: none is part of unspiral."""

from __future__ import annotations

import csv
import itertools
import math
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol, cast, runtime_checkable

from unspiral.errors import DataError
from unspiral.measure.questionnaires.source_text import text_of

_NAMES = ("raw", "t", "se")


@runtime_checkable
class ByPattern(Protocol):
    """What scores a pattern of answers with gaps: ``unspiral.measure.questionnaires.graded_response.Parameters``."""

    def of_pattern(self, answers: Sequence[float | None]) -> tuple[float, float]:
        """T and its standard error."""
        ...


@dataclass(frozen=True, slots=True)
class TTable:
    """A table from sums to T scores.

    Args:
        name: of the file it came from.
        rows: sum -> (T, standard error in T points; nan where the table gives none).
        parameters: of the items, where the table was computed from them; then gaps can be scored by pattern.
    """

    name: str
    rows: Mapping[int, tuple[float, float]]
    parameters: ByPattern | None = None

    @property
    def low(self) -> float:
        """The smallest T score of the table."""
        return min(t for t, _ in self.rows.values())

    @property
    def high(self) -> float:
        """The largest T score of the table."""
        return max(t for t, _ in self.rows.values())

    def of_sum(self, raw: Fraction) -> tuple[float, float | None] | None:
        """T and its standard error for a sum; None where the table has no such row."""
        found = self.rows.get(int(raw)) if raw.denominator == 1 else None
        return None if found is None else (found[0], None if math.isnan(found[1]) else found[1])

    def of_pattern(self, answers: Sequence[float | None]) -> tuple[float, float] | None:
        """T and its standard error from the pattern of answers, gaps and all; None without item parameters, or without any answer."""
        if self.parameters is None or all(answer is None for answer in answers):
            return None
        return self.parameters.of_pattern(answers)

    @property
    def said(self) -> str:
        """Where T comes from: not from unspiral."""
        how = "the table" if self.parameters is None else "the item parameters"
        return f"T comes from {how} '{self.name}' that you brought along; nobody has held it against a source here."

    def bounds(self, items: int, instrument: str) -> tuple[float, float]:
        """From where to where each item goes, told from the smallest and the largest sum.

        Args:
            items: how many were answered, or left out on purpose.
            instrument: for the message.

        Raises:
            DataError: no whole number of points per item gives these sums: the table is for a form of another length.
        """
        smallest, largest = min(self.rows), max(self.rows)
        # Items count from 0 or 1 on; a lowest answer of 2 or more only means that the form has more items.
        if smallest % items or largest % items or smallest // items > 1:
            fix = f"give as many answers as the form has; its sums go from {smallest} to {largest}."
            raise DataError(f"The table '{self.name}' is for a form of {instrument} with another number of items than {items}.", fix=fix)
        return smallest / items, largest / items

    def check(self, low: float, high: float, instrument: str) -> None:
        """Refuse a table that is for other sums than an instrument gives.

        Raises:
            DataError: the smallest or the largest sum differs.
        """
        if (min(self.rows), max(self.rows)) != (low, high):
            raise DataError(
                f"The table '{self.name}' has sums from {min(self.rows)} to {max(self.rows)}, and {instrument} from {low:g} to {high:g}.",
                why="It is for another form, or it counts the answers from another number.",
                fix="bring the table of this very form, with the sums of this form.",
            )


def read_t_table(path: str | os.PathLike[str]) -> TTable:
    """Read a table from sums to T scores.

    Args:
        path: a .csv with the columns raw, t and (if known) se; or a .toml with ``[[rows]]`` of ``raw``, ``t``, ``se``.

    Raises:
        DataError: not such a table; the message names row and remedy.

    Source: docs/how-to/score-questionnaires.md; tests/measure/questionnaires/test_t_table.py.
    """
    file = Path(path)
    text = text_of(file)
    cells = _toml_rows(file, text) if file.suffix.lower() == ".toml" else _csv_rows(file, text)
    rows: dict[int, tuple[float, float]] = {}
    for place, raw, t, se in cells:
        if raw in rows:
            raise DataError(f"{place} of '{file.name}': the sum {raw} stands there twice.", fix="keep one row for each sum.")
        rows[raw] = (t, se)
    if len(rows) < 2:
        raise DataError(f"'{file.name}' has fewer than two rows of raw, t.", fix="raw,t,se in the first row, one row for each sum below.")
    if sorted(rows) != list(range(min(rows), max(rows) + 1)):
        lost = next(raw for raw in range(min(rows), max(rows)) if raw not in rows)
        raise DataError(
            f"'{file.name}' has no row for the sum {lost}.", why="Answers with that sum would get no T score.", fix="add the row."
        )
    in_order = [rows[raw][0] for raw in sorted(rows)]
    for raw, (one, next_one) in enumerate(itertools.pairwise(in_order), min(rows)):
        if (next_one - one) * (in_order[-1] - in_order[0]) < 0:
            raise DataError(
                f"'{file.name}': from the sum {raw} to {raw + 1} T goes from {one:g} to {next_one:g}, against the course of the table.",
                why="That is nearly always a slip of the pen.",
                fix="compare these two rows with where they come from.",
            )
    return TTable(file.name, {raw: rows[raw] for raw in sorted(rows)})


def _csv_rows(file: Path, text: str) -> list[tuple[str, int, float, float]]:
    try:
        records = [
            (row, record) for row, record in enumerate(csv.reader(text.splitlines(), strict=True), 1) if any(c.strip() for c in record)
        ]
    except csv.Error:
        raise DataError(f"'{file.name}' is not a text table with commas.", fix="raw,t,se in the first row.") from None
    names = [cell.strip().casefold() for cell in records[0][1]] if records else []
    if not {"raw", "t"} <= set(names) or len(set(names)) < len(names):
        raise DataError(f"The first row of '{file.name}' does not name the columns raw and t.", fix="write raw,t,se into the first row.")
    found: list[tuple[str, int, float, float]] = []
    for row, record in records[1:]:
        if len(record) != len(names):
            raise DataError(
                f"Row {row} of '{file.name}' has {len(record)} cells, and its header {len(names)}.", fix="one cell for each name."
            )
        given = dict(zip(names, record))
        found.append(_row(file, f"Row {row}", {name: given[name] for name in _NAMES if given.get(name, "").strip()}))
    return found


def _toml_rows(file: Path, text: str) -> list[tuple[str, int, float, float]]:
    try:
        rows: Any = tomllib.loads(text).get("rows")
    except (ValueError, RecursionError):
        raise DataError(f"'{file.name}' is not TOML.", fix="[[rows]], and below it raw = 8, t = 50.1, se = 2.5, for each sum.") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):  # pyright: ignore[reportUnknownVariableType]
        raise DataError(f"'{file.name}' has no [[rows]].", fix="[[rows]], and below it raw = 8, t = 50.1, se = 2.5, for each sum.")
    return [_row(file, f"Row {place}", row) for place, row in enumerate(cast("list[dict[str, Any]]", rows), 1)]


def _row(file: Path, place: str, cells: Mapping[str, object]) -> tuple[str, int, float, float]:
    numbers: dict[str, float] = {}
    for name in _NAMES:
        value = cells.get(name)
        if value is None and name == "se":
            numbers[name] = math.nan
            continue
        try:
            number = float(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else math.nan
        except (ValueError, OverflowError):
            number = math.nan
        # T scores have mean 50 and SD 10: beyond these limits no questionnaire has any.
        whole = name != "raw" or (math.isfinite(number) and number == int(number) and 0 <= number <= 10000)
        if not math.isfinite(number) or not whole or (name == "t" and not 0 <= number <= 120) or (name == "se" and not 0 <= number <= 30):
            raise DataError(
                f"{place} of '{file.name}': '{name}' is not {'a whole number from 0 on' if name == 'raw' else 'a number of T points'}.",
                fix="raw,t,se as in 12,50.1,2.5: a point for decimals.",
            )
        numbers[name] = number
    return place, int(numbers["raw"]), numbers["t"], numbers["se"]
