"""The page to take along, chosen and made."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader
from starlette.testclient import TestClient
from tests.doors.web.entries import phq9, signs
from tests.show.visit_made import whole

from unspiral.doors.web.desk import Desk

pytestmark = pytest.mark.unit

GOOD = {
    "since": "2026-08-25",
    "until": "2026-11-22",
    "part": ["course", "scores", "safety", "treatments", "loop"],
    "question": "Why <b>now</b>?",
    "name": "",
    "paper": "a4",
    "as": "page",
}


@pytest.fixture
def written(desk: Desk, person: TestClient) -> TestClient:
    for entry in whole(60):
        desk.journal.keep(entry).result()
    person.post("/help/first", data={"read": "yes"})  # an answer of the made-up person calls for it
    return person


def test_a_stranger_gets_nothing(stranger: TestClient) -> None:
    assert stranger.get("/take").status_code == 303
    assert stranger.post("/take", data=GOOD).status_code == 303


def test_the_page_to_print(desk: Desk, written: TestClient) -> None:
    page = written.get("/take").text
    assert f'value="{desk.journal.entries("check-in")[0].day}"' in page  # the first day that was written
    answer = written.post("/take", data=GOOD)
    assert answer.status_code == 200
    assert "Why &lt;b&gt;now&lt;/b&gt;?" in answer.text
    assert "Several days" in answer.text
    assert answer.text.index("Before anything else") < answer.text.index("Questionnaires")
    assert "<svg" in answer.text
    assert "style=" not in answer.text
    assert "Why &lt;b&gt;now" in written.get("/take").text  # the form comes back as it was
    assert desk.journal.setting("draft:take") is not None


def test_the_pdf(written: TestClient) -> None:
    answer = written.post("/take", data={**GOOD, "as": "pdf", "paper": "us-letter"})
    assert answer.headers["content-type"] == "application/pdf", answer.text[:3000]
    assert "summary-for-a-visit.pdf" in answer.headers["content-disposition"]
    assert len(PdfReader(io.BytesIO(answer.content)).pages) == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("since", "yesterday", "A day looks like"),
        ("since", "20260825", "A day looks like"),
        ("since", "2026-12-01", "after the last one"),
        ("until", "2027-01-01", "in the future"),
        ("since", "1990-01-01", "more than ten years"),
        ("part", "nothing", "at least one part"),
        ("paper", "papyrus", "A4 or US letter"),
    ],
)
def test_what_cannot_be_comes_back_as_it_was_typed(person: TestClient, field: str, value: str, words: str) -> None:
    answer = person.post("/take", data={**GOOD, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert "Why &lt;b&gt;now" in answer.text


def test_help_comes_before_the_page_of_a_visit_and_what_was_typed_is_kept(desk: Desk, written: TestClient) -> None:
    phq9(desk, 2, 1, "2026-11-22")
    assert written.get("/take").headers["location"] == "/help/first"
    for kind in ("page", "pdf"):
        answer = written.post("/take", data={**GOOD, "as": kind, "part": ["scores"]})
        assert (answer.status_code, answer.headers["location"]) == (303, "/help/first")
    written.post("/help/first", data={"read": "yes"})
    assert "Why &lt;b&gt;now" in written.get("/take").text
    assert written.post("/take", data=GOOD).status_code == 200


def test_warning_signs_hold_back_what_the_loop_says(desk: Desk, written: TestClient) -> None:
    signs(desk)
    assert "Look at day" in written.post("/take", data=GOOD).text
    signs(desk, "ces_saddle")
    page = written.post("/take", data=GOOD).text
    assert "Look at day" not in page and "held back, because of the answers about warning signs" in page
    assert "too early to say" not in page


def test_the_last_day_is_today_by_the_persons_own_clock(desk: Desk, written: TestClient) -> None:
    desk.journal.settle("zone", "Pacific/Auckland").result()  # there it is the 23rd already
    assert 'value="2026-11-23"' in written.get("/take").text
    assert written.post("/take", data={**GOOD, "until": "2026-11-23"}).status_code == 200
