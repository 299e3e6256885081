"""What the journal tells the list of options, and what a form tells it over that."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from starlette.testclient import TestClient
from tests.doors.web.conftest import NOW
from tests.doors.web.entries import kept, phq9, signs
from tests.doors.web.test_blocked import visit_to

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.first_help import acknowledge, unread
from unspiral.doors.web.form import Form
from unspiral.doors.web.options_form import CONSIDERED, FRESH, asked_about, from_journal, typed, urgency_of

pytestmark = pytest.mark.unit


@pytest.fixture
def opened(desk: Desk, person: TestClient) -> Desk:
    assert person.get("/").status_code == 200
    return desk


def test_nothing_is_known_of_an_empty_journal(opened: Desk) -> None:
    made = from_journal(visit_to(opened))
    assert (made.given, made.item9, urgency_of(visit_to(opened))) == ({}, None, None)


def test_the_newest_finished_form_counts_and_item_nine_of_any(opened: Desk) -> None:
    phq9(opened, 2, 0, (NOW.date() - timedelta(days=FRESH)).isoformat())
    assert from_journal(visit_to(opened)).given["phq9"] == "16"
    kept(opened, "questionnaire", {"instrument": "phq9", "answers": {"phq9": 2}, "finished": False})
    made = from_journal(visit_to(opened))
    assert (made.given.get("phq9"), made.item9) == (None, 2)  # it is heard, and no score is filled in before the help was read
    called = unread(opened.journal)
    assert called is not None
    asyncio.run(acknowledge(opened.journal, called[0]))
    made = from_journal(visit_to(opened))
    assert (made.given["phq9"], made.item9) == ("16", 2)  # an unfinished form has no score


def test_nights_of_two_weeks(opened: Desk) -> None:
    for back in range(7):
        kept(opened, "check-in", {"answers": {"sleep": 3}}, (NOW.date() - timedelta(days=back)).isoformat())
    assert from_journal(visit_to(opened)).given["sleep"] == "poor"


def test_signs_are_none_only_when_all_were_asked(opened: Desk) -> None:
    signs(opened)
    assert urgency_of(visit_to(opened)) == "none"
    kept(opened, "red-flags", {"yes": [], "not_sure": [], "no": ["chest"]}, (NOW.date() + timedelta(days=1)).isoformat())
    assert urgency_of(visit_to(opened)) is None


def test_a_form_is_told_word_by_word(opened: Desk) -> None:
    told = typed(
        visit_to(opened), Form({"pain_weeks": ["6,5"], "leg_pain": ["yes"], "phq9": ["1_3"], "sleep": ["good"], "considering": ["surgery"]})
    )
    values = told.values(None)
    assert (values["pain_weeks"], values["leg_pain"], values["phq9"], values["sleep"]) == (6.5, True, "1_3", "good")
    assert values["considering"] == ["surgery"] and values["acknowledged"] is False


def test_what_can_be_asked_about_is_told_in_everyday_words() -> None:
    assert asked_about() == {name: words for name, words in CONSIDERED.items() if name in asked_about()}
    assert len(asked_about()) == len(CONSIDERED)
