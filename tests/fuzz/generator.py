"""Requests by chance: nearly right ones, wrong ones, and ones without any sense, from everybody who may come."""

from __future__ import annotations

import random
import string
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from tests.fuzz.asking import FORM, HOST, Asked
from tests.fuzz.forms import Asks

TEXTS = (
    "",
    " ",
    "0",
    "5",
    "10",
    "11",
    "-1",
    "1e999",
    "NaN",
    "٣",
    "²",
    "0x10",
    "1_0",
    "9" * 400,
    "2026-11-22",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "-0001-01-01",
    "2026-11-22T20:15:00+01:00",
    "24:61",
    "20:00",
    "Europe/Dublin",
    "../../etc/passwd",
    "/etc/localtime",
    "<script>alert(1)</script>",
    "{{7*7}}{% raw %}",
    "'; DROP TABLE entry; --",
    '"',
    "=HYPERLINK(1)",
    "\x00",
    "\x1b[31m",
    "\r\nSet-Cookie: a=b",
    "\u202eevil",
    "\ud7ff\ue000\uffff",
    "𝟙🙂" * 50,
    "ä" * 5000,
    "null",
    "[]",
    '{"a": {"a": []}}',
    "true",
    "on",
    "yes",
    "http://127.0.0.1:1/",
    "https://evil.example/push",
    "00000000-0000-0000-0000-000000000000",
    "draft:check-in",
    "a,b\n1,2\n",
    "day;pain\n2026-11-01;4\n",
)
METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "GETT", "get", "\x7f")
PARTS = "multipart/form-data; boundary=b"
KINDS = (
    FORM,
    f"{FORM};charset=latin-1",
    "application/json",
    PARTS,
    "multipart/form-data",
    "text/plain",
    "",
    "\xff",
)
HEADERS = (
    (b"accept", b"application/json"),
    (b"accept-language", b"xx;q=9"),
    (b"range", b"bytes=0-0,-1"),
    (b"if-none-match", b'*, "x"'),
    (b"content-length", b"-1"),
    (b"transfer-encoding", b"chunked, identity"),
    (b"x-forwarded-host", b"evil.example"),
    (b"x-http-method-override", b"DELETE"),
    (b"expect", b"200-maybe"),
    (b"user-agent", b"\xff\xfe" * 40),
    (b"cookie", b"=;;=;a"),
    (b"x" * 200, b"y" * 3000),
    (b"content-encoding", b"gzip"),
    (b"last-event-id", b"\xff"),
    (b"accept-encoding", b"gzip;q=nan"),
)
SITES = (b"same-origin", b"same-site", b"cross-site", b"none", b"", b"\xff")
PEOPLE = ("admitted",) * 12 + ("stranger", "started", "ended")


