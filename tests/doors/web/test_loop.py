"""The page "My loop": before day 14, while it is worked out, with words, and when something else comes first."""

from __future__ import annotations

import re
from datetime import timedelta
from time import monotonic, sleep

import pytest
from starlette.testclient import TestClient
from tests.doors.web.conftest import NOW
from tests.doors.web.diary_made import evenings

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.refit import Refit, worked_out
from unspiral.records.entry import Entry

pytestmark = pytest.mark.unit
TODAY = NOW.date()


def filled(desk: Desk, days: int) -> None:
    for entry in evenings(days, TODAY):
        desk.journal.keep(entry).result()


def settled(desk: Desk, person: TestClient) -> str:
    """The page once everything was worked out."""
    desk.refit = Refit(quiet=0.02)
    person.get("/loop")
    began = monotonic()
    while not (worked_out(desk.journal) or {}).get("seconds"):
        assert monotonic() - began < 120
        sleep(0.05)
    return person.get("/loop").text


def test_without_a_check_in_it_says_what_will_be_here(person: TestClient) -> None:
    answer = person.get("/loop")
    assert answer.status_code == 200
    assert "It begins with your first check-in" in answer.text


def test_before_day_14_it_names_the_dates(desk: Desk, person: TestClient) -> None:
    filled(desk, 5)
    text = person.get("/loop").text
    assert "Today is day 5" in text
    assert "Tuesday 1 December 2026" in text  # day 14
    assert "Tuesday 15 December 2026" in text  # day 28
    assert "<svg" not in text


def test_it_answers_at_once_while_a_fit_runs(desk: Desk, person: TestClient) -> None:
    filled(desk, 20)
    began = monotonic()
    text = person.get("/loop").text
    assert monotonic() - began < 2.0
    assert "Your loop is being worked out" in text
    assert "It usually takes about" in text


def test_from_day_28_there_are_words_pictures_and_what_would_help(desk: Desk, person: TestClient) -> None:
    filled(desk, 60)
    text = settled(desk, person)
    assert "What we can and cannot say yet" in text
    assert "Words as of day 56" in text
    assert "next look on day 84" in text
    assert "being worked out" not in text
    assert text.count("<svg") >= 1
    assert "does not show cause" in text
    assert "mostly the bad days, or mostly the good ones, that have no answer" in text
    assert "What was said at each look" in text
    assert not re.search(r'style="', text)
    assert [entry.body["look"] for entry in desk.journal.entries("look")] == [28, 56]


def test_a_new_day_keeps_the_old_page_until_it_is_worked_out_and_warning_signs_take_it_away(desk: Desk, person: TestClient) -> None:
    filled(desk, 20)
    settled(desk, person)
    desk.refit = Refit(quiet=30.0)
    desk.journal.keep(evenings(1, TODAY + timedelta(days=1))[0]).result()
    desk.now = lambda: NOW + timedelta(days=1)
    text = person.get("/loop").text
    assert "Newer days are being worked out" in text
    assert "What we can and cannot say yet" in text
    # Warning signs come first, and nothing of the model is shown.
    body = {"yes": ["ces_saddle"], "not_sure": [], "no": []}
    desk.journal.keep(Entry("flags", "red-flags", TODAY.isoformat(), NOW.isoformat(), body)).result()
    text = person.get("/loop").text
    assert "<svg" not in text
    assert "drives" not in text
    assert "What we can and cannot say yet" not in text
    assert "/red-flags" in text
    assert "17 questions were left out. That is not taken as “no”." in text
    assert "ces_" not in text, "names that nobody was shown"


def test_a_stranger_sees_nothing(stranger: TestClient) -> None:
    assert stranger.get("/loop").status_code == 303


def test_a_day_that_lies_ahead_is_no_first_day(desk: Desk, person: TestClient) -> None:
    day = (TODAY + timedelta(days=9)).isoformat()  # written while the clock was ahead
    desk.journal.keep(Entry("ahead", "check-in", day, f"{day}T20:00:00+01:00", {"answers": {"pain": 5}})).result()
    text = person.get("/loop").text
    assert "It begins with your first check-in" in text and "day -" not in text


def test_numbers_of_days_that_were_taken_back_are_not_shown(desk: Desk, person: TestClient) -> None:
    filled(desk, 30)
    settled(desk, person)
    for entry in desk.journal.entries("check-in"):
        desk.journal.keep(
            Entry(f"{entry.key}-back", entry.kind, entry.day, NOW.isoformat(), entry.body, entry.key, withdrawn=True)
        ).result()
    text = person.get("/loop").text
    assert "No check-in is left" in text
    assert "<svg" not in text and "being worked out" not in text
