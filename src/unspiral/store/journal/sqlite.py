"""A journal in one encrypted file (SQLCipher), for one person on their own machine."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import Future
from os import PathLike
from pathlib import Path
from time import monotonic
from typing import Any, cast

from sqlalchemy import Engine, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from unspiral.errors import StoreError
from unspiral.records.entry import Entry, Plain, Receipt
from unspiral.store.journal import rows, tables
from unspiral.store.journal.backup import back_up
from unspiral.store.journal.cipher import is_alone
from unspiral.store.journal.forgetting import forget_in, forget_in_replaced
from unspiral.store.journal.key_file import NewKey, make_key_file, new_key
from unspiral.store.journal.known import SETTING, Known
from unspiral.store.journal.lock import Lock
from unspiral.store.journal.opening import hold, tables_made
from unspiral.store.journal.place import Place
from unspiral.store.journal.register import ASKED, Register
from unspiral.store.journal.restore import take_place
from unspiral.store.journal.shred import shred_all, shred_place
from unspiral.store.journal.trouble import FULL, STOPS_WRITING, identity, moved_away, told
from unspiral.store.journal.upgrade import FILE, Steps
from unspiral.store.journal.writer import Writer, Writing, closed

AT_ONCE = 500  # rows of a long reading in memory together
PROBE_S = 2.0  # how often it is tried whether a full disk has room again


def open_sqlite(path: str | PathLike[str], key: bytes, *, steps: Steps = FILE) -> SqliteJournal:
    """Open the journal in a file; one that is missing is made, unless its key is there and it should be too.

    Args:
        path: of the file.
        key: the 32 bytes it is encrypted by.
        steps: what leads to the tables of today; tests put others here.

    Raises:
        StoreError: "wrong-key", "locked", "newer", "damaged", "read-only", "failed"; "full" only where the file must be written to be
            opened, as an older one: on a full disk every other is opened, and ``read_only`` until there is room.
    """
    place = Place.of(path)
    erased = place.erasing.exists()
    with hold(place) as lock:
        if erased:
            raise StoreError("This file was being erased, and now it is.", fix="begin a new one.", code="closed")
        if place.key.exists() and not place.file.exists():
            raise StoreError(
                f"The file '{place.file.name}' is missing, and its key is there.",
                why="A new, empty one would look as if nothing had ever been written down.",
                fix="put the file back where it was, or take it back from a backup.",
                code="damaged",
            )
        return SqliteJournal(place, tables_made(place, key, steps), key, lock)


def make_sqlite(path: str | PathLike[str], passphrase: str) -> tuple[NewKey, SqliteJournal]:
    """Make a new journal, and its key beside it.

    Args:
        path: of the file; nothing that is there is overwritten.
        passphrase: that will open it.

    Raises:
        StoreError: "there" when it was made before, "damaged" when only its key is missing; others as ``open_sqlite``.
    """
    place = Place.of(path)
    with hold(place) as lock:
        if place.key.exists():
            raise StoreError("There is a journal here already.", fix="open it by its passphrase.", code="there")
        if place.file.exists():
            raise StoreError(
                f"'{place.file.name}' is there, but the file with its key, '{place.key.name}', is not.",
                why="Without its key nothing in it can be read, and a new key would not fit.",
                fix=f"put '{place.key.name}' back from a backup, or start with another file: unspiral serve --file NAME",
                code="damaged",
            )
        made, part = new_key(), Place(place.aside("part"))
        tables_made(part, made.key, FILE).dispose()
        make_key_file(part.key, passphrase, made)
        take_place(place, part)  # both or none: a key without its file, or a file without its key, would be in the way for ever
        return made, SqliteJournal(place, tables_made(place, made.key, FILE), made.key, lock)


class SqliteJournal:
    """A ``Journal`` in an SQLCipher file; see there. Made by ``open_sqlite`` or ``make_sqlite``."""

    def __init__(self, place: Place, engine: Engine, key: bytes, lock: Lock) -> None:
        self.place = place
        self._key = key
        self._engine = engine
        self._lock = lock
        self._open = True
        self._stopped = FULL if is_alone(engine) else ""
        self._probed = 0.0
        self._version = self._rows("PRAGMA user_version")[0][0]
        self._known = Known()
        self._register = Register(lambda: self._bare(ASKED, ()))
        self._identity = identity(place.file)
        self._writer = Writer(self._write)

    @property
    def path(self) -> Path:
        """The encrypted file."""
        return self.place.file

    def keep(self, entry: Entry) -> Future[Receipt]:
        """See ``Journal.keep``."""
        return cast("Future[Receipt]", self._writer.put(entry))

    def settle(self, name: str, value: Plain) -> Future[None]:
        """See ``Journal.settle``."""
        return cast("Future[None]", self._writer.put((name, value)))

    def forget(self, key: str) -> Future[None]:
        """See ``Journal.forget``."""
        return cast("Future[None]", self._writer.put(lambda: self._forget(key)))

    def entries(self, *kinds: str, since: str = "", until: str = "") -> tuple[Entry, ...]:
        """See ``Journal.entries``."""
        if not kinds or since or until:
            return tuple(map(rows.entry_in, self._bare(*rows.newest(kinds, since, until))))
        return self._known.get(kinds, lambda: tuple(map(rows.entry_in, self._bare(*rows.newest(kinds, "", "")))))

    def standing(self, kind: str, day: str) -> tuple[str, ...]:
        """See ``Journal.standing``."""
        if self._open and self._register.whole:
            return self._register.standing(kind, day)
        return tuple(entry.key for entry in self.entries(kind, since=day, until=day))

    def first(self, key: str) -> str:
        """See ``Journal.first``."""
        if self._open and self._register.whole:
            return self._register.first(key)
        return next((entry.key for entry, _receipt in self.history(key)), "")

    def find(self, key: str) -> Entry | None:
        """See ``Journal.find``."""
        if self._open and self._register.whole and not self._register.first(key):
            return None
        found = self._bare(f"SELECT {rows.COLUMNS} FROM entry AS e WHERE e.key = ?", (key,))
        return rows.entry_in(found[0]) if found else None

    def history(self, key: str) -> tuple[tuple[Entry, Receipt], ...]:
        """See ``Journal.history``."""
        return tuple((rows.entry_in(row[:-2]), Receipt(row[0], *row[-2:])) for row in self._bare(rows.VERSIONS, (key,)))

    def everything(self, *, newest: bool = False, until: int | None = None) -> Generator[tuple[Entry, Receipt]]:
        """See ``Journal.everything``."""
        if not self._open:
            raise closed()
        for row in self._in_pieces(rows.as_kept(newest=newest, until=until)):
            if not self._open:  # closed or erased since: whoever waits for the rest of it gets no more
                raise closed()
            yield rows.entry_of(row), rows.receipt_of(row)

    def settings(self) -> Mapping[str, Plain]:
        """See ``Journal.settings``."""
        return {row.name: json.loads(row.value) for row in self._rows(select(tables.setting).order_by(tables.setting.c.name))}

    def setting(self, name: str) -> Plain:
        """See ``Journal.setting``."""
        found = self._known.get((f"{SETTING}{name}",), lambda: tuple(self._bare("SELECT value FROM setting WHERE name = ?", (name,))))
        return json.loads(found[0][0]) if found else None  # read anew each time: who gets it may change it

    @property
    def version(self) -> int:
        """See ``Journal.version``. It is kept in the file, so that it also rises from one start to the next."""
        return self._version

    @property
    def read_only(self) -> str:
        """See ``Journal.read_only``. Asking also tries, now and then, whether there is room again."""
        if self._stopped and self._open and monotonic() - self._probed > PROBE_S:
            self._probed = monotonic()
            self._writer.put(self._probe)
        return self._stopped

    def back_up(self, path: str | PathLike[str]) -> None:
        """See ``Journal.back_up``."""
        if not self._open:
            raise closed()
        back_up(self.place, self._engine, self._key, path)

    def erase(self) -> None:
        """See ``Journal.erase``."""
        if not self._open:
            raise closed()
        self._open = False
        self._writer.close()
        self._known.clear()
        self._register.clear()
        self._engine.dispose()
        try:
            shred_place(self.place)
        finally:
            self._lock.release(unlink=not self.place.erasing.exists())

    def close(self) -> None:
        """See ``Journal.close``."""
        if self._open:
            self._writer.close()  # what waits is still written, and to write it takes reading
            self._open = False
            self._known.clear()
            self._register.clear()
            self._engine.dispose()
            self._lock.release()

    def _in_pieces(self, asked: Any) -> Generator[Any]:
        if is_alone(self._engine):  # the one connection there is must not wait until somebody has read on
            yield from self._rows(asked)
            return
        try:
            with self._engine.connect() as connection:  # one read transaction: what is written meanwhile is not in it
                yield from connection.execution_options(yield_per=AT_ONCE).execute(asked)
        except (DBAPIError, MemoryError) as error:
            raise told(error, self.path) from error

    def _rows(self, asked: Any) -> Sequence[Any]:
        if not self._open:
            raise closed()
        try:
            with self._engine.connect() as connection:
                return (connection.exec_driver_sql(asked) if isinstance(asked, str) else connection.execute(asked)).all()
        except (DBAPIError, MemoryError) as error:
            raise told(error, self.path) from error

    def _bare(self, asked: str, marks: Sequence[str]) -> list[tuple[Any, ...]]:
        """One question to the driver itself: what lies between costs ten times as much as the answer."""
        if not self._open:
            raise closed()
        try:
            connection = self._engine.raw_connection()
            cursor = connection.cursor()
            try:
                return cursor.execute(asked, marks).fetchall()
            finally:
                cursor.close()
                connection.close()
        except (self._engine.dialect.loaded_dbapi.Error, DBAPIError, MemoryError) as error:
            raise told(error, self.path) from error

    def _write(self, batch: Sequence[Writing]) -> list[Receipt | StoreError | None]:
        if identity(self.place.file) != self._identity:  # what is written to a file without a name is gone when it is closed
            raise moved_away(self.place.file)
        try:
            answers = self._new(batch)
            if answers is None:
                answers = self._each(batch)
        except (self._engine.dialect.loaded_dbapi.Error, DBAPIError, MemoryError) as error:
            raise self._stop(error) from error
        self._stopped = ""
        for writing, answer in zip(batch, answers, strict=True):
            self._known.written([writing.what], self._register.kind)
            entry = writing.what
            if isinstance(entry, Entry) and isinstance(answer, Receipt) and not answer.again:
                first = self._register.first(entry.replaces) if entry.replaces else entry.key
                self._register.add(entry.key, first, entry.kind, entry.day, entry.said_at, answer.number, withdrawn=entry.withdrawn)
        return answers

    def _new(self, batch: Sequence[Writing]) -> list[Receipt | StoreError | None] | None:
        """Write a batch of entries that are all new, as one statement; None, and nothing written, where any of them may not be."""
        found = rows.new_rows([writing.what for writing in batch], self._register) if self._register.whole else None
        if found is None:
            return None
        connection = self._engine.raw_connection()
        cursor = connection.cursor()
        try:
            cursor.execute("BEGIN IMMEDIATE")
            try:
                cursor.execute(rows.insert(len(found)), [value for row in found for value in row])
            except (TypeError, ValueError):  # half a letter in some name: which one is found out one by one
                return None
            last = cursor.lastrowid
            cursor.execute(f"PRAGMA user_version = {self._version + 1}")
            cursor.execute("COMMIT")
        finally:
            cursor.close()  # an error holds this frame, and an open cursor would hold the file after the journal is closed
            connection.close()  # what was not committed is taken back
        self._version += 1
        return [Receipt(row[0], last - len(found) + 1 + place, row[6]) for place, row in enumerate(found)]

    def _each(self, batch: Sequence[Writing]) -> list[Receipt | StoreError | None]:
        """Write a batch one by one: some of it may be there already, be no entry, or be such that it cannot be kept."""
        answers: list[Receipt | StoreError | None] = []
        number = self._version
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            for writing in batch:
                answers.append(_one(connection, writing))
            if any(answer is None or (isinstance(answer, Receipt) and not answer.again) for answer in answers):
                number += 1
                connection.exec_driver_sql(f"PRAGMA user_version = {number}")
        self._version = number
        return answers

    def _stop(self, error: BaseException) -> StoreError:
        trouble = told(error, self.path)
        if trouble.code in STOPS_WRITING:
            self._stopped, self._probed = STOPS_WRITING[trouble.code], monotonic()
        return trouble

    def _probe(self) -> None:
        """Write something that changes nothing; what it raises leaves things as they are."""
        try:
            with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
                connection.exec_driver_sql("CREATE TABLE probe (room BLOB)")
                connection.exec_driver_sql("INSERT INTO probe VALUES (zeroblob(65536))")
                connection.exec_driver_sql("DROP TABLE probe")
        except (DBAPIError, MemoryError) as error:
            raise self._stop(error) from error
        self._stopped = ""

    def _forget(self, key: str) -> None:
        try:
            forget_in(self._engine, key, self._version + 1)
        except (DBAPIError, MemoryError) as error:
            raise self._stop(error) from error
        finally:  # also where only traces are left, or it is not known how far it came
            self._known.clear()
            self._register.clear()
            self._version = self._rows("PRAGMA user_version")[0][0]
        shred_all(self.place.copies("before"))
        forget_in_replaced(self.place, self._key, key)


def _one(connection: Connection, writing: Writing) -> Receipt | StoreError | None:
    """Write one thing of a batch; what is wrong with it befalls it alone: it is one statement, and one that fails changes nothing."""
    try:
        if isinstance(writing.what, Entry):
            return rows.add(connection, writing.what)
        rows.settle(connection, *cast("tuple[str, Plain]", writing.what))
    except (StoreError, TypeError, ValueError) as error:
        return error if isinstance(error, StoreError) else rows.unkept()
    return None
