"""The log of prompts from a text table, as ``write_log`` or another program wrote it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime
from typing import NoReturn, TypeVar

from unspiral.errors import DataError, did_you_mean
from unspiral.measure.exports.formula import unescaped
from unspiral.measure.prompts.log import SUBMISSION
from unspiral.measure.prompts.write_log import COLUMNS
from unspiral.measure.read_csv import csv_table
from unspiral.measure.source_file import find
from unspiral.records.column import Column
from unspiral.records.prompt import Prompt

T = TypeVar("T")
_NEEDED = ("person", "prompt", "due", "expires")
_LISTS = frozenset({"again", "items", "left_out", "answered"})


def read_log(path: str | os.PathLike[str]) -> tuple[Prompt, ...]:
    """Read a log of prompts.

    Args:
        path: of a text table with the columns of ``write_log.COLUMNS``; only person, prompt, due and expires are needed.

    Returns:
        The prompts, in the order of the rows.

    Raises:
        DataError: a column is missing, a time is none or has no offset, a prompt or an answer stands twice; the message names the row.

    Source: tests/measure/prompts/test_read_log.py.
    """
    table = csv_table(find(path))
    missing = next((name for name in _NEEDED if name not in table.names), None)
    if missing is not None:
        raise DataError(
            f"'{table.name}' has no column '{missing}'.{did_you_mean(missing, table.names)}",
            why="Which prompt was due when cannot be told without it.",
            fix=f"name the columns: {','.join(COLUMNS[:9])},...",
        )
    there = [name for name in COLUMNS if name in table.names]
    if twice := next((name for name in there if table.names.count(name) > 1), ""):
        raise DataError(f"'{table.name}' has two columns '{twice}'.", why="Which one is meant cannot be told.", fix="take one of them out.")
    cells = table.take(there)
    rows: list[int] = cells.rows.tolist()
    values = {name: _values(cells.columns[name], rows, table.name) for name in there}
    empty: list[object] = [None] * len(rows)
    by_column = [values.get(name, empty) for name in COLUMNS]
    prompts = [_prompt(row) for row in zip(*by_column)]
    _check(prompts, rows, table.name)
    return tuple(prompts)


def _values(column: Column, rows: list[int], file: str) -> list[object]:
    """Each different text is understood once."""
    read = _READERS.get(column.name, _text)
    codes: list[int] = column.codes.tolist()
    found: list[object] = []
    for level, text in enumerate(column.levels):
        cell = unescaped(text)
        try:
            found.append(read(cell))
        except ValueError as problem:
            _wrong(file, rows[codes.index(level)], column.name, cell, str(problem))
    return [found[code] for code in codes]


def _prompt(row: tuple[object, ...]) -> Prompt:
    (person, schedule, version, rule, kind, name, day, due, expires, zone, zone_data, offered, opened, submitted, submission, again, items,
     left_out, answered, reason, paused) = row  # fmt: skip
    assert isinstance(due, datetime)
    return Prompt(
        person=str(person), schedule=_or(schedule, ""), version=_or(version, 0), rule=_or(rule, ""), kind=_or(kind, ""), id=str(name),
        day=_or(day, due.date()), due=due, expires=_or(expires, due), zone=_or(zone, ""), zone_data=_or(zone_data, ""),
        offered=_maybe(offered), opened=_maybe(opened), submitted=_maybe(submitted), submission=_or(submission, ""), again=_or(again, ()),
        items=_or(items, ()), left_out=_or(left_out, ()), answered=_or(answered, ()), reason=_or(reason, ""), paused=_or(paused, False),
    )  # fmt: skip


def _or(value: object, default: T) -> T:
    """The value where there is one of the kind of the default."""
    return value if isinstance(value, type(default)) else default


def _maybe(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _check(prompts: list[Prompt], rows: list[int], file: str) -> None:
    seen: dict[tuple[str, str, str], int] = {}
    answers: dict[str, int] = {}
    for row, one in zip(rows, prompts):
        key = (one.person, one.schedule, one.id)
        if key in seen:
            what = f"Rows {seen[key]} and {row} of '{file}' are the same prompt '{one.id}' of one person."
            raise DataError(what, why="It would be counted twice.", fix="keep the row that is right.")
        seen[key] = row
        if one.expires <= one.due:
            _wrong(file, row, "expires", one.expires.isoformat(), "it expires before it is due, or at once")
        if one.submitted is None and (one.submission or one.again or one.answered):
            _wrong(file, row, "submitted", "", "it was answered, and nobody says when")
        stray = next((item for item in one.answered if one.items and item not in one.items), "")
        if stray:
            _wrong(file, row, "answered", stray, f"it is not among the items that were asked.{did_you_mean(stray, one.items)}")
        for submission in (one.submission, *one.again):
            if submission and submission in answers:
                what = f"Rows {answers[submission]} and {row} of '{file}' hold the same answer '{submission}'."
                raise DataError(what, why="One answer would be counted twice.", fix="keep the row to which it belongs.")
            if submission:
                answers[submission] = row


def _wrong(file: str, row: int, column: str, cell: str, problem: str) -> NoReturn:
    shown = f"'{cell[:40]}': " if cell and column != "person" else ""
    raise DataError(f"Row {row}, column '{column}' of '{file}': {shown}{problem.rstrip('.')}.", fix=_FIXES.get(column, _FIX_TIME))


# One reader a kind of column: text in, value out, ValueError with the reason ------------------------------------------------------


def _text(cell: str) -> object:
    return cell


def _needed_text(cell: str) -> object:
    if not cell:
        raise ValueError("the cell is empty")
    return cell


def _time(cell: str) -> object:
    if not cell:
        return None
    try:
        moment = datetime.fromisoformat(cell)
        moment.astimezone()  # a moment on the edge of the calendar has no place on other clocks
    except (ValueError, OverflowError):
        raise ValueError("not a moment on the calendar") from None
    if moment.utcoffset() is None:
        raise ValueError("the offset is missing, so which instant it means cannot be told")
    return moment


def _needed_time(cell: str) -> object:
    if not cell:
        raise ValueError("the cell is empty")
    return _time(cell)


def _day(cell: str) -> object:
    if not cell:
        return None
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError("not a day on the calendar") from None


def _version(cell: str) -> object:
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit() and len(cell) <= 7):
        raise ValueError("not a whole number")
    return int(cell)


def _list(cell: str) -> object:
    return tuple(cell.split())


def _submission(cell: str) -> object:
    if cell and not SUBMISSION.fullmatch(cell):
        raise ValueError("an id has no blanks and at most 100 plain signs")
    return cell


def _truth(cell: str) -> object:
    if cell.casefold() not in {"", "yes", "no", "1", "0", "true", "false"}:
        raise ValueError("neither yes nor no")
    return cell.casefold() in {"yes", "1", "true"}


_FIX_TIME = "write the moment with its offset: 2026-03-29T20:05:00+02:00"
_FIXES = {
    "person": "write who was asked.",
    "prompt": "write the id of the prompt: evening.2026-03-29.1",
    "day": "write year-month-day: 2026-03-29",
    "version": "write the number of the rules' version: 1",
    "paused": "write yes, or leave the cell empty.",
    "submission": "write the id without blanks.",
    "answered": "name items that were asked, with blanks between: pain_avg mood_low",
}
_READERS: dict[str, Callable[[str], object]] = {
    "person": _needed_text, "prompt": _needed_text, "version": _version, "day": _day, "due": _needed_time, "expires": _needed_time,
    "offered": _time, "opened": _time, "submitted": _time, "submission": _submission, "paused": _truth, **dict.fromkeys(_LISTS, _list),
}  # fmt: skip
