"""Questionnaires through the door: exact words, one question at a time, help before any score."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from starlette.testclient import TestClient
from tests.doors.web.conftest import NOW

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.questionnaire import next_day
from unspiral.measure.questionnaires.library import instrument

pytestmark = pytest.mark.unit

PHQ9 = instrument("phq9")


def through(person: TestClient, nine: str) -> list[str]:
    """Answer a PHQ-9 question by question; returns where each answer led."""
    led: list[str] = []
    for place, item in enumerate(PHQ9.items):
        said = nine if item.id == "phq9" else "1"
        led.append(person.post("/questionnaires/phq9", data={"at": str(place), item.id: said}).headers["location"])
        if led[-1] == "/help/first":
            page = person.get("/help/first").text
            assert "Thank you for being honest about this" in page
            assert "score" not in page.casefold().replace("unspiral is a self-tracking", "")
            assert person.get("/questionnaires/phq9").headers["location"] == "/help/first"
            person.post("/help/first", data={"read": "yes"})
    return led


def test_every_question_stands_in_its_exact_words_with_its_time(person: TestClient) -> None:
    for name in ("phq9", "gad7", "peg", "rmdq24"):
        asked = instrument(name)
        page = html.unescape(person.get(f"/questionnaires/{name}?all=1").text)
        for item in asked.items:
            assert item.text in page
            if name != "rmdq24":
                assert all(option.text in page for option in item.options)
        assert asked.stem in page
        assert asked.recall in page


def test_one_at_a_time_to_a_score_with_its_band(desk: Desk, person: TestClient) -> None:
    led = through(person, "0")
    assert led == ["/questionnaires/phq9"] * 9 + ["/questionnaires/phq9/result"]
    (entry,) = desk.journal.entries("questionnaire")
    assert entry.body["instrument"] == "phq9"
    assert entry.body["answers"] == {item.id: 0 if item.id == "phq9" else 1 for item in PHQ9.items}
    assert desk.journal.setting("draft:phq9") is None
    page = person.get("/questionnaires/phq9/result").text
    assert "Symptom score: 8 of 27, in the band “mild”" in page
    assert "you have" not in page.casefold()


def test_item_nine_leads_to_help_at_once_and_before_the_score(desk: Desk, person: TestClient) -> None:
    led = through(person, "1")
    assert led[8] == "/help/first"
    assert led[9] == "/questionnaires/phq9/result"
    assert "Numbers to call" in person.get("/questionnaires/phq9/result").text
    assert desk.journal.setting("help_read") == desk.journal.entries("questionnaire")[0].key


def test_all_at_once_leads_to_help_before_the_score_as_well(desk: Desk, person: TestClient) -> None:
    answer = person.post("/questionnaires/phq9", data={"whole": "yes", "phq9": "3", "phq1": "0"})
    assert answer.headers["location"] == "/help/first"
    assert person.get("/questionnaires/phq9/result").headers["location"] == "/help/first"
    assert person.post("/help/first", data={"read": "yes"}).headers["location"] == "/questionnaires/phq9/result"
    page = person.get("/questionnaires/phq9/result").text
    assert "Symptom score" not in page, "too few answers carry no score"
    assert desk.journal.entries("questionnaire")[0].body["answers"] == {"phq9": 3, "phq1": 0}


def test_the_script_sends_item_nine_at_once_and_one_goes_on_behind_it(person: TestClient) -> None:
    answer = person.post("/questionnaires/phq9", data={"whole": "yes", "go": "help", "phq9": "1", "phq1": "2"})
    assert answer.headers["location"] == "/help/first"
    assert person.post("/help/first", data={"read": "yes"}).headers["location"] == "/questionnaires/phq9"
    assert "Question 10 of 10" in person.get("/questionnaires/phq9").text


def test_it_is_gone_on_with_after_days(desk: Desk, person: TestClient) -> None:
    person.post("/questionnaires/gad7", data={"at": "0", "gad1": "2"})
    desk.lock()
    desk.now = lambda: NOW + timedelta(days=3)
    person.post("/start", data={"code": desk.start})
    person.post("/unlock", data={"passphrase": "four words that rhyme not"})
    assert "Go on where you stopped" in person.get("/").text
    page = person.get("/questionnaires/gad7").text
    assert "Question 2 of 7" in page
    assert "Go on where you stopped" in page
    person.post("/questionnaires/gad7", data={"at": "1", "go": "back"})
    assert 'value="2" checked' in person.get("/questionnaires/gad7").text


def test_a_skipped_question_is_absent(desk: Desk, person: TestClient) -> None:
    for place, item in enumerate(instrument("peg").items):
        person.post("/questionnaires/peg", data={"at": str(place), item.id: "" if place == 1 else "5"})
    (entry,) = desk.journal.entries("questionnaire")
    answers = entry.body["answers"]
    assert isinstance(answers, dict)
    assert len(answers) == 2


def test_it_comes_round_after_fourteen_days_and_not_before(desk: Desk, person: TestClient) -> None:
    through(person, "0")
    assert next_day(desk.journal, "phq9", NOW.date() + timedelta(days=13)) == NOW.date() + timedelta(days=14)
    assert next_day(desk.journal, "phq9", NOW.date() + timedelta(days=14)) is None
    assert "comes round again on Sunday 6 December 2026" in person.get("/questionnaires/phq9").text
    assert person.post("/questionnaires/phq9", data={"at": "0", "phq1": "3"}).status_code == 303
    assert len(desk.journal.entries("questionnaire")) == 1
    assert desk.journal.setting("draft:phq9") is None


def test_a_checklist_ticked_nowhere_must_say_so(desk: Desk, person: TestClient) -> None:
    assert person.post("/questionnaires/rmdq24", data={"whole": "yes"}).status_code == 422
    assert person.post("/questionnaires/rmdq24", data={"whole": "yes", "none": "yes"}).status_code == 303
    assert "Symptom score: 0 of 24" in person.get("/questionnaires/rmdq24/result").text
    assert len(desk.journal.entries("questionnaire")) == 1


@pytest.mark.parametrize("sent", [{"at": "0", "phq1": "4"}, {"at": "99", "phq1": "1"}, {"at": "x"}, {"whole": "yes", "phq1": "1.5"}])
def test_what_is_no_answer_is_refused(desk: Desk, person: TestClient, sent: dict[str, str]) -> None:
    assert person.post("/questionnaires/phq9", data=sent).status_code == 422
    assert desk.journal.entries("questionnaire") == ()


def test_there_is_no_other_questionnaire(person: TestClient) -> None:
    assert person.get("/questionnaires/odi").status_code == 404
    assert person.post("/questionnaires/odi", data={"at": "0"}).status_code == 404
    assert person.get("/questionnaires/odi/result").status_code == 303


def test_why_it_is_asked_again_only_then_is_told_as_it_is(person: TestClient) -> None:
    """A week or a day that is looked back on is not counted twice by asking sooner than after two weeks."""
    through(person, "0")
    assert "would count the same days twice" in person.get("/questionnaires/phq9").text
    for place, item in enumerate(instrument("peg").items):
        person.post("/questionnaires/peg", data={"at": str(place), item.id: "3"})
    peg = person.get("/questionnaires/peg").text
    assert "twice" not in peg
    assert "It looks back on: past week." in peg
    assert "is our own choice" in peg


def test_answers_of_another_fortnight_are_not_added_up_unsaid(desk: Desk, person: TestClient) -> None:
    person.post("/questionnaires/gad7", data={"at": "0", "gad1": "2"})
    assert "look back on other days" not in person.get("/questionnaires/gad7").text
    desk.now = lambda: NOW + timedelta(days=14)
    page = person.get("/questionnaires/gad7").text
    assert "The answers of then look back on other days than the next ones will" in page
    assert 'value="over"' in page
    assert "look back on other days than the rest will" in person.get("/questionnaires/gad7?all=1").text
