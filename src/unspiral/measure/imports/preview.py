"""What an import would do, shown before anything is written: columns, what they were taken for, and the first answers."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass

from unspiral.measure.imports.account import Account
from unspiral.measure.imports.clues import TEXT, example, looks
from unspiral.measure.imports.guess import sampled
from unspiral.measure.imports.kinds import Opened
from unspiral.measure.imports.mapping import Mapping
from unspiral.measure.imports.read_wide import Row
from unspiral.measure.imports.settle import Settled, settle
from unspiral.measure.imports.sheet import Sheet
from unspiral.records.diary import COLUMNS

FIRST = 8
_VALUE = COLUMNS.index("value")
_ITEM = COLUMNS.index("item")


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """One column of a table.

    Args:
        name: of it.
        file: it stands in.
        role: person, time, item ..., or "not imported".
        looks: numbers, dates, text ...
        example: some cells; of words only how long they are.
        label: the question's words, where the file holds them.
        values: code -> words, where the file holds them.
    """

    name: str
    file: str
    role: str
    looks: str
    example: str
    label: str = ""
    values: Dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do.

    Args:
        kind: of the file.
        columns: of its table; () for other kinds.
        first: the first answers as they would be; words that somebody wrote are covered.
        said: what was guessed, and what is to be known.
    """

    kind: str
    columns: tuple[ColumnSeen, ...]
    first: tuple[Row, ...]
    said: tuple[str, ...]


def preview_of(opened: Opened) -> Preview:
    """Look at the beginning of an import. Reads some rows, writes nothing.

    Args:
        opened: by ``kinds.open_any``.

    Returns:
        Columns with their roles and the first answers.

    Raises:
        DataError: what the import itself would meet in its first rows.

    Source: tests/measure/imports/test_preview.py.
    """
    columns: list[ColumnSeen] = []
    for sheet in opened.sheets:
        columns += _columns(sheet, opened.mapping if len(opened.sheets) == 1 or not _merges(opened) else None, opened)
    first: list[Row] = []
    for rows in opened.rows(None):
        first += rows[: FIRST - len(first)]
        if len(first) >= FIRST:
            break
    return Preview(opened.kind, tuple(columns), tuple(covered(row) for row in first), opened.account.sentences())


def covered(row: Row) -> Row:
    """An answer with words that somebody wrote replaced by their length."""
    value = row[_VALUE]
    if looks([value]) == TEXT and not (len(value) <= 12 and value.isascii() and value.isalpha() and row[_ITEM] != "note"):
        return (*row[:_VALUE], f"({len(value)} characters)", *row[_VALUE + 1 :])
    return row


def _merges(opened: Opened) -> bool:
    return opened.mapping is not None and bool(opened.mapping.merge)


def _columns(sheet: Sheet, mapping: Mapping | None, opened: Opened) -> list[ColumnSeen]:
    _, sample = sampled(sheet)
    roles = _roles(settle(mapping, sheet, Account())) if mapping is not None else _merged_roles(sheet, opened)
    seen: list[ColumnSeen] = []
    for name, cells in sample.items():
        kind = looks(cells)
        role = roles.get(name, "not imported" if opened.mapping is not None else "")
        # A column that names a person is not shown either.
        shown = example(cells, kind) if role != "person" else f"{len({c.strip() for c in cells})} different"
        seen.append(ColumnSeen(name, sheet.name, role, kind, shown, sheet.labels.get(name, ""), sheet.values.get(name)))
    return seen


def _roles(settled: Settled) -> dict[str, str]:
    mapping = settled.mapping
    roles = dict.fromkeys((mapping.person, *mapping.person_also), "person") | dict.fromkeys(mapping.when.columns, "time")
    if mapping.kind == "long":
        long = mapping.long
        roles |= {
            long.item: "what was asked",
            long.value: "the answer",
            long.unit: "unit",
            long.instrument: "instrument",
            long.form: "form",
        }
        roles |= {column: f"item {item}" for column, item in long.beside.items()} | dict.fromkeys(long.source, "source")
    for part in settled.taken:
        item = part.item
        name = f"item {item.item}" + (f" of {item.instrument}" if item.instrument else "") + (f", wave {part.wave}" if part.wave else "")
        changes = ["recoded"] if item.recode else []
        changes += ["turned round"] if item.reverse else []
        changes += ["name from memory"] if item.seen == "from memory" else []
        roles |= dict.fromkeys(part.columns, name + (f" ({', '.join(changes)})" if changes else ""))
    roles |= dict.fromkeys((where.column for where in mapping.where if where.column not in roles), "which rows")
    roles |= dict.fromkeys((name for name in mapping.skip if name not in roles), "left out on purpose")
    return {name: role for name, role in roles.items() if name}


def _merged_roles(sheet: Sheet, opened: Opened) -> dict[str, str]:
    mapping = opened.mapping
    if mapping is None:
        return {}
    held = {name.casefold(): name for name in sheet.names}
    roles = {held[key.casefold()]: "key" for key in mapping.merge if key.casefold() in held}
    for item in mapping.items:
        name = next((held[c.casefold()] for c in item.columns if c.casefold() in held), None)
        if name:
            roles[name] = f"item {item.item}" + (" (name from memory)" if item.seen == "from memory" else "")
    return roles
