"""Tables through a mapping, a few rows at a time: nothing larger than a chunk is held."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from unspiral.measure.imports.account import Account
from unspiral.measure.imports.commas import comma_columns
from unspiral.measure.imports.lines import beeps_of, lines_of
from unspiral.measure.imports.mapping import Mapping
from unspiral.measure.imports.merge import merged
from unspiral.measure.imports.read_long import LongRows, item_names
from unspiral.measure.imports.read_wide import Row, WideRows, gathered
from unspiral.measure.imports.settle import Settled, settle
from unspiral.measure.imports.sheet import Sheet, open_sheet
from unspiral.measure.imports.twins import Keyed, Twins, twins_of
from unspiral.measure.imports.when import Reader
from unspiral.measure.instant import instant
from unspiral.measure.paste import option
from unspiral.measure.saying import counted

if TYPE_CHECKING:
    from unspiral.records.diary import Diary

Tick = Callable[[int], None]


def diary_from(paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]], mapping: Mapping) -> Diary:
    """Read one table or several through a mapping.

    Args:
        paths: of the files; several are put together where the mapping says on what, else read one after the other.
        mapping: who, when and what.

    Returns:
        The diary.

    Raises:
        DataError: a table does not fit the mapping.

    Source: tests/measure/imports/test_stream.py.
    """
    many = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    account = Account()
    return gathered(stream([open_sheet(path) for path in many], mapping, account), account)


def stream(sheets: Sequence[Sheet], mapping: Mapping, account: Account, tick: Tick | None = None) -> Iterator[list[Row]]:
    """The answers of tables, some at a time, in the order of their rows.

    Args:
        sheets: opened tables.
        mapping: who, when and what.
        account: gets everything that is to be said; whole once the last row was taken.
        tick: called with the number of rows that were read since the last call.

    Returns:
        Rows with the cells of ``unspiral.records.diary.COLUMNS``. Everything is checked for two answers at one time before the first
        one comes out.

    Raises:
        DataError: a table does not fit the mapping; the message names row and column.
    """
    for sheet in sheets:
        for sentence in sheet.said:
            account.say(sentence if len(sheets) == 1 else f"{sheet.name}: {sentence}")
    if mapping.merge and len(sheets) > 1:
        sheets = [merged(sheets, mapping, account)]
    parts = [(sheet, settle(mapping, sheet, account)) for sheet in sheets]
    readers = [_reader(settled, sheet, account) for sheet, settled in parts]
    twins = _twins(parts, readers, mapping)
    if twins.groups:
        which = "first" if mapping.duplicates == "first" else "last"
        account.say(
            f"{counted(twins.groups, 'time stands', 'times stand')} more than once for one person;"
            f" the {which} row counts, and {counted(len(twins.rows), 'row was', 'rows were')} left out."
        )
    _say_directions(mapping, account)
    for number, ((sheet, settled), reader) in enumerate(zip(parts, readers)):
        yield from _answers(number, sheet, settled, reader, twins, account, tick)
        for words, times in sorted(reader.said.items()):
            account.say(f"Times {words} (different ones: {times}).")


def _answers(
    number: int, sheet: Sheet, settled: Settled, reader: Reader, twins: Twins, account: Account, tick: Tick | None
) -> Iterator[list[Row]]:
    commas = comma_columns(settled, sheet, account)
    maker = (WideRows if settled.mapping.kind == "wide" else LongRows)(settled, sheet, account, commas)
    before = account.rows
    for lines in lines_of(settled, sheet, account, reader):
        if twins.rows:
            keep = [place for place, row in enumerate(lines.chunk.rows) if (number, row) not in twins.rows]
            lines = type(lines)(lines.chunk.keep(keep), *([part[i] for i in keep] for part in (lines.people, lines.times, lines.ends)))
        for rows in maker.rows(lines):
            account.answers += len(rows)
            if rows:
                yield rows
        if tick is not None:
            tick(account.rows - before)
            before = account.rows


def _reader(settled: Settled, sheet: Sheet, account: Account) -> Reader:
    when = settled.mapping.when
    if when.format != "beep" or when.beeps or len(when.columns) != 2:
        return Reader(when)
    beeps = beeps_of(settled, sheet)
    account.say(
        f"Beep b of day d was placed at d + (b - 1)/{beeps} days, as {beeps} is the largest beep in {sheet.name};"
        " the true times of day, if they are known, are better."
    )
    return Reader(when, beeps)


def _twins(parts: Sequence[tuple[Sheet, Settled]], readers: Sequence[Reader], mapping: Mapping) -> Twins:
    def keys() -> Iterator[Keyed]:
        for number, ((sheet, settled), reader) in enumerate(zip(parts, readers)):
            columns = _key_columns(settled)
            for lines in lines_of(settled, sheet, Account(), reader, columns):
                rest = (item_names(lines, settled.mapping),) if mapping.kind == "long" else ()
                yield number, lines.chunk.rows, list(zip(lines.people, map(instant, lines.times), *rest))

    words = "person, time and item" if mapping.kind == "long" else "person and time" if mapping.when.columns else "person"
    return twins_of(keys, mapping.duplicates, [sheet.name for sheet, _ in parts], words)


def _key_columns(settled: Settled) -> list[str]:
    mapping = settled.mapping
    names = [mapping.person, *mapping.person_also, *mapping.when.columns, mapping.end, *(where.column for where in mapping.where)]
    if mapping.kind == "long":
        names += [mapping.long.item, mapping.long.detail, mapping.long.end]
    return [name for name in names if name]


def _say_directions(mapping: Mapping, account: Account) -> None:
    better = [item.item for item in mapping.items if item.higher == "better"]
    if better:
        flags = " ".join(option("--reverse", name) for name in better)
        account.say(f"More is better in {', '.join(better)}; to learn from it: unspiral learn FILE {flags}.")
    if mapping.about is not None and mapping.about.evidence == "unverified":
        account.say(f"{mapping.about.title}: this preset or recipe is unverified. {mapping.about.where}".strip())
    elif mapping.about is not None and mapping.about.where:
        account.say(f"{mapping.about.title}: names were seen in {mapping.about.where}.")
    for note in mapping.about.notes if mapping.about is not None else ():
        account.say(note)
