"""A backup is one file that nobody reads without the passphrase, and that proves itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.store.journal.made_entry import PASSPHRASE, SOON, check_in

from unspiral.errors import StoreError
from unspiral.store.journal.backup import MAGIC, remove, unpack
from unspiral.store.journal.place import Place
from unspiral.store.journal.sqlite import SqliteJournal

pytestmark = pytest.mark.unit


@pytest.fixture
def backup(journal: SqliteJournal, tmp_path: Path) -> Path:
    for _ in range(30):
        journal.keep(check_in(body={"note": "canary-in-the-mine"}))
    journal.settle("country", "DE").result(SOON)
    journal.back_up(tmp_path / "my.backup")
    return tmp_path / "my.backup"


def refused(path: Path, place: Place, secret: str = PASSPHRASE) -> str:
    with pytest.raises(StoreError) as caught:
        unpack(path, place, secret)
    assert place.copies("part") == []
    return caught.value.code


def test_it_holds_everything_and_shows_nothing(backup: Path, place: Place) -> None:
    data = backup.read_bytes()
    assert data.startswith(MAGIC) and b"canary" not in data and b"SQLite format" not in data and b"country" not in data
    assert backup.stat().st_mode & 0o077 == 0
    taken = unpack(backup, place, PASSPHRASE)
    assert taken.promised == {"entry": 30, "setting": 1} and taken.key_file.read_text("utf-8") == place.key.read_text("utf-8")
    remove(taken.file, taken.key_file)
    assert place.copies("part") == []


def test_nothing_is_overwritten(backup: Path, journal: SqliteJournal) -> None:
    before = backup.read_bytes()
    with pytest.raises(StoreError) as caught:
        journal.back_up(backup)
    assert caught.value.code == "there" and backup.read_bytes() == before


def test_a_place_that_cannot_be_written_is_told_and_leaves_nothing(journal: SqliteJournal, place: Place, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        journal.back_up(tmp_path / "nowhere" / "a.backup")
    assert place.copies("part") == []


def test_a_journal_without_its_key_file_cannot_be_backed_up(journal: SqliteJournal, place: Place, tmp_path: Path) -> None:
    place.key.unlink()
    with pytest.raises(StoreError, match="key is missing"):
        journal.back_up(tmp_path / "a.backup")


def test_other_secrets_and_other_files_are_refused(backup: Path, place: Place, tmp_path: Path) -> None:
    assert refused(backup, place, "wrong") == "wrong-key"
    assert refused(tmp_path / "missing", place) == "failed"
    for text in (b"", b"PK\x03\x04", MAGIC, MAGIC + b"{}\n", MAGIC + b"[1]\nxx"):
        (tmp_path / "other").write_bytes(text)
        assert refused(tmp_path / "other", place) == "damaged"


def test_every_change_and_every_cut_is_seen(backup: Path, place: Place) -> None:
    data = backup.read_bytes()
    begins = data.index(b"\n", len(MAGIC)) + 1
    for at in (begins, begins + 5000, len(data) - 1):
        backup.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert refused(backup, place) == "damaged"
    for shorter in (data[:begins], data[:-1], data[:-4096]):
        backup.write_bytes(shorter)
        assert refused(backup, place) == "damaged"
    backup.write_bytes(data + b"\x00")
    assert refused(backup, place) == "damaged"
    header = json.loads(data[len(MAGIC) : begins])
    for name, value in (("seal", "AAAA"), ("seal", "*"), ("bytes", 7), ("keys", {}), ("keys", None)):
        backup.write_bytes(MAGIC + json.dumps({**header, name: value}).encode() + b"\n" + data[begins:])
        assert refused(backup, place) == "damaged", name
