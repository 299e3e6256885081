"""The list of options: the same for the same answers, prefilled from the journal, and nothing before help or a doctor."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient
from tests.doors.web.conftest import NOW
from tests.doors.web.entries import phq9, signs

from unspiral.act.pathway.answers import answers_of
from unspiral.act.pathway.pathway import pathway
from unspiral.doors.web.desk import Desk

pytestmark = pytest.mark.unit

OFFER = "Guidelines offer"


def titles(page: str) -> list[str]:
    return re.findall(r"<h3>([^<]+)</h3>", page)


def test_it_asks_first(person: TestClient) -> None:
    page = person.get("/options")
    assert page.status_code == 200
    assert OFFER not in titles(page.text) and '<label for="pain_weeks">' in page.text


def test_the_list_is_that_of_the_pathway(person: TestClient) -> None:
    page = person.post("/options", data={"pain_weeks": "60", "phq9": "13", "sleep": "poor", "considering": ["surgery", "opioid"]}).text
    plan = pathway(answers_of({"pain_weeks": 60, "phq9": 13, "sleep": "poor", "considering": ["surgery", "opioid"]}))
    found = titles(page)
    assert len(plan.offered) > 3
    assert {each.option.id for each in plan.offered} and len([t for t in found if t]) >= len(plan.offered)
    assert "nothing is ranked" not in page and "the same list for anyone with the same answers" in page
    assert "Talk to your prescriber. Do not stop a medicine suddenly." in page
    assert "a clinician has yet to review it" in page
    assert "UNVERIFIED" in page
    assert "unspiral measure" not in page and "--" not in re.sub(r"var\(--|--\w+:", "", page)
    again = person.post("/options", data={"pain_weeks": "60", "phq9": "13", "sleep": "poor", "considering": ["surgery", "opioid"]}).text
    assert titles(again) == found


def test_what_was_typed_comes_back(person: TestClient) -> None:
    page = person.post("/options", data={"pain_weeks": "a long time", "phq9": "99", "tried": ["exercise"]})
    assert page.status_code == 422
    assert 'value="a long time"' in page.text and 'value="99"' in page.text
    assert 'role="alert"' in page.text
    assert re.search(r'name="tried" value="exercise" checked', page.text)


def test_scores_come_from_the_journal_with_their_day(desk: Desk, person: TestClient) -> None:
    phq9(desk, 1, 0)
    page = person.get("/options").text
    assert re.search(r'id="phq9" name="phq9"[^>]*value="8"', page)
    assert "from your answers of 22 November 2026" in page


def test_an_old_score_says_nothing_of_today(desk: Desk, person: TestClient) -> None:
    phq9(desk, 1, 0, (NOW.date() - timedelta(days=200)).isoformat())
    assert re.search(r'id="phq9" name="phq9"[^>]*value=""', person.get("/options").text)


def test_help_comes_first_and_once_read_the_list_follows(desk: Desk, person: TestClient) -> None:
    phq9(desk, 1, 1)
    page = person.get("/options").text
    assert "I have read this. Go on" in page
    assert "Everything else is kept back until this was seen." in page
    held = person.post("/options", data={"pain_weeks": "60"}).text
    assert OFFER not in held
    opened = person.post("/options", data={"pain_weeks": "60", "acknowledged": "yes"}).text
    assert OFFER in opened
    assert person.post("/options", data={"pain_weeks": "x"}).text.count("Everything else is kept back until this was seen.") == 1


def test_a_doctor_comes_first(desk: Desk, person: TestClient) -> None:
    signs(desk, "ces_saddle")
    page = person.get("/options").text
    assert "What guidelines offer is not shown now: a doctor comes first." in page
    assert "Show what guidelines offer" not in page and "Go on" not in page
    told = person.post("/options", data={"pain_weeks": "60", "acknowledged": "yes"}).text
    assert OFFER not in titles(told) and "a doctor comes first" in told


def test_nothing_stands_in_the_address(person: TestClient) -> None:
    assert OFFER not in person.get("/options?pain_weeks=60&phq9=13").text


def test_no_score_stands_on_the_page_while_the_help_is_unread(desk: Desk, person: TestClient) -> None:
    phq9(desk, 2, 0)
    assert 'name="phq9" inputmode="decimal" autocomplete="off" value="16"' in person.get("/options").text
    person.post("/questionnaires/phq9", data={"go": "over"})
    desk.journal.settle("draft:phq9", {"key": "", "begun": "", "answers": {"phq9": 2}, "at": 8, "read": False}).result()
    page = person.get("/options").text
    assert 'value="16"' not in page and "I have read this. Go on" in page
