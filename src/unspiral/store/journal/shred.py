"""Destroying files so that nobody reads them again: overwritten, put on the disk, unlinked."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from unspiral.store.journal.place import Place, settle_folder

PIECE = 1 << 20


def shred(path: Path) -> None:
    """Overwrite a file by chance and unlink it; one that is missing is no error.

    What lay in it is encrypted anyway; on drives that write elsewhere than they are told to, that and the lost key are the protection.
    """
    with suppress(FileNotFoundError):
        with path.open("r+b", buffering=0) as stream:
            left = os.fstat(stream.fileno()).st_size
            while left > 0:
                left -= stream.write(secrets.token_bytes(min(left, PIECE)))
            os.fsync(stream.fileno())
            stream.truncate(0)
            os.fsync(stream.fileno())
        path.unlink()


def shred_place(place: Place) -> None:
    """Destroy everything that belongs to a journal: first its keys, and with them what copies elsewhere hold under these; then the rest.

    A mark is put down before, so that who comes after a power cut goes on with it.
    """
    place.erasing.touch(mode=0o600)
    settle_folder(place.file.parent)
    copies = place.copies()
    keys = [place.key, *place.broken_off(), *(path for path in copies if path.suffix == ".key" or ".key." in path.name)]
    shred_all(keys)
    shred_all([place.wal, place.shm, place.file, place.restoring, *(path for path in copies if path not in keys)])
    place.erasing.unlink()
    settle_folder(place.file.parent)


def shred_all(paths: Iterable[Path]) -> None:
    """Destroy several files, and put it on the disk that they are gone."""
    folders: set[Path] = set()
    for path in paths:
        shred(path)
        folders.add(path.parent)
    for folder in folders:
        settle_folder(folder)


def finish_erasing(place: Place) -> bool:
    """Go on with an erasing that was cut off; True when there was one."""
    if not place.erasing.exists():
        return False
    shred_place(place)
    return True
