"""What was sealed offline is kept once, dated by the moment it was written, and never over something later."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from starlette.testclient import TestClient
from tests.doors.web.sealing import close, sealed

from unspiral.doors.web.desk import Desk

pytestmark = pytest.mark.unit

AT = "2026-11-22T19:00:00+01:00"


def send(person: TestClient, *envelopes: object) -> list[dict[str, str]]:
    answer = person.post("/sealed", json={"entries": list(envelopes)})
    assert answer.status_code == 200, answer.text
    return answer.json()["answers"]


def seal(person: TestClient, kind: str, at: str = AT, key: str = "", **fields: object) -> dict[str, str]:
    return sealed(person.get("/sealed/key").json(), key or str(uuid4()), kind, at, fields)


def test_it_is_kept_once_with_its_moment_and_a_receipt(desk: Desk, person: TestClient) -> None:
    envelope = seal(person, "check-in", day="2026-11-22", pain="6", note="Sealed", shell="yes")
    for _ in range(3):
        (told,) = send(person, envelope)
        assert (told["key"], told["kept"]) == (envelope["key"], "20:15")
    (entry,) = desk.journal.entries("check-in")
    assert entry.said_at == AT
    assert (entry.body["sealed"], entry.body["late"]) == (True, False)
    assert len(desk.journal.history(envelope["key"])) == 1


def test_one_that_arrives_another_day_is_late(desk: Desk, person: TestClient) -> None:
    send(person, seal(person, "check-in", "2026-11-20T20:00:00+01:00", day="2026-11-20", pain="6"))
    assert desk.journal.entries("check-in")[0].body["late"] is True


def test_what_was_written_later_counts_although_the_other_arrived_last(desk: Desk, person: TestClient) -> None:
    envelope = seal(person, "check-in", day="2026-11-22", pain="2")
    person.post("/check-in", data={"key": str(uuid4()), "day": "2026-11-22", "pain": "9"})
    for _ in range(2):
        send(person, envelope)
    (entry,) = desk.journal.entries("check-in")
    assert entry.body["answers"] == {"pain": 9}
    assert [version.body["answers"] for version, _ in desk.journal.history(entry.key)] == [{"pain": 9}, {"pain": 2}, {"pain": 9}]


def test_a_form_that_could_not_show_what_was_there_corrects_only_what_was_filled_in(desk: Desk, person: TestClient) -> None:
    person.post("/check-in", data={"key": str(uuid4()), "day": "2026-11-22", "pain": "3", "sleep": "8", "sites": ["neck"], "note": "One"})
    send(person, seal(person, "check-in", "2026-11-22T20:15:00+01:00", day="2026-11-22", pain="5", note="Two", shell="yes"))
    (entry,) = desk.journal.entries("check-in")
    assert entry.body["answers"] == {"pain": 5, "sleep": 8}
    assert (entry.body["sites"], entry.body["note"]) == (["neck"], "One\nTwo")


def test_what_needs_a_look_waits_for_it(desk: Desk, person: TestClient) -> None:
    (told,) = send(person, seal(person, "check-in", day="2026-11-30", pain="5", note="Every word"))
    assert told["look"] == "/check-in/held"
    assert "Every word" in person.get("/check-in/held").text
    assert desk.journal.entries("check-in") == ()


def test_item_nine_that_was_sealed_leads_to_help_first(desk: Desk, person: TestClient) -> None:
    (told,) = send(person, seal(person, "phq9", phq1="1", phq9="2"))
    assert told["look"] == "/help/first"
    assert desk.journal.entries("questionnaire")[0].body["answers"] == {"phq1": 1, "phq9": 2}


def test_a_part_that_led_to_help_offline_waits_as_a_draft(desk: Desk, person: TestClient) -> None:
    key = str(uuid4())
    (told,) = send(person, seal(person, "phq9", key=key, phq1="1", phq9="1", part="yes"))
    assert told["look"] == "/help/first"
    assert desk.journal.entries("questionnaire") == ()
    person.post("/help/first", data={"read": "yes"})
    assert "Question 2 of 10" in person.get("/questionnaires/phq9").text
    send(person, seal(person, "phq9", key=key, phq1="1", phq9="1", phq2="0"))
    assert len(desk.journal.entries("questionnaire")) == 1
    assert desk.journal.setting("draft:phq9") is None


def test_warning_signs_that_were_sealed_lead_to_what_they_call_for(desk: Desk, person: TestClient) -> None:
    (told,) = send(person, seal(person, "red-flags", ces_saddle="yes", ces_bladder="no"))
    assert told["look"] == "/red-flags/result"
    assert desk.journal.entries("red-flags")[0].body == {"yes": ["ces_saddle"], "not_sure": [], "no": ["ces_bladder"]}


def test_nonsense_is_refused_one_by_one(desk: Desk, person: TestClient) -> None:
    to = person.get("/sealed/key").json()
    fair = seal(person, "check-in", day="2026-11-22", pain="4")
    bad = [
        None,
        {"key": "x"},
        {**fair, "to": "0" * 16},
        close(to, str(uuid4()), b"\xff\xfe"),
        close(to, str(uuid4()), b"[]"),
        close(to, "no-uuid", b"{}"),
        close(to, str(uuid4()), json.dumps({"v": 1, "kind": "check-in", "said_at": "x", "form": ""}).encode()),
        close(to, str(uuid4()), json.dumps({"v": 1, "kind": "check-in", "said_at": "2026-11-22T20:00:00", "form": ""}).encode()),
        seal(person, "phq9", phq1="9"),
        seal(person, "red-flags", ces_saddle="perhaps"),
        seal(person, "else"),
    ]
    told = send(person, *bad, fair)
    assert all("wrong" in each for each in told[:-1]), told
    assert "kept" in told[-1]
    assert len(desk.journal.entries()) == 1


@pytest.mark.parametrize("sent", [b"", b"{}", b'{"entries": 1}', b"[" * 100_000, b"\xff"])
def test_what_is_no_list_is_refused(person: TestClient, sent: bytes) -> None:
    assert person.post("/sealed", content=sent, headers={"content-type": "application/json"}).status_code == 400


def test_a_stranger_can_neither_send_nor_ask_for_the_key(stranger: TestClient) -> None:
    assert stranger.get("/sealed/key").status_code == 303
    assert stranger.post("/sealed", json={"entries": []}).status_code == 303


def test_the_same_part_sent_again_after_the_help_was_read_calls_again(desk: Desk, person: TestClient) -> None:
    envelope = seal(person, "phq9", phq1="1", phq9="1", part="yes")
    send(person, envelope)
    person.post("/help/first", data={"read": "yes"})
    (told,) = send(person, envelope)
    assert told["look"] == "/help/first"


def test_an_older_no_to_warning_signs_lifts_nothing(desk: Desk, person: TestClient) -> None:
    older = seal(person, "red-flags", ces_saddle="no", ces_bladder="no")
    person.post("/red-flags", data={"key": str(uuid4()), "ces_saddle": "yes"})
    for _ in range(2):
        (told,) = send(person, older)
        assert told["look"] == "/red-flags/result"
    assert len(list(desk.journal.everything())) == 3
