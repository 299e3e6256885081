"""Requests put straight into the app, as a server would put them: no sockets, nothing tidied up on the way."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

from starlette.types import Message

from unspiral.doors.web.app import make_app
from unspiral.doors.web.desk import Desk
from unspiral.doors.web.entrance import cookie_name
from unspiral.doors.web.refit import Refit
from unspiral.doors.web.table import Table
from unspiral.store.journal import key_file

PORT = 8642
HOST = f"127.0.0.1:{PORT}"
PASSPHRASE = "kettle ostrich lamp seven"
FORM = "application/x-www-form-urlencoded"
TRIES = 3  # to let the person in: at a file that is new, the second must do it
NOW = datetime(2026, 11, 22, 20, 15, tzinfo=timezone(timedelta(hours=1)))


@dataclass(frozen=True)
class Asked:
    """A request."""

    method: str
    path: str  # percent-encoded
    query: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""
    pieces: int = 1


@dataclass
class Answered:
    """What came back."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    raised: str = ""


async def ask(app: Any, asked: Asked) -> Answered:
    """Put one request into the app; what it raises is noted, since a server would turn it into a trace on its terminal."""
    size = max(1, -(-len(asked.body) // max(1, asked.pieces)))
    parts = [asked.body[at : at + size] for at in range(0, len(asked.body), size)] or [b""]
    given: list[Message] = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    given[-1]["more_body"] = False
    answer, gone = Answered(), asyncio.Event()

    async def receive() -> Message:
        if given:
            return given.pop(0)
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in message["headers"]}
            cookies = [value.decode("latin-1") for name, value in message["headers"] if name == b"set-cookie"]
            if cookies:
                answer.headers["set-cookie"] = cookies[-1]
        elif message["type"] == "http.response.body":
            answer.body += message.get("body", b"")

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": asked.method,
        "scheme": "http",
        "path": unquote(asked.path),
        "raw_path": asked.path.encode("latin-1", "replace"),
        "root_path": "",
        "query_string": asked.query,
        "headers": list(asked.headers),
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", PORT),
        "state": {},
    }
    try:
        await app(scope, receive, send)
    except Exception as error:
        answer.raised = type(error).__name__
    return answer


class House:
    """A server in memory and one person in it, made anew when a request has locked or erased it.

    Args:
        folder: for its files.
        cheap: stretch passphrases as little as argon2 can: what is looked at here is not its strength.
    """

    def __init__(self, folder: Path, *, cheap: bool = True) -> None:
        if cheap:
            key_file.MEMORY_KIB, key_file.PASSES = 8, 1
        self.folder = folder
        self.rounds = 0
        self.renew()

    def renew(self) -> None:
        """Another file, another server."""
        if self.rounds:
            self.desk.lock()
            shutil.rmtree(self.folder, ignore_errors=True)
        self.rounds += 1
        self.folder.mkdir(parents=True, exist_ok=True)
        self.desk = Desk(self.folder / f"{self.rounds}.unspiral", PORT, now=lambda: NOW)
        ticks = iter(range(10**12))
        self.desk.tries.clock = self.desk.knocks.clock = lambda: 1000.0 * next(ticks)  # nobody waits here
        self.desk.refit = Refit(quiet=3600.0)  # nothing is fitted here
        self.app = make_app(self.desk)
        self.passphrase = PASSPHRASE
        self.cookies = {"stranger": "", "started": "", "admitted": "", "ended": "A" * 43}

    @property
    def table(self) -> Table:
        return self.app.state.table

    async def form(self, path: str, fields: dict[str, Any] | Iterable[tuple[str, str]], cookie: str = "") -> Answered:
        """Send a form as its page would."""
        headers = ((b"host", HOST.encode()), (b"content-type", FORM.encode()), *self._cookie(cookie))
        return await ask(self.app, Asked("POST", path, headers=headers, body=urlencode(fields, doseq=True).encode()))

    async def get(self, path: str, cookie: str = "", query: bytes = b"") -> Answered:
        """Look at a page."""
        return await ask(self.app, Asked("GET", path, query, ((b"host", HOST.encode()), *self._cookie(cookie))))

    async def be_in(self) -> None:
        """See to it that the file is there and open, and that every kind of cookie is what it is called.

        Raises:
            AssertionError: it stays closed, even where file and server are new.
        """
        said: list[int] = []
        for _ in range(TRIES):
            sessions = self.desk.sessions
            if not self.cookies["started"] or sessions.of(self.cookies["started"]) is None:
                self.cookies["started"] = await self._start()
            if self.desk.is_open and (held := sessions.of(self.cookies["admitted"])) is not None and held.admitted:
                return
            cookie = await self._start()
            where = "/set-up" if self.desk.is_new else "/unlock"
            answer = await self.form(where, {"passphrase": self.passphrase, "again": self.passphrase}, cookie)
            if answer.status in (200, 303):
                self.cookies["admitted"] = self._set(answer)
                return
            said.append(answer.status)
            self.renew()  # a request has changed the passphrase: begin again
        raise AssertionError(f"nobody is let in, though file and server were made anew; answers: {said}")

    async def _start(self) -> str:
        return self._set(await self.form("/start", {"code": self.desk.start}))

    def _set(self, answer: Answered) -> str:
        return answer.headers["set-cookie"].partition(";")[0].partition("=")[2]

    def _cookie(self, cookie: str) -> tuple[tuple[bytes, bytes], ...]:
        return ((b"cookie", f"{cookie_name(self.desk)}={cookie}".encode()),) if cookie else ()
