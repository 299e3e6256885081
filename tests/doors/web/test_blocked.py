"""What warning signs hold back, by the newest answers."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from starlette.testclient import TestClient
from tests.doors.web.conftest import NOW
from tests.doors.web.entries import kept, signs

from unspiral.doors.web.blocked import blocked, help_of, newest_flags
from unspiral.doors.web.desk import Desk
from unspiral.doors.web.entrance import Visit
from unspiral.doors.web.session import Session

pytestmark = pytest.mark.unit


def visit_to(desk: Desk) -> Visit:
    """Somebody who is in; what is held back hangs on the journal alone."""
    cookie = desk.sessions.begin("a test")
    session = desk.sessions.of(cookie)
    assert isinstance(session, Session)
    return Visit(desk, session, cookie)


def test_nothing_is_held_back_before_anybody_asked(desk: Desk, person: TestClient) -> None:
    assert person.get("/").status_code == 200
    assert (blocked(visit_to(desk)), newest_flags(visit_to(desk))) == ((), None)


def test_the_newest_answers_count(desk: Desk, person: TestClient) -> None:
    clock: list[datetime] = [NOW]
    desk.now = lambda: clock[0]
    signs(desk, "ces_saddle")
    assert {"pathway", "model_advice"} <= set(blocked(visit_to(desk)))
    clock[0] += timedelta(minutes=5)
    signs(desk)
    assert blocked(visit_to(desk)) == ()
    clock[0] += timedelta(minutes=5)
    kept(desk, "red-flags", {"yes": ["no_such_question", "can_weight"], "no": "nonsense"})
    found = newest_flags(visit_to(desk))
    assert found is not None and found.urgency == "urgent_days"
    assert person.get("/").status_code == 200


def test_help_is_for_the_persons_country(desk: Desk, person: TestClient) -> None:
    assert person.get("/").status_code == 200
    assert help_of(visit_to(desk)).country == "*"
    desk.journal.settle("country", "IE").result(10)
    assert help_of(visit_to(desk)).country == "IE"
