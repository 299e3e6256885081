"""Warning signs through the door: what they call for is said at once, and holds back what the clinical file says."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from unspiral.doors.web.blocked import blocked, help_first
from unspiral.doors.web.desk import Desk
from unspiral.doors.web.entrance import Visit
from unspiral.doors.web.red_flags import jumped, to_be_asked
from unspiral.doors.web.session import Session
from unspiral.measure.safety.clinical_file import clinical_file
from unspiral.measure.safety.sign import questions
from unspiral.records.entry import Entry

pytestmark = pytest.mark.unit


def visit_of(desk: Desk) -> Visit:
    return Visit(desk, Session(1, "", 0.0, 0.0, admitted=True), "")


def send(person: TestClient, **answers: str) -> str:
    answer = person.post("/red-flags", data={"key": str(uuid4()), **answers})
    assert (answer.status_code, answer.headers["location"]) == (303, "/red-flags/result")
    return person.get("/red-flags/result").text


@pytest.mark.parametrize("urgency", ["emergency_now", "same_day", "urgent_days"])
def test_what_is_urgent_is_said_in_the_packaged_words_and_blocks_what_the_file_says(
    desk: Desk, person: TestClient, urgency: str
) -> None:  # fmt: skip
    person.post("/welcome", data={"country": "GB"})
    table = clinical_file("red_flags")
    rule = next(rule for rule in table["rule"] if rule["urgency"] == urgency and rule.get("any_yes") and not rule.get("all_yes"))
    page = send(person, **{rule["any_yes"][0]: "yes"})
    assert table["urgency"][urgency]["text"].format(emergency="999") in page
    assert blocked(visit_of(desk)) == tuple(table["urgency"][urgency]["blocks"])
    assert help_first(visit_of(desk)) == "/red-flags/result"
    assert 'href="/red-flags/result"' in person.get("/").text
    send(person, **{question.id: "no" for question in questions()})
    assert blocked(visit_of(desk)) == ()


def test_no_sign_never_reads_as_all_is_well(person: TestClient) -> None:
    page = send(person, **{question.id: "no" for question in questions()})
    assert clinical_file("red_flags")["negative_text"] in page
    assert "3 of 18 questions were left out" in send(person, **{question.id: "no" for question in questions()[3:]})


def test_not_sure_on_a_bladder_question_is_a_reason_to_call_today(person: TestClient) -> None:
    assert "Contact a doctor today." in send(person, ces_bladder="not sure")


def test_it_can_be_put_off_and_is_asked_again_after_a_jump_of_pain(desk: Desk, person: TestClient) -> None:
    visit = visit_of(desk)
    assert to_be_asked(visit)
    assert person.post("/red-flags", data={"later": "yes"}).headers["location"] == "/"
    assert not to_be_asked(visit)
    for day, pain in (("2026-11-19", 3), ("2026-11-20", 5), ("2026-11-21", 8)):
        body = {"form": "check-in/1", "answers": {"pain": pain}}
        desk.journal.keep(Entry(str(uuid4()), "check-in", day, f"{day}T20:00:00+01:00", body)).result()
    assert not jumped(desk.journal, date(2026, 11, 20))
    assert jumped(desk.journal, date(2026, 11, 21))
    assert not jumped(desk.journal, date(2026, 11, 22)), "no answer is no jump"


def test_a_jump_asks_at_the_receipt(desk: Desk, person: TestClient) -> None:
    answered = {"yes": [], "not_sure": [], "no": [question.id for question in questions()]}
    desk.journal.keep(Entry(str(uuid4()), "red-flags", "2026-11-15", "2026-11-15T20:00:00+01:00", answered)).result()
    for day, pain in (("2026-11-21", "3"), ("2026-11-22", "6")):
        person.post("/check-in", data={"key": str(uuid4()), "day": day, "pain": pain})
    assert 'class="button" href="/red-flags"' in person.get("/check-in/kept").text


def test_nothing_and_nonsense_are_refused(person: TestClient) -> None:
    assert person.post("/red-flags", data={"key": "x"}).status_code == 422
    assert person.post("/red-flags", data={"ces_saddle": "perhaps"}).status_code == 422
    assert person.get("/red-flags/result").headers["location"] == "/red-flags"


def test_an_unread_answer_about_self_harm_holds_everything_back(desk: Desk, person: TestClient) -> None:
    person.post("/questionnaires/phq9", data={"at": "8", "phq9": "2"})
    assert blocked(visit_of(desk)) == ("pathway", "model_advice")
    assert help_first(visit_of(desk)) == "/help/first"
    person.post("/help/first", data={"read": "yes"})
    assert blocked(visit_of(desk)) == ()
