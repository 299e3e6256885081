"""A check-in that was sent while the file was closed is still there after unlocking."""

from __future__ import annotations

from concurrent.futures import Future
from typing import cast
from uuid import uuid4

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.doors.web.conftest import PASSPHRASE

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.held import MOST
from unspiral.records.entry import Plain
from unspiral.store.journal.sqlite import SqliteJournal

pytestmark = pytest.mark.unit


def back(desk: Desk, person: TestClient) -> None:
    person.post("/start", data={"code": desk.start})
    person.post("/unlock", data={"passphrase": PASSPHRASE})


def test_nothing_is_lost_when_the_session_was_over(desk: Desk, person: TestClient) -> None:
    sent = {"key": str(uuid4()), "day": "2026-11-22", "pain": "7", "note": "Every word of it"}
    desk.lock()
    assert person.post("/check-in", data=sent).status_code == 303
    back(desk, person)
    assert "Look and keep" in person.get("/").text
    page = person.get("/check-in/held").text
    assert "Every word of it" in page
    assert 'name="pain" value="7" checked' in page
    desk.lock()
    back(desk, person)
    assert "Every word of it" in person.get("/check-in/held").text, "it lies in the journal now"
    person.post("/check-in", data=sent)
    assert desk.journal.entries("check-in")[0].body["note"] == "Every word of it"
    assert "Look and keep" not in person.get("/").text
    assert person.get("/check-in/held").status_code == 303
    assert desk.journal.setting("draft:check-in") is None


def test_memory_has_an_end_and_says_so(desk: Desk, person: TestClient) -> None:
    desk.lock()
    answers = [person.post("/check-in", data={"key": str(uuid4()), "day": "2026-11-22", "pain": "1"}).status_code for _ in range(MOST + 1)]
    assert answers == [303] * MOST + [503]


def test_what_comes_while_the_others_are_put_away_is_not_lost(desk: Desk, person: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    app = cast("FastAPI", person.app)
    app.state.held = {"first": "key=first&day=2026-11-22&pain=1"}
    settle, late = type(desk.journal).settle, "key=late&day=2026-11-22&pain=2"

    def meanwhile(journal: SqliteJournal, name: str, value: Plain) -> Future[None]:
        app.state.held.setdefault("late", late)  # another browser, whose session is over, sends its form at this moment
        return settle(journal, name, value)

    with monkeypatch.context() as at:
        at.setattr(SqliteJournal, "settle", meanwhile)
        person.get("/")
    assert app.state.held == {"late": late}
    person.get("/")
    held = desk.journal.setting("draft:check-in")
    assert isinstance(held, dict) and set(held) == {"first", "late"}
