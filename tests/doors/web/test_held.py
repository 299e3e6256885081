"""A check-in that was sent while the file was closed is still there after unlocking."""

from __future__ import annotations

import html
import os
import re
from concurrent.futures import Future
from typing import cast
from uuid import uuid4

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.doors.web.conftest import PASSPHRASE

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.held import FROM_STRANGERS, MOST, MOST_BEGUN
from unspiral.errors import StoreError
from unspiral.measure.safety.help_lines import help_or_world
from unspiral.measure.safety.red_flags import red_flags
from unspiral.measure.safety.sign import questions
from unspiral.records.entry import Plain
from unspiral.store.journal.sqlite import SqliteJournal

pytestmark = pytest.mark.unit


def back(desk: Desk, person: TestClient) -> None:
    person.post("/start", data={"code": desk.start})
    person.post("/unlock", data={"passphrase": PASSPHRASE})


def test_nothing_is_lost_when_the_session_was_over(desk: Desk, person: TestClient) -> None:
    sent = {"key": str(uuid4()), "day": "2026-11-22", "pain": "7", "note": "Every word of it"}
    desk.lock()
    place = person.post("/check-in", data=sent).headers["location"]
    assert "Nothing is lost: what you sent waits" in person.get(place).text
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
    assert answers == [303] * MOST + [409]


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


def test_a_check_in_that_was_begun_waits_as_it_was_left(desk: Desk, person: TestClient) -> None:
    left = {"key": str(uuid4()), "day": "2026-11-22", "over": "", "pain": "7", "note": "Half a sentence"}
    answer = person.post("/check-in", data={**left, "go": "new"})
    assert answer.headers["location"] == "/treatments#add"
    assert "The check-in that you began waits as you left it: Today" in person.get("/treatments").text
    assert desk.journal.entries("check-in") == ()
    assert "Go on with it" in person.get("/").text
    assert person.get("/check-in/held").status_code == 303, "nothing was sent while the file was closed"
    page = person.get("/check-in").text
    assert "You began this and did not send it" in page
    assert 'name="pain" value="7" checked' in page and "Half a sentence" in page
    assert f'value="{left["key"]}"' in page
    assert "Half a sentence" not in person.get("/check-in?day=2026-11-21").text
    assert person.post("/check-in", data=left).status_code == 303
    assert desk.journal.entries("check-in")[0].body["note"] == "Half a sentence"
    assert desk.journal.setting("draft:check-in") is None
    assert "Go on with it" not in person.get("/").text
    person.post("/check-in", data={**left, "go": "wait"})  # what a browser says of its closing window comes last
    assert desk.journal.setting("draft:check-in") is None


def test_a_check_in_that_was_begun_can_be_begun_anew(desk: Desk, person: TestClient) -> None:
    left = {"key": str(uuid4()), "day": "2026-11-20", "over": "", "pain": "7", "go": "wait"}
    assert person.post("/check-in", data=left).status_code == 200
    assert "You began this" in person.get("/check-in?day=2026-11-20").text
    answer = person.post("/check-in", data={**left, "go": "over"})
    assert answer.headers["location"] == "/check-in?day=2026-11-20"
    assert "You began this" not in person.get("/check-in?day=2026-11-20").text
    assert desk.journal.setting("draft:check-in") is None


@pytest.mark.parametrize("wrong", [{"key": "no key"}, {"day": "2026-11-23"}, {"day": ""}, {"pain": "", "note": ""}])
def test_what_nobody_could_go_on_with_does_not_wait(desk: Desk, person: TestClient, wrong: dict[str, str]) -> None:
    left = {"key": str(uuid4()), "day": "2026-11-22", "pain": "7", "note": "x", "go": "wait", **wrong}
    assert person.post("/check-in", data=left).status_code == 200
    assert desk.journal.setting("draft:check-in") is None
    assert person.get("/").status_code == 200


def test_a_lid_that_is_closed_over_a_form_and_a_file_that_locks_itself_lose_nothing(desk: Desk, person: TestClient) -> None:
    desk.lock()
    person.post("/check-in", data={"key": str(uuid4()), "day": "2026-11-22", "over": "", "note": "Every word", "go": "wait"})
    back(desk, person)
    page = person.get("/").text
    assert "Go on with it" in page and "sent while your file was closed" not in page
    assert "Every word" in person.get("/check-in").text


