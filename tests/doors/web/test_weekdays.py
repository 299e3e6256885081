"""The page of weekdays."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from tests.show.days_made import day_before, evening

from unspiral.doors.web.desk import Desk

pytestmark = pytest.mark.unit


def test_before_the_first_evening_it_says_when_it_can_begin(person: TestClient) -> None:
    assert "After about ten weeks of evenings" in person.get("/days/weekdays").text


def test_it_looks_at_all_days_and_at_what_was_just_written(desk: Desk, person: TestClient) -> None:
    for k in range(80, 1, -1):
        kept = desk.journal.keep(evening(day_before(k), {"pain": k % 5, "mood": k % 3}))
    kept.result()
    page = person.get("/days/weekdays").text
    assert page.count("<svg") == 2 and "It does not say why they differ." in page
    desk.journal.keep(evening(day_before(0), {"pain": 9})).result()
    assert person.get("/days/weekdays").text != page


def test_strangers_see_nothing(stranger: TestClient) -> None:
    assert stranger.get("/days/weekdays").status_code == 303
