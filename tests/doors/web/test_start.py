"""Coming in: the start code, the passphrase, the first set-up, and going out."""

from __future__ import annotations

import asyncio
import re
from typing import cast

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response
from starlette.testclient import TestClient
from tests.doors.web.conftest import PASSPHRASE

from unspiral.doors.web.desk import Desk

pytestmark = pytest.mark.unit


def test_a_stranger_is_sent_to_the_start(stranger: TestClient) -> None:
    answer = stranger.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/start")


def test_the_way_in_and_out(desk: Desk, stranger: TestClient) -> None:
    assert stranger.post("/start", data={"code": "wrong"}).status_code == 403
    assert stranger.post("/start", data={"code": desk.start}).status_code == 303
    assert stranger.get("/").headers["location"] == "/set-up"
    assert stranger.post("/set-up", data={"passphrase": "short", "again": "short"}).status_code == 422
    made = stranger.post("/set-up", data={"passphrase": PASSPHRASE, "again": PASSPHRASE})
    assert made.status_code == 200
    assert "recovery" in made.text.casefold()
    assert stranger.get("/").status_code == 200
    stranger.post("/lock")
    assert stranger.get("/").headers["location"] == "/start"
    stranger.post("/start", data={"code": desk.start})
    assert stranger.post("/unlock", data={"passphrase": "another passphrase"}).status_code == 403
    assert stranger.post("/unlock", data={"passphrase": PASSPHRASE}).status_code == 303
    assert stranger.get("/").status_code == 200


def test_a_passphrase_that_is_sent_twice_at_once_is_no_error(desk: Desk, person: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    person.post("/lock")
    person.post("/start", data={"code": desk.start})
    unlock, cookie = desk.unlock, person.cookies[f"unspiral-{desk.port}"]

    def twice(secret: str) -> None:
        unlock(secret)
        desk.sessions.admit(cookie)  # what the first of the two does while the second waits

    monkeypatch.setattr("unspiral.doors.web.desk.Desk.unlock", lambda _desk, secret: twice(secret))
    assert person.post("/unlock", data={"passphrase": PASSPHRASE}).status_code == 303
    assert person.get("/").status_code == 200


def test_wrong_codes_do_not_wash_the_log_away(desk: Desk, stranger: TestClient) -> None:
    answers = [stranger.post("/start", data={"code": "wrong"}).status_code for _ in range(40)]
    assert answers[-1] == 429
    assert desk.log.path is not None
    assert desk.log.path.read_text().count('"wrong"') == answers.count(403) < 20


def test_a_first_passphrase_that_is_sent_twice_at_once_shows_one_code_in_both_answers(desk: Desk, stranger: TestClient) -> None:
    stranger.post("/start", data={"code": desk.start})
    app, form = cast("FastAPI", stranger.app), {"passphrase": PASSPHRASE, "again": PASSPHRASE}

    async def both() -> list[Response]:
        cookies = dict(stranger.cookies)
        over = ASGITransport(app)
        async with AsyncClient(transport=over, base_url=f"http://127.0.0.1:{desk.port}", cookies=cookies) as client:
            return list(await asyncio.gather(client.post("/set-up", data=form), client.post("/set-up", data=form)))

    answers = asyncio.run(both())
    assert [answer.status_code for answer in answers] == [200, 200]
    codes = {code for answer in answers for code in re.findall(r"(?:[A-Z2-9]{5}-){5}[A-Z2-9]{5}", answer.text)}
    assert len(codes) == 1
    desk.lock()
    desk.unlock(codes.pop())


def test_who_locked_the_file_is_told_so(person: TestClient) -> None:
    place = person.post("/lock").headers["location"]
    assert "Your file is locked. You can close this window." in person.get(place).text
    assert "Your file is locked" not in person.get("/start").text
