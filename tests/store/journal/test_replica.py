"""A copy is whole, of one moment, and says what it holds."""

from __future__ import annotations

import threading

import pytest
from tests.store.journal.made_entry import PASSPHRASE, SOON, check_in

from unspiral.errors import StoreError
from unspiral.store.journal.key_file import open_key_file
from unspiral.store.journal.place import Place
from unspiral.store.journal.replica import Contents, contents, copy_database, set_version, whole
from unspiral.store.journal.sqlite import SqliteJournal

pytestmark = pytest.mark.unit


def test_a_copy_made_while_others_write_is_whole(journal: SqliteJournal, place: Place) -> None:
    stop, kept = threading.Event(), list[int]()

    def write() -> None:
        while not stop.is_set():
            journal.keep(check_in()).result(SOON)
            kept.append(1)

    thread = threading.Thread(target=write)
    thread.start()
    key = open_key_file(place.key, PASSPHRASE)
    try:
        for _ in range(5):
            least, copy = len(kept), place.aside("part")
            copy_database(journal._engine, copy)
            found = contents(copy, key)
            assert least <= found.rows["entry"] <= len(kept) + 1
            assert found.version == found.rows["entry"]  # of one moment: each entry was a write of its own
            assert copy.stat().st_mode & 0o077 == 0
    finally:
        stop.set()
        thread.join()


def test_a_copy_with_another_key_or_a_changed_byte_is_refused(journal: SqliteJournal, place: Place) -> None:
    key = open_key_file(place.key, PASSPHRASE)
    journal.keep(check_in()).result(SOON)
    copy = place.aside("part")
    copy_database(journal._engine, copy)
    with pytest.raises(StoreError) as caught:
        contents(copy, bytes(32))
    assert caught.value.code == "wrong-key"
    data = copy.read_bytes()
    for page in range(1, len(data) // 4096):
        copy.write_bytes(data[: page * 4096 + 700] + b"\x00\x01\x02\x03" + data[page * 4096 + 704 :])
        with pytest.raises(StoreError) as caught:
            contents(copy, key)
        assert caught.value.code == "damaged", page


def test_rows_that_lack_are_told(journal: SqliteJournal, place: Place) -> None:
    found = Contents({"entry": 3, "setting": 0}, 1, "f0001")
    whole(found, {"entry": 3, "setting": 0})
    with pytest.raises(StoreError, match="entry: 3 of 4"):
        whole(found, {"entry": 4, "setting": 0})
    copy = place.aside("part")
    copy_database(journal._engine, copy)
    key = open_key_file(place.key, PASSPHRASE)
    set_version(copy, key, 777)
    assert contents(copy, key).version == 777 and not copy.with_name(copy.name + "-wal").exists()
