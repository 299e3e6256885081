"""Erasing everything."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from unspiral.doors.web.desk import Desk
from unspiral.records.entry import Entry

pytestmark = pytest.mark.unit


def test_without_the_word_nothing_goes(desk: Desk, person: TestClient) -> None:
    assert person.get("/erase").status_code == 200
    assert person.post("/erase", data={"word": "yes"}).status_code == 422
    assert desk.is_open


def test_with_it_everything_goes_and_everybody(desk: Desk, person: TestClient, tmp_path: Path) -> None:
    desk.journal.keep(Entry("a", "note", "2026-11-22", "2026-11-22T20:00:00+01:00", {"text": "CANARY"})).result()
    answer = person.post("/erase", data={"word": " Erase "})
    assert answer.status_code == 200
    assert "storage" in answer.headers["clear-site-data"]
    assert not desk.is_open
    assert desk.is_new
    assert person.get("/").headers["location"] == "/start"
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"CANARY" in path.read_bytes()]
    assert not desk.path.exists()
    assert not desk.key_path.exists()


def test_a_stranger_erases_nothing(desk: Desk, person: TestClient, stranger: TestClient) -> None:
    person.cookies.clear()
    assert stranger.post("/erase", data={"word": "erase"}).status_code == 303
    assert desk.key_path.exists()
