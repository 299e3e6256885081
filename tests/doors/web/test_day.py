"""The page of one day."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from tests.show.days_made import END, day_before, evening, note, phq9

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.first_help import READ
from unspiral.records.entry import Entry

pytestmark = pytest.mark.unit


def test_everything_of_the_day_stands_there_and_nothing_of_others(desk: Desk, person: TestClient) -> None:
    body = {"name": "Walking", "sort": "movement", "from": day_before(9), "to": ""}
    desk.journal.keep(Entry("t", "treatment", day_before(9), f"{END}T20:00:00+01:00", body)).result()
    desk.journal.keep(evening(END, {"pain": 7}, tried=["t"], flare=True, sites=["lower_back"], note="Long drive")).result()
    desk.journal.keep(note(END, "Rain")).result()
    desk.journal.keep(phq9(END, 1)).result()
    desk.journal.keep(evening(day_before(1), {"pain": 2}, note="Yesterday's")).result()
    page = person.get(f"/days/{END}")
    assert page.status_code == 200
    for words in (
        "Sunday 22 November 2026",
        "<dd>7</dd>",
        "<dd>not answered</dd>",
        "<dd>Walking</dd>",
        "Long drive",
        "Rain",
        "8 of 27, mild",
    ):
        assert words in page.text
    assert "Yesterday" not in page.text and "<dd>2</dd>" not in page.text
    assert f'href="/check-in?day={END}"' in page.text and f'href="/days/{day_before(1)}"' in page.text
    assert "never changed since" in page.text


def test_a_changed_check_in_shows_what_it_said_before(desk: Desk, person: TestClient) -> None:
    first = evening(END, {"pain": 7})
    desk.journal.keep(first).result()
    desk.journal.keep(Entry("b", "check-in", END, first.said_at, {**first.body, "answers": {"pain": 4}}, first.key)).result()
    page = person.get(f"/days/{END}").text
    assert "Pain: 4, before it was 7" in page and "<dd>4</dd>" in page and "<dd>7</dd>" not in page


def test_a_day_without_a_check_in_is_a_gap(person: TestClient) -> None:
    page = person.get(f"/days/{day_before(2)}").text
    assert "a day without one stays a gap" in page and f'href="/check-in?day={day_before(2)}"' in page


@pytest.mark.parametrize("day", ["2026-11-23", "1999-12-31", "soon", "2026-W47-7", "20261122", "2026-02-30", "%3Cb%3E"])
def test_what_is_no_day_is_answered_by_a_page_that_says_so(person: TestClient, day: str) -> None:
    page = person.get(f"/days/{day}")
    assert page.status_code == 404 and "no day that can be shown" in page.text


def test_help_comes_before_a_score_that_calls_for_it(desk: Desk, person: TestClient) -> None:
    desk.journal.keep(phq9(END, 1, 2)).result()
    desk.journal.settle(READ, f"q-{END}").result()
    page = person.get(f"/days/{END}").text
    assert page.index("Thank you for being honest about this") < page.index("10 of 27")


def test_strangers_see_nothing(stranger: TestClient) -> None:
    assert stranger.get(f"/days/{END}").status_code == 303
