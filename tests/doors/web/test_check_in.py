"""The evening check-in through the door: kept once, corrected, refused without losing a word."""

from __future__ import annotations

from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from unspiral.doors.web.desk import Desk

pytestmark = pytest.mark.unit

DAY = "2026-11-22"


def form(**fields: object) -> dict[str, object]:
    return {"key": str(uuid4()), "day": DAY, "pain": "6", "mood": "4", "sleep": "", **fields}


def test_it_is_kept_with_a_receipt_and_what_was_skipped_is_absent(desk: Desk, person: TestClient) -> None:
    sent = form(sites=["lower_back", "left_thigh"], flare="yes", note="Long drive")
    answer = person.post("/check-in", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/check-in/kept")
    (entry,) = desk.journal.entries("check-in")
    assert (entry.key, entry.day, entry.said_at, entry.replaces) == (sent["key"], DAY, "2026-11-22T20:15:00+01:00", "")
    assert entry.body == {
        "form": "check-in/1",
        "answers": {"pain": 6, "mood": 4},
        "tried": [],
        "flare": True,
        "sites": ["lower_back", "left_thigh"],
        "note": "Long drive",
        "trial": {},
        "late": False,
    }
    receipt = person.get("/check-in/kept")
    assert str(sent["key"])[:8].upper() in receipt.text
    assert "You wrote 1 of the last 14 days." in receipt.text
    assert "streak" not in receipt.text.casefold()


def test_the_same_form_twice_is_one_entry(desk: Desk, person: TestClient) -> None:
    sent = form()
    assert {person.post("/check-in", data=sent).status_code for _ in range(3)} == {303}
    assert len(desk.journal.history(str(sent["key"]))) == 1


def test_the_same_form_with_other_words_corrects(desk: Desk, person: TestClient) -> None:
    sent = form()
    person.post("/check-in", data=sent)
    for _ in range(2):
        person.post("/check-in", data={**sent, "pain": "8"})
    (entry,) = desk.journal.entries("check-in")
    assert entry.body["answers"] == {"pain": 8, "mood": 4}
    assert len(desk.journal.history(str(sent["key"]))) == 2


def test_a_second_one_for_the_day_is_shown_filled_in_and_corrects_the_first(desk: Desk, person: TestClient) -> None:
    person.post("/check-in", data=form(note="First <words>"))
    page = person.get("/check-in").text
    assert 'name="pain" value="6" checked' in page
    assert "First &lt;words&gt;" in page
    person.post("/check-in", data=form(pain="2"))
    (entry,) = desk.journal.entries("check-in")
    assert entry.body["answers"] == {"pain": 2, "mood": 4}
    versions = person.get(f"/check-in/versions?day={DAY}").text
    assert versions.count("Kept at") == 2
    assert "First &lt;words&gt;" in versions


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"pain": "11"}, "whole number"),
        ({"pain": "3.5"}, "whole number"),
        ({"pain": "3\x00"}, "whole number"),
        ({"pain": "٣"}, "whole number"),
        ({"day": "2026-11-23"}, "today or an earlier"),
        ({"day": "20261122"}, "today or an earlier"),
        ({"sites": ["tail"]}, "not on the list"),
        ({"tried": ["nothing-known"]}, "not on your list"),
        ({"trial:x": "yes"}, "does not fit"),
        ({"note": "x" * 4001}, "4001 letters"),
        ({"key": "1"}, "lost its name"),
    ],
)
def test_what_cannot_be_kept_comes_back_as_it_was_typed(desk: Desk, person: TestClient, wrong: dict[str, object], said: str) -> None:
    answer = person.post("/check-in", data=form(**{"note": "Every word", "mood": "9", **wrong}))
    assert answer.status_code == 422
    assert said in answer.text
    assert 'name="mood" value="9" checked' in answer.text
    assert str(wrong.get("note", "Every word")) in answer.text
    assert desk.journal.entries("check-in") == ()


def test_nothing_filled_in_is_not_kept(desk: Desk, person: TestClient) -> None:
    assert person.post("/check-in", data={"key": str(uuid4()), "day": DAY}).status_code == 422
    assert desk.journal.entries("check-in") == ()


def test_an_earlier_day_is_kept_as_late(desk: Desk, person: TestClient) -> None:
    assert person.post("/check-in", data=form(day="2026-11-20")).status_code == 303
    assert desk.journal.entries("check-in")[0].body["late"] is True


def test_a_stranger_is_sent_away(stranger: TestClient) -> None:
    for page in ("/check-in", "/check-in/kept", "/check-in/versions"):
        assert stranger.get(page).status_code == 303


def test_a_character_that_no_file_can_hold_costs_no_other_word(desk: Desk, person: TestClient) -> None:
    assert person.post("/check-in", data=form(note="Before\x00after \U0001f642 \u05e9\u05dc\u05d5\u05dd")).status_code == 303
    assert desk.journal.entries("check-in")[0].body["note"] == "Before\N{REPLACEMENT CHARACTER}after \U0001f642 \u05e9\u05dc\u05d5\u05dd"


@pytest.mark.parametrize("page", ["/check-in", "/offline/check-in"])
def test_no_browser_cuts_a_note_short_without_a_word(person: TestClient, page: str) -> None:
    assert "maxlength" not in person.get(page).text
