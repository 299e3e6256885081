"""What the person can choose."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.settings import USUAL, chosen

pytestmark = pytest.mark.unit

GOOD = {"country": "IE", "zone": "Europe/Dublin", "boxes": "1", "questionnaire": ["phq9", "peg"], "at": "19:30", "remind": "yes"}


def test_a_stranger_is_sent_away(stranger: TestClient) -> None:
    assert stranger.get("/settings").status_code == 303


def test_before_anything_was_chosen(desk: Desk, person: TestClient) -> None:
    assert person.get("/settings").status_code == 200
    held = chosen(desk.journal)
    assert (held.country, held.questionnaires, held.remind) == ("", USUAL, False)


def test_what_was_chosen_is_kept_and_shown(desk: Desk, person: TestClient) -> None:
    assert person.post("/settings", data=GOOD).headers["location"] == "/settings?saved=1"
    journal = desk.journal
    assert journal.setting("country") == "IE"
    assert journal.setting("zone") == "Europe/Dublin"
    assert journal.setting("questionnaires") == ["phq9", "peg"]
    assert journal.setting("reminder") == {"at": "19:30", "on": True}
    page = person.get("/settings?saved=1").text
    assert 'value="IE" selected' in page
    assert "Saved." in page
    assert 'value="gad7">' in page
    assert 'value="peg" checked' in page


def test_no_questionnaire_is_a_choice_too(desk: Desk, person: TestClient) -> None:
    person.post("/settings", data={**GOOD, "questionnaire": []})
    assert desk.journal.setting("questionnaires") == []
    assert chosen(desk.journal).questionnaires == ()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("country", "XX", "no code of a country"),
        ("zone", "Europe/Atlantis", "Atlantis"),
        ("at", "25:00", "A time looks like 20:00."),
        ("questionnaire", "nonsense", "not among those"),
    ],
)
def test_what_cannot_be_changes_nothing_and_comes_back_as_it_was_typed(
    desk: Desk, person: TestClient, field: str, value: str, words: str
) -> None:
    answer = person.post("/settings", data={**GOOD, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert desk.journal.setting("reminder") is None
    assert 'value="19:30"' in answer.text or field == "at"
    assert 'value="phq9" checked' in answer.text or field == "questionnaire"


def test_an_unset_country_is_no_country(desk: Desk, person: TestClient) -> None:
    person.post("/settings", data=GOOD)
    person.post("/settings", data={**GOOD, "country": ""})
    assert desk.journal.setting("country") is None
