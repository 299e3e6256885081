"""A mapping meets a table: which column each item is taken from, what the table lacks, and what is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from unspiral.errors import DataError, SpecError
from unspiral.measure.imports.account import Account
from unspiral.measure.imports.mapping import ItemFrom, Mapping
from unspiral.measure.imports.sheet import Sheet, present
from unspiral.measure.paste import option, shell
from unspiral.measure.roles import listed
from unspiral.measure.saying import counted

MOST_NAMED = 60


@dataclass(frozen=True, slots=True)
class Taken:
    """One item and the columns it is taken from.

    Args:
        item: what the mapping says of it.
        columns: one; several where the item looks for a code in any of them.
        wave: the wave it belongs to, or "".
    """

    item: ItemFrom
    columns: tuple[str, ...]
    wave: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A mapping that has met a table.

    Args:
        mapping: as given, its columns spelled as the table spells them.
        taken: items and their columns (wide only).
        columns: every column that is read.
        absent: items of a recipe that the table lacks.
        left: columns that nothing is taken from.
    """

    mapping: Mapping
    taken: tuple[Taken, ...]
    columns: tuple[str, ...]
    absent: tuple[ItemFrom, ...]
    left: tuple[str, ...]


def settle(mapping: Mapping, sheet: Sheet, account: Account) -> Settled:
    """Find every column of a mapping in a table.

    Args:
        mapping: as given.
        sheet: the table.
        account: gets what is to be said: names from memory, names that are not there, columns that are left out.

    Returns:
        The items with their columns.

    Raises:
        DataError: a column of the user's own mapping is not there, or nothing of a recipe is.
        SpecError: the recipe cannot know a column, and nobody named it.
    """
    _asked(mapping)
    find = _Finder(sheet, loose=mapping.about is not None)
    roles = _roles(mapping, find)
    taken: list[Taken] = []
    absent: list[ItemFrom] = []
    if mapping.kind == "wide":
        for item in mapping.items:
            found = _columns(item, mapping, find)
            if found:
                taken += found
            elif mapping.about is not None and item.seen:
                absent.append(item)
            else:
                present(sheet, item.columns[0], "")
                raise AssertionError("present() raises for what is not there")
        if not taken:
            raise _nothing(mapping, sheet)
    _say_memory(mapping, taken, account)
    if absent:
        _say_absent(mapping, absent, sheet, account)
    if find.loose_hits:
        account.say(f"Capitals were disregarded in {listed(find.loose_hits)}.")
    columns = tuple(dict.fromkeys((*roles, *(name for part in taken for name in part.columns))))
    left = tuple(name for name in sheet.names if name and name not in columns and name not in mapping.skip)
    skipped = tuple(name for name in sheet.names if name and name in mapping.skip and name not in columns)
    if left:
        account.say(f"Not imported from {sheet.name}: {listed(left, MOST_NAMED)}.")
    if skipped:
        account.say(f"Left out of {sheet.name} on purpose: {listed(skipped, MOST_NAMED)}.")
    return Settled(find.spelled(mapping), tuple(taken), columns, tuple(absent), left)


class _Finder:
    """Columns by name; for recipes without regard to capitals where that leaves one."""

    def __init__(self, sheet: Sheet, loose: bool) -> None:
        self.sheet = sheet
        self.loose = loose
        self.loose_hits: list[str] = []
        self._folded: dict[str, list[str]] = {}
        for name in sheet.names:
            if name:
                self._folded.setdefault(name.casefold(), []).append(name)

    def one(self, name: str) -> str | None:
        """The column of this name, or None."""
        if name in self.sheet.names:
            return present(self.sheet, name)
        near = self._folded.get(name.casefold(), []) if self.loose else []
        if len(near) == 1:
            if near[0] not in self.loose_hits:
                self.loose_hits.append(near[0])
            return near[0]
        return None

    def must(self, name: str, flag: str) -> str:
        """The column of this name.

        Raises:
            DataError: there is none.
        """
        return self.one(name) or present(self.sheet, name, flag)

    def numbered(self, pattern: str) -> tuple[str, ...]:
        """Every column of a pattern in which {n} stands for a number."""
        parts = [re.escape(part) for part in pattern.split("{n}")]
        wanted = re.compile("[0-9]+".join(parts), re.IGNORECASE if self.loose else 0)
        return tuple(present(self.sheet, name) for name in self.sheet.names if name and wanted.fullmatch(name))

    def spelled(self, mapping: Mapping) -> Mapping:
        """The mapping with its roles spelled as the table spells them."""
        when = replace(mapping.when, columns=tuple(self.one(name) or name for name in mapping.when.columns))
        long = mapping.long
        if mapping.kind == "long":
            long = replace(
                long,
                **{role: self.one(getattr(long, role)) or "" for role in ("item", "value", "detail", "unit", "instrument", "form", "end")},
                source=tuple(self.one(name) or name for name in long.source),
                beside={self.one(column) or column: item for column, item in long.beside.items()},
            )
        return replace(
            mapping,
            when=when,
            long=long,
            person=(self.one(mapping.person) or mapping.person) if mapping.person else "",
            person_also=tuple(self.one(name) or name for name in mapping.person_also),
            end=(self.one(mapping.end) or mapping.end) if mapping.end else "",
            where=tuple(replace(where, column=self.one(where.column) or where.column) for where in mapping.where),
        )


