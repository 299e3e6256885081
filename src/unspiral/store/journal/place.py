"""Where a journal lies: its file, its key, and everything else that we put beside them."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


@dataclass(frozen=True, slots=True)
class Place:
    """The files of one journal. All of them begin with its name, so that they are found again and erased together.

    Args:
        file: the encrypted file.
    """

    file: Path

    @classmethod
    def of(cls, path: str | PathLike[str]) -> Place:
        """The place of the journal in this file."""
        return cls(Path(path).absolute())

    @classmethod
    def of_key(cls, path: str | PathLike[str]) -> Place | None:
        """The place that this key file belongs to; None where it is not named after a journal."""
        key = Path(path).absolute()
        return cls(key.with_suffix("")) if key.suffix == ".key" else None

    @property
    def key(self) -> Path:
        """The wrapped key."""
        return self._beside(".key")

    @property
    def lock(self) -> Path:
        """Held by whoever has the journal open."""
        return self._beside(".lock")

    @property
    def wal(self) -> Path:
        """What SQLite wrote and did not yet move into the file."""
        return self._beside("-wal")

    @property
    def shm(self) -> Path:
        """SQLite's index of ``wal``."""
        return self._beside("-shm")

    @property
    def erasing(self) -> Path:
        """Stands while everything here is being destroyed; who finds it goes on with that."""
        return self._beside(".erasing")

    @property
    def restoring(self) -> Path:
        """Stands while a backup takes this journal's place; who finds it goes on with that."""
        return self._beside(".restoring")

    def aside(self, why: str) -> Path:
        """A new name for a copy: "before" an upgrade, "replaced" by a backup, or a "part" of something unfinished."""
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        return self._beside(f".{why}-{moment}-{secrets.token_hex(3)}")

    def copies(self, *whys: str) -> list[Path]:
        """Every copy that was put aside, with the key and the rest that lie by it."""
        return sorted(path for why in whys or ("before", "replaced", "part") for path in self.file.parent.glob(_escaped(self.file, why)))

    def broken_off(self) -> list[Path]:
        """What a small file was to be, where writing it was cut off: a wrapped key among them."""
        return sorted(path for file in (self.key, self.restoring) for path in self.file.parent.glob(_escaped(file, "part")))

    def make_folder(self) -> None:
        """Make the folder, for its owner alone; one that is there stays as it is."""
        self.file.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)

    def make_private(self) -> None:
        """Make sure that nobody but its owner can read the file. It is made where it is missing, before anything is in it."""
        handle = os.open(self.file, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
        os.close(handle)
        if self.file.stat().st_mode & 0o077:
            self.file.chmod(PRIVATE_FILE)

    def _beside(self, ending: str) -> Path:
        return self.file.with_name(self.file.name + ending)


def _escaped(file: Path, why: str) -> str:
    letters = (f"[{letter}]" if letter in "*?[" else letter for letter in file.name)
    return f"{''.join(letters)}.{why}-*"


def settle_folder(folder: Path) -> None:
    """Put the names in a folder on the disk, as a rename or an unlink alone does not."""
    if os.name == "nt":  # Windows opens no folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
