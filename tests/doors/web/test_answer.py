"""One layout, everything escaped."""

from __future__ import annotations

import os
from math import inf
from uuid import uuid4

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient
from tests.doors.web.conftest import PASSPHRASE
from tests.store.journal.test_sqlite import no_room

from unspiral.doors.web.answer import PLACES, away, refused, shown, told, unforeseen
from unspiral.doors.web.desk import Desk
from unspiral.doors.web.offline import SHELL
from unspiral.errors import DataError
from unspiral.store.journal.sqlite import SqliteJournal
from unspiral.store.journal.trouble import FULL

pytestmark = pytest.mark.unit

ASKED = Request({"type": "http", "path": "/start", "headers": [], "method": "GET", "query_string": b""})


def test_everything_is_escaped() -> None:
    answer = refused(ASKED, "<script>alert(1)</script>")
    assert answer.status_code == 403
    assert b"<script>alert" not in bytes(answer.body)
    assert b"&lt;script&gt;" in bytes(answer.body)


def test_an_error_says_what_it_has_to() -> None:
    body = bytes(told(ASKED, DataError("Row 3 has no day.", why="It cannot be placed.", fix="write the day"), 422).body).decode()
    assert "Row 3 has no day." in body
    assert "It cannot be placed." in body
    assert "write the day" in body


def test_a_title_and_one_heading() -> None:
    body = bytes(shown(ASKED, "start.html", title="Open your file", wrong="").body).decode()
    assert body.count("<h1>") == 1
    assert "<title>Open your file" in body


def test_a_missing_value_is_an_error_of_ours() -> None:
    with pytest.raises(Exception, match="wrong"):
        shown(ASKED, "start.html", title="Open your file")


def test_away_and_unforeseen() -> None:
    assert (away("/days").status_code, away("/days").headers["location"]) == (303, "/days")
    answer = unforeseen(ASKED, "ab12cd34")
    assert answer.status_code == 500
    assert b"ab12cd34" in bytes(answer.body)


def test_a_full_disk_is_told_on_every_page_of_somebody_who_is_in_and_once(desk: Desk, person: TestClient) -> None:
    journal = desk.journal
    assert isinstance(journal, SqliteJournal)
    assert all(FULL not in person.get(address).text for address in (*PLACES, "/more"))  # they are kept for a while, too
    journal._stopped, journal._probed = FULL, inf
    for address in (*PLACES, "/more"):
        assert person.get(address).text.count(FULL) == 1, address
    assert all(FULL not in person.get(address).text for address in SHELL)  # a browser keeps these
    journal._stopped = ""
    assert all(FULL not in person.get(address).text for address in (*PLACES, "/more"))


@pytest.mark.skipif(os.name == "nt", reason="files are bounded by a limit of the system")
def test_a_file_on_a_wholly_full_disk_is_opened_for_reading(desk: Desk, person: TestClient) -> None:
    sent = {"key": str(uuid4()), "day": "2026-11-22", "pain": "7", "note": "Every word of it"}
    assert person.post("/check-in", data=sent).status_code == 303
    desk.lock()
    with no_room():
        person.post("/start", data={"code": desk.start})
        assert person.post("/unlock", data={"passphrase": PASSPHRASE}).status_code == 303
        for address in PLACES:
            page = person.get(address)
            assert (address, page.status_code, page.text.count(FULL)) == (address, 200, 1)
        assert "Every word of it" in person.get("/days").text
        answer = person.post("/check-in", data={**sent, "key": str(uuid4()), "note": "Other words"})
        assert (answer.status_code, answer.text.count(FULL)) == (503, 1)
        assert "Other words" in answer.text and "Nothing was kept just now." in answer.text
        assert person.post("/treatments", data={"name": "Walking"}).status_code in (422, 503)
        assert len(person.post("/export", data={"form": "json"}).content) > 0
    assert person.post("/check-in", data={**sent, "key": str(uuid4()), "note": "Other words"}).status_code == 303
    assert desk.journal.entries("check-in")[0].body["note"] == "Other words"
    assert FULL not in person.get("/").text
