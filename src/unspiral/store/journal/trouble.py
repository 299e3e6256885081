"""What a database complained about, in words for people."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path

from unspiral.errors import StoreError

_NO_SPACE = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
FULL = "The disk is full, so nothing new can be kept. What was kept before is safe and can be read."
REFUSES = "The disk does not take what is written, so nothing new can be kept. What was kept before can be read."
READ_ONLY = "This file may be read, and not written."
STOPS_WRITING = {"full": FULL, "read-only": READ_ONLY, "disk": REFUSES}


def told(error: BaseException, path: Path, *, opening: bool = False) -> StoreError:
    """The error of SQLite as ours.

    Args:
        error: as SQLAlchemy or the driver raised it.
        path: of the journal.
        opening: nothing was read with this key before.
    """
    original = getattr(error, "orig", None) or error
    name = str(getattr(original, "sqlite_errorname", "") or "").removeprefix("SQLITE_")
    if name.startswith("NOTADB") and opening:
        return StoreError(
            "This file cannot be opened by that key.",
            why="It is encrypted by another one, or its beginning is damaged.",
            fix="put the file and its key back from the same backup.",
            code="wrong-key",
        )
    if name.startswith(("NOTADB", "CORRUPT")) or isinstance(original, MemoryError):  # so SQLCipher calls a page that was changed
        return damaged(path)
    if name.startswith(("BUSY", "LOCKED")):
        return StoreError("Another program holds the file.", fix="close it, then try again.", code="locked")
    if name.startswith("READONLY") or (name.startswith("PERM") and not opening):
        return StoreError(READ_ONLY, fix=f"let this user write '{path.name}' and its folder.", code="read-only")
    if name.startswith("FULL") or (name.startswith(("IOERR", "CANTOPEN")) and not _room(path)):
        return full(opening=opening)
    if name.startswith("IOERR"):
        return StoreError(REFUSES, why=f"The system said: {name}.", fix="check the disk, then open the file again.", code="disk")
    return StoreError("The file cannot be opened or written.", why=f"The database said: {name or type(original).__name__}.", code="failed")


def told_by_system(error: OSError, *, opening: bool = False) -> StoreError:
    """What the system complained about, as ours."""
    if is_full(error):
        return full(opening=opening)
    said = (error.strerror or type(error).__name__).lower()
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return StoreError(READ_ONLY, why=f"The system said: {said}.", fix="choose a folder that this user can write.", code="read-only")
    return StoreError("The file cannot be opened or written.", why=f"The system said: {said}.", fix="check the folder, then try again.")


def full(*, opening: bool = False) -> StoreError:
    """The error of a disk without room; to open a file takes a little, too."""
    if opening:
        what = "The disk is full, so your file cannot be opened. What is in it is safe."
        return StoreError(
            what, why="To open it takes a few small pages on the disk.", fix="free some space on it, then try again.", code="full"
        )
    return StoreError(FULL, fix="free some space on it, then send this again.", code="full")


def damaged(path: Path) -> StoreError:
    """The error of a file that was changed by something else than us, or by a broken disk."""
    return StoreError(
        f"'{path.name}' is damaged.",
        why="A part of it is not what was written: the disk, or another program, changed it.",
        fix="take it back from a backup; do not delete this one before that has worked.",
        code="damaged",
    )


def moved_away(path: Path) -> StoreError:
    """The error of a file that was deleted, or had another put in its place, while it was open."""
    return StoreError(
        f"'{path.name}' is no longer where it was: it was moved, deleted or replaced while it was open. Nothing new can be kept.",
        why="What was written now would be lost as soon as this program ends.",
        fix="take a backup or an export now, while it can still be read; then close unspiral and put the file back.",
        code="damaged",
    )


def identity(path: Path) -> tuple[int, int] | None:
    """Which file a name leads to; None where it leads to none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def is_full(error: OSError) -> bool:
    """True where a disk, or somebody's share of it, has no more room."""
    return error.errno in _NO_SPACE


def _room(path: Path) -> bool:
    """False when not even eight small pages can be put on the disk beside the file."""
    trial = path.with_name(f"{path.name}.part-{secrets.token_hex(4)}")
    try:
        handle = os.open(trial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(handle, secrets.token_bytes(8 * 4096))
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        return not is_full(error)
    finally:
        with suppress(OSError):
            trial.unlink()
    return True
