"""Each complaint of a database becomes a sentence for people and a code for programs."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from unspiral.errors import StoreError
from unspiral.store.journal import trouble

pytestmark = pytest.mark.unit


class Said(Exception):
    """What the driver raises."""

    def __init__(self, name: str) -> None:
        self.sqlite_errorname = name
        super().__init__("technical words")


@pytest.mark.parametrize(
    ("name", "opening", "code"),
    [
        ("SQLITE_NOTADB", True, "wrong-key"),
        ("SQLITE_NOTADB", False, "damaged"),
        ("SQLITE_CORRUPT", True, "damaged"),
        ("SQLITE_CORRUPT_VTAB", False, "damaged"),
        ("SQLITE_BUSY", False, "locked"),
        ("SQLITE_BUSY_SNAPSHOT", False, "locked"),
        ("SQLITE_LOCKED", False, "locked"),
        ("SQLITE_FULL", False, "full"),
        ("SQLITE_READONLY", False, "read-only"),
        ("SQLITE_READONLY_DIRECTORY", True, "read-only"),
        ("SQLITE_IOERR_WRITE", False, "disk"),
        ("SQLITE_CANTOPEN", True, "failed"),
        ("SQLITE_ERROR", False, "failed"),
        ("", False, "failed"),
    ],
)
def test_codes(tmp_path: Path, name: str, opening: bool, code: str) -> None:
    error = trouble.told(Said(name), tmp_path / "a.unspiral", opening=opening)
    assert isinstance(error, StoreError) and error.code == code
    assert "SQLITE_" not in error.text() and "technical" not in error.text() and error.what.endswith(".")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_on_a_full_disk_is_called_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_given: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(trouble.os, "write", no_room)
    assert trouble.told(Said("SQLITE_IOERR_SHMSIZE"), tmp_path / "a").code == "full"
    assert list(tmp_path.iterdir()) == []


def test_memory_that_decryption_did_not_get_is_damage(tmp_path: Path) -> None:
    assert trouble.told(MemoryError(), tmp_path / "a").code == "damaged"


SAID = [(errno.ENOSPC, "full"), (errno.EROFS, "read-only"), (errno.EACCES, "read-only"), (errno.EIO, "failed")]


@pytest.mark.parametrize(("number", "code"), SAID)
def test_what_the_system_says(number: int, code: str) -> None:
    assert trouble.told_by_system(OSError(number, "words")).code == code
    assert trouble.is_full(OSError(number, "words")) is (code == "full")


def test_writing_stops_for_a_reason_that_is_told() -> None:
    assert set(trouble.STOPS_WRITING) == {"full", "read-only", "disk"}
    assert trouble.full().code == "full" and trouble.damaged(Path("x.unspiral")).what == "'x.unspiral' is damaged."


def test_a_full_disk_at_opening_promises_nothing_that_it_cannot_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trouble, "_room", lambda _path: False)
    problem = Said("SQLITE_CANTOPEN")
    while_open, at_opening = (trouble.told(problem, tmp_path / "a", opening=opening) for opening in (False, True))
    assert while_open.code == at_opening.code == "full"
    assert "can be read" in while_open.what
    assert "cannot be opened" in at_opening.what and "can be read" not in at_opening.what
