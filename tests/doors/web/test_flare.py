"""Earlier bad days from the journal: empty until there are days enough, then the record's own spells and nothing about causes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient
from tests.doors.web.entries import kept, phq9

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.flare import NOTHING_YET, with_tried
from unspiral.measure.daily.panel import panel_of

pytestmark = pytest.mark.unit

FIRST = date(2026, 9, 1)


def days(desk: Desk, pain: list[int], tried: str = "") -> None:
    for k, value in enumerate(pain):
        body = {"answers": {"pain": value, "mood": 5}, "tried": [tried] if tried and value > 6 else [], "flare": value > 8}
        kept(desk, "check-in", body, (FIRST + timedelta(days=k)).isoformat())  # type: ignore[arg-type]


def test_before_there_are_days_it_says_what_will_be_here(desk: Desk, person: TestClient) -> None:
    assert NOTHING_YET in person.get("/flare").text
    days(desk, [4, 5, 4])
    page = person.get("/flare")
    assert page.status_code == 200
    assert NOTHING_YET in page.text and "answered on 3 days" in page.text


def test_spells_are_those_of_the_record(desk: Desk, person: TestClient) -> None:
    assert person.get("/").status_code == 200
    heat = kept(desk, "treatment", {"name": "Heat", "sort": "other", "from": "2026-09-01", "to": ""})
    days(desk, [3, 4, 3, 4, 3, 4, 8, 9, 8] * 4 + [3, 4], heat)
    page = person.get("/flare").text
    assert "4 bad spells in this record" in page
    assert "Heat" in page and "it is no rank" in page
    assert "You ticked 4 days as flare days yourself" in page
    assert (
        "This is a record of what was, and no advice." in page
        and "unspiral measure" not in page
        and "--" not in page.split("<svg")[0].split("<main")[1]
    )
    assert "<svg" in page and "<table" in page


def test_what_was_ticked_stands_beside_its_day(desk: Desk, person: TestClient) -> None:
    assert person.get("/").status_code == 200
    days(desk, [3, 8, 3, 9], "walk")
    entries = desk.journal.entries("check-in")
    found = with_tried(panel_of(entries), entries, {"walk": "A walk"})
    assert found.inputs == ("A walk",)
    assert found.persons[0].inputs[:, 0].tolist() == [0.0, 1.0, 0.0, 1.0]
    assert with_tried(panel_of(entries), entries, {}).inputs == ()


def test_a_second_check_in_of_a_day_takes_no_tick_away(desk: Desk, person: TestClient) -> None:
    assert person.get("/").status_code == 200
    days(desk, [3, 8], "walk")
    kept(desk, "check-in", {"answers": {"pain": 7}, "tried": []}, (FIRST + timedelta(days=1)).isoformat(), "from-a-file")
    entries = desk.journal.entries("check-in")
    assert with_tried(panel_of(entries), entries, {"walk": "A walk"}).persons[0].inputs[:, 0].tolist() == [0.0, 1.0]


def test_help_comes_before_this_picture_too(desk: Desk, person: TestClient) -> None:
    assert person.get("/flare").status_code == 200
    phq9(desk, 1, 1)
    assert person.get("/flare").headers["location"] == "/help/first"
