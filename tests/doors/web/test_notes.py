"""The notes page: a note is never lost."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from starlette.testclient import TestClient
from tests.show.days_made import END, evening

from unspiral.doors.web.desk import Desk

pytestmark = pytest.mark.unit


def _sent(text: str = "Long drive, stiff after it", **more: str) -> dict[str, str]:
    return {"key": str(uuid4()), "day": END, "text": text, **more}


def test_an_empty_page_says_what_will_be_here(person: TestClient) -> None:
    assert "After the first one you will see it here" in person.get("/notes").text


def test_a_note_is_kept_once_and_seen_at_once(desk: Desk, person: TestClient) -> None:
    form = _sent("<b>Stiff</b>\r\nafter the drive")
    for _ in range(2):
        assert person.post("/notes", data=form).status_code == 303
    (entry,) = desk.journal.entries("note")
    assert (entry.key, entry.body, entry.day) == (form["key"], {"text": "<b>Stiff</b>\nafter the drive"}, END)
    assert "&lt;b&gt;Stiff&lt;/b&gt;" in person.get("/notes").text


def test_it_is_changed_taken_back_and_put_back(desk: Desk, person: TestClient) -> None:
    form = _sent()
    person.post("/notes", data=form)
    person.post("/notes", data=_sent("Long drive", replaces=form["key"]))
    (entry,) = desk.journal.entries("note")
    page = person.get(f"/notes/{entry.key}").text
    assert "Note: Long drive, before it was Long drive, stiff after it" in page
    for _ in range(2):
        assert person.post("/notes/withdraw", data={"key": str(uuid4()), "replaces": form["key"]}).status_code == 303
    assert desk.journal.entries("note") == ()
    assert "Taken back (1)" in person.get("/notes").text
    assert "This note was taken back" in person.get(f"/notes/{form['key']}").text
    person.post("/notes/restore", data={"key": str(uuid4()), "replaces": form["key"]})
    assert [each.body["text"] for each in desk.journal.entries("note")] == ["Long drive"]
    assert len(desk.journal.history(form["key"])) == 4


def test_words_are_found_and_stand_in_no_address(desk: Desk, person: TestClient) -> None:
    person.post("/notes", data=_sent("Long drive"))
    person.post("/notes", data=_sent("Garden"))
    answer = person.post("/notes/search", data={"words": "DRIVE"})
    assert answer.status_code == 200
    assert "1 of 2 notes hold them" in answer.text and "Long drive" in answer.text and "Garden" not in answer.text
    assert "DRIVE" not in str(answer.url)
    assert len(desk.journal.entries("note")) == 2


def test_a_refused_note_comes_back_filled_in(desk: Desk, person: TestClient) -> None:
    answer = person.post("/notes", data=_sent("Keep <me>", day="2027-01-01"))
    assert answer.status_code == 422
    assert "Keep &lt;me&gt;</textarea>" in answer.text and 'value="2027-01-01"' in answer.text
    assert person.post("/notes", data=_sent("x" * 5001)).text.count("x" * 5001) == 1
    assert desk.journal.entries("note") == ()


def test_a_form_sent_again_with_other_words_loses_neither(desk: Desk, person: TestClient) -> None:
    form = _sent("First")
    person.post("/notes", data=form)
    again = person.post("/notes", data={**form, "text": "Second"})
    assert again.status_code == 422 and "Second</textarea>" in again.text
    fresh = re.findall(r'name="key" value="([^"]+)"', again.text)[0]
    assert person.post("/notes", data={**form, "text": "Second", "key": fresh}).status_code == 303
    assert {entry.body["text"] for entry in desk.journal.entries("note")} == {"First", "Second"}


def test_a_check_in_is_not_changed_as_if_it_were_a_note(desk: Desk, person: TestClient) -> None:
    desk.journal.keep(evening(END, note="of the evening")).result()
    assert person.get(f"/notes/c-{END}").status_code == 404
    answer = person.post("/notes", data=_sent("Mine", replaces=f"c-{END}"))
    assert answer.status_code == 404 and "Mine</textarea>" in answer.text
    assert person.post("/notes/withdraw", data=_sent(replaces=f"c-{END}")).status_code == 404
    assert len(desk.journal.history(f"c-{END}")) == 1
    assert f'href="/check-in?day={END}"' in person.get("/notes").text


def test_strangers_see_nothing(stranger: TestClient) -> None:
    assert stranger.get("/notes").status_code == 303
    assert stranger.post("/notes", data=_sent()).status_code == 303
