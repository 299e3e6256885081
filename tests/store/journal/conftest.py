"""A journal in a file of its own, whose passphrase costs little."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.store.journal.made_entry import PASSPHRASE

from unspiral.store.journal import key_file
from unspiral.store.journal.place import Place
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
