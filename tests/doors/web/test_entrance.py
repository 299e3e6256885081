"""Who may see a page."""

from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient
from tests.doors.web.conftest import PASSPHRASE

from unspiral.doors.web.app import make_app
from unspiral.doors.web.desk import Desk
from unspiral.doors.web.entrance import NotAdmitted, admitted, cookie_name

pytestmark = pytest.mark.unit


def asking(desk: Desk, cookie: str) -> Request:
    headers = [(b"cookie", f"{cookie_name(desk)}={cookie}".encode())]
    return Request({"type": "http", "app": make_app(desk), "headers": headers, "path": "/", "method": "GET", "query_string": b""})


def where(desk: Desk, cookie: str) -> str:
    with pytest.raises(NotAdmitted) as held:
        admitted(asking(desk, cookie))
    return held.value.to


def test_one_step_after_the_other(desk: Desk) -> None:
    assert where(desk, "made up") == "/start"
    cookie = desk.sessions.begin("A browser")
    assert where(desk, cookie) == "/set-up"
    desk.make(PASSPHRASE)
    assert where(desk, cookie) == "/unlock"
    renewed = desk.sessions.admit(cookie)
    assert where(desk, cookie) == "/start"
    visit = admitted(asking(desk, renewed))
    assert visit.journal.entries() == ()
    desk.lock()
    assert where(desk, renewed) == "/start"


def test_two_servers_have_two_cookies(desk: Desk) -> None:
    assert cookie_name(desk) != cookie_name(Desk(desk.path, desk.port + 1))


def test_the_cookie(desk: Desk, stranger: TestClient) -> None:
    answer = stranger.post("/start", data={"code": desk.start})
    told = answer.headers["set-cookie"].casefold()
    assert "httponly" in told
    assert "samesite=strict" in told
    assert "path=/" in told
    assert "domain" not in told
    assert "max-age" not in told and "expires" not in told  # gone with the browser
