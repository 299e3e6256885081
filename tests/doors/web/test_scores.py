"""Questionnaires over time: safety before scores."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from tests.show.days_made import END, day_before, phq9

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.first_help import READ

pytestmark = pytest.mark.unit


def test_before_the_first_it_says_what_will_be_here(person: TestClient) -> None:
    page = person.get("/days/scores")
    assert page.status_code == 200 and "After the first one you will see its score here" in page.text


def test_a_picture_and_the_change_in_words(desk: Desk, person: TestClient) -> None:
    desk.journal.keep(phq9(day_before(14), 2)).result()
    desk.journal.keep(phq9(END, 1)).result()
    page = person.get("/days/scores").text
    assert page.count("<svg") == 2 and "fell by 8 points, from 16 to 8" in page and "NHS Talking Therapies" in page


def test_unread_help_comes_before_any_score_and_stays_near_afterwards(desk: Desk, person: TestClient) -> None:
    entry = phq9(END, 1, 1)
    desk.journal.keep(entry).result()
    answer = person.get("/days/scores")
    assert (answer.status_code, answer.headers["location"]) == (303, "/help/first")
    for address in ("/days", f"/days/{END}"):
        assert person.get(address).headers["location"] == "/help/first"
    desk.journal.settle(READ, entry.key).result()
    page = person.get("/days/scores").text
    assert page.index("Thank you for being honest about this") < page.index("<svg")
    assert "risk" not in page.casefold()


def test_strangers_see_nothing(stranger: TestClient) -> None:
    assert stranger.get("/days/scores").status_code == 303
