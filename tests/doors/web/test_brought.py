"""A whole journal from a file: it lifts nothing that own answers hold back, and is taken back as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from starlette.testclient import TestClient
from tests.doors.web.conftest import PASSPHRASE
from tests.doors.web.entries import kept, phq9, signs
from tests.doors.web.test_blocked import visit_to
from tests.doors.web.test_import_data import show
from tests.measure.exports.journal_made import MADE, entry

from unspiral.doors.web.blocked import EVERYTHING, blocked, counting
from unspiral.doors.web.brought import SIGNS, bringing, listed
from unspiral.doors.web.desk import Desk
from unspiral.measure.exports.journal_json import journal_lines
from unspiral.measure.safety.sign import questions
from unspiral.records.entry import Entry, Plain

pytestmark = pytest.mark.unit

ALL: list[Plain] = [question.id for question in questions()]
NO: Mapping[str, Plain] = {"yes": [], "not_sure": [], "no": ALL}
YES: Mapping[str, Plain] = {"yes": ["ces_saddle"], "not_sure": [], "no": ALL[1:]}
LATE = "2026-11-22"


def file_of(*entries: Entry, settings: Mapping[str, Plain] | None = None) -> bytes:
    return b"".join(journal_lines(entries, settings or {}))


def bring(person: TestClient, data: bytes) -> str:
    _, form = show(person, data, "journal.json")
    answer = person.post("/import/confirm", data=form)
    assert answer.status_code == 200, answer.text
    return answer.text


def take_back(person: TestClient) -> None:
    marks = re.findall(r'name="mark" value="([0-9a-f]+)"', person.get("/import").text)
    assert marks
    assert person.post("/import/undo", data={"mark": marks[0]}).status_code == 303


def answers(key: str, body: Mapping[str, Plain], **more: object) -> Entry:
    return entry(key, "red-flags", LATE, dict(body), **more)


def test_a_file_never_lifts_what_own_answers_hold_back(desk: Desk, person: TestClient) -> None:
    signs(desk, "ces_saddle")
    bring(person, file_of(answers("b1", YES), answers("b2", NO)))
    bring(person, file_of(answers("c1", NO)))
    assert blocked(visit_to(desk)) == EVERYTHING
    assert "needs a doctor" in person.get("/").text and "/red-flags" in person.get("/options").headers.get("location", "/red-flags")
    assert "came with a file" not in person.get("/red-flags/result").text
    person.post("/lock")
    person.post("/start", data={"code": desk.start})
    person.post("/unlock", data={"passphrase": PASSPHRASE})
    assert blocked(visit_to(desk)) == EVERYTHING
    signs(desk)  # the person's own do
    assert blocked(visit_to(desk)) == ()


def test_a_file_may_hold_back_more_until_the_questions_are_answered_here(desk: Desk, person: TestClient) -> None:
    signs(desk)
    assert blocked(visit_to(desk)) == ()
    bring(person, file_of(answers("b1", YES)))
    assert blocked(visit_to(desk)) == EVERYTHING
    assert "came with a file" in person.get("/red-flags/result").text
    bring(person, file_of(answers("c1", NO)))  # and no other file lifts it
    assert blocked(visit_to(desk)) == EVERYTHING
    signs(desk)
    assert blocked(visit_to(desk)) == ()


def test_where_nothing_was_answered_here_the_newest_of_the_file_count(desk: Desk, person: TestClient) -> None:
    bring(person, file_of(answers("b1", YES), answers("b2", NO)))
    found = counting(visit_to(desk))
    assert found is not None and found.key == "b2"
    assert blocked(visit_to(desk)) == ()


@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_file_does_not_correct_or_withdraw_own_answers_about_safety(desk: Desk, person: TestClient, withdrawn: bool) -> None:
    own = kept(desk, "red-flags", YES)
    called = kept(desk, "questionnaire", {"instrument": "phq9", "answers": {"phq9": 2}, "finished": True})
    quiet = entry("q0", "questionnaire", LATE, {"instrument": "phq9", "answers": {"phq9": 0}, "finished": True})
    lines = [desk.journal.find(own), desk.journal.find(called)]
    held = [each for each in lines if each is not None]
    lifted = [
        answers("x1", NO, replaces=own, withdrawn=withdrawn),
        entry("x2", "check-in", LATE, {"answers": {"pain": 1}}, replaces="x1"),
        Entry("x3", "questionnaire", LATE, quiet.said_at, quiet.body, called, withdrawn=withdrawn),
        entry("n9", "note", LATE, {"text": "this one comes"}),
    ]
    told = bring(person, file_of(*held, *lifted))
    assert "1 entry was added. 2 were there already." in told and "3 would have changed answers" in told
    assert blocked(visit_to(desk)) == EVERYTHING and person.get("/days").headers["location"] == "/help/first"
    assert [entry.key for entry, _ in desk.journal.history(own)] == [own]
    assert [entry.key for entry, _ in desk.journal.history(called)] == [called]


def test_an_answer_that_was_brought_from_a_day_to_come_does_not_put_the_questions_off(desk: Desk, person: TestClient) -> None:
    bring(person, file_of(entry("far", "red-flags", "2031-01-01", dict(NO))))
    desk.journal.settle("red_flags_later", "2031-01-01").result()
    assert "A few questions about warning signs" in person.get("/").text


def test_a_journal_is_taken_back_as_a_whole_and_own_words_stay(desk: Desk, person: TestClient) -> None:
    own = kept(desk, "note", {"text": "mine"}, key="mine")
    before = desk.journal.entries()
    data = file_of(
        *MADE,
        entry("mine", "note", LATE, {"text": "mine"}),
        entry("theirs", "note", LATE, {"text": "theirs"}, replaces="mine"),
        settings={"country": "IE", "zone": "Europe/Dublin"},
    )
    desk.journal.settle("zone", "Europe/Zurich").result()
    assert "entries were added" in bring(person, data)
    assert [each.versions for each in listed(desk.journal)] == [len(MADE) + 1]
    assert "brought on Sunday 22 November 2026" in person.get("/import").text
    changed = kept(desk, "note", {"text": "changed by me"}, replaces="d1", key="after")
    many = len(list(desk.journal.everything()))
    take_back(person)
    standing = {each.key: each for each in desk.journal.entries()}
    assert {each.body["text"] for each in standing.values()} == {"mine", "changed by me"}
    assert changed in standing and own == before[0].key
    assert desk.journal.setting("country") is None and desk.journal.setting("zone") == "Europe/Zurich"
    assert len(list(desk.journal.everything())) > many  # nothing was taken out: it was withdrawn
    assert listed(desk.journal) == [] and "Take this journal back" not in person.get("/import").text
    assert blocked(visit_to(desk)) == ()  # what the file held back went with it


def test_what_was_taken_back_can_be_brought_again_and_taken_back_again(desk: Desk, person: TestClient) -> None:
    data = file_of(*MADE)
    bring(person, data)
    there = {(each.kind, each.day, str(each.body)) for each in desk.journal.entries()}
    for _ in range(2):
        take_back(person)
        assert desk.journal.entries() == ()
        assert f"{len(there)} entries were added" in bring(person, data)
        assert {(each.kind, each.day, str(each.body)) for each in desk.journal.entries()} == there
        assert "0 entries were added" in bring(person, data)


def test_to_take_back_twice_changes_nothing_more(desk: Desk, person: TestClient) -> None:
    bring(person, file_of(*MADE))
    mark = listed(desk.journal)[0].mark
    for _ in range(2):
        assert person.post("/import/undo", data={"mark": mark}).status_code == 303
    many = len(list(desk.journal.everything()))
    assert person.post("/import/undo", data={"mark": mark}).status_code == 303
    assert len(list(desk.journal.everything())) == many
    assert desk.journal.entries() == ()


def test_what_is_brought_is_noted_before_the_rest_is_kept(desk: Desk, person: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    settle, keep = type(desk.journal).settle, type(desk.journal).keep
    monkeypatch.setattr(type(desk.journal), "settle", lambda journal, name, value: (asked.append(name), settle(journal, name, value))[1])
    monkeypatch.setattr(type(desk.journal), "keep", lambda journal, entry: (asked.append(entry.key), keep(journal, entry))[1])
    bring(person, file_of(*MADE))
    assert asked[0].startswith("brought:") and asked[1] == SIGNS and asked[2:] == [each.key for each in MADE]


def test_a_look_that_was_taken_back_does_not_stay_in_the_way(desk: Desk, person: TestClient) -> None:
    bring(person, file_of(*MADE))
    take_back(person)
    assert desk.journal.entries("look") == ()
    assert "look" in {each.kind for each in bringing(desk.journal, MADE).entries}


def test_answers_that_call_for_help_still_do_when_a_file_brings_others(desk: Desk, person: TestClient) -> None:
    phq9(desk, 0, 1)
    quiet: dict[str, Plain] = {"instrument": "phq9", "answers": {f"phq{place}": 0 for place in range(1, 10)}, "finished": True}
    bring(person, file_of(entry("q7", "questionnaire", LATE, quiet)))
    assert person.get("/days").headers["location"] == "/help/first"


def test_the_page_for_a_visit_shows_the_answers_that_count(desk: Desk, person: TestClient) -> None:
    signs(desk, "ces_saddle")
    bring(person, file_of(answers("b1", NO)))
    form = {"since": "2026-11-01", "until": LATE, "part": ["safety"], "paper": "a4"}
    page = person.post("/take", data=form).text
    asked = next(question.ask for question in questions() if question.id == "ces_saddle")
    assert asked.split(",")[0] in page
