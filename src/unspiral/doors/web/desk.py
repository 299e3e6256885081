"""What one running server holds: the file, who is in, and what was worked out. There is one desk for each app."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock, RLock
from typing import Any, TypeVar

from tzlocal import get_localzone

from unspiral.doors.web.attempts import Attempts
from unspiral.doors.web.kept import Kept
from unspiral.doors.web.log import Log
from unspiral.doors.web.push_service import PushService
from unspiral.doors.web.refit import Refit
from unspiral.doors.web.session import Sessions
from unspiral.errors import StoreError
from unspiral.store.journal.journal import Journal
from unspiral.store.journal.key_file import NewKey, change_passphrase, open_key_file, renew_recovery
from unspiral.store.journal.sqlite import make_sqlite, open_sqlite

Made = TypeVar("Made")


def _now() -> datetime:
    return datetime.now(get_localzone())


@dataclass(slots=True)
class Desk:
    """What one running server holds.

    Args:
        path: of the encrypted file; its key lies beside it, in a file of the same name with ".key" behind.
        port: where the server listens; other names of this machine than the loopback's are refused.
        demo: everything in the file is made up, and every page says so.
        passphrase: of a demo's file, which the page that asks for it tells; "" of everybody else's, which is kept nowhere.
        now: the person's clock, with their offset; tests put another one here.
        start: what must be shown before anything else: it proves that the browser was opened by who runs the server.
        sessions: who is in.
        knocks, tries: wrong start codes; wrong passphrases.
        refit: works out the loop in another process.
        push: how reminders leave; tests put another service here.
    """

    path: Path
    port: int
    demo: bool = False
    passphrase: str = ""
    now: Callable[[], datetime] = _now
    start: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    sessions: Sessions = field(default_factory=Sessions)
    kept: Kept = field(default_factory=Kept)
    knocks: Attempts = field(default_factory=lambda: Attempts(free=10))
    tries: Attempts = field(default_factory=Attempts)
    refit: Refit = field(default_factory=Refit)
    push: PushService = field(default_factory=PushService)
    log: Log = field(init=False)
    _journal: Journal | None = None
    _holds: int = 0
    _counting: Any = field(default_factory=Lock)
    _guard: Any = field(default_factory=RLock)  # one passphrase at a time: each takes 64 MiB of memory while it is stretched

    def __post_init__(self) -> None:
        self.log = Log(self.path.with_name(self.path.name + ".log"))
        self.refit.log = self.log

    @property
    def key_path(self) -> Path:
        """Where the wrapped key lies."""
        return self.path.with_name(self.path.name + ".key")

    @property
    def is_new(self) -> bool:
        """True until a passphrase was chosen."""
        return self._journal is None and not self.key_path.exists()

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

    @property
    def read_only(self) -> str:
        """Why nothing can be written at present, as a sentence; "" when it can, or when the file is locked."""
        journal = self._journal
        return "" if journal is None else journal.read_only

    def make(self, passphrase: str) -> NewKey:
        """Make the file, and open it.

        Raises:
            StoreError: as ``make_sqlite``.
        """
        with self._guard:
            made, self._journal = make_sqlite(self.path, passphrase)
        self.log.say("make")
        return made

    def unlock(self, secret: str) -> None:
        """Open the file by its passphrase or its recovery code.

        Raises:
            TooSoon: it was wrong too often just now.
            StoreError: as ``open_key_file`` and ``open_sqlite``.
        """
        with self._guard:
            self.tries.check()
            try:
                key = open_key_file(self.key_path, secret)  # also where the file is open already: a second browser must know it too
            except StoreError as error:
                if error.code == "wrong-key":
                    self.tries.wrong()
                    self.log.say("unlock", outcome="wrong")
                raise
            self.tries.right()
            if self._journal is None:
                self._journal = open_sqlite(self.path, key)
        self.log.say("unlock", outcome="right")

    def change_passphrase(self, secret: str, passphrase: str, *, but: str = "") -> None:
        """Give the file another passphrase, and send everybody else out.

        Args:
            secret: the present one, or the recovery code.
            passphrase: the new one.
            but: the cookie of the browser that may stay.

        Raises:
            TooSoon, StoreError: as ``unlock``.
        """
        self._with_secret("passphrase", lambda: change_passphrase(self.key_path, secret, passphrase))
        self.passphrase = ""  # of a demo: what was chosen instead is nobody's to tell
        self.sessions.clear(but=but)
        self.log.say("passphrase")

    def renew_recovery(self, secret: str, *, but: str = "") -> str:
        """Give the file another recovery code, send everybody else out, and return the code: it is kept nowhere.

        Args:
            secret: the passphrase, or the present recovery code.
            but: the cookie of the browser that may stay.

        Raises:
            TooSoon, StoreError: as ``unlock``.
        """
        code = self._with_secret("recovery", lambda: renew_recovery(self.key_path, secret))
        self.sessions.clear(but=but)
        self.log.say("recovery")
        return code

    def _with_secret(self, event: str, act: Callable[[], Made]) -> Made:
        """Do what needs a secret; a wrong one counts and is noted, as at the entrance."""
        with self._guard:
            self.tries.check()
            try:
                made = act()
            except StoreError as error:
                if error.code == "wrong-key":
                    self.tries.wrong()
                    self.log.say(event, outcome="wrong")
                raise
            self.tries.right()
        return made

    @contextmanager
    def held(self) -> Generator[None]:
        """While the block runs the file is not closed for want of visitors; for work that goes on after its page was answered."""
        # A lock of its own: pages call this, and none of them may wait while somebody's passphrase is stretched.
        with self._counting:
            self._holds += 1
        try:
            yield
        finally:
            with self._counting:
                self._holds -= 1

    def close_when_left(self) -> None:
        """Close the file and forget its key when nobody is in any more. A demo stays open: nobody knows its passphrase."""
        if not self.is_open or self.demo or self._holds or any(session.admitted for session in self.sessions.all()):
            return
        if self._guard.acquire(blocking=False):  # somebody is just coming in: they will be seen in the next round
            try:
                if not self._holds and not any(session.admitted for session in self.sessions.all()):
                    self.lock()
            finally:
                self._guard.release()

    def lock(self) -> None:
        """Close the file, forget its key, and send everybody out."""
        with self._guard:
            self.sessions.clear()
            self.kept.clear()
            self.refit.stop()
            if self._journal is not None:
                self._journal.close()
                self._journal = None
                self.log.say("lock")
