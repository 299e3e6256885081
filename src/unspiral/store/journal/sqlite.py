"""A journal in one encrypted file (SQLCipher), for one person on their own machine."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Engine, create_engine, delete, event, func, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.pool import QueuePool

from unspiral.errors import StoreError
from unspiral.records.entry import Entry, Plain, Receipt
from unspiral.store.journal import tables
from unspiral.store.journal.writer import Writer, Writing, closed

AT_ONCE = 500  # rows of a long reading in memory together
PATIENCE_MS = 5000  # how long to wait for another program that holds the file


def open_sqlite(path: str | PathLike[str], key: bytes) -> SqliteJournal:
    """Open the journal in a file, or make it.

    Args:
        path: of the file; made where it is missing.
        key: the 32 bytes it is encrypted by.

    Raises:
        StoreError: "wrong-key" when the key does not open it, "locked", "full", "damaged".
    """
    engine = _engine(Path(path), key)
    try:
        tables.metadata.create_all(engine)
    except DatabaseError as error:
        engine.dispose()
        raise _told(error) from error
    return SqliteJournal(Path(path), engine)


class SqliteJournal:
    """A ``Journal`` in an SQLCipher file; see there. Made by ``open_sqlite``."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._engine = engine
        self._writer = Writer(self._write)
        self._open = True
        self._read_only = ""
        self._version = 0

    def keep(self, entry: Entry) -> Future[Receipt]:
        """See ``Journal.keep``."""
        return cast("Future[Receipt]", self._writer.put(entry))

    def settle(self, name: str, value: Plain) -> Future[None]:
        """See ``Journal.settle``."""
        return cast("Future[None]", self._writer.put((name, value)))

    def entries(self, *kinds: str, since: str = "", until: str = "") -> tuple[Entry, ...]:
        """See ``Journal.entries``."""
        e = tables.entry.c
        newest = select(func.max(e.number)).group_by(e.first).scalar_subquery()
        asked = select(tables.entry).where(e.number.in_(newest), e.withdrawn.is_(False)).order_by(e.day, e.said_at, e.number)
        if kinds:
            asked = asked.where(e.kind.in_(kinds))
        if since:
            asked = asked.where(e.day >= since)
        if until:
            asked = asked.where(e.day <= until)
        return tuple(_entry(row) for row in self._rows(asked))

    def find(self, key: str) -> Entry | None:
        """See ``Journal.find``."""
        rows = self._rows(select(tables.entry).where(tables.entry.c.key == key))
        return _entry(rows[0]) if rows else None

    def history(self, key: str) -> tuple[tuple[Entry, Receipt], ...]:
        """See ``Journal.history``."""
        e = tables.entry.c
        first = select(e.first).where(e.key == key).scalar_subquery()
        rows = self._rows(select(tables.entry).where(e.first == first).order_by(e.number))
        return tuple((_entry(row), _receipt(row)) for row in rows)

    def everything(self, *, newest: bool = False, until: int | None = None) -> Generator[tuple[Entry, Receipt]]:
        """See ``Journal.everything``."""
        if not self._open:
            raise closed()
        e = tables.entry.c
        seen = e.number <= (1 << 62 if until is None else until)
        asked = select(tables.entry).where(seen).order_by(e.number)
        if newest:
            last = select(func.max(e.number)).where(seen).group_by(e.first).scalar_subquery()
            asked = asked.where(e.number.in_(last), e.withdrawn.is_(False))
        try:
            with self._engine.connect() as connection:  # one read transaction: what is written meanwhile is not in it
                for row in connection.execution_options(yield_per=AT_ONCE).execute(asked):
                    yield _entry(row), _receipt(row)
        except DatabaseError as error:
            raise _told(error) from error

    def settings(self) -> Mapping[str, Plain]:
        """See ``Journal.settings``."""
        return {row.name: json.loads(row.value) for row in self._rows(select(tables.setting).order_by(tables.setting.c.name))}

    def setting(self, name: str) -> Plain:
        """See ``Journal.setting``."""
        rows = self._rows(select(tables.setting.c.value).where(tables.setting.c.name == name))
        return json.loads(rows[0].value) if rows else None

    @property
    def version(self) -> int:
        """See ``Journal.version``."""
        return self._version

    @property
    def read_only(self) -> str:
        """See ``Journal.read_only``."""
        return self._read_only

    def back_up(self, path: str | PathLike[str]) -> None:
        """See ``Journal.back_up``."""
        raise NotImplementedError

    def erase(self) -> None:
        """See ``Journal.erase``."""
        raise NotImplementedError

    def close(self) -> None:
        """See ``Journal.close``."""
        if self._open:
            self._open = False
            self._writer.close()
            self._engine.dispose()

    def _rows(self, asked: Any) -> Sequence[Any]:
        if not self._open:
            raise closed()
        try:
            with self._engine.connect() as connection:
                return connection.execute(asked).all()
        except DatabaseError as error:
            raise _told(error) from error

    def _write(self, batch: Sequence[Writing]) -> list[Receipt | StoreError | None]:
        answers: list[Receipt | StoreError | None] = []
        try:
            with self._engine.connect() as connection:
                connection.exec_driver_sql("ROLLBACK")  # the read transaction that SQLAlchemy began
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                for writing in batch:
                    connection.exec_driver_sql("SAVEPOINT one")
                    try:
                        answers.append(_written(connection, writing.what))
                    except StoreError as error:  # one bad row fails alone
                        connection.exec_driver_sql("ROLLBACK TO one")
                        answers.append(error)
                    connection.exec_driver_sql("RELEASE one")
                connection.commit()
        except DatabaseError as error:
            raise _told(error) from error
        self._version += 1
        return answers


