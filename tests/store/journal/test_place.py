"""Files around a journal are found again, and nobody else can read them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from tests.store.journal.made_entry import SOON, check_in

from unspiral.store.journal.place import Place, settle_folder
from unspiral.store.journal.sqlite import SqliteJournal

pytestmark = pytest.mark.unit


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_every_name_begins_with_the_file(tmp_path: Path) -> None:
    place = Place.of(tmp_path / "a.unspiral")
    names = [place.key, place.lock, place.wal, place.shm, place.erasing, place.restoring, place.aside("before")]
    assert len(set(names)) == 7
    assert all(path.parent == tmp_path and path.name.startswith("a.unspiral") for path in names)


def test_a_key_file_leads_to_its_journal(tmp_path: Path) -> None:
    place = Place.of(tmp_path / "a.unspiral")
    assert Place.of_key(place.key) == place and Place.of_key(tmp_path / "other") is None


def test_copies_are_those_of_this_journal(tmp_path: Path) -> None:
    place = Place.of(tmp_path / "a[1]*.unspiral")
    mine = place.aside("before")
    for path in (mine, tmp_path / "a1.unspiral.before-x", place.file, place.key):
        path.touch()
    assert place.copies() == [mine] == place.copies("before") and place.copies("replaced") == []
    assert place.aside("before") != place.aside("before")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such bits")
def test_only_the_owner_reads_what_lies_there(journal: SqliteJournal) -> None:
    journal.keep(check_in()).result(SOON)
    assert mode(journal.path.parent) == 0o700
    files = list(journal.path.parent.iterdir())
    assert {path.name.removeprefix(journal.path.name) for path in files} == {"", ".key", ".lock", "-wal", "-shm"}
    assert {path.name: oct(mode(path)) for path in files if mode(path) != 0o600} == {}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such bits")
def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    place = Place.of(tmp_path / "a.unspiral")
    place.file.write_bytes(b"")
    place.file.chmod(0o644)
    place.make_private()
    assert mode(place.file) == 0o600
    settle_folder(tmp_path)
