"""Two windows on one day: what both wrote is put together, and the receipt says what came from where."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from unspiral.doors.web.desk import Desk

pytestmark = pytest.mark.unit

DAY = "2026-11-22"


def opened(person: TestClient) -> dict[str, str]:
    """The hidden fields of a check-in page that a window shows."""
    page = person.get("/check-in").text
    return dict(re.findall(r'<input type="hidden" name="(key|day|over)" value="([^"]*)">', page))


def body(desk: Desk) -> dict[str, object]:
    (entry,) = desk.journal.entries("check-in")
    return dict(entry.body)


def test_what_one_window_left_empty_stays_as_the_other_wrote_it(desk: Desk, person: TestClient) -> None:
    one, two = opened(person), opened(person)
    assert one["over"] == two["over"] == ""
    person.post("/check-in", data={**one, "pain": "7", "sleep": "2", "sites": ["neck"], "note": "One", "flare": "yes"})
    sent = {**two, "pain": "4", "mood": "3", "sites": ["lower_back"], "note": "Two"}
    for _ in range(2):  # a button that is pressed twice
        assert person.post("/check-in", data=sent).status_code == 303
    assert body(desk)["answers"] == {"pain": 4, "mood": 3, "sleep": 2}
    assert (body(desk)["flare"], body(desk)["note"]) == (True, "One\nTwo")
    assert set(body(desk)["sites"]) == {"neck", "lower_back"}  # type: ignore[call-overload]
    receipt = person.get("/check-in/kept").text
    assert "Taken from there: sleep, where it hurt, flare day, your note." in receipt
    assert "Written differently here and there: pain." in receipt
    assert "pain 4, mood 3, sleep 2." in receipt
    assert len(desk.journal.history(one["key"])) == 2


def test_what_a_window_took_away_stays_away_although_another_changed_something_else(desk: Desk, person: TestClient) -> None:
    person.post("/check-in", data={"key": str(uuid4()), "day": DAY, "pain": "7", "mood": "2", "sites": ["neck", "head"], "note": "Old"})
    one, two = opened(person), opened(person)
    person.post("/check-in", data={**one, "pain": "7", "mood": "5", "sites": ["neck", "head"], "note": "Old"})
    person.post("/check-in", data={**two, "pain": "", "mood": "2", "sites": ["neck"], "note": "New"})
    assert body(desk)["answers"] == {"mood": 5}
    assert (body(desk)["sites"], body(desk)["note"]) == (["neck"], "New")


def test_one_window_alone_is_told_nothing_of_another(desk: Desk, person: TestClient) -> None:
    person.post("/check-in", data={**opened(person), "pain": "7"})
    person.post("/check-in", data={**opened(person), "pain": "", "mood": "4"})
    assert body(desk)["answers"] == {"mood": 4}
    assert "another window" not in person.get("/check-in/kept").text


def test_the_same_answer_in_both_is_no_difference(person: TestClient) -> None:
    one, two = opened(person), opened(person)
    person.post("/check-in", data={**one, "pain": "7", "note": "Word for word"})
    person.post("/check-in", data={**two, "pain": "7", "note": "Word for word"})
    assert "another window" not in person.get("/check-in/kept").text


def test_words_that_are_too_many_together_are_asked_about(desk: Desk, person: TestClient) -> None:
    one, two = opened(person), opened(person)
    person.post("/check-in", data={**one, "note": "a" * 3000})
    answer = person.post("/check-in", data={**two, "note": "b" * 3000})
    assert answer.status_code == 422
    assert "a" * 3000 in answer.text and "b" * 3000 in answer.text
    assert body(desk)["note"] == "a" * 3000
    again = dict(re.findall(r'<input type="hidden" name="(key|day|over)" value="([^"]*)">', answer.text))
    assert person.post("/check-in", data={**again, "note": "a" * 1000 + "b" * 2000}).status_code == 303
    assert body(desk)["note"] == "a" * 1000 + "b" * 2000


def test_a_window_that_is_behind_says_so_before_it_is_sent_again(person: TestClient) -> None:
    one, two = opened(person), opened(person)
    person.post("/check-in", data={**one, "pain": "7"})
    refused = person.post("/check-in", data={**two, "pain": "11", "mood": "3"})
    assert "In another window you wrote about this day meanwhile" in refused.text
    assert "it is filled in below" not in refused.text
