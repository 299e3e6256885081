"""The page of days: never stale, and honest about what is not there."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient
from tests.show.days_made import END, day_before, evening, note, phq9

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.first_help import READ
from unspiral.records.entry import Entry

pytestmark = pytest.mark.unit


def test_before_the_first_evening_it_says_what_will_be_here(person: TestClient) -> None:
    page = person.get("/days")
    assert page.status_code == 200
    assert "After your first evening" in page.text and "<svg" not in page.text


def test_a_range_that_does_not_exist_is_answered_by_a_page_that_says_so(person: TestClient) -> None:
    for asked in ("31", "", "ALL", "<script>", "9" * 400):
        page = person.get("/days", params={"range": asked})
        assert page.status_code == 404
        assert "This page shows 7, 30 or 90 days" in page.text and "<script>alert" not in page.text


@pytest.mark.parametrize(("asked", "rows"), [("7", 7), ("30", 30), ("90", 90), ("all", 100)])
def test_each_range_shows_its_days_and_links_to_change_them(desk: Desk, person: TestClient, asked: str, rows: int) -> None:
    for k in reversed(range(100)):
        kept = desk.journal.keep(evening(day_before(k), {"pain": k % 11}))
    kept.result()
    page = person.get("/days", params={"range": asked}).text
    assert len(re.findall(r'href="/check-in\?day=', page)) == rows
    assert page.count("<svg") == 2
    assert f'href="/days?range={asked}" aria-current="true"' in page


def test_what_was_just_written_is_on_the_page_at_once(desk: Desk, person: TestClient) -> None:
    first = evening(day_before(1), {"pain": 3})
    desk.journal.keep(first).result()
    before = person.get("/days").text
    assert before == person.get("/days").text
    desk.journal.keep(evening(END, {"pain": 8}, note="Long drive")).result()
    after = person.get("/days").text
    assert "Pain was between 3 and 8" in after and "Long drive" in after
    changed = evening(day_before(1), {"pain": 9}, key="again")
    desk.journal.keep(Entry(changed.key, changed.kind, changed.day, changed.said_at, changed.body, first.key)).result()
    assert "Pain was between 8 and 9" in person.get("/days").text
    desk.journal.keep(Entry("gone", "check-in", END, changed.said_at, {}, f"c-{END}", withdrawn=True)).result()
    last = person.get("/days").text
    assert "Pain was 9" in last and "Long drive" not in last


def test_treatments_and_words_are_escaped(desk: Desk, person: TestClient) -> None:
    desk.journal.keep(evening(END)).result()
    desk.journal.keep(note(END, "<b>sharp</b> & dull")).result()
    body = {"name": "<i>Walking</i>", "sort": "movement", "from": day_before(3), "to": ""}
    desk.journal.keep(Entry("t", "treatment", day_before(3), f"{END}T20:00:00+01:00", body)).result()
    page = person.get("/days").text
    assert "&lt;b&gt;sharp&lt;/b&gt; &amp; dull" in page
    assert "&lt;i&gt;Walking&lt;/i&gt;" in page
    assert "<i>" not in page and "<b>" not in page


def test_help_stands_before_the_picture_where_the_last_phq9_called_for_it(desk: Desk, person: TestClient) -> None:
    desk.journal.keep(phq9(day_before(1), 1, 1)).result()
    assert person.get("/days").headers["location"] == "/help/first"
    desk.journal.settle(READ, f"q-{day_before(1)}").result()
    page = person.get("/days").text
    assert page.index('href="/help">Numbers to call') < page.index("<svg")
    desk.journal.keep(phq9(END, 1, 0)).result()
    assert "Numbers to call" not in person.get("/days").text


def test_nothing_of_the_answers_stands_in_the_title_and_no_style_in_the_page(desk: Desk, person: TestClient) -> None:
    desk.journal.keep(evening(END, {"pain": 8})).result()
    answer = person.get("/days")
    assert "<title>My days · unspiral</title>" in answer.text
    assert "style=" not in answer.text and "<style" not in answer.text
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_strangers_see_nothing(stranger: TestClient) -> None:
    assert stranger.get("/days?range=90").status_code == 303


def test_of_many_notes_the_newest_stand_open_and_the_others_are_one_touch_away(desk: Desk, person: TestClient) -> None:
    for k in range(23):
        kept = desk.journal.keep(note(day_before(k), f"Words {k:02d}."))
    kept.result()
    page = person.get("/days").text
    assert page.count('class="said">Words') == 23
    assert page.index("Words 19.") < page.index("<summary>Older notes (3)</summary>") < page.index("Words 20.")
