"""Another passphrase or recovery code: the present one is asked for, and others are sent out."""

from __future__ import annotations

import asyncio
import errno
import re
from pathlib import Path
from typing import cast

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response
from starlette.testclient import TestClient
from tests.doors.web.conftest import PASSPHRASE

from unspiral.doors.web.app import make_app
from unspiral.doors.web.desk import Desk
from unspiral.errors import StoreError
from unspiral.store.journal import key_file

pytestmark = pytest.mark.unit

NEW = "seven lamps in a kettle"
CODE = re.compile(r"(?:[A-Z2-9]{5}-){5}[A-Z2-9]{5}")


def test_changed(desk: Desk, person: TestClient) -> None:
    other = TestClient(make_app(desk), base_url=f"http://127.0.0.1:{desk.port}", follow_redirects=False)
    other.post("/start", data={"code": desk.start})
    other.post("/unlock", data={"passphrase": PASSPHRASE})
    assert person.post("/passphrase", data={"present": PASSPHRASE, "passphrase": NEW, "again": "x"}).status_code == 422
    assert person.post("/passphrase", data={"present": "some other words", "passphrase": NEW, "again": NEW}).status_code == 403
    assert other.get("/sessions").status_code == 200
    done = person.post("/passphrase", data={"present": PASSPHRASE, "passphrase": NEW, "again": NEW})
    assert (done.status_code, "new passphrase" in done.text) == (200, True)
    assert person.get("/sessions").status_code == 200
    assert other.get("/sessions").headers["location"] == "/start"
    desk.lock()
    desk.unlock(NEW)


def test_guessing_is_slowed(desk: Desk, person: TestClient) -> None:
    now = 0.0
    desk.tries.clock = lambda: now
    for _ in range(4):
        answer = person.post("/passphrase", data={"present": "some other words", "passphrase": NEW, "again": NEW})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert "wait" in answer.text
    assert "some other words" not in person.get("/passphrase").text


def code_in(text: str) -> str:
    (code,) = CODE.findall(text)
    return str(code)


def opens(desk: Desk, secret: str) -> bool:
    try:
        desk.unlock(secret)
    except StoreError:
        return False
    return True


def test_a_new_recovery_code_is_shown_once_and_the_old_one_opens_nothing(desk: Desk, person: TestClient) -> None:
    other = TestClient(make_app(desk), base_url=f"http://127.0.0.1:{desk.port}", follow_redirects=False)
    other.post("/start", data={"code": desk.start})
    other.post("/unlock", data={"passphrase": PASSPHRASE})
    first = code_in(person.post("/passphrase/recovery", data={"secret": PASSPHRASE}).text)
    assert other.get("/sessions").headers["location"] == "/start"
    answer = person.post("/passphrase/recovery", data={"secret": first})  # who forgot the passphrase has the paper
    second = code_in(answer.text)
    assert second != first and "<nav" in answer.text and 'href="/"' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert CODE.search(person.get("/passphrase").text) is None
    assert second.encode() not in b"".join(path.read_bytes() for path in desk.path.parent.iterdir())
    assert not opens(desk, first)
    desk.lock()
    assert opens(desk, second)
    desk.lock()
    assert opens(desk, PASSPHRASE)


def test_a_wrong_secret_makes_no_code_and_is_slowed(desk: Desk, person: TestClient) -> None:
    now, before = 0.0, desk.key_path.read_bytes()
    desk.tries.clock = lambda: now
    answers = [person.post("/passphrase/recovery", data={"secret": "some other words"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert not any(CODE.search(answer.text) for answer in answers)
    assert desk.key_path.read_bytes() == before


def test_a_form_for_a_new_code_that_is_sent_twice_at_once_shows_the_code_that_opens(desk: Desk, person: TestClient) -> None:
    async def both() -> list[Response]:
        over = ASGITransport(cast("FastAPI", person.app))
        async with AsyncClient(transport=over, base_url=f"http://127.0.0.1:{desk.port}", cookies=dict(person.cookies)) as client:
            sent = {"secret": PASSPHRASE}
            return list(await asyncio.gather(*(client.post("/passphrase/recovery", data=sent) for _ in range(2))))

    codes = {code_in(answer.text) for answer in asyncio.run(both())}
    assert len(codes) == 1
    desk.lock()
    assert opens(desk, codes.pop())


def test_on_a_full_disk_nothing_is_changed_and_it_is_said(desk: Desk, person: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, text: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path), None, text[:0])

    before = desk.key_path.read_bytes()
    monkeypatch.setattr(key_file, "write_private", full)
    answers = [
        person.post("/passphrase/recovery", data={"secret": PASSPHRASE}),
        person.post("/passphrase", data={"present": PASSPHRASE, "passphrase": NEW, "again": NEW}),
    ]
    assert [answer.status_code for answer in answers] == [507, 507]
    assert all("disk is full" in answer.text for answer in answers)
    assert desk.key_path.read_bytes() == before
    assert person.get("/sessions").status_code == 200


def test_a_stranger_gets_no_code(stranger: TestClient, desk: Desk) -> None:
    stranger.post("/start", data={"code": desk.start})
    answer = stranger.post("/passphrase/recovery", data={"secret": PASSPHRASE})
    assert (answer.status_code, answer.headers["location"]) == (303, "/set-up")
