"""Journals of many persons on a PostgreSQL server: the same journal, each sealed by its person's own key."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import Future
from os import PathLike
from typing import Any, TypeVar, cast

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from unspiral.errors import StoreError
from unspiral.records.entry import Entry, Plain, Receipt, seconds_of
from unspiral.store.journal import sealed
from unspiral.store.journal.person_backup import write_person
from unspiral.store.journal.person_key import KeyFolder, PersonKey
from unspiral.store.journal.rows import again, moment, no_such_entry, text_of, unkept
from unspiral.store.journal.server import away, server_engine
from unspiral.store.journal.server_tables import entry as entries
from unspiral.store.journal.server_tables import person as persons
from unspiral.store.journal.server_tables import setting as settings
from unspiral.store.journal.writer import Writer, Writing, closed

T = TypeVar("T")


def open_postgres(url: str, person: str, keys: KeyFolder) -> PostgresJournal:
    """Open the journal of a person, or make it.

    Args:
        url: of the database: "postgresql+pg8000://user@host/name".
        person: letters, digits, - and _; drawn by chance, not a name.
        keys: where the persons' keys are.

    Raises:
        StoreError: "wrong-key", "newer", "failed" when the server cannot be reached.
    """
    engine = server_engine(url)
    try:
        key = keys.read(person) or keys.make(person)
        with engine.begin() as connection:
            connection.execute(insert_or(persons).values(person=person, version=0, numbered=0).on_conflict_do_nothing())
            used = {*connection.execute(select(entries.c.generation).where(entries.c.person == person).distinct()).scalars()}
            used |= {*connection.execute(select(settings.c.generation).where(settings.c.person == person).distinct()).scalars()}
        if len(key.data) > 1:  # a forgetting was cut off
            key = key.only(used)
            keys.write(key)
        return PostgresJournal(engine, key, keys)
    except (DBAPIError, OSError) as error:
        engine.dispose()
        raise away() from error
    except BaseException:
        engine.dispose()
        raise


class PostgresJournal:
    """A ``Journal`` on a PostgreSQL server; see there. Made by ``open_postgres``."""

    def __init__(self, engine: Engine, key: PersonKey, keys: KeyFolder) -> None:
        self.person = key.person
        self._engine = engine
        self._key = key
        self._keys = keys
        self._open = True
        self._writer = Writer(self._write)

    def keep(self, entry: Entry) -> Future[Receipt]:
        """See ``Journal.keep``."""
        return cast("Future[Receipt]", self._writer.put(entry))

    def settle(self, name: str, value: Plain) -> Future[None]:
        """See ``Journal.settle``."""
        return cast("Future[None]", self._writer.put((name, value)))

    def forget(self, key: str) -> Future[None]:
        """See ``Journal.forget``. What stays is sealed by a new key, and the old one destroyed, for copies of the database hold it all."""
        return cast("Future[None]", self._writer.put(lambda: self._forget(key)))

    def entries(self, *kinds: str, since: str = "", until: str = "") -> tuple[Entry, ...]:
        """See ``Journal.entries``."""
        newest = {bytes(row.first): row for row in self._rows(sealed.of_person(self.person))}
        opened = [(sealed.entry_of(self._key, row), row.number) for row in newest.values()]
        wanted = [
            (entry, number)
            for entry, number in opened
            if not entry.withdrawn and (not kinds or entry.kind in kinds) and since <= entry.day and (not until or entry.day <= until)
        ]
        return tuple(
            entry for entry, _number in sorted(wanted, key=lambda one: (one[0].day, seconds_of(one[0].said_at), one[0].said_at, one[1]))
        )

    def standing(self, kind: str, day: str) -> tuple[str, ...]:
        """See ``Journal.standing``."""
        return tuple(entry.key for entry in self.entries(kind, since=day, until=day))

    def first(self, key: str) -> str:
        """See ``Journal.first``."""
        return next((entry.key for entry, _receipt in self.history(key)), "")

    def find(self, key: str) -> Entry | None:
        """See ``Journal.find``."""
        found = self._rows(sealed.of_person(self.person).where(entries.c.mark == self._key.mark(key)))
        return sealed.entry_of(self._key, found[0]) if found else None

    def history(self, key: str) -> tuple[tuple[Entry, Receipt], ...]:
        """See ``Journal.history``."""
        mine = entries.c.person == self.person
        first = select(entries.c.first).where(mine, entries.c.mark == self._key.mark(key)).scalar_subquery()
        found = self._rows(sealed.of_person(self.person).where(entries.c.first == first))
        return tuple(sealed.pair_of(self._key, row) for row in found)

    def everything(self, *, newest: bool = False, until: int | None = None) -> Generator[tuple[Entry, Receipt]]:
        """See ``Journal.everything``."""
        asked = sealed.of_person(self.person).where(entries.c.number <= (1 << 62 if until is None else until))
        found = self._rows(asked)
        last = {bytes(row.first): row.number for row in found}
        for row in found:
            entry, receipt = sealed.pair_of(self._key, row)
            if not newest or (last[bytes(row.first)] == row.number and not entry.withdrawn):
                yield entry, receipt

    def settings(self) -> Mapping[str, Plain]:
        """See ``Journal.settings``."""
        found = self._rows(select(settings).where(settings.c.person == self.person))
        return dict(sorted(sealed.setting_of(self._key, row) for row in found))

    def setting(self, name: str) -> Plain:
        """See ``Journal.setting``."""
        asked = select(settings).where(settings.c.person == self.person, settings.c.mark == self._key.mark(name))
        found = self._rows(asked)
        return sealed.setting_of(self._key, found[0])[1] if found else None

    @property
    def version(self) -> int:
        """See ``Journal.version``. It is asked of the server: another program may write there, too."""
        found = self._rows(select(persons.c.version).where(persons.c.person == self.person))
        return int(found[0][0]) if found else 0

    @property
    def read_only(self) -> str:
        """See ``Journal.read_only``."""
        return ""

    def back_up(self, path: str | PathLike[str]) -> None:
        """See ``Journal.back_up``. The file holds no key, so it goes dark with the person's key."""
        if not self._open:
            raise closed()
        asked = (sealed.of_person(self.person), sealed.settings_of(self.person))
        both = self._at_once(lambda connection: [connection.execute(one).all() for one in asked])
        write_person(path, self._key, both[0], both[1])

    def erase(self) -> None:
        """See ``Journal.erase``. The key goes first: what copies of the database hold is dark from then on."""
        if not self._open:
            raise closed()
        self._writer.close()
        self._keys.destroy(self.person)
        self._at_once(lambda c: [c.execute(delete(table).where(table.c.person == self.person)) for table in (entries, settings, persons)])
        self._open = False
        self._engine.dispose()

    def close(self) -> None:
        """See ``Journal.close``."""
        if self._open:
            self._open = False
            self._writer.close()
            self._engine.dispose()

    def _rows(self, asked: Any) -> Sequence[Any]:
        if not self._open:
            raise closed()
        return self._at_once(lambda connection: connection.execute(asked).all())

    def _at_once(self, work: Callable[[Connection], T]) -> T:
        """One transaction. A server that was restarted is asked a second time: nothing is done twice, since every key is kept once."""
        for last in (False, True):
            try:
                with self._engine.begin() as connection:
                    return work(connection)
            except (DBAPIError, OSError) as error:
                self._engine.dispose()
                if last or (isinstance(error, DBAPIError) and not error.connection_invalidated):
                    raise away() from error
        raise away()

    def _write(self, batch: Sequence[Writing]) -> list[Receipt | StoreError | None]:
        return self._at_once(lambda connection: self._written(connection, batch))

    def _written(self, connection: Connection, batch: Sequence[Writing]) -> list[Receipt | StoreError | None]:
        mine = persons.c.person == self.person
        row = connection.execute(select(persons).where(mine).with_for_update()).one()  # two programs take turns
        number, fresh = int(row.numbered), False
        answers: list[Receipt | StoreError | None] = []
        for writing in batch:
            try:
                if isinstance(writing.what, Entry):
                    answer = self._added(connection, writing.what, number + 1)
                    number += int(not answer.again)
                    fresh |= not answer.again
                    answers.append(answer)
                else:
                    name, value = cast("tuple[str, Plain]", writing.what)
                    self._settled(connection, name, value)
                    fresh = True
                    answers.append(None)
            except (StoreError, TypeError, ValueError) as error:  # nothing was sent to the server for it
                answers.append(error if isinstance(error, StoreError) else unkept())
        if fresh:
            connection.execute(update(persons).where(mine).values(version=row.version + 1, numbered=number))
        return answers

    def _added(self, connection: Connection, entry: Entry, number: int) -> Receipt:
        key, mine = self._key, entries.c.person == self.person
        mark, text = key.mark(entry.key), sealed.text_of_entry(entry, text_of(entry.body))
        there = connection.execute(select(entries).where(mine, entries.c.mark == mark)).first()
        if there is not None:
            return again(entry, *sealed.pair_of(key, there))
        first = mark
        if entry.replaces:
            found = connection.execute(select(entries.c.first).where(mine, entries.c.mark == key.mark(entry.replaces))).first()
            if found is None:
                raise no_such_entry()
            first = bytes(found[0])
        now = moment()
        values = {"person": self.person, "number": number, "mark": mark, "first": first, "generation": key.generation}
        connection.execute(insert(entries).values(**values, sealed=key.seal(text), kept_at=now))
        return Receipt(entry.key, number, now)

    def _settled(self, connection: Connection, name: str, value: Plain) -> None:
        mark = self._key.mark(name)
        held = None if value is None else self._key.seal(json.dumps([name, value], allow_nan=False))
        connection.execute(delete(settings).where(settings.c.person == self.person, settings.c.mark == mark))
        if held is not None:
            connection.execute(insert(settings).values(person=self.person, mark=mark, generation=self._key.generation, sealed=held))

    def _forget(self, key: str) -> None:
        mine = entries.c.person == self.person
        first = select(entries.c.first).where(mine, entries.c.mark == self._key.mark(key)).scalar_subquery()
        if not self._rows(select(entries.c.number).where(mine, entries.c.first == first)):
            return
        new = self._key.renewed()
        self._keys.write(new)

        def seal_anew(connection: Connection) -> None:
            row = connection.execute(select(persons).where(persons.c.person == self.person).with_for_update()).one()
            connection.execute(delete(entries).where(mine, entries.c.first == first))
            sealed.seal_anew(connection, new)
            connection.execute(update(persons).where(persons.c.person == self.person).values(version=row.version + 1))

        self._at_once(seal_anew)
        self._key = new.only(set())
        self._keys.write(self._key)