def _roles(mapping: Mapping, find: _Finder) -> list[str]:
    roles = [find.must(name, "--person") for name in (mapping.person, *mapping.person_also) if name]
    roles += [find.must(name, "--time") for name in mapping.when.columns]
    roles += [find.must(mapping.end, "")] if mapping.end else []
    roles += [find.must(where.column, "") for where in mapping.where]
    if mapping.kind == "long":
        long = mapping.long
        wanted = (long.item, long.value, long.detail, long.unit, long.instrument, long.form, long.end, *long.source)
        roles += [find.must(name, "") for name in wanted if name]
        # What stands beside the answers is taken where it is there: apps add such columns over the years.
        roles += [found for name in long.beside if (found := find.one(name))]
    return roles


def _columns(item: ItemFrom, mapping: Mapping, find: _Finder) -> list[Taken]:
    for name in item.columns:
        waves = [(wave, name.replace("{wave}", wave)) for wave in mapping.when.codes] if "{wave}" in name else [("", name)]
        found: list[Taken] = []
        for wave, column in waves:
            there = find.numbered(column) if "{n}" in column else tuple(filter(None, (find.one(column),)))
            if there:
                found.append(Taken(item, there, wave))
        if found:
            return found
    return []


def _asked(mapping: Mapping) -> None:
    open_items = [item for item in mapping.items if not item.columns]
    if not open_items:
        return
    wanted = "; ".join(f"{item.item}: {item.ask}" for item in open_items)
    raise SpecError(
        f"'{mapping.name}' cannot know {counted(len(open_items), 'column', 'columns')} beforehand. Look up in the codebook: {wanted}.",
        why="A name that was guessed here could be another question.",
        fix=" ".join(option("--item", f"{item.item}=COLUMN") for item in open_items),
    )


def _say_memory(mapping: Mapping, taken: list[Taken], account: Account) -> None:
    memory = list(dict.fromkeys(f"{part.item.item} from {part.columns[0]}" for part in taken if part.item.seen == "from memory"))
    if memory:
        account.say(
            f"Names that the recipe has from memory and that nobody checked against the codebook: {listed(memory, MOST_NAMED)}."
            " Please check them before you rely on them."
        )
    for part in taken:
        if part.item.note:
            account.say(f"{part.item.item}: {part.item.note}")


def _say_absent(mapping: Mapping, absent: list[ItemFrom], sheet: Sheet, account: Account) -> None:
    words = [f"{item.item} ({' or '.join(item.columns)}{'' if item.seen == 'seen' else ', a name from memory'})" for item in absent]
    account.say(
        f"Not in {sheet.name}, and so not imported: {listed(words, MOST_NAMED)}. Where the file has another name for one:"
        f" {option('--item', absent[0].item + '=COLUMN')}."
    )


def _nothing(mapping: Mapping, sheet: Sheet) -> DataError:
    wanted = [" or ".join(item.columns) for item in mapping.items]
    first = mapping.items[0].item if mapping.items else "pain"
    return DataError(
        f"'{sheet.name}' has none of the columns that {mapping.name or 'the mapping'} takes items from: {listed(wanted, 20)}.",
        why=f"Columns of the file: {listed(sheet.names)}.",
        fix=f"--item {shell(first + '=COLUMN')}, or another file of the study.",
    )
