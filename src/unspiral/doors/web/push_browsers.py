"""The browsers that are reminded by web push, and the server's key for it: the setting ``push`` of the encrypted journal."""

from __future__ import annotations

import asyncio
import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import cast
from weakref import WeakKeyDictionary

from unspiral.doors.web.envelope import fields_of
from unspiral.errors import DataError
from unspiral.records.entry import Plain
from unspiral.store.journal.journal import Journal

SETTING = "push"
MOST = 8

# One change at a time: what is read, changed and written must not be overtaken by another page.
_turns: WeakKeyDictionary[Journal, asyncio.Lock] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser that asked to be reminded.

    Args:
        endpoint: where its maker's service takes envelopes for it.
        public: its public key on P-256, 65 bytes in base64url.
        auth: its secret for the encryption, 16 bytes in base64url.
        name: what it said it is, in words.
        day: the last evening that was sent, or is being sent; never sent a second time.
        sent_at: when the service took the last one, with offset; "" = none yet.
        wrong: why the last one did not go; "" = it went.
        wrong_at: when that was.
        tries: failures in a row.
        after: not tried again before this moment.
    """

    endpoint: str
    public: str
    auth: str
    name: str
    day: str = ""
    sent_at: str = ""
    wrong: str = ""
    wrong_at: str = ""
    tries: int = 0
    after: str = ""

    @property
    def id(self) -> str:
        """A name of the browser that says nothing of its endpoint; the page's script works out the same."""
        return hashlib.sha256(self.endpoint.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Push:
    """All of the setting.

    Args:
        key: the server's private key (VAPID, P-256), 32 bytes in base64url; "" before the first use.
        browsers: who is reminded, in the order in which they came.
        ended: the browser whose service let go of it last; "" = none since one was added.
        ended_at: when that was.
    """

    key: str = ""
    browsers: tuple[Browser, ...] = ()
    ended: str = ""
    ended_at: str = ""

    def changed(self, id_: str, change: Callable[[Browser], Browser]) -> Push:
        """The same, with one browser changed; nothing changes where it is not on the list any more."""
        return replace(self, browsers=tuple(change(one) if one.id == id_ else one for one in self.browsers))

    def without(self, id_: str) -> Push:
        """The same without one browser."""
        return replace(self, browsers=tuple(one for one in self.browsers if one.id != id_))

    def added(self, new: Browser) -> Push:
        """The same with a browser more; one that is there already gets its new keys, and is not reminded twice of one evening.

        Raises:
            DataError: there are enough already.
        """
        if any(one.id == new.id for one in self.browsers):
            return self.changed(
                new.id, lambda one: replace(one, public=new.public, auth=new.auth, name=new.name, day=max(one.day, new.day))
            )
        if len(self.browsers) >= MOST:
            raise DataError(f"{MOST} browsers are reminded already.", fix="take one off the list first")
        return replace(self, browsers=(*self.browsers, new), ended="", ended_at="")


def held(journal: Journal) -> Push:
    """What is set at present."""
    fields = fields_of(journal.setting(SETTING))
    rows = fields.get("browsers")
    browsers = tuple(_browser(row) for row in cast("list[object]", rows)) if isinstance(rows, list) else ()
    return Push(str(fields.get("key", "")), browsers, str(fields.get("ended", "")), str(fields.get("ended_at", "")))


async def change(journal: Journal, by: Callable[[Push], Push]) -> Push:
    """Read, change and keep the setting, one change after another.

    Raises:
        StoreError: as ``Journal.settle``.
        DataError: as ``by``.
    """
    async with _turns.setdefault(journal, asyncio.Lock()):
        changed = by(held(journal))
        rows: list[Plain] = [dict(asdict(one)) for one in changed.browsers]
        value: dict[str, Plain] = {"key": changed.key, "browsers": rows, "ended": changed.ended, "ended_at": changed.ended_at}
        await asyncio.wrap_future(journal.settle(SETTING, value))
    return changed


def browser_of(endpoint: str, public: str, auth: str, name: str, day: str = "") -> Browser:
    """A browser from what its script sent. Its address is held against the list of services elsewhere.

    Raises:
        DataError: its keys are none.
    """
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        point, secret = octets(public), octets(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise DataError("The browser sent no key that can be used.", fix="switch it on again") from error
    if len(point) != 65 or len(secret) != 16:
        raise DataError("The browser sent no key that can be used.", fix="switch it on again")
    return Browser(endpoint, letters(point), letters(secret), name, day)


def octets(text: str) -> bytes:
    """Bytes out of base64url, with or without its padding.

    Raises:
        ValueError: it is none.
    """
    if len(text) > 200 or not text.isascii():
        raise ValueError("no base64url")
    bare = text.rstrip("=").replace("+", "-").replace("/", "_")
    found = urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    if letters(found) != bare:  # the decoder passes over letters that it does not know
        raise ValueError("no base64url")
    return found


def letters(data: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def moment_of(text: str) -> datetime | None:
    """A moment that was kept, or None."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _browser(fields: object) -> Browser:
    row = fields_of(fields)
    texts = {
        name: str(row.get(name, "")) for name in ("endpoint", "public", "auth", "name", "day", "sent_at", "wrong", "wrong_at", "after")
    }
    tries = row.get("tries")
    return Browser(**texts, tries=tries if isinstance(tries, int) else 0)
