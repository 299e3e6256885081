"""What is destroyed was overwritten before its name went."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from unspiral.store.journal.place import Place
from unspiral.store.journal.shred import finish_erasing, shred, shred_all, shred_place

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
