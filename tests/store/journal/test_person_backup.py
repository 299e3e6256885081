"""The file of one person: sealed, without a key, and put back whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from tests.store.journal.made_entry import SOON, check_in

from unspiral.errors import StoreError
from unspiral.store.journal.person_backup import read_person
from unspiral.store.journal.person_key import KeyFolder
from unspiral.store.journal.postgres import PostgresJournal, open_postgres

pytestmark = pytest.mark.unit


def put_back(journal: PostgresJournal, keys: KeyFolder, path: Path) -> int:
    key = keys.read(journal.person)
    assert key is not None
    with journal._engine.begin() as connection:
        return read_person(path, key, connection)


def test_what_the_database_lost_comes_back(on_server: PostgresJournal, keys: KeyFolder, tmp_path: Path) -> None:
    first, second = check_in(body={"note": "canary"}), check_in("2026-11-23")
    for entry in (first, second):
        on_server.keep(entry).result(SOON)
    on_server.settle("country", "DE").result(SOON)
    everything = list(on_server.everything())
    on_server.back_up(tmp_path / "b")
    assert b"canary" not in (tmp_path / "b").read_bytes() and (tmp_path / "b").stat().st_mode & 0o077 == 0
    later = check_in("2026-11-24")
    on_server.keep(later).result(SOON)
    with on_server._engine.begin() as connection:
        for table in ("entry", "setting"):
            connection.execute(text(f"DELETE FROM {table} WHERE person = :person AND true"), {"person": on_server.person})
    assert on_server.entries() == () and put_back(on_server, keys, tmp_path / "b") == 2
    assert list(on_server.everything()) == everything and on_server.setting("country") == "DE"
    assert put_back(on_server, keys, tmp_path / "b") == 0  # what is there is not doubled
    assert on_server.keep(later).result(SOON).number == 4


def test_what_was_forgotten_since_stays_away(on_server: PostgresJournal, keys: KeyFolder, tmp_path: Path) -> None:
    on_server.keep(entry := check_in()).result(SOON)
    on_server.back_up(tmp_path / "b")
    on_server.forget(entry.key).result(SOON)
    assert put_back(on_server, keys, tmp_path / "b") == 0 and on_server.entries() == ()


def test_other_files_are_refused(server: object, on_server: PostgresJournal, keys: KeyFolder, tmp_path: Path) -> None:
    on_server.keep(check_in()).result(SOON)
    on_server.back_up(tmp_path / "b")
    with pytest.raises(StoreError) as caught:
        on_server.back_up(tmp_path / "b")
    assert caught.value.code == "there"
    whole = (tmp_path / "b").read_bytes()
    other = open_postgres(on_server._engine.url.render_as_string(hide_password=False), "another", keys)
    for name, data, journal in (("c", whole[:-3], on_server), ("d", whole.replace(b"A", b"B", 1), on_server), ("b", whole, other)):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(StoreError) as caught:
            put_back(journal, keys, tmp_path / name)
        assert caught.value.code == "damaged"
    other.close()
    with pytest.raises(StoreError):
        put_back(on_server, keys, tmp_path / "missing")
