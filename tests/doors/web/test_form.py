"""Forms are read whole, within limits, and as text."""

from __future__ import annotations

import asyncio

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message

from unspiral.doors.web.form import LARGEST, MOST_FIELDS, Foreign, Form, TooLarge, read_form
from unspiral.errors import DataError

pytestmark = pytest.mark.unit

FORM = "application/x-www-form-urlencoded"


def read(*pieces: bytes, kind: str = FORM) -> Form:
    given: list[Message] = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    given.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> Message:
        return given.pop(0)

    return asyncio.run(read_form(Request({"type": "http", "method": "POST", "headers": [(b"content-type", kind.encode())]}, receive)))


def test_fields() -> None:
    form = read(b"a=+1+&a=2&tried=x&", b"tried=y&empty=&word=%C3%A4+")
    assert (form.one("a"), form.one("absent", "-"), form.one("empty", "-")) == ("2", "-", "")
    assert form.many("tried") == ["x", "y"]
    assert (form.one("word"), form.exact("word")) == ("ä", "ä ")
    assert read(b"", kind=f"{FORM}; charset=utf-8") == Form({})


@pytest.mark.parametrize("body", [b"a=%ff", b"a=\xff", b"\x00=1"])
def test_what_is_no_text(body: bytes) -> None:
    with pytest.raises(DataError):
        read(body)


def test_limits() -> None:
    with pytest.raises(TooLarge):
        read(b"a=" + b"b" * LARGEST)
    with pytest.raises(TooLarge):
        read(*[b"b" * 1000] * 70)
    with pytest.raises(TooLarge):
        read(b"&".join([b"a=1"] * (MOST_FIELDS + 1)))
    assert len(read(b"&".join([b"a=1"] * MOST_FIELDS)).many("a")) == MOST_FIELDS


@pytest.mark.parametrize("kind", ["", "application/json", "multipart/form-data; boundary=x", "text/plain"])
def test_other_kinds(kind: str, stranger: TestClient) -> None:
    with pytest.raises(Foreign):
        read(b"a=1", kind=kind)
    assert stranger.post("/start", content=b"code=1", headers={"content-type": kind}).status_code == 415


def test_statuses(stranger: TestClient) -> None:
    assert stranger.post("/start", content=b"code=%ff", headers={"content-type": FORM}).status_code == 400
    assert stranger.post("/start", content=b"a" * (LARGEST + 1), headers={"content-type": FORM}).status_code == 413
