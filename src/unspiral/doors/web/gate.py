"""What every request passes before any page sees it, and what every answer carries."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from unspiral.doors.web.answer import refused

SAFE = {"GET", "HEAD", "OPTIONS"}
# Every page says itself what it may run; this is for answers that say nothing.
POLICY = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer browsers send "Origin: null" with forms, and the check below would mean nothing
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
}


class Gate:
    """ASGI middleware: refuses names and origins that are not this server's, and puts the safe headers on every answer.

    Args:
        app: what lies behind.
        port: where the server listens.
    """

    def __init__(self, app: ASGIApp, port: int) -> None:
        self.app = app
        self.hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}"})
        self.origins = frozenset(f"http://{host}" for host in self.hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", POLICY)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        why = self._objection(scope["method"], Headers(scope=scope))
        answer = refused(Request(scope), why) if why else self.app
        await answer(scope, receive, sending)

    def _objection(self, method: str, headers: Headers) -> str:
        # A page elsewhere can make its own name point here (DNS rebinding); it cannot make the browser call it by our name.
        if headers.get("host", "") not in self.hosts:
            return "This server answers only to its own address on this machine."
        if method in SAFE:
            return ""
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        same = (origin is None or origin in self.origins) and site in (None, "same-origin", "none")
        return "" if same else "This was sent from another page than ours."


def policy(styles: Iterable[str] = ()) -> str:
    """The content security policy of a page.

    Args:
        styles: fingerprints of the style sheets inside its pictures.
    """
    sheets = " ".join(["'self'", *dict.fromkeys(styles)])
    return (
        f"default-src 'none'; script-src 'self'; style-src {sheets}; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
        "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
