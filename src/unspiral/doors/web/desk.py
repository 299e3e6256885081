"""What one running server holds: the file, who is in, and what was worked out. There is one desk for each app."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tzlocal import get_localzone

from unspiral.doors.web.kept import Kept
from unspiral.doors.web.session import Sessions
from unspiral.errors import StoreError
from unspiral.store.journal.journal import Journal
from unspiral.store.journal.key_file import NewKey, make_key_file, open_key_file
from unspiral.store.journal.sqlite import open_sqlite


def _now() -> datetime:
    return datetime.now(get_localzone())


@dataclass(slots=True)
class Desk:
    """What one running server holds.

    Args:
        path: of the encrypted file; its key lies beside it, in a file of the same name with ".key" behind.
        port: where the server listens; other names of this machine than the loopback's are refused.
        demo: everything in the file is made up, and every page says so.
        now: the person's clock, with their offset; tests put another one here.
        start: what must be shown before anything else: it proves that the browser was opened by who runs the server.
    """

    path: Path
    port: int
    demo: bool = False
    now: Callable[[], datetime] = _now
    start: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    sessions: Sessions = field(default_factory=Sessions)
    kept: Kept = field(default_factory=Kept)
    _journal: Journal | None = None

    @property
    def key_path(self) -> Path:
        """Where the wrapped key lies."""
        return self.path.with_name(self.path.name + ".key")

    @property
    def is_new(self) -> bool:
        """True until a passphrase was chosen."""
        return not self.key_path.exists()

    @property
    def is_open(self) -> bool:
        """True while the file is unlocked."""
        return self._journal is not None

    @property
    def journal(self) -> Journal:
        """The journal.

        Raises:
            StoreError: "closed" while the file is locked.
        """
        if self._journal is None:
            raise StoreError("The file is locked.", fix="type your passphrase", code="closed")
        return self._journal

    def make(self, passphrase: str) -> NewKey:
        """Make the file, and open it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        made = make_key_file(self.key_path, passphrase)
        self._journal = open_sqlite(self.path, made.key)
        return made

    def unlock(self, secret: str) -> None:
        """Open the file by its passphrase or its recovery code.

        Raises:
            StoreError: as ``open_key_file`` and ``open_sqlite``.
        """
        key = open_key_file(self.key_path, secret)  # also where the file is open already: a second browser must know it too
        if self._journal is None:
            self._journal = open_sqlite(self.path, key)

    def lock(self) -> None:
        """Close the file, forget its key, and send everybody out."""
        self.sessions.clear()
        self.kept.clear()
        if self._journal is not None:
            self._journal.close()
            self._journal = None
