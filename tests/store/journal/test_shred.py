"""What is destroyed was overwritten before its name went."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.store.journal.made_entry import PASSPHRASE

from unspiral.store.journal.key_file import open_key_file
from unspiral.store.journal.place import Place
from unspiral.store.journal.shred import finish_erasing, shred, shred_all, shred_place
from unspiral.store.journal.sqlite import make_sqlite, open_sqlite

pytestmark = pytest.mark.unit


@pytest.mark.skipif(os.name == "nt", reason="a second name needs rights there")
def test_a_file_is_overwritten_and_emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, second = tmp_path / "a", tmp_path / "b"
    path.write_bytes(b"canary" * 300_000)
    os.link(path, second)  # shows what became of the bytes themselves
    seen: list[bytes] = []
    settle = os.fsync

    def look(handle: int) -> None:
        settle(handle)
        seen.append(second.read_bytes())

    monkeypatch.setattr(os, "fsync", look)
    shred(path)
    assert not path.exists() and second.read_bytes() == b""
    assert len(seen[0]) == 1_800_000 and b"canary" not in seen[0]


def test_what_is_missing_is_no_error(tmp_path: Path) -> None:
    shred(tmp_path / "nothing")
    shred_all([tmp_path / "nothing"])
    assert finish_erasing(Place.of(tmp_path / "a")) is False


def test_keys_go_first_and_the_mark_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place.of(tmp_path / "a.unspiral")
    other = tmp_path / "mine.txt"
    old = place.aside("replaced")
    for path in (place.file, place.wal, place.shm, place.key, old, old.with_name(old.name + ".key"), other):
        path.write_bytes(b"x")
    order: list[str] = []
    whole = Path.unlink

    def note(path: Path, *given: object) -> None:
        order.append(path.name)
        whole(path)

    monkeypatch.setattr(Path, "unlink", note)
    shred_place(place)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    assert order[0] == place.key.name and order[1].endswith(".key") and order[-1] == place.erasing.name and len(order) == 7


def test_a_key_that_was_being_written_goes_too(place: Place) -> None:
    place.make_folder()
    cut_off = [
        place.key.with_name(place.key.name + ".part-0a1b"),
        place.aside("replaced").with_name("journal.unspiral.replaced-1.key.part-2"),
    ]
    for path in (place.key, place.file, *cut_off):
        path.write_bytes(b"x")
    shred_place(place)
    assert list(place.file.parent.iterdir()) == []


def test_opening_takes_away_a_key_that_was_being_written(place: Place) -> None:
    make_sqlite(place.file, PASSPHRASE)[1].close()
    cut_off = place.key.with_name(place.key.name + ".part-0a1b")
    cut_off.write_bytes(place.key.read_bytes())
    open_sqlite(place.file, open_key_file(place.key, PASSPHRASE)).close()
    assert not cut_off.exists()
