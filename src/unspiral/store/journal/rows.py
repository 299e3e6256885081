"""Entries and settings as rows of a file's tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.engine import Connection

from unspiral.errors import StoreError
from unspiral.records.entry import Entry, Plain, Receipt
from unspiral.store.journal import tables
from unspiral.store.journal.register import Register

_ADD = """INSERT INTO entry (key, first, replaces, kind, day, said_at, kept_at, withdrawn, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING RETURNING number"""

_COLUMNS = "key, first, replaces, kind, day, said_at, kept_at, withdrawn, body"
COLUMNS = "e.key, e.kind, e.day, e.said_at, e.body, e.replaces, e.withdrawn"
# Of the versions of an entry, oldest first, with the number and the moment of each receipt.
VERSIONS = f"""SELECT {COLUMNS}, e.number, e.kept_at FROM entry AS e
WHERE e.first = (SELECT first FROM entry WHERE key = ?) ORDER BY e.number"""
_NEWEST = "NOT EXISTS (SELECT 1 FROM entry AS later WHERE later.first = e.first AND later.number > e.number) AND NOT e.withdrawn"


def add(connection: Connection, entry: Entry) -> Receipt:
    """Add an entry, or find that it is there.

    Raises:
        StoreError: "key-taken"; "failed" when it corrects nothing that is here, or holds what no file can.
    """
    body = text_of(entry.body)
    first = entry.key
    if entry.replaces:
        row = connection.exec_driver_sql("SELECT first FROM entry WHERE key = ?", (entry.replaces,)).first()
        first = "" if row is None else str(row[0])
    now = moment()
    if first:
        values = (entry.key, first, entry.replaces, entry.kind, entry.day, entry.said_at, now, entry.withdrawn, body)
        new = connection.exec_driver_sql(_ADD, values).first()
        if new is not None:
            return Receipt(entry.key, int(new[0]), now)
    there = connection.execute(select(tables.entry).where(tables.entry.c.key == entry.key)).first()
    if there is None:
        raise no_such_entry()
    return again(entry, entry_of(there), receipt_of(there))


def new_rows(batch: Sequence[object], register: Register) -> list[tuple[Any, ...]] | None:
    """The rows of entries that are all new, with nothing wrong with any; None where that is not so, or some are no entries.

    Args:
        batch: what is to be written.
        register: of the whole journal.
    """
    now, found = moment(), list[tuple[Any, ...]]()
    firsts: dict[str, str] = {}
    for entry in batch:
        if not isinstance(entry, Entry) or entry.key in firsts or register.first(entry.key):
            return None
        first = firsts.get(entry.replaces) or register.first(entry.replaces) if entry.replaces else entry.key
        if not first:
            return None
        try:
            body = text_of(entry.body)
        except StoreError:
            return None
        firsts[entry.key] = first
        found.append((entry.key, first, entry.replaces, entry.kind, entry.day, entry.said_at, now, entry.withdrawn, body))
    return found


@cache
def insert(count: int) -> str:
    """The statement that adds so many new entries; their numbers follow one another."""
    return f"INSERT INTO entry ({_COLUMNS}) VALUES {', '.join(['(?, ?, ?, ?, ?, ?, ?, ?, ?)'] * count)}"


def again(entry: Entry, kept: Entry, receipt: Receipt) -> Receipt:
    """The receipt of an entry that is sent a second time. The moment does not count: a form that was sent twice says two of them.

    Raises:
        StoreError: "key-taken" when it is not the same.
    """
    same = all(getattr(entry, name) == getattr(kept, name) for name in ("kind", "day", "replaces", "withdrawn"))
    if not same or text_of(entry.body) != text_of(kept.body):
        raise StoreError(
            "Something else was kept under this key already.",
            why="One key names one entry for ever.",
            fix="look at the entry that is there, and correct it if need be.",
            code="key-taken",
        )
    return Receipt(receipt.key, receipt.number, receipt.kept_at, again=True)


def no_such_entry() -> StoreError:
    """The error of a correction without an original."""
    return StoreError("The entry to be corrected is not in this journal.", fix="write it as a new entry.", code="failed")


def text_of(body: Mapping[str, Plain]) -> str:
    """A body as it is kept.

    Raises:
        StoreError: "failed" when it is nothing that JSON can hold, or half a letter.
    """
    try:
        text = json.dumps(dict(body), ensure_ascii=False, sort_keys=True, allow_nan=False)
        text.encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise unkept() from error
    return text


def unkept() -> StoreError:
    """The error of something that no file can hold."""
    return StoreError("The entry holds something that cannot be kept.", fix="type it again without special signs.", code="failed")


def settle(connection: Connection, name: str, value: Plain) -> None:
    """Set a setting; None removes it."""
    if value is None:
        connection.exec_driver_sql("DELETE FROM setting WHERE name = ?", (name,))
        return
    text = json.dumps(value, allow_nan=False)
    connection.exec_driver_sql("INSERT OR REPLACE INTO setting (name, value, set_at) VALUES (?, ?, ?)", (name, text, moment()))


def newest(kinds: tuple[str, ...], since: str, until: str) -> tuple[str, tuple[str, ...]]:
    """The question for the newest versions that were not withdrawn, as ``Journal.entries``, and what stands for its marks.

    In SQLite's own words: it is asked several times for each page, and to build it anew took longer than the answer.
    """
    kind = f" AND e.kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
    days = (" AND e.day >= ?" if since else "") + (" AND e.day <= ?" if until else "")
    asked = f"SELECT {COLUMNS} FROM entry AS e WHERE {_NEWEST}{kind}{days} ORDER BY e.day, julianday(e.said_at), e.said_at, e.number"
    return asked, (*kinds, *filter(None, (since, until)))


def entry_in(row: Sequence[Any]) -> Entry:
    """The entry in a bare row of COLUMNS."""
    key, kind, day, said_at, body, replaces, withdrawn = row
    return Entry(key, kind, day, said_at, json.loads(body), replaces, bool(withdrawn))


def as_kept(*, newest: bool, until: int | None) -> Select[Any]:
    """The question for everything in the order in which it was kept; as ``Journal.everything``."""
    e, later = tables.entry.c, tables.entry.alias("later")
    last = 1 << 62 if until is None else until
    asked = select(tables.entry).where(e.number <= last).order_by(e.number)
    if newest:
        corrected = select(later.c.number).where(later.c.first == e.first, later.c.number > e.number, later.c.number <= last).exists()
        asked = asked.where(~corrected, e.withdrawn.is_(False))
    return asked


def counted(connection: Connection) -> dict[str, int]:
    """How many rows each table holds."""
    both = (tables.entry, tables.setting)
    return {table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in both}


def entry_of(row: Any) -> Entry:
    """The entry in a row."""
    return Entry(row.key, row.kind, row.day, row.said_at, json.loads(row.body), row.replaces, bool(row.withdrawn))


def receipt_of(row: Any) -> Receipt:
    """The receipt of a row."""
    return Receipt(row.key, row.number, row.kept_at)


def moment() -> str:
    """Now, in UTC."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
