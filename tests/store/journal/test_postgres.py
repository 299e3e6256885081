"""Many persons in one database: each alone, sealed, forgotten and erased beyond old copies; a restart loses nothing."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from tests.store.journal.made_entry import SOON, check_in
from tests.store.journal.pg_server import PgServer

from unspiral.errors import StoreError
from unspiral.store.journal.person_key import KeyFolder
from unspiral.store.journal.postgres import PostgresJournal, open_postgres
from unspiral.store.journal.server import server_engine

# The driver leaves a socket that broke to the collector of garbage, which then warns.
pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

CANARY = "canary-in-the-mine"


def dump(url: str) -> list[tuple[object, ...]]:
    """Every row of every table, as a copy of the database holds it."""
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = [tuple(row) for table in ("person", "entry", "setting") for row in connection.execute(text(f"SELECT * FROM {table}"))]
    engine.dispose()
    return rows


def everything_on_disk(server: PgServer) -> bytes:
    """The bytes of the server's own files: tables, what was deleted from them, and its log of changes."""
    engine = create_engine(server.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CHECKPOINT"))
    engine.dispose()
    return b"".join(path.read_bytes() for path in server.data.rglob("*") if path.is_file())


def test_persons_do_not_see_each_other(server: PgServer, keys: KeyFolder) -> None:
    one, two = (open_postgres(server.url, f"p-{uuid4()}", keys) for _ in range(2))
    entry = check_in()
    one.keep(entry).result(SOON)
    assert two.entries() == () and two.find(entry.key) is None and two.history(entry.key) == ()
    assert two.keep(entry).result(SOON).again is False  # the same key is another's own
    refused = two.keep(check_in(replaces=one.entries()[0].key, day="2026-11-23")).exception(SOON)
    assert refused is None  # it corrects their own entry of that key
    assert one.entries() == (entry,)
    one.close()
    two.close()


def test_the_server_sees_no_word(server: PgServer, on_server: PostgresJournal) -> None:
    entry = check_in("1987-01-05", kind="red-flags-kind", body={"note": CANARY})
    on_server.keep(entry).result(SOON)
    on_server.settle(f"draft:{CANARY}", CANARY).result(SOON)
    said = repr(dump(server.url)) + everything_on_disk(server).decode("latin-1")
    for word in (CANARY, entry.kind, entry.key, entry.day):
        assert word not in said


def test_what_was_erased_is_dark_in_old_copies(server: PgServer, keys: KeyFolder, tmp_path: Path) -> None:
    person = f"p-{uuid4()}"
    journal = open_postgres(server.url, person, keys)
    journal.keep(check_in(body={"note": CANARY})).result(SOON)
    key = keys.read(person)
    assert key is not None
    old = [row for row in dump(server.url) if row[0] == person]
    journal.erase()
    assert [row for row in dump(server.url) if row[0] == person] == [] and len(old) == 2
    assert keys.read(person) is None and [path.name for path in keys.path.iterdir() if path.name.startswith(person)] == []
    again = open_postgres(server.url, person, keys)  # somebody of the same name later reads nothing of it
    assert again.entries() == ()
    new = keys.read(person)
    sealed = next(value for value in old[1] if isinstance(value, bytes) and len(value) > 40)
    assert CANARY in key.unseal(sealed, 1)  # the key that was destroyed would have opened it
    assert new is not None
    with pytest.raises(StoreError):
        new.unseal(sealed, 1)
    again.close()


def test_what_was_forgotten_is_dark_in_old_copies(server: PgServer, keys: KeyFolder) -> None:
    person = f"p-{uuid4()}"
    journal = open_postgres(server.url, person, keys)
    gone, stays = check_in(body={"note": CANARY}), check_in()
    for entry in (gone, stays):
        journal.keep(entry).result(SOON)
    journal.settle("country", "DE").result(SOON)
    old = [row for row in dump(server.url) if row[0] == person]
    journal.forget(gone.key).result(SOON)
    assert journal.entries() == (stays,) and journal.setting("country") == "DE"
    key = keys.read(person)
    assert key is not None and list(key.data) == [2]
    for row in old:
        for value in row:
            if isinstance(value, bytes) and len(value) > 40:
                with pytest.raises(StoreError):
                    key.unseal(value, 1)
    journal.close()
    again = open_postgres(server.url, person, keys)
    assert again.entries() == (stays,)
    again.close()


def test_a_forgetting_that_was_cut_off_loses_nothing(server: PgServer, keys: KeyFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    person = f"p-{uuid4()}"
    journal = open_postgres(server.url, person, keys)
    gone, stays = check_in(), check_in()
    for entry in (gone, stays):
        journal.keep(entry).result(SOON)
    write, written = KeyFolder.write, list[int]()

    def cut(folder: KeyFolder, key: object) -> None:
        written.append(1)
        if len(written) == 2:
            raise OSError(5, "power cut")
        write(folder, key)  # type: ignore[arg-type]

    monkeypatch.setattr(KeyFolder, "write", cut)
    assert journal.forget(gone.key).exception(SOON) is not None
    monkeypatch.undo()
    journal.close()
    again = open_postgres(server.url, person, keys)
    assert again.entries() == (stays,)
    key = keys.read(person)
    assert key is not None and list(key.data) == [2]
    again.close()


def test_two_programs_write_for_one_person(server: PgServer, keys: KeyFolder) -> None:
    person = f"p-{uuid4()}"
    both = [open_postgres(server.url, person, keys) for _ in range(2)]
    entries = [check_in() for _ in range(40)]
    receipts: list[bool] = []

    def send(journal: PostgresJournal) -> None:
        receipts.extend(journal.keep(entry).result(SOON).again for entry in entries)

    threads = [threading.Thread(target=send, args=(journal,)) for journal in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 80 and receipts.count(False) == 40
    numbers = [receipt.number for _entry, receipt in both[0].everything()]
    assert numbers == list(range(1, 41)) and both[0].version == both[1].version
    for journal in both:
        journal.close()


def test_another_master_key_opens_nothing(server: PgServer, on_server: PostgresJournal, keys: KeyFolder) -> None:
    with pytest.raises(StoreError) as caught:
        open_postgres(server.url, on_server.person, KeyFolder(keys.path, bytes(32)))
    assert caught.value.code == "wrong-key"
    with pytest.raises(StoreError, match="no name"):
        open_postgres(server.url, "../x", keys)


@pytest.fixture
def restarted(server: PgServer) -> Iterator[PgServer]:
    """The server, which a test may stop; afterwards it runs."""
    yield server
    try:
        server.start()
    except OSError:
        engine = create_engine(server.url)
        engine.connect().close()  # it runs already
        engine.dispose()
    gc.collect()


def test_a_crash_of_the_server_loses_nothing_that_was_acknowledged(restarted: PgServer, on_server: PostgresJournal) -> None:
    kept = [on_server.keep(check_in()).result(SOON).key for _ in range(30)]
    last = check_in()
    restarted.stop("immediate")
    failed = on_server.keep(last).exception(SOON)
    assert isinstance(failed, StoreError) and "not known" in failed.what and "send it again" in failed.fix
    with pytest.raises(StoreError):
        on_server.entries()
    restarted.start()
    assert sorted(entry.key for entry in on_server.entries()) == sorted(kept)
    assert on_server.keep(last).result(SOON).again is False
    assert on_server.keep(last).result(SOON).again is True


def test_a_restart_between_two_writings_is_not_even_noticed(restarted: PgServer, on_server: PostgresJournal) -> None:
    on_server.keep(check_in()).result(SOON)
    restarted.stop()
    restarted.start()
    on_server.keep(check_in()).result(SOON)
    assert len(on_server.entries()) == 2


def test_a_server_that_is_not_there_is_told(keys: KeyFolder) -> None:
    with pytest.raises(StoreError, match="did not answer"):
        server_engine("postgresql+pg8000://nobody@127.0.0.1:1/none")
    with pytest.raises(StoreError, match="did not answer"):
        open_postgres("postgresql+pg8000://nobody@127.0.0.1:1/none", "a", keys)