def _engine(path: Path, key: bytes) -> Engine:
    from sqlcipher3 import dbapi2

    def connect() -> Any:
        connection = dbapi2.connect(str(path), timeout=PATIENCE_MS / 1000, check_same_thread=False, isolation_level=None)
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = create_engine("sqlite://", module=dbapi2, creator=connect, poolclass=QueuePool, pool_size=4, max_overflow=4)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def _written(connection: Connection, what: Entry | tuple[str, Plain]) -> Receipt | None:
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    if isinstance(what, Entry):
        return _added(connection, what, now)
    name, value = what
    connection.execute(delete(tables.setting).where(tables.setting.c.name == name))
    if value is not None:
        connection.execute(insert(tables.setting).values(name=name, value=json.dumps(value), set_at=now))
    return None


def _added(connection: Connection, entry: Entry, now: str) -> Receipt:
    e = tables.entry.c
    there = connection.execute(select(tables.entry).where(e.key == entry.key)).first()
    if there is not None:
        if _entry(there) != entry:
            raise StoreError("Another entry has this key already.", why="One key names one entry for ever.", code="key-taken")
        return _receipt(there, again=True)
    first = entry.key
    if entry.replaces:
        first = connection.execute(select(e.first).where(e.key == entry.replaces)).scalar() or ""
        if not first:
            raise StoreError("The entry to be corrected is not in this journal.", code="failed")
    values = {name: getattr(entry, name) for name in ("key", "replaces", "kind", "day", "said_at", "withdrawn")}
    body = json.dumps(dict(entry.body), ensure_ascii=False, sort_keys=True)
    try:
        ran = connection.execute(insert(tables.entry).values(**values, first=first, kept_at=now, body=body))
    except IntegrityError as error:
        raise StoreError("The entry could not be kept.", why=str(error.orig)) from error
    return Receipt(entry.key, int(cast("tuple[int]", ran.inserted_primary_key)[0]), now)


def _entry(row: Any) -> Entry:
    return Entry(row.key, row.kind, row.day, row.said_at, json.loads(row.body), row.replaces, bool(row.withdrawn))


def _receipt(row: Any, *, again: bool = False) -> Receipt:
    return Receipt(row.key, row.number, row.kept_at, again)


def _told(error: DatabaseError) -> StoreError:
    said = str(error.orig)
    if "not a database" in said:
        why = "It is encrypted by another one, or is damaged."
        return StoreError("This file cannot be opened by that key.", why=why, code="wrong-key")
    if "full" in said:
        return StoreError(
            "The disk is full.", why="Nothing more can be kept.", fix="free some space; what was kept before is safe.", code="full"
        )
    if "locked" in said or "busy" in said:
        return StoreError("Another program holds the file.", fix="close the other window of unspiral, then try again.", code="locked")
    return StoreError("The journal cannot be read or written.", why=said, code="damaged" if "malformed" in said else "failed")
