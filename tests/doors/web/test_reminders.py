"""Reminders: time, pause, the file for a calendar, and the feed."""

from __future__ import annotations

from datetime import date

import pytest
import vobject
from icalendar import Calendar
from starlette.testclient import TestClient

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.reminders import evenings
from unspiral.doors.web.settings import chosen

pytestmark = pytest.mark.unit
ON = {"at": "20:00", "on": "yes", "until": ""}


def days_of(text: str) -> list[date]:
    return [event["dtstart"].dt.date() for event in Calendar.from_ical(text).walk("VEVENT")]


def test_a_stranger_gets_nothing(stranger: TestClient) -> None:
    for path in ("/reminders", "/reminders/calendar", "/reminders/address"):
        assert stranger.post(path, data=ON).status_code == 303
    assert stranger.get("/calendar/anything.ics").status_code == 503  # the file is locked


def test_the_file_rings_each_evening_and_tells_nothing(desk: Desk, person: TestClient) -> None:
    assert person.post("/reminders/calendar", data={"x": "1"}).status_code == 422
    assert person.post("/reminders", data=ON).headers["location"] == "/reminders?saved=1"
    answer = person.post("/reminders/calendar", data={"x": "1"})
    assert answer.headers["content-type"].startswith("text/calendar")
    days = days_of(answer.text)
    assert len(days) == len(set(days)) == 121
    assert vobject.readOne(answer.text).vevent.summary.value == "Evening check-in"
    assert answer.text.count("BEGIN:VALARM") == 121
    assert not any(word in answer.text.casefold() for word in ("pain", "mood", "health", "depress"))
    assert "next reminder" in person.get("/reminders").text
    assert desk.journal.setting("reminder") == {"at": "20:00", "on": True}


def test_a_pause_is_no_reminder_of_any_sort(desk: Desk, person: TestClient) -> None:
    person.post("/reminders", data={**ON, "until": "2027-12-01"})
    assert person.get("/reminders").status_code == 200
    person.post("/reminders", data={**ON, "until": "2026-12-24"})
    days = days_of(person.post("/reminders/calendar", data={"x": "1"}).text)
    assert min(days) == date(2026, 12, 25)
    assert not [one for one in evenings(chosen(desk.journal), "2026-12-24", date(2026, 11, 22)) if one.day <= date(2026, 12, 24)]
    person.post("/reminders", data=ON)
    assert desk.journal.setting("paused_until") is None


def test_the_feed_answers_to_its_secret_alone(desk: Desk, person: TestClient) -> None:
    person.post("/reminders", data=ON)
    person.post("/reminders/address", data={"feed": "new"})
    secret = desk.journal.setting("feed")
    assert isinstance(secret, str)
    assert len(secret) >= 32
    person.cookies.clear()  # a calendar has no cookie
    assert len(days_of(person.get(f"/calendar/{secret}.ics").text)) == 121
    assert person.get("/calendar/other.ics").status_code == 404
    assert person.get("/calendar/.ics").status_code == 404


def test_a_new_address_ends_the_old_one_and_off_is_off(desk: Desk, person: TestClient) -> None:
    person.post("/reminders", data=ON)
    person.post("/reminders/address", data={"feed": "new"})
    first = desk.journal.setting("feed")
    person.post("/reminders/address", data={"feed": "new"})
    assert person.get(f"/calendar/{first}.ics").status_code == 404
    second = desk.journal.setting("feed")
    assert person.get(f"/calendar/{second}.ics").status_code == 200
    person.post("/reminders", data={**ON, "on": ""})
    assert person.get(f"/calendar/{second}.ics").status_code == 404
    person.post("/reminders/address", data={"feed": "off"})
    assert desk.journal.setting("feed") is None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("at", "8", "looks like 20:00"),
        ("until", "soon", "A day looks like"),
        ("until", "2020-01-01", "is over"),
        ("until", "2030-01-01", "a year"),
    ],
)
def test_what_cannot_be_comes_back_as_it_was_typed(desk: Desk, person: TestClient, field: str, value: str, words: str) -> None:
    answer = person.post("/reminders", data={**ON, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{value}"' in answer.text
    assert desk.journal.setting("reminder") is None