@pytest.mark.parametrize(
    ("address", "fields", "words", "kind"),
    [
        ("/notes", {"replaces": "", "day": "2026-11-22", "text": "Carried the cello"}, "A note that you sent", "note"),
        (
            "/treatments",
            {"replaces": "", "name": "Warm pad", "sort": "other", "from": "2026-11-22", "to": ""},
            "A treatment that you sent",
            "treatment",
        ),
    ],
)
def test_what_was_sent_to_other_pages_while_the_file_was_closed_waits_there(
    desk: Desk, person: TestClient, address: str, fields: dict[str, str], words: str, kind: str
) -> None:
    sent, typed = {"key": str(uuid4()), **fields}, fields.get("text") or fields["name"]
    desk.lock()
    place = person.post(address, data=sent).headers["location"]
    assert "Nothing is lost: what you sent waits" in person.get(place).text
    back(desk, person)
    page = person.get("/").text
    assert words in page and "check-in sent while" not in page
    assert person.get("/check-in/held").status_code == 303
    page = person.get(address).text
    assert typed in page and "is not kept yet" in page
    assert desk.journal.entries(kind) == ()
    person.post(address, data=sent)
    assert len(desk.journal.entries(kind)) == 1
    assert "is not kept yet" not in person.get(address).text + person.get("/").text
    assert desk.journal.setting("draft:check-in") is None


@pytest.mark.parametrize("whole", [True, False])
def test_thoughts_of_death_told_to_a_closed_file_lead_to_help_at_once_and_wait(desk: Desk, person: TestClient, whole: bool) -> None:
    sent = {"whole": "yes", "phq1": "2", "phq9": "2"} if whole else {"at": "8", "phq9": "2"}
    desk.lock()
    answer = person.post("/questionnaires/phq9", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/offline/first")
    assert "Please talk to someone today" in person.get("/offline/first").text
    back(desk, person)
    assert "A questionnaire that you sent while your file was closed" in person.get("/").text
    page = person.get("/questionnaires/phq9").text
    assert "is not kept yet" in page
    assert re.search(r'name="phq9" value="2"[^>]*checked', page)
    assert desk.journal.entries("questionnaire") == ()
    assert person.post("/questionnaires/phq9", data=sent).headers["location"] == "/help/first"
    assert desk.journal.setting("draft:check-in") is None


def test_answers_that_call_for_nothing_wait_too(desk: Desk, person: TestClient) -> None:
    desk.lock()
    answer = person.post("/questionnaires/gad7", data={"whole": "yes", "gad1": "3"})
    assert answer.headers["location"].endswith("?held=yes")
    assert person.post("/questionnaires/gad7", data={"gad1": "3"}, headers={"x-seals": "yes"}).headers["location"] in ("/start", "/unlock")
    assert person.post("/questionnaires/none", data={"gad1": "3"}).headers["location"] in ("/start", "/unlock")
    back(desk, person)
    assert re.search(r'name="gad1" value="3"[^>]*checked', person.get("/questionnaires/gad7").text)
    person.post("/questionnaires/gad7", data={"whole": "yes", "gad1": "3", "gad2": "1"})
    assert [entry.body["answers"] for entry in desk.journal.entries("questionnaire")] == [{"gad1": 3, "gad2": 1}]
    assert "sent while your file was closed" not in person.get("/").text


def test_warning_signs_told_to_a_closed_file_are_answered_at_once_and_wait(desk: Desk, person: TestClient) -> None:
    sign = questions()[0].id
    sent = {"key": str(uuid4()), sign: "yes"}
    open_text = red_flags({sign: "yes"}, help_or_world(None, os.environ)[0]).text
    desk.lock()
    answer = person.post("/red-flags", data=sent)
    assert answer.status_code == 200
    assert open_text in html.unescape(answer.text) and "is not kept yet" in answer.text
    back(desk, person)
    assert "A page of answers about warning signs that you sent" in person.get("/").text
    page = person.get("/red-flags").text
    assert re.search(rf'name="{sign}" value="yes"[^>]*checked', page)
    assert person.post("/red-flags", data=sent).headers["location"] == "/red-flags/result"
    assert len(desk.journal.entries("red-flags")) == 1
    assert desk.journal.setting("draft:check-in") is None
    desk.lock()
    assert person.post("/red-flags", data={sign: "no"}).headers["location"].endswith("?held=yes")


def test_a_page_that_was_opened_by_nobody_holds_nothing_that_is_empty(desk: Desk, person: TestClient) -> None:
    desk.lock()
    assert person.post("/notes", data={"x": "1"}).status_code == 303
    back(desk, person)
    assert "is not kept yet" not in person.get("/notes").text


def a_form(note: str = "", **more: str) -> dict[str, str]:
    return {"key": str(uuid4()), "day": "2026-11-22", "pain": "1", "note": note, **more}


def a_program(desk: Desk, person: TestClient) -> TestClient:
    """Something else on this machine: it knows no code, and can send forms."""
    return TestClient(cast("FastAPI", person.app), base_url=f"http://127.0.0.1:{desk.port}", follow_redirects=False)


def test_a_program_cannot_fill_the_places_of_browsers_that_were_in(desk: Desk, person: TestClient) -> None:
    desk.lock()
    program = a_program(desk, person)
    answers = [program.post("/check-in", data=a_form()).status_code for _ in range(FROM_STRANGERS + 20)]
    assert answers == [303] * FROM_STRANGERS + [409] * 20
    mine = a_form("Every word of it")
    assert person.post("/check-in", data=mine).status_code == 303
    assert program.post("/check-in", data={**mine, "note": "another"}).status_code == 409  # nor write over what is held
    back(desk, person)
    person.get("/")
    held = desk.journal.setting("draft:check-in")
    assert isinstance(held, dict) and len(held) == FROM_STRANGERS + 1 and "Every+word" in str(held[mine["key"]])
    desk.lock()
    assert program.post("/check-in", data=a_form()).status_code == 303  # there is room again


def test_what_cannot_be_held_comes_back_as_it_was_typed_and_can_be_sent_again(desk: Desk, person: TestClient) -> None:
    desk.lock()
    program = a_program(desk, person)
    for _ in range(FROM_STRANGERS):
        program.post("/check-in", data=a_form())
    sent = {**a_form("Line <one>\r\nline two", mood="9"), "sites": ["lower_back", "neck"], "flare": "yes"}
    assert program.post("/check-in", data=sent, headers={"X-Seals": "yes"}).status_code == 303  # its script seals it then
    page = program.post("/check-in", data=sent)
    assert page.status_code == 409 and "<nav" not in page.text
    assert "Line &lt;one&gt;" in page.text and "mood: 9" in page.text and "lower back, neck" in page.text
    again: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text):
        again.setdefault(name, []).append(value)
    note = re.search(r"<textarea[^>]*>(.*?)</textarea>", page.text, re.DOTALL)
    assert note is not None
    back(desk, program)  # in the same browser, in another window
    assert program.post("/check-in", data={**again, "note": html.unescape(note[1])}).status_code == 303
    (entry,) = desk.journal.entries("check-in")
    assert entry.key == sent["key"] and entry.body["note"] == "Line <one>\nline two"
    assert (entry.body["answers"], entry.body["sites"], entry.body["flare"]) == ({"pain": 1, "mood": 9}, ["lower_back", "neck"], True)


