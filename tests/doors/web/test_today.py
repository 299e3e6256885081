"""The first page: what there is to do, and that what was written is kept."""

from __future__ import annotations

from uuid import uuid4

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.unit


def test_it_says_what_there_is_to_do_and_then_that_it_is_kept(person: TestClient) -> None:
    page = person.get("/").text
    assert "Sunday 22 November 2026" in page
    assert "Check in, one minute" in page
    assert "/questionnaires/phq9" in page
    assert "10 questions about depressive symptoms." in page and "None is a must." in page
    person.post("/check-in", data={"key": str(uuid4()), "day": "2026-11-22", "pain": "3"})
    page = person.get("/").text
    assert "Your check-in was kept at" in page
    assert "You wrote 1 of the last 14 days." in page
    assert "streak" not in page.casefold()


def test_help_stands_before_everything_else(person: TestClient) -> None:
    person.post("/questionnaires/phq9", data={"at": "8", "phq9": "1"})
    page = person.get("/").text
    assert page.index("/help/first") < page.index("Check in, one minute")
    assert "/questionnaires/gad7" not in page


def test_the_last_week_is_drawn_in_small_once_there_is_something(person: TestClient) -> None:
    assert "<figure" not in person.get("/").text
    person.post("/check-in", data={"key": str(uuid4()), "day": "2026-11-21", "pain": "7"})
    page = person.get("/").text
    assert "<figure" in page and "Pain was 7" in page
    person.post("/questionnaires/phq9", data={"at": "8", "phq9": "1"})
    assert "<figure" not in person.get("/").text  # help comes before any picture
