"""The person's days, read from the journal."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from tests.show.days_made import END, day_before, evening, phq9

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.diary_view import all_scores, back, country_of, diary, first_day, help_comes_first
from unspiral.doors.web.entrance import Visit
from unspiral.doors.web.first_help import READ
from unspiral.doors.web.session import Session

pytestmark = pytest.mark.unit


def _visit(desk: Desk, person: TestClient) -> Visit:
    assert person.get("/").status_code == 200
    return Visit(desk, Session(1, "", 0.0, 0.0, admitted=True), "")


def test_all_days_begin_with_the_first_evening(desk: Desk, person: TestClient) -> None:
    visit = _visit(desk, person)
    assert (first_day(visit), diary(visit, "", END).begin) == ("", END)
    desk.journal.keep(evening(day_before(40))).result()
    desk.journal.keep(phq9(day_before(3), 1)).result()
    found = diary(visit, "", END)
    assert (found.begin, found.first, found.count) == (day_before(40), day_before(40), 41)
    assert [each.value for each in all_scores(visit)] == [8.0]
    assert diary(visit, day_before(6), END).check_ins == ()


def test_the_country_is_the_one_that_was_chosen(desk: Desk, person: TestClient) -> None:
    visit = _visit(desk, person)
    desk.journal.settle("country", "IE").result()
    assert country_of(visit) == "IE"


def test_help_that_was_not_read_is_seen_at_once_and_gone_once_it_was(desk: Desk, person: TestClient) -> None:
    visit = _visit(desk, person)
    assert not help_comes_first(visit)
    entry = phq9(END, 1, 1)
    desk.journal.keep(entry).result()
    assert help_comes_first(visit)
    desk.journal.settle(READ, entry.key).result()
    assert not help_comes_first(visit)


def test_seven_days_end_today() -> None:
    from datetime import date

    assert back(date(2026, 11, 22), 7) == "2026-11-16"
