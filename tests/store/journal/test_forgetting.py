"""What is forgotten can be read nowhere: not in the file, not in its log, not in what a backup replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.store.journal.made_entry import PASSPHRASE, SOON, check_in, readable

from unspiral.errors import StoreError
from unspiral.store.journal import cipher
from unspiral.store.journal.key_file import open_key_file
from unspiral.store.journal.place import Place
from unspiral.store.journal.restore import restore
from unspiral.store.journal.sqlite import SqliteJournal, make_sqlite, open_sqlite

pytestmark = pytest.mark.unit

CANARY = "canary-in-the-mine"


def whole(place: Place, key: bytes) -> bytes:
    """Everything that the key lets one read in the folder."""
    return b"".join(readable(path, key) for path in sorted(place.file.parent.iterdir()) if path.suffix not in (".key", ".lock"))


def replaced(journal: SqliteJournal, place: Place, backup: Path) -> SqliteJournal:
    """The journal after a backup took its place, while its last entries lay in the log alone."""
    killed = {path: path.read_bytes() for path in (place.file, place.wal)}
    journal.close()
    for path, data in killed.items():
        path.write_bytes(data)
    restore(backup, place.file, PASSPHRASE)
    return open_sqlite(place.file, open_key_file(place.key, PASSPHRASE))


def test_an_entry_is_forgotten_in_what_a_backup_replaced(journal: SqliteJournal, place: Place, tmp_path: Path) -> None:
    other = check_in(body={"note": "stays"})
    journal.keep(other).result(SOON)
    journal.back_up(tmp_path / "copy")
    entry = check_in(body={"note": CANARY * 40})
    journal.keep(entry).result(SOON)
    journal.keep(check_in(replaces=entry.key, body={"note": CANARY})).result(SOON)
    key = open_key_file(place.key, PASSPHRASE)
    again = replaced(journal, place, tmp_path / "copy")
    assert again.entries() == (other,) and CANARY.encode() in whole(place, key)  # it lies in the older file alone
    version = again.version
    again.forget(entry.key).result(SOON)
    assert CANARY.encode() not in whole(place, key)
    assert again.entries() == (other,) and again.version == version
    again.close()
    older = next(path for path in place.copies("replaced") if path.suffix != ".key")
    (held,) = [open_sqlite(older, key)]
    assert held.entries() == (other,)  # and nothing else of it is gone
    held.close()


def test_a_replaced_file_with_another_key_is_named(journal: SqliteJournal, place: Place, tmp_path: Path) -> None:
    elsewhere = Place.of(tmp_path / "elsewhere" / "journal")
    _made, second = make_sqlite(elsewhere.file, PASSPHRASE)
    second.back_up(tmp_path / "copy")
    second.close()
    entry = check_in(body={"note": CANARY})
    journal.keep(entry).result(SOON)
    again = replaced(journal, place, tmp_path / "copy")
    again.keep(entry).result(SOON)
    failed = again.forget(entry.key).exception(SOON)
    assert isinstance(failed, StoreError) and "gone from your file" in failed.what and ".replaced-" in failed.what and failed.fix
    assert again.entries() == () and again.read_only == ""
    again.erase()
    assert [path for path in place.file.parent.iterdir() if path.is_file()] == []


def test_traces_that_a_reader_kept_are_gone_when_it_is_forgotten_again(
    journal: SqliteJournal, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = open_key_file(place.key, PASSPHRASE)
    monkeypatch.setattr(cipher, "PATIENCE_S", 0.05)
    journal._engine.dispose()
    entry = check_in(body={"note": CANARY * 40})
    journal.keep(entry).result(SOON)
    with journal._engine.connect() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM entry").all()
        assert isinstance(journal.forget(entry.key).exception(SOON), StoreError)
    assert CANARY.encode() in whole(place, key)  # or the proof below would prove nothing
    assert journal.entries() == () and journal.find(entry.key) is None
    journal.forget(entry.key).result(SOON)
    assert CANARY.encode() not in whole(place, key)
    journal.keep(later := check_in()).result(SOON)
    assert journal.entries() == (later,)
