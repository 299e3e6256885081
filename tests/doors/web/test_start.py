"""Coming in: the start code, the passphrase, the first set-up, and going out."""

from __future__ import annotations

import pytest
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
