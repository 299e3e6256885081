"""The demo: a made-up person's file, open to whoever shows the start code."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.doors.web.conftest import NOW

from unspiral.doors.web.app import make_app
from unspiral.doors.web.demo import fill
from unspiral.doors.web.desk import Desk

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("days", [0, 30])
def test_the_start_code_is_all_it_takes(tmp_path: Path, days: int) -> None:
    desk = Desk(tmp_path / "demo.unspiral", 8642, demo=True, now=lambda: NOW)
    fill(desk, days)
    browser = TestClient(make_app(desk), base_url="http://127.0.0.1:8642", follow_redirects=False)
    browser.post("/start", data={"code": desk.start})
    page = browser.get("/")
    assert page.status_code == 200
    assert "Demo: a made-up person" in page.text
    kept = desk.journal.entries("check-in")
    assert (len(kept) > 20) == (days == 30)
    assert all("2026-10-23" <= entry.day <= "2026-11-21" for entry in kept)
    desk.lock()


def test_who_locks_the_demo_is_told_its_passphrase(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "demo.unspiral", 8642, demo=True, now=lambda: NOW)
    fill(desk, 1)
    browser = TestClient(make_app(desk), base_url="http://127.0.0.1:8642", follow_redirects=False)
    browser.post("/start", data={"code": desk.start})
    browser.post("/lock")
    browser.post("/start", data={"code": desk.start})
    assert desk.passphrase in browser.get("/unlock").text
    assert browser.post("/unlock", data={"passphrase": desk.passphrase}).status_code == 303
    assert browser.get("/").status_code == 200
    desk.lock()


def test_a_persons_own_passphrase_is_told_to_nobody(desk: Desk, person: TestClient) -> None:
    person.post("/lock")
    person.post("/start", data={"code": desk.start})
    assert desk.passphrase == ""
    assert "passphrase of this demo" not in person.get("/unlock").text
