"""Several files of one study put together on a key, row by row; who is in which is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from unspiral.errors import DataError
from unspiral.measure.imports.account import Account
from unspiral.measure.imports.lines import at_row
from unspiral.measure.imports.mapping import Mapping
from unspiral.measure.imports.sheet import Chunk, Sheet, present
from unspiral.measure.roles import listed
from unspiral.measure.saying import counted

Key = tuple[str, ...]
STEP = 5_000
_FLOAT = re.compile(r"(-?[0-9]+)\.0*")


def merged(sheets: Sequence[Sheet], mapping: Mapping, account: Account) -> Sheet:
    """One table out of several: a row for each key that any of them holds.

    Args:
        sheets: opened tables; the largest is walked through, the others are held in memory, their needed columns alone.
        mapping: its ``merge`` names the columns of the key.
        account: gets how many keys each file has, and how many of them the largest lacks.

    Returns:
        A table with the columns of all. A key that a file lacks leaves its cells empty. Rows are counted by the largest file;
        keys that it lacks follow behind.

    Raises:
        DataError: the key is not in every file, or a file has a key twice, or two files have a column in common.
    """
    order = sorted(sheets, key=lambda sheet: sheet.size, reverse=True)
    main, rest = order[0], order[1:]
    keys = {id(sheet): [_key_column(sheet, name, mapping) for name in mapping.merge] for sheet in order}
    names, owner = _columns(order, keys, mapping)

    def take(wanted: Sequence[str]) -> Iterator[Chunk]:
        return _joined(main, rest, keys, owner, names, wanted, mapping)

    _say(main, rest, keys, account)
    values = {name: words for sheet in rest for name, words in sheet.values.items()}
    labels = {name: text for sheet in rest for name, text in sheet.labels.items()}
    missing = {name: codes for sheet in rest for name, codes in sheet.missing.items()}
    return Sheet(
        main.path, names, take, labels={**labels, **main.labels}, values={**values, **main.values},
        missing={**missing, **main.missing}, comma_possible=main.comma_possible, size=sum(sheet.size for sheet in sheets),
    )  # fmt: skip


def key_text(text: str) -> str:
    """A cell of a key: 51624, 51624.0 and " 51624" are one; 001 and 1 are two."""
    plain = text.strip()
    found = _FLOAT.fullmatch(plain)
    return found[1] if found else plain


def _key_column(sheet: Sheet, name: str, mapping: Mapping) -> str:
    if name in sheet.names:
        return present(sheet, name)
    near = [n for n in sheet.names if n.casefold() == name.casefold()] if mapping.about is not None else []
    return near[0] if len(near) == 1 else present(sheet, name)


def _columns(order: Sequence[Sheet], keys: dict[int, list[str]], mapping: Mapping) -> tuple[tuple[str, ...], dict[str, Sheet]]:
    owner: dict[str, Sheet] = {}
    wanted = {name for item in mapping.items for name in item.columns} | set(mapping.when.columns) | {w.column for w in mapping.where}
    for sheet in order:
        for name in sheet.names:
            if not name or name in keys[id(sheet)]:
                continue
            if name in owner and name in wanted:
                raise DataError(
                    f"Both '{owner[name].name}' and '{sheet.name}' have a column '{name}'.",
                    why="Which of the two is meant cannot be told.",
                    fix="leave one of the files out, or rename the column in one of them.",
                )
            owner.setdefault(name, sheet)
    names = (*keys[id(order[0])], *owner)
    return tuple(dict.fromkeys(names)), owner


def _held(sheet: Sheet, key: Sequence[str], wanted: Sequence[str]) -> dict[Key, tuple[str, ...]]:
    held: dict[Key, tuple[str, ...]] = {}
    for chunk in sheet.take([*key, *wanted]):
        parts = list(zip(*([key_text(t) for t in chunk.columns[name]] for name in key)))
        cells = zip(*(chunk.columns[name] for name in wanted)) if wanted else iter([()] * len(chunk.rows))
        for row, part, values in zip(chunk.rows, parts, cells):
            if not all(part):
                raise _no_key(sheet, row, key)
            if part in held:
                raise _twice(sheet, row, key, part)
            held[part] = values
    return held


def _joined(
    main: Sheet, rest: Sequence[Sheet], keys: dict[int, list[str]], owner: dict[str, Sheet], names: tuple[str, ...],
    wanted: Sequence[str], mapping: Mapping,
) -> Iterator[Chunk]:  # fmt: skip
    mine = [name for name in wanted if name in keys[id(main)] or owner.get(name) is main]
    others = [(sheet, [name for name in wanted if owner.get(name) is sheet]) for sheet in rest]
    held = [(columns, _held(sheet, keys[id(sheet)], columns)) for sheet, columns in others]
    key = keys[id(main)]
    met: dict[Key, Key] = {}  # key -> as the main file wrote it first: nobody's name is rewritten
    last = 0
    for chunk in main.take([*key, *mine]):
        parts = list(zip(*([key_text(t) for t in chunk.columns[name]] for name in key)))
        for row, part in zip(chunk.rows, parts):
            if not all(part):
                raise _no_key(main, row, key)
        for part, raw in zip(parts, zip(*(chunk.columns[name] for name in key))):
            met.setdefault(part, tuple(text.strip() for text in raw))
        last = chunk.rows[-1]
        columns = {name: chunk.columns[name] for name in mine} | {name: [met[p][i] for p in parts] for i, name in enumerate(key)}
        for its, cells in held:
            nothing = ("",) * len(its)
            found = [cells.get(part, nothing) for part in parts]
            columns |= {name: [values[i] for values in found] for i, name in enumerate(its)}
        yield Chunk(chunk.rows, columns)
    left = list(dict.fromkeys(part for _, cells in held for part in cells if part not in met))
    for start in range(0, len(left), STEP):
        parts = left[start : start + STEP]
        columns = {name: [""] * len(parts) for name in mine} | {name: [p[i] for p in parts] for i, name in enumerate(key)}
        for its, cells in held:
            nothing = ("",) * len(its)
            columns |= {name: [cells.get(part, nothing)[i] for part in parts] for i, name in enumerate(its)}
        yield Chunk(range(last + 1 + start, last + 1 + start + len(parts)), columns)


def _say(main: Sheet, rest: Sequence[Sheet], keys: dict[int, list[str]], account: Account) -> None:
    every: list[tuple[Sheet, set[Key]]] = []
    for sheet in (main, *rest):
        key = keys[id(sheet)]
        found: set[Key] = set()
        for chunk in sheet.take(key):
            found.update(zip(*([key_text(t) for t in chunk.columns[name]] for name in key)))
        every.append((sheet, found))
    mine = every[0][1]
    together = set[Key]().union(*(found for _, found in every))
    shown = ", ".join(f"{sheet.name} {len(found)} ({len(found & mine)} of them in {main.name})" for sheet, found in every[1:])
    account.say(
        f"Files were put together on {listed(keys[id(main)])}: {main.name} {len(mine)}, {shown};"
        f" {counted(len(together), 'key', 'keys')} in all, {len(set[Key].intersection(*(found for _, found in every)))} in every file."
    )
    _say_zeros(every, account)


def _say_zeros(every: Sequence[tuple[Sheet, set[Key]]], account: Account) -> None:
    """Keys of two files that are the same but for leading zeros: two people, or one whose zeros a spreadsheet took."""
    seen: dict[Key, tuple[str, Key]] = {}
    pairs: list[tuple[str, str, str, str]] = []
    for sheet, found in every:
        for part in sorted(found):
            plain = tuple(text.lstrip("0") or "0" if text.isdecimal() else text for text in part)
            first, other = seen.setdefault(plain, (sheet.name, part))
            if other != part and first != sheet.name:
                pairs.append((" ".join(other), first, " ".join(part), sheet.name))
    if pairs:
        one, first, other, second = pairs[0]
        account.say(
            f"{counted(len(pairs), 'key differs', 'keys differ')} from one of another file only by leading zeros ('{one}' in {first},"
            f" '{other}' in {second}) and were taken as different; if they are the same, write them alike in both files."
        )


def _no_key(sheet: Sheet, row: int, key: Sequence[str]) -> DataError:
    return DataError(
        f"{at_row(sheet, row, ' and '.join(key))}: the key is empty.",
        why="The row cannot be put together with those of the other files.",
        fix="fill in the cell, or take the row out.",
    )


def _twice(sheet: Sheet, row: int, key: Sequence[str], part: Key) -> DataError:
    return DataError(
        f"{at_row(sheet, row, ' and '.join(key))}: '{' '.join(part)}' stands in an earlier row already.",
        why="Which of the two rows belongs to it cannot be told.",
        fix="give this file alone, or bring it to one row a key first.",
    )