class Generator:
    """Requests by chance from what the app's own pages ask for.

    Args:
        seed: the same seed draws the same requests from the same pages.
        paths: declared address -> its methods.
        forms: by method and address, as ``gathered`` gives them.
        known: parts of addresses that exist, such as keys of entries.
        queries: addresses with a query that pages link to.
    """

    def __init__(
        self,
        seed: int,
        paths: Mapping[str, Sequence[str]],
        forms: Mapping[tuple[str, str], Asks],
        known: Sequence[str],
        queries: Sequence[str],
    ) -> None:
        self.chance = random.Random(seed)
        self.posts = [path for path, methods in paths.items() if set(methods) - {"GET"}]
        self.gets = [path for path, methods in paths.items() if "GET" in methods]
        self.forms = list(forms.values())
        self.known, self.queries = list(known) or ["x"], list(queries) or ["/?x=1"]

    def one(self, cookies: Mapping[str, str], name: str) -> tuple[str, Asked]:
        """Who asks, and what.

        Args:
            cookies: of everybody who may come.
            name: of the session's cookie.
        """
        draw = self.chance.random
        who = self.chance.choice(PEOPLE)
        if draw() < 0.35 and self.forms:
            asks = self.chance.choice(self.forms)
            method, path, body, kind = asks.method, asks.action, *self._filled(asks)
        elif draw() < 0.45:
            method, path, body, kind = "POST", self._path(self.chance.choice(self.posts)), *self._anything()
        else:
            method, path, body, kind = "GET", self._path(self.chance.choice(self.gets)), b"", ""
        query = b""
        if method == "GET" and draw() < 0.4:
            query, path, body = self._query(path, body)
        if draw() < 0.04:
            method = self.chance.choice(METHODS)
        if draw() < 0.04:
            path = self._lost(path)
        headers = self._headers(kind, cookies[who], name)
        return who, Asked(method, path, query, tuple(headers), body, self.chance.choice((1, 1, 1, 2, 7)))

    def text(self) -> str:
        """A text that somebody, or something, might send."""
        draw = self.chance.random()
        if draw < 0.6:
            return self.chance.choice(TEXTS)
        if draw < 0.8:
            return str(self.chance.randint(-3, 40))
        return "".join(self.chance.choices(string.printable + "äß€😀\u200d\u0301", k=self.chance.randint(0, 60)))

    def _filled(self, asks: Asks) -> tuple[bytes, str]:
        pairs: list[tuple[str, str]] = []
        strange = self.chance.choice((0.0, 0.05, 0.3))
        for name, offered in asks.fields.items():
            if self.chance.random() < strange:
                continue
            for _ in range(1 if self.chance.random() < 0.9 else 2):
                wild = self.chance.random() < strange or not offered
                pairs.append((name, self.text() if wild else self.chance.choice(offered)))
        if self.chance.random() < strange:
            pairs.append((self.text(), self.text()))
        if asks.files:
            return self._parts(pairs), PARTS
        return urlencode(pairs, errors="replace").encode(), FORM

    def _anything(self) -> tuple[bytes, str]:
        draw, kind = self.chance.random(), self.chance.choice(KINDS)
        if draw < 0.3:
            return self.chance.randbytes(self.chance.choice((0, 1, 30, 3000))), kind
        if draw < 0.5:
            return self.chance.choice(TEXTS).encode("utf-8", "replace"), "application/json"
        if draw < 0.6:
            return self._parts([(self.text(), self.text()) for _ in range(3)]), PARTS
        if draw < 0.62:
            return b"a=1&" * self.chance.choice((300, 500, 40_000)), FORM
        return urlencode([(self._name(), self.text()) for _ in range(self.chance.randint(0, 8))], errors="replace").encode(), FORM

    def _name(self) -> str:
        asks = self.chance.choice(self.forms) if self.forms else None
        return self.chance.choice(list(asks.fields)) if asks is not None and asks.fields else self.text()

    def _parts(self, pairs: Sequence[tuple[str, str]]) -> bytes:
        pieces: list[bytes] = []
        for name, value in pairs:
            file = self.chance.choice(("", "", '; filename="a.csv"', '; filename="../x.xml"', '; filename="b.zip"'))
            content = self.chance.randbytes(40) if file and self.chance.random() < 0.3 else value.encode("utf-8", "replace")
            clean = name.replace('"', "").replace("\r", "").replace("\n", "")
            head = f'--b\r\ncontent-disposition: form-data; name="{clean}"{file}\r\n\r\n'
            pieces.append(head.encode("utf-8", "replace") + content + b"\r\n")
        return b"".join(pieces) + (b"--b--\r\n" if self.chance.random() < 0.9 else b"")

    def _path(self, declared: str) -> str:
        parts = []
        for part in declared.split("/"):
            if "{" in part:
                part = self.chance.choice(self.known) if self.chance.random() < 0.6 else quote(self.text()[:300], safe="")
            parts.append(part)
        return "/".join(parts)

    def _query(self, path: str, body: bytes) -> tuple[bytes, str, bytes]:
        draw = self.chance.random()
        if draw < 0.4:
            place, _, query = self.chance.choice(self.queries).partition("?")
            return query.encode("utf-8", "replace"), quote(place, safe="/%"), b""
        if body:
            return body, path, b""
        return urlencode([(self._name(), self.text()[:200]) for _ in range(2)], errors="replace").encode(), path, b""

    def _lost(self, path: str) -> str:
        wild = quote(self.chance.choice(TEXTS)[:300], safe="%/?#&")
        ends = ("/", "%", "%00", f"/{wild}", "a" * 2500)
        return self.chance.choice((*(path + end for end in ends), f"//{path}", f"/{wild}", "/%ff", path.upper()))

    def _headers(self, kind: str, cookie: str, name: str) -> list[tuple[bytes, bytes]]:
        draw = self.chance.random
        host = HOST.encode() if draw() < 0.98 else self.chance.choice((b"", b"evil.example", b"127.0.0.1", b"localhost:8642", b"\xff"))
        headers = [(b"host", host)]
        if cookie:
            headers.append((b"cookie", f"{name}={cookie}".encode()))
        if kind:
            headers.append((b"content-type", (kind if draw() < 0.97 else self.chance.choice(KINDS)).encode("latin-1")))
        if draw() < 0.3:
            origin = f"http://{HOST}".encode() if draw() < 0.9 else self.chance.choice((b"null", b"http://evil.example", b"\xff"))
            headers.append((b"origin", origin))
        if draw() < 0.05:
            headers.append((b"sec-fetch-site", self.chance.choice(SITES)))
        if draw() < 0.1:
            headers += self.chance.choices(HEADERS, k=self.chance.choice((1, 1, 3, 80)))
        return headers
