"""A journal in a file: it survives being closed, filled up, locked, damaged and erased."""

from __future__ import annotations

import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from tests.store.journal.made_entry import PASSPHRASE, SOON, check_in, readable

from unspiral.errors import StoreError
from unspiral.store.journal import sqlite
from unspiral.store.journal.key_file import open_key_file
from unspiral.store.journal.place import Place
from unspiral.store.journal.sqlite import SqliteJournal, make_sqlite, open_sqlite

pytestmark = pytest.mark.unit

CANARY = "canary-in-the-mine"


def code(call: object) -> str:
    with pytest.raises(StoreError) as caught:
        call()  # type: ignore[operator]
    return caught.value.code


def limit(journal: SqliteJournal, more: int) -> None:
    """A disk on which the file can grow by so many pages; None of the connections knows better."""
    with journal._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    journal._engine.dispose()

    @event.listens_for(journal._engine, "connect")
    def small(connection: object, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages + more}")  # type: ignore[attr-defined]


def unlimit(journal: SqliteJournal) -> None:
    with journal._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    @event.listens_for(journal._engine, "checkout")
    def large(connection: object, _record: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages + 10_000}")  # type: ignore[attr-defined]


@contextmanager
def no_room() -> Generator[None]:
    """A disk on which no file can grow by a single letter, for this program."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_was_kept_is_there_after_opening_again(journal: SqliteJournal, place: Place) -> None:
    entry = check_in()
    journal.keep(entry).result(SOON)
    journal.settle("country", "DE").result(SOON)
    version = journal.version
    journal.close()
    again = open_sqlite(place.file, open_key_file(place.key, PASSPHRASE))
    assert again.entries() == (entry,) and again.setting("country") == "DE" and again.version == version
    again.close()


def test_it_is_made_once(journal: SqliteJournal, place: Place) -> None:
    assert code(lambda: make_sqlite(place.file, PASSPHRASE)) == "locked"
    journal.close()
    assert code(lambda: make_sqlite(place.file, PASSPHRASE)) == "there"


def test_a_file_whose_key_is_missing_is_left_alone(place: Place) -> None:
    lost = open_sqlite(place.file, bytes(32))
    lost.keep(check_in()).result(SOON)
    lost.close()
    before = place.file.read_bytes()
    assert code(lambda: make_sqlite(place.file, PASSPHRASE)) == "damaged"
    assert place.file.read_bytes() == before and not place.key.exists()


@pytest.mark.parametrize("after", range(5))
def test_who_is_cut_off_while_making_it_can_begin_again_or_go_on(place: Place, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    from unspiral.store.journal import key_file, restore

    settled: list[Path] = []

    def cut(folder: Path) -> None:
        settled.append(folder)
        if len(settled) == after + 1:
            raise SystemExit

    monkeypatch.setattr(restore, "settle_folder", cut)
    monkeypatch.setattr(key_file, "settle_folder", cut)
    with pytest.raises(SystemExit):
        make_sqlite(place.file, PASSPHRASE)
    monkeypatch.undo()
    monkeypatch.setattr(key_file, "MEMORY_KIB", 64)
    try:
        _made, journal = make_sqlite(place.file, PASSPHRASE)
    except StoreError as error:
        assert error.code == "there"
        journal = open_sqlite(place.file, open_key_file(place.key, PASSPHRASE))
    journal.keep(check_in()).result(SOON)
    journal.close()
    assert {path.name.removeprefix(place.file.name) for path in place.file.parent.iterdir()} == {"", ".key", ".lock"}


def test_a_missing_file_beside_its_key_is_not_made_anew(journal: SqliteJournal, place: Place) -> None:
    key = open_key_file(place.key, PASSPHRASE)
    journal.close()
    place.file.unlink()
    assert code(lambda: open_sqlite(place.file, key)) == "damaged"
    assert not place.file.exists()


def test_another_key_does_not_open_it(journal: SqliteJournal, place: Place) -> None:
    journal.close()
    before = place.file.read_bytes()
    assert code(lambda: open_sqlite(place.file, bytes(32))) == "wrong-key"
    assert place.file.read_bytes() == before
    place.file.write_bytes(b"this is no journal at all" * 400)
    assert code(lambda: open_sqlite(place.file, open_key_file(place.key, PASSPHRASE))) == "wrong-key"


def test_two_programs_do_not_share_it(journal: SqliteJournal, place: Place) -> None:
    key = open_key_file(place.key, PASSPHRASE)
    assert code(lambda: open_sqlite(place.file, key)) == "locked"
    journal.close()
    open_sqlite(place.file, key).close()


def test_a_full_disk_stops_writing_and_not_reading_and_heals(journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = check_in()
    journal.keep(kept).result(SOON)
    limit(journal, 2)
    long = {"note": "x" * 60_000}
    refused = journal.keep(check_in(body=long)).exception(SOON)
    assert isinstance(refused, StoreError) and refused.code == "full" and "full" in refused.what and refused.fix
    assert "disk is full" in journal.read_only
    assert journal.entries() == (kept,)
    monkeypatch.setattr(sqlite, "PROBE_S", 0.0)
    assert journal.read_only  # asking tries, and it is still full
    time.sleep(0.1)
    assert journal.read_only
    unlimit(journal)
    until = time.monotonic() + SOON
    while journal.read_only and time.monotonic() < until:
        time.sleep(0.01)
    assert journal.read_only == ""
    later = check_in("2026-11-23", body=long)
    journal.keep(later).result(SOON)
    assert journal.entries() == (kept, later)


@pytest.mark.skipif(os.name == "nt", reason="files are bounded by a limit of the system")
def test_on_a_wholly_full_disk_a_file_opens_for_reading_and_heals(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [check_in(f"2026-11-{day:02d}") for day in range(1, 21)]
    before = open_sqlite(place.file, bytes(32))
    for entry in entries:
        before.keep(entry).result(SOON)
    killed = {path: path.read_bytes() for path in (place.file, place.wal)}
    before.close()
    for path, data in killed.items():  # everything lies in the log alone: what reads only the file would show no row
        path.write_bytes(data)
    with no_room():
        journal = open_sqlite(place.file, bytes(32))
        assert "disk is full" in journal.read_only
        assert journal.entries() == tuple(entries)
        reading = journal.everything()
        assert next(reading)[0] == entries[0]
        assert journal.find(entries[-1].key) == entries[-1]  # while somebody reads on, others read too
        refused = journal.keep(check_in("2026-11-22")).exception(SOON)
        assert isinstance(refused, StoreError) and refused.code == "full"
        assert journal.entries() == tuple(entries) and [entry for entry, _ in reading] == entries[1:]
        monkeypatch.setattr(sqlite, "PROBE_S", 0.0)
        assert journal.read_only
        time.sleep(0.1)
        assert journal.read_only
        journal.close()
        journal = open_sqlite(place.file, bytes(32))  # to close it there changed nothing
        assert journal.entries() == tuple(entries) and place.shm.stat().st_size < 1024  # no index was made
    until = time.monotonic() + SOON
    while journal.read_only and time.monotonic() < until:
        time.sleep(0.01)
    assert journal.read_only == ""
    journal.keep(later := check_in("2026-11-22")).result(SOON)
    journal.settle("country", "IE").result(SOON)
    journal.forget(entries[0].key).result(SOON)
    journal.close()
    again = open_sqlite(place.file, bytes(32))
    assert again.entries() == (*entries[1:], later) and again.read_only == ""
    again.close()


@pytest.mark.skipif(os.name == "nt", reason="files are bounded by a limit of the system")
def test_a_new_file_on_a_full_disk_is_refused_and_leaves_no_key(place: Place) -> None:
    place.make_folder()
    with no_room():
        assert code(lambda: make_sqlite(place.file, PASSPHRASE)) == "full"
    assert not place.key.exists() and not place.file.exists()


def test_writing_again_after_room_came_back_heals_at_once(journal: SqliteJournal) -> None:
    limit(journal, 2)
    assert journal.keep(check_in(body={"note": "x" * 60_000})).exception(SOON) is not None
    unlimit(journal)
    journal.keep(check_in()).result(SOON)
    assert journal.read_only == ""


def test_a_batch_that_found_no_room_is_wholly_undone(journal: SqliteJournal) -> None:
    limit(journal, 2)
    futures = [journal.keep(check_in(body={"note": "x" * 9000})) for _ in range(12)]
    outcomes = [future.exception(SOON) for future in futures]
    assert any(outcomes)
    assert len(journal.entries()) == sum(outcome is None for outcome in outcomes)


def test_a_damaged_page_is_told_and_never_read_as_something_else(journal: SqliteJournal, place: Place) -> None:
    key = open_key_file(place.key, PASSPHRASE)
    for _ in range(200):
        journal.keep(check_in())
    journal.close()
    whole = place.file.read_bytes()
    told: list[str] = []
    for page in range(1, len(whole) // 4096):
        spoiled = bytearray(whole)
        spoiled[page * 4096 + 1000] ^= 1
        place.file.write_bytes(bytes(spoiled))
        try:
            opened = open_sqlite(place.file, key)
        except StoreError as error:
            told.append(error.code)
            continue
        try:
            assert len(opened.entries()) == 200
        except StoreError as error:
            told.append(error.code)
        opened.close()
    assert len(told) > 10 and set(told) == {"damaged"}


def test_one_entry_is_forgotten_without_a_trace(journal: SqliteJournal, place: Place) -> None:
    for number in range(300):
        journal.keep(check_in(body={"note": f"stays {number}"}))
    first = check_in(body={"note": CANARY * 50})
    journal.keep(first).result(SOON)
    journal.keep(check_in(replaces=first.key, body={"note": CANARY})).result(SOON)
    key = open_key_file(place.key, PASSPHRASE)
    assert CANARY.encode() in readable(place.file, key) + readable(place.wal, key)  # or the proof below would prove nothing
    journal.forget(first.key).result(SOON)
    assert CANARY.encode() not in readable(place.file, key) + readable(place.wal, key)
    assert place.wal.stat().st_size == 0
    assert len(journal.entries()) == 300


def test_what_was_forgotten_while_somebody_reads_is_said_to_leave_traces(journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    from unspiral.store.journal import cipher

    monkeypatch.setattr(cipher, "PATIENCE_S", 0.05)
    journal._engine.dispose()
    journal.keep(entry := check_in()).result(SOON)
    with journal._engine.connect() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM entry").all()
        failed = journal.forget(entry.key).exception(SOON)
        assert isinstance(failed, StoreError) and "forget it again" in failed.fix
    assert journal.entries() == ()


def test_everything_is_erased(journal: SqliteJournal, place: Place, tmp_path: Path) -> None:
    key = open_key_file(place.key, PASSPHRASE)
    journal.keep(check_in(body={"note": CANARY})).result(SOON)
    journal.settle("draft:a", CANARY).result(SOON)
    for why in ("before", "replaced", "part"):
        place.aside(why).write_bytes(place.file.read_bytes())
    for name in ("", ".key"):
        aside = place.aside("replaced")
        aside.with_name(aside.name + name).write_bytes(place.key.read_bytes())
    assert CANARY.encode() in readable(place.wal, key)
    journal.erase()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert code(journal.entries) == "closed"
    made, new = make_sqlite(place.file, PASSPHRASE)  # and one may begin anew
    assert new.entries() == () and made.key != key
    new.close()


def test_an_erasing_that_was_cut_off_is_finished(journal: SqliteJournal, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from unspiral.store.journal import shred

    key = open_key_file(place.key, PASSPHRASE)
    journal.keep(check_in()).result(SOON)
    whole = shred.shred

    def cut(path: Path) -> None:
        if path == place.file:
            raise OSError(5, "power cut")
        whole(path)

    monkeypatch.setattr(shred, "shred", cut)
    with pytest.raises(OSError, match="power cut"):
        journal.erase()
    assert place.file.exists() and not place.key.exists()  # the key went first
    monkeypatch.undo()
    assert code(lambda: open_sqlite(place.file, key)) == "closed"
    assert not place.file.exists() and not place.erasing.exists()


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are listed by Linux")
def test_an_error_that_somebody_holds_does_not_hold_the_file(journal: SqliteJournal, place: Place) -> None:
    limit(journal, 2)
    held = journal.keep(check_in(body={"note": "x" * 60_000})).exception(SOON)
    journal.close()
    there = [path.readlink() for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    assert held is not None and place.file not in there


def test_a_file_that_was_deleted_or_replaced_under_it_acknowledges_nothing(journal: SqliteJournal, place: Place) -> None:
    first = journal.keep(check_in()).result(SOON)
    elsewhere = place.file.with_name("elsewhere")
    place.file.rename(elsewhere)
    assert code(lambda: journal.keep(check_in()).result(SOON)) == "damaged"
    assert [each.key for each in journal.entries()] == [first.key]  # what is there can still be read and taken out
    place.file.write_bytes(elsewhere.read_bytes())
    with pytest.raises(StoreError, match="no longer where it was"):
        journal.keep(check_in()).result(SOON)
    elsewhere.replace(place.file)
    assert not journal.keep(check_in()).result(SOON).again
