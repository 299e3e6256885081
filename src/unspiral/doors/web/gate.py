"""What every request passes before any page sees it, and what every answer carries."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from time import monotonic
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from unspiral.doors.web.answer import refused, unforeseen
from unspiral.doors.web.form import TooLarge
from unspiral.doors.web.log import Log

SAFE = {"GET", "HEAD", "OPTIONS"}
KNOWN = SAFE | {"POST", "PUT", "PATCH", "DELETE"}  # others never reach a page
# Every page says itself what it may run; this is for answers that say nothing.
POLICY = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer browsers send "Origin: null" with forms, and the check below would mean nothing
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
}
LONGEST_ADDRESS = 2000
MOST_HEADERS, LARGEST_HEADERS = 64, 16 * 1024
LARGEST_BODY = 1024 * 1024  # forms themselves take less (form.py); entries that waited offline come many at a time
LARGEST_FILE = 600 * 1024 * 1024
FILES_AT = ("/import", "/restore")  # where files are taken
PATIENCE = 60.0  # seconds for a form to arrive; a file has five minutes
BROKEN = re.compile(rb"%(?![0-9A-Fa-f]{2})|[\x00-\x20\x7f-\xff]")

Objection = tuple[int, str]


class Slow(Exception):
    """What was sent came too slowly."""


class Gate:
    """ASGI middleware: refuses foreign names and origins, bounds what is sent, puts the safe headers on every answer.

    What nobody foresaw becomes a page that says so, and a line in the log.

    Args:
        app: what lies behind.
        port: where the server listens.
        log: where refusals and errors are noted.
    """

    def __init__(self, app: ASGIApp, port: int, log: Log) -> None:
        self.app, self.log = app, log
        self.hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}"})
        self._noted: dict[str, float] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = False

        async def sending(message: Message) -> None:
            nonlocal began
            if message["type"] == "http.response.start":
                began = True
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", POLICY)
                headers.setdefault("Cache-Control", "no-store")
            elif scope["method"] == "HEAD" and message["type"] == "http.response.body":
                message = {"type": "http.response.body", "body": b"", "more_body": message.get("more_body", False)}
            await send(message)

        objection = self._objection(scope)
        if objection is not None:
            status, why = objection
            self._note(str(status))
            answer = refused(Request(scope), why, status)
            if status == 405:
                answer.headers["Allow"] = ", ".join(sorted(KNOWN))
            await answer(scope, receive, sending)
            return
        taking = receive if scope["method"] in SAFE else _bounded(scope["path"], receive)
        try:
            await self.app(scope, taking, sending)
        except Slow:
            if not began:
                self.log.say("slow")
                answer = refused(Request(scope), "What was sent came too slowly, and was not taken.", 408)
                answer.headers["Connection"] = "close"
                await answer(scope, receive, sending)
        except Exception as error:  # whatever it is: no words of it reach a page or a log
            reference = self.log.failed(error, _declared(scope))
            if not began:
                await unforeseen(Request(scope), reference)(scope, receive, sending)

    def _objection(self, scope: Scope) -> Objection | None:
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        query: bytes = scope.get("query_string", b"")
        pairs: list[tuple[bytes, bytes]] = scope["headers"]
        if len(raw) + len(query) > LONGEST_ADDRESS:
            return 414, "That address is longer than any of ours."
        if len(pairs) > MOST_HEADERS or sum(len(name) + len(value) for name, value in pairs) > LARGEST_HEADERS:
            return 431, "More was sent along than any browser sends to us."
        if BROKEN.search(raw) or BROKEN.search(query) or (b"%" in raw and not _is_text(raw)):
            return 400, "That address is not written as addresses are."
        if scope["method"] not in KNOWN:
            return 405, "This page cannot do that."
        return self._foreign(scope["method"], Headers(scope=scope))

    def _foreign(self, method: str, headers: Headers) -> Objection | None:
        # A page elsewhere can make its own name point here (DNS rebinding); it cannot make the browser call it by our name.
        host = headers.getlist("host")
        if len(host) != 1 or host[0] not in self.hosts:
            return 403, "This server answers only to its own address on this machine."
        site = headers.get("sec-fetch-site")
        if method in SAFE:
            # Another page may link to us; it may not take pieces of us into itself. Other ports of this machine count as "same-site".
            foreign = site in ("cross-site", "same-site") and headers.get("sec-fetch-mode") != "navigate"
        else:
            foreign = headers.get("origin") not in (None, f"http://{host[0]}") or site not in (None, "same-origin", "none")
        return (403, "This was sent from another page than ours.") if foreign else None

    def _note(self, status: str) -> None:
        # Once a minute for each kind: whoever floods us must not wash the log away.
        now = monotonic()
        if now - self._noted.get(status, -60.0) >= 60.0:
            self._noted[status] = now
            self.log.say("refused", status=status)


def policy(styles: Iterable[str] = ()) -> str:
    """The content security policy of a page.

    Args:
        styles: fingerprints of the style sheets inside its pictures.
    """
    sheets = " ".join(["'self'", *dict.fromkeys(styles)])
    return (
        f"default-src 'none'; script-src 'self'; style-src {sheets}; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _bounded(path: str, receive: Receive) -> Receive:
    files = path.startswith(FILES_AT)
    most, until = (LARGEST_FILE, monotonic() + 5 * PATIENCE) if files else (LARGEST_BODY, monotonic() + PATIENCE)
    taken, more = 0, True

    async def taking() -> Message:
        nonlocal taken, more
        if not more:  # the body is whole; what comes now is the browser going away, and that may take long
            return await receive()
        try:
            async with asyncio.timeout(until - monotonic()):
                message = await receive()
        except TimeoutError as error:
            raise Slow from error
        taken += len(message.get("body", b""))
        more = message.get("more_body", False)
        if taken > most:
            raise TooLarge("More was sent than this page takes.", fix="send less at a time")
        return message

    return taking


def _declared(scope: Scope) -> str:
    table = getattr(scope["app"].state, "table", None) if "app" in scope else None
    found = None if table is None else table.find(scope["path"])
    return "none" if found is None else found[0].path


def _is_text(raw: bytes) -> bool:
    try:
        return unquote_to_bytes(raw).decode().isprintable()
    except UnicodeDecodeError:
        return False
