"""Answers on their way into a file, some at a time: nothing larger than a portion is held for CSV."""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from unspiral.aside import file_aside
from unspiral.errors import DataError, SpecError
from unspiral.measure.exports.cells_out import cell
from unspiral.measure.exports.formula import escaped
from unspiral.measure.imports.account import Account
from unspiral.measure.imports.read_wide import Row, gathered
from unspiral.measure.wide import Wide, wide_of
from unspiral.records.diary import COLUMNS

ENDINGS = (".csv", ".parquet", ".json")
_KNOWN = 100_000


@dataclass(slots=True)
class Tally:
    """What went into a file: people, items, answers, first and last time."""

    people: set[str] = field(default_factory=set[str])
    items: Counter[str] = field(default_factory=Counter[str])
    answers: int = 0

    def over(self, rows: Iterable[list[Row]]) -> Iterator[list[Row]]:
        """The same rows, counted as they pass."""
        for some in rows:
            self.answers += len(some)
            self.people.update(row[0] for row in some)
            self.items.update(row[5] for row in some)
            yield some


class _Cells(dict[str, str]):
    """Each different cell is escaped and quoted once."""

    def __missing__(self, text: str) -> str:
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise DataError(
                "A cell holds a character that no text table can hold (a zero, or half of a character).",
                fix="mend it in the file it came from, or write a .parquet or .json file, which can hold a zero.",
            )
        if len(self) > _KNOWN:
            self.clear()
        out = cell(escaped(text))
        self[text] = out
        return out


def check_place(place: str, inputs: Iterable[str], *, wide: bool) -> str:
    """The ending of an output, checked before anything is read.

    Raises:
        SpecError: a kind that is not written, a folder that is not there, or one of the inputs.
    """
    if not place:
        raise SpecError("-o was given an empty name.", fix="-o diary.csv")
    ending = Path(place).suffix.lower()
    known = (".csv",) if wide else ENDINGS
    if ending not in known:
        shown = f"ends in '{ending}'" if ending else "has no ending"
        raise SpecError(f"'{place}' {shown}, and written are {', '.join(known)}.", fix=f"-o {Path(place).stem or 'diary'}.csv")
    other = "imported" if Path(place).stem != "imported" else "imported-2"
    if any(os.path.realpath(place) == os.path.realpath(path) for path in inputs):
        raise SpecError(f"-o would write over '{place}', which is what is being read.", fix=f"-o {other}{ending}")
    folder = Path(os.path.realpath(place)).parent
    if not folder.is_dir():
        raise SpecError(f"The folder '{folder}' does not exist, so '{Path(place).name}' cannot be written.", fix=f"mkdir -p '{folder}'")
    return ending


def write_answers(place: str, rows: Iterator[list[Row]], account: Account) -> Tally:
    """Write answers in long form: .csv as they come, .parquet and .json at once.

    Args:
        place: of the file; written whole or not at all.
        rows: the answers, some at a time.
        account: what is said goes into Parquet and JSON too.

    Returns:
        What was written.

    Raises:
        DataError: what reading them meets, or a cell that the file cannot hold.
        SpecError: the file cannot be written.
    """
    tally = Tally()
    if place.lower().endswith(".csv"):
        with file_aside(place) as stream:
            _csv(stream, (COLUMNS,), tally.over(rows))
        return tally
    diary = gathered(tally.over(rows), account)
    if place.lower().endswith(".json"):
        from unspiral.measure.exports.write_json import write_json

        write_json(diary, place)
    else:
        from unspiral.measure.exports.write_parquet import write_parquet

        write_parquet(diary, place)
    return tally


def write_rows_wide(place: str, rows: Iterator[list[Row]], account: Account, *, per: str, many: str) -> tuple[Tally, Wide]:
    """Write answers as one row a person and time, as ``unspiral learn`` reads it.

    Args:
        place: of the CSV file.
        rows: the answers.
        account: gets what was put together.
        per, many: as for ``unspiral.measure.wide.wide_of``.

    Raises:
        DataError: what reading them meets, or several answers for one cell and no rule.
        SpecError: the file cannot be written.
    """
    tally = Tally()
    diary = gathered(tally.over(rows), account)
    wide = wide_of(diary, per=per, many=many)
    for sentence in wide.said:
        account.say(sentence)
    with file_aside(place) as stream:
        _csv(stream, (wide.names,), _portions(wide))
    return tally, wide


def _portions(wide: Wide) -> Iterator[list[Row]]:
    held: list[Row] = []
    for row in wide.rows():
        held.append(tuple(cell.strip() for cell in row))
        if len(held) == 5_000:
            yield held
            held = []
    yield held


def _csv(stream: BinaryIO, header: Iterable[Row], rows: Iterable[list[Row]]) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    cells = _Cells()
    try:
        for some in chain((list(header),), rows):
            text.write("".join([",".join([cells[held] for held in row]) + "\n" for row in some]))
        text.flush()
    finally:
        text.detach()  # the stream belongs to the caller
