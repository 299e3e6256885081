"""Which answers ask for help before anything else."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.first_help import acknowledge, calls, unread
from unspiral.records.entry import Entry

pytestmark = pytest.mark.unit


def test_every_answer_of_one_or_more_calls_and_a_skipped_one_does_not() -> None:
    assert [calls("phq9", {"phq9": value}) for value in (0, 1, 2, 3)] == [None, 1, 2, 3]
    assert calls("phq9", {"phq1": 3, "phq2": 3}) is None
    assert calls("phq9", {"phq9": None}) is None
    assert calls("gad7", {"gad1": 3}) is None


def kept(desk: Desk, day: str, value: int) -> str:
    key = str(uuid4())
    body = {"instrument": "phq9", "answers": {"phq9": value}, "finished": True}
    desk.journal.keep(Entry(key, "questionnaire", day, f"{day}T20:00:00+01:00", body)).result()
    return key


@pytest.mark.usefixtures("person")
def test_it_stays_unread_until_it_was_read_and_a_new_answer_calls_anew(desk: Desk) -> None:
    key = kept(desk, "2026-11-01", 1)
    assert unread(desk.journal) == (key, 1)
    assert asyncio.run(acknowledge(desk.journal, key)) == "/questionnaires/phq9/result"
    assert unread(desk.journal) is None
    again = kept(desk, "2026-11-15", 2)
    assert unread(desk.journal) == (again, 2)


def test_an_answer_in_a_draft_calls_as_well(desk: Desk, person: TestClient) -> None:
    person.post("/questionnaires/phq9", data={"at": "8", "phq9": "1"})
    assert unread(desk.journal) == ("draft:phq9", 1)


@pytest.mark.usefixtures("person")
def test_a_later_entry_that_does_not_call_is_no_reading_of_the_help(desk: Desk) -> None:
    key = kept(desk, "2026-11-15", 2)
    kept(desk, "2025-01-01", 0)  # an old one, brought by a file
    assert unread(desk.journal) == (key, 2)
    asyncio.run(acknowledge(desk.journal, key))
    assert unread(desk.journal) is None
    kept(desk, "2026-11-22", 0)
    assert unread(desk.journal) is None
