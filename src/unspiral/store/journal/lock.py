"""One program at a time: a lock beside the journal that ends with whoever holds it, however that ends."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from unspiral.errors import StoreError

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """A lock on a file; taken when made, let go by ``release`` or when the program ends.

    Args:
        path: of the lock's own file, which stays empty.

    Raises:
        StoreError: "locked" when another program, or another journal in this one, holds it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = _held(path)

    def release(self, *, unlink: bool = False) -> None:
        """Let go.

        Args:
            unlink: take the lock's file away as well.
        """
        if self._handle is None:
            return
        if unlink:
            with suppress(OSError):
                self.path.unlink()
        os.close(self._handle)
        self._handle = None


def _held(path: Path) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(handle)
        except OSError as error:
            os.close(handle)
            raise StoreError(
                "This file is open in another unspiral.",
                why="Two programs that write into one file could mix up what you wrote.",
                fix="use the window that is open already, or close it and try again.",
                code="locked",
            ) from error
        with suppress(OSError):
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        os.close(handle)  # the file was taken away between opening and locking: what we hold is nobody's
