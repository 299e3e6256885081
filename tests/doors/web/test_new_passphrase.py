"""Another passphrase: the present one is asked for, and others are sent out."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from tests.doors.web.conftest import PASSPHRASE

from unspiral.doors.web.app import make_app
from unspiral.doors.web.desk import Desk

pytestmark = pytest.mark.unit

NEW = "seven lamps in a kettle"


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
