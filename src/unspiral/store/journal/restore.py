"""A backup takes the place of a journal, and what was there is kept aside."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from unspiral.store.journal.backup import not_whole, remove, unpack
from unspiral.store.journal.key_file import write_private
from unspiral.store.journal.lock import Lock
from unspiral.store.journal.place import Place, settle_folder
from unspiral.store.journal.replica import contents, set_version, whole
from unspiral.store.journal.shred import finish_erasing, shred
from unspiral.store.journal.trouble import told_by_system

FURTHER = 1_000_000  # what was worked out before a restore must never count as worked out after it


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back.

    Args:
        rows: by table: entries with all their versions, and settings.
        aside: the journal that was replaced; None where there was none.
        key: of the journal.
    """

    rows: dict[str, int]
    aside: Path | None
    key: bytes


def restore(backup: str | PathLike[str], path: str | PathLike[str], secret: str) -> Restored:
    """Put the journal of a backup in place. Everything is proved before anything is touched, and what was there is kept.

    Args:
        backup: as ``Journal.back_up`` wrote it.
        path: of the journal, closed; it may be missing.
        secret: the passphrase at the time of the backup, or its recovery code; it opens the journal from then on.

    Raises:
        StoreError: "wrong-key", "damaged", "newer", "full", "locked" while the journal is open, "failed".
    """
    place = Place.of(path)
    place.make_folder()
    lock = Lock(place.lock)
    try:
        finish_erasing(place)
        finish_restoring(place)
        taken = unpack(backup, place, secret)
        try:
            found = contents(taken.file, taken.key)
            whole(found, taken.promised)
            set_version(taken.file, taken.key, found.version + FURTHER + secrets.randbelow(FURTHER))
            aside = place.aside("replaced") if place.file.exists() else None
        except BaseException:
            remove(taken.file, taken.key_file)
            raise
        take_place(place, Place(taken.file), aside)
        return Restored(found.rows, aside, taken.key)
    except OSError as error:
        raise told_by_system(error) from error
    finally:
        lock.release()


def take_place(place: Place, new: Place, aside: Path | None = None) -> None:
    """Put a file and its key where another journal was, or none: both, or, when it is cut off, both by ``finish_restoring``.

    Args:
        place: to be taken.
        new: what takes it; closed, and in the same folder.
        aside: where what is there now shall be kept.
    """
    moves = {"file": new.file.name, "key": new.key.name, "aside": aside.name if aside else ""}
    write_private(place.restoring, json.dumps(moves))
    finish_restoring(place)


def finish_restoring(place: Place) -> bool:
    """Carry out what ``take_place`` wrote down; each step may have happened before. True when there was something to do."""
    if not place.restoring.exists():
        return False
    folder = place.file.parent
    try:
        moves = json.loads(place.restoring.read_text(encoding="utf-8"))
        new, new_key, old = folder / moves["file"], folder / moves["key"], moves["aside"]
    except (ValueError, KeyError, TypeError) as error:
        raise not_whole() from error
    steps: list[Callable[[], None]] = []
    if old:
        aside = folder / old
        steps += [lambda: _keep(place.file, aside), lambda: _keep(place.key, aside.with_name(old + ".key"))]
        # Before the new file has the name: SQLite would take the old one's log for its own.
        steps += [lambda: _move(place.wal, aside.with_name(old + "-wal"))]
    steps += [lambda: shred(place.shm), lambda: _move(new, place.file), lambda: _move(new_key, place.key)]
    for step in steps:
        step()
        settle_folder(folder)
    place.restoring.unlink()
    settle_folder(folder)
    return True


def _keep(path: Path, aside: Path) -> None:
    """Give a file a second name, or a copy where the disk knows no second names."""
    if aside.exists() or not path.exists():
        return
    try:
        os.link(path, aside)
    except OSError:
        part = aside.with_name(aside.name + ".unfinished")
        shutil.copy2(path, part)
        part.replace(aside)


def _move(path: Path, to: Path) -> None:
    if path.exists():
        path.replace(to)
