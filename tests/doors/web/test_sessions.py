"""The list of browsers that are in."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from tests.doors.web.conftest import PASSPHRASE

from unspiral.doors.web.app import make_app
from unspiral.doors.web.desk import Desk
from unspiral.doors.web.sessions import browser_words

pytestmark = pytest.mark.unit


def test_another_browser_is_seen_and_ended(desk: Desk, person: TestClient) -> None:
    other = TestClient(make_app(desk), base_url=f"http://127.0.0.1:{desk.port}", follow_redirects=False)
    other.post("/start", data={"code": desk.start}, headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"})
    other.post("/unlock", data={"passphrase": PASSPHRASE})
    assert other.get("/sessions").status_code == 200
    page = person.get("/sessions").text
    assert "Firefox on Linux" in page
    assert page.count("(this one)") == 1
    number = next(held.number for held in desk.sessions.all() if "Firefox" in held.browser)
    assert person.post("/sessions/end", data={"number": str(number)}).status_code == 303
    assert other.get("/sessions").headers["location"] == "/start"
    assert person.get("/sessions").status_code == 200


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "²"])
def test_numbers_that_are_none(person: TestClient, number: str) -> None:
    assert person.post("/sessions/end", data={"number": number}).status_code == 303
    assert person.get("/sessions").status_code == 200


def test_words_for_browsers() -> None:
    assert browser_words("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1") == "Safari on iPhone"
    assert browser_words("curl/8") == "A browser"