def test_who_showed_the_start_code_or_was_in_is_known(desk: Desk, person: TestClient) -> None:
    desk.lock()
    program = a_program(desk, person)
    for _ in range(FROM_STRANGERS):
        program.post("/check-in", data=a_form())
    assert program.post("/check-in", data=a_form()).status_code == 409
    program.post("/start", data={"code": desk.start})
    assert program.post("/check-in", data=a_form()).status_code == 303


def test_erasing_forgets_what_was_held(desk: Desk, person: TestClient) -> None:
    app = cast("FastAPI", person.app)
    a_program(desk, person).post("/check-in", data=a_form("canary"))
    assert "canary" in str(app.state.held)
    assert person.post("/erase", data={"word": "erase"}).status_code == 200
    assert "canary" not in str(app.state.held)


def test_on_a_full_disk_it_stays_in_memory_and_is_shown(desk: Desk, person: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    app = cast("FastAPI", person.app)
    a_program(desk, person).post("/check-in", data=a_form("Every word of it"))

    def full(_journal: SqliteJournal, _name: str, _value: Plain) -> Future[None]:
        done = Future[None]()
        done.set_exception(StoreError("The disk is full.", code="full"))
        return done

    with monkeypatch.context() as at:
        at.setattr(SqliteJournal, "settle", full)
        assert "Look and keep" in person.get("/").text
        assert "Every word of it" in person.get("/check-in/held").text
        assert len(app.state.held) == 1
    person.get("/")
    assert app.state.held == {} and "Every+word" in str(desk.journal.setting("draft:check-in"))


def test_a_note_that_cannot_be_held_comes_back_too(desk: Desk, person: TestClient) -> None:
    desk.lock()
    program = a_program(desk, person)
    for _ in range(FROM_STRANGERS):
        program.post("/check-in", data=a_form())
    sent = {"key": str(uuid4()), "day": "2026-11-22", "replaces": "", "text": "Carried <the> cello"}
    page = program.post("/notes", data=sent)
    assert page.status_code == 409 and 'action="/notes"' in page.text and "Carried &lt;the&gt; cello" in page.text


def test_no_more_forms_wait_than_there_is_room_for_and_the_one_too_many_comes_back(desk: Desk, person: TestClient) -> None:
    for k in range(MOST_BEGUN):
        answer = person.post("/check-in", data={"key": str(uuid4()), "day": f"2026-10-{k + 1:02d}", "pain": "1", "go": "wait"})
        assert answer.status_code == 200
    more = {"key": str(uuid4()), "day": "2026-11-21", "note": "One too many", "go": "new"}
    answer = person.post("/check-in", data=more)
    assert answer.status_code == 422
    assert "One too many" in answer.text and "no more can wait" in answer.text
    held = desk.journal.setting("draft:check-in")
    assert isinstance(held, dict) and len(held) == MOST_BEGUN
