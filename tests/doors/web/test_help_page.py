"""The help page: open to everybody, in the packaged words, and first after an answer that calls for it."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.help_page import linked
from unspiral.measure.safety.clinical_file import clinical_file
from unspiral.measure.safety.help_lines import countries, help_for

pytestmark = pytest.mark.unit

COPY = clinical_file("suicide_item")["copy"]


def test_it_is_there_for_strangers_and_holds_every_line_of_the_country(stranger: TestClient) -> None:
    assert len(countries()) > 5
    for code in countries():
        page = stranger.get("/help", params={"country": code})
        found = help_for(code)
        assert page.status_code == 200
        assert found.emergency in page.text
        for line in found.lines:
            assert line.name.replace("&", "&amp;") in page.text
            assert line.contact in page.text
        assert COPY["not_monitored"] in page.text
        assert "This app does not alert anyone unless you have set that up" in page.text


def test_a_country_that_does_not_exist_keeps_no_help_back(stranger: TestClient) -> None:
    page = stranger.get("/help", params={"country": "QQ"})
    assert page.status_code == 200
    assert "findahelpline.com" in page.text


def test_somebody_in_danger_sees_the_emergency_number_first_and_nothing_is_kept(desk: Desk, person: TestClient) -> None:
    person.post("/welcome", data={"country": "IE"})
    before = desk.journal.version
    page = person.post("/help", data={"danger": "yes", "country": "IE"}).text
    assert page.index(COPY["now"].format(emergency="112 or 999")) < page.index("Samaritans")
    assert desk.journal.version == before


def test_every_page_leads_there(person: TestClient, stranger: TestClient) -> None:
    for page in ("/", "/check-in", "/questionnaires", "/red-flags", "/help/note", "/start"):
        assert 'href="/help"' in person.get(page).text, page
    assert 'href="/help"' in stranger.get("/start").text


def test_the_first_set_up_asks_for_the_country_then_for_warning_signs(desk: Desk, person: TestClient) -> None:
    assert person.post("/welcome", data={"country": "Atlantis"}).status_code == 422
    assert person.post("/welcome", data={"country": "uk"}).headers["location"] == "/red-flags"
    assert desk.journal.setting("country") == "GB"
    assert "116 123" in person.get("/help").text
    assert person.post("/welcome", data={"country": ""}).status_code == 303


def test_without_an_answer_that_calls_for_it_there_is_nothing_to_read_first(person: TestClient) -> None:
    assert person.get("/help/first").headers["location"] == "/help"
    assert person.post("/help/first", data={"read": "yes"}).headers["location"] == "/questionnaires"


@pytest.mark.parametrize("code", countries())
def test_the_numbers_that_come_first_can_be_called_at_a_touch(desk: Desk, person: TestClient, code: str) -> None:
    person.post("/welcome", data={"country": code})
    person.post("/questionnaires/phq9", data={"at": "8", "phq9": "1"})
    page = person.get("/help/first").text
    found = help_for(code)
    for line in found.lines:
        if line.contact.startswith("https://"):
            assert f'<a href="{line.contact}" rel="noreferrer">' in page
        elif "call" in line.modes:
            assert f'<a href="tel:{line.contact.replace(" ", "")}"><strong>{line.contact}</strong></a>' in page
    for number in re.findall(r"\d+", found.emergency):
        assert f'<a href="tel:{number}">' in page


def test_a_number_inside_another_is_no_number_to_call() -> None:
    found = help_for("DE")
    assert found.emergency == "112"
    assert linked("Call 112, or 0800 111 0 111. Not 1124.", found) == [
        ("Call ", ""),
        ("112", "tel:112"),
        (", or ", ""),
        ("0800 111 0 111", "tel:08001110111"),
        (". Not 1124.", ""),
    ]
