"""What every request passes, and what every answer carries."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Scope

from unspiral.doors.web import gate
from unspiral.doors.web.app import make_app
from unspiral.doors.web.desk import Desk
from unspiral.doors.web.gate import ALWAYS, Gate, policy
from unspiral.doors.web.log import Log

pytestmark = pytest.mark.unit

GOOD = [(b"host", b"127.0.0.1:8642")]


def asked(app: Any, scope: Scope, *said: Message) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer to a raw request; the last message waits for ever."""
    given = list(said)
    sent: list[Message] = []

    async def receive() -> Message:
        if not given:
            await asyncio.sleep(3600)
        return given.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    whole = {"type": "http", "method": "GET", "path": "/health", "query_string": b"", "headers": GOOD, "http_version": "1.1", **scope}
    whole.setdefault("raw_path", whole["path"].encode())
    asyncio.run(app(whole, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([(b"host", b"127.0.0.1:8642")], 200),
        ([(b"host", b"localhost:8642")], 200),
        ([(b"host", b"[::1]:8642")], 200),
        ([(b"host", b"127.0.0.1:8643")], 403),
        ([(b"host", b"127.0.0.1")], 403),
        ([(b"host", b"evil.example:8642")], 403),
        ([], 403),
        ([(b"host", b"localhost:8642"), (b"host", b"evil.example")], 403),
        ([*GOOD, (b"sec-fetch-site", b"cross-site"), (b"sec-fetch-mode", b"navigate")], 200),
        ([*GOOD, (b"sec-fetch-site", b"cross-site"), (b"sec-fetch-mode", b"no-cors")], 403),
        ([*GOOD, (b"sec-fetch-site", b"same-site"), (b"sec-fetch-mode", b"cors")], 403),
        ([*GOOD, *[(b"x", b"y")] * 70], 431),
        ([*GOOD, (b"cookie", b"a" * 20_000)], 431),
    ],
)
def test_names(desk: Desk, headers: list[tuple[bytes, bytes]], status: int) -> None:
    got, answer, _ = asked(make_app(desk), {"headers": headers})
    assert got == status
    assert {name.casefold(): value for name, value in ALWAYS.items()}.items() <= answer.items()


@pytest.mark.parametrize(
    ("origin", "site", "status"),
    [
        (None, None, 403),  # a wrong code: it passed the gate
        ("http://127.0.0.1:8642", "same-origin", 403),
        ("http://127.0.0.1:8642", None, 403),
        ("http://evil.example", None, -403),
        ("null", None, -403),
        ("http://localhost:8642", None, -403),  # another name than the one that was called
        ("https://127.0.0.1:8642", None, -403),
        ("http://127.0.0.1:9000", "same-site", -403),
        (None, "cross-site", -403),
    ],
)
def test_forms_of_other_pages(stranger: TestClient, origin: str | None, site: str | None, status: int) -> None:
    headers = {name: value for name, value in (("origin", origin), ("sec-fetch-site", site)) if value}
    answer = stranger.post("/start", data={"code": "wrong"}, headers=headers)
    assert answer.status_code == abs(status)
    assert ("another page than ours" in answer.text) == (status < 0)


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        (b"/%zz", b"", 400),
        (b"/%", b"", 400),
        (b"/%ff", b"", 400),
        (b"/%00", b"", 400),
        (b"/a\xff", b"", 400),
        (b"/start", b"a=%g1", 400),
        (b"/" + b"a" * 3000, b"", 414),
        (b"/start", b"a" * 3000, 414),
        (b"/%C3%A4", b"", 404),
    ],
)
def test_addresses(desk: Desk, path: bytes, query: bytes, status: int) -> None:
    assert asked(make_app(desk), {"path": path.decode("latin-1"), "raw_path": path, "query_string": query})[0] == status


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "get", "\x00"])
def test_methods_that_nobody_uses(desk: Desk, method: str) -> None:
    status, headers, _ = asked(make_app(desk), {"method": method})
    assert status == 405
    assert "GET" in headers["allow"]


def test_sockets_are_closed(desk: Desk) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def never() -> Message:
        raise AssertionError

    asyncio.run(Gate(make_app(desk), 8642, desk.log)({"type": "websocket"}, never, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_a_slow_body_is_not_waited_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "PATIENCE", 0.05)
    kind = [*GOOD, (b"content-type", b"application/x-www-form-urlencoded")]
    begun = {"type": "http.request", "body": b"code=", "more_body": True}
    status, headers, _ = asked(make_app(desk), {"method": "POST", "path": "/start", "headers": kind}, begun)
    assert (status, headers["connection"]) == (408, "close")


def test_a_body_in_pieces_is_bounded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "LARGEST_BODY", 1000)
    kind = [*GOOD, (b"content-type", b"application/x-www-form-urlencoded")]
    piece = {"type": "http.request", "body": b"a" * 400, "more_body": True}
    assert asked(make_app(desk), {"method": "POST", "path": "/start", "headers": kind}, *[dict(piece) for _ in range(3)])[0] == 413


def test_what_nobody_foresaw(desk: Desk) -> None:
    async def broken(_scope: Scope, _receive: Any, _send: Any) -> None:
        raise RuntimeError("canary-7391 in a message")

    desk.path.parent.mkdir(exist_ok=True)
    status, headers, body = asked(Gate(broken, 8642, desk.log), {})
    assert status == 500
    assert headers["cache-control"] == "no-store"
    assert desk.log.path is not None
    line = json.loads(desk.log.path.read_text().splitlines()[-1])
    assert (line["event"], line["kind"], line["page"]) == ("error", "RuntimeError", "none")
    assert line["reference"] in body.decode()
    assert "canary-7391" not in body.decode() + desk.log.path.read_text()
    assert "Traceback" not in body.decode()


def test_a_broken_answer_is_not_begun_twice(desk: Desk) -> None:
    async def broken(_scope: Scope, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError

    assert asked(Gate(broken, 8642, Log(None)), {})[0] == 200


def test_refusals_do_not_wash_the_log_away(desk: Desk) -> None:
    app = make_app(desk)
    for _ in range(20):
        asked(app, {"headers": []})
    assert desk.log.path is not None
    assert len(desk.log.path.read_text().splitlines()) == 1


def test_the_policy_is_strict() -> None:
    told = policy(["'sha256-abc='", "'sha256-abc='"])
    assert "unsafe" not in told
    assert "style-src 'self' 'sha256-abc=';" in told
    assert told.startswith("default-src 'none'; script-src 'self';")
