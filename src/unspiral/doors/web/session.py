"""Who is in: sessions in the server's memory, named by a number drawn by chance, ended by quiet or by age."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

QUIET_MINUTES = 30  # a machine left alone
HOURS = 12  # however busy
AT_ONCE = 16
REMEMBERED = 64  # browsers that were in and are no more


@dataclass(slots=True)
class Session:
    """One browser that showed the start code.

    Args:
        number: its place in the list that the person sees.
        browser: what the browser says it is, for that list.
        began, seen: on the server's monotonic clock, in seconds.
        admitted: the passphrase was typed in this browser.
    """

    number: int
    browser: str
    began: float
    seen: float
    admitted: bool = False


@dataclass(slots=True)
class Sessions:
    """The sessions of a server. The cookie's value itself is not kept, only its SHA-256.

    Args:
        clock: seconds that never go back; tests put another one here.
    """

    clock: Callable[[], float] = monotonic
    _held: dict[str, Session] = field(default_factory=dict)
    _over: dict[str, None] = field(default_factory=dict)
    _numbers: int = 0

    def begin(self, browser: str) -> str:
        """A new session; returns the value of its cookie."""
        self._tidy()
        if len(self._held) >= AT_ONCE:  # the one that was quiet longest makes room
            self._end(min(self._held, key=lambda name: self._held[name].seen))
        cookie, now = secrets.token_urlsafe(32), self.clock()
        self._numbers += 1
        self._held[_name(cookie)] = Session(self._numbers, browser[:200], now, now)
        return cookie

    def of(self, cookie: str) -> Session | None:
        """The session of a cookie, unless it has ended; looking counts as being there."""
        self._tidy()
        session = self._held.get(_name(cookie)) if cookie else None
        if session is not None:
            session.seen = self.clock()
        return session

    def renew(self, cookie: str) -> str:
        """The same session under a new cookie, as after every change of what it may see."""
        fresh = secrets.token_urlsafe(32)
        self._held[_name(fresh)] = self._held.pop(_name(cookie))
        return fresh

    def admit(self, cookie: str, browser: str = "") -> str:
        """Mark the session as one that knows the passphrase; returns its new cookie.

        Args:
            cookie: as the browser sent it. Where its session has another one meanwhile, as after a form that was sent twice, this is one
                session more: the browser looks at the second answer only.
            browser: for that one.
        """
        if _name(cookie) not in self._held:
            cookie = self.begin(browser)
        self._held[_name(cookie)].admitted = True
        return self.renew(cookie)

    def end(self, cookie: str) -> None:
        """End one session."""
        self._end(_name(cookie))

    def end_number(self, number: int) -> None:
        """End the session of this number, wherever it is."""
        for name in [name for name, held in tuple(self._held.items()) if held.number == number]:
            self._end(name)

    def all(self) -> tuple[Session, ...]:
        """Everybody who is in, oldest first."""
        self._tidy()
        return tuple(self._held.values())

    def clear(self, *, but: str = "") -> None:
        """End them all, except the one of this cookie."""
        for name in [name for name in tuple(self._held) if not but or name != _name(but)]:
            self._end(name)

    def was_in(self, cookie: str) -> bool:
        """Whether this browser showed the start code, or had given the passphrase before its session ended. It opens nothing."""
        name = _name(cookie)
        return bool(cookie) and (name in self._held or name in self._over)

    def _tidy(self) -> None:
        now = self.clock()
        over = [n for n, s in tuple(self._held.items()) if now - s.seen > QUIET_MINUTES * 60 or now - s.began > HOURS * 3600]
        for name in over:
            self._end(name)

    def _end(self, name: str) -> None:
        session = self._held.pop(name, None)  # a thread that locks the file may have been quicker
        if session is not None and session.admitted:
            self._over[name] = None
            for oldest in list(self._over)[:-REMEMBERED]:
                self._over.pop(oldest, None)


def _name(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
