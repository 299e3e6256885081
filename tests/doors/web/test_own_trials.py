"""Which trial a day belongs to, and what its days were."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from tests.doors.web.conftest import NOW
from tests.doors.web.entries import kept
from tests.doors.web.test_blocked import visit_to

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.own_trials import adherence, answers_of, today_of, todays_trials, trial_of_key, trials_of, trials_on
from unspiral.records.entry import Plain

pytestmark = pytest.mark.unit

BODY: dict[str, Plain] = {
    "name": "a walk", "outcome": "pain", "way": "drawn", "from": "2026-11-21", "days": 4, "on": [1, 0, 1, 0], "state": "running",
}  # fmt: skip


def test_the_condition_of_a_day(desk: Desk, person: TestClient) -> None:
    assert person.get("/").status_code == 200
    key = kept(desk, "trial", BODY)
    (today,) = todays_trials(visit_to(desk))
    assert (today.key, today.with_it, today.words) == (key, False, "Day 2 of 4: a day without “a walk”.")
    assert [each.with_it for each in trials_on(desk.journal, "2026-11-21")] == [True]
    assert trials_on(desk.journal, "2026-11-25") == trials_on(desk.journal, "2026-11-20") == ()


def test_a_correction_is_the_same_trial(desk: Desk, person: TestClient) -> None:
    assert person.get("/").status_code == 200
    key = kept(desk, "trial", BODY)
    newer = kept(desk, "trial", {**BODY, "state": "stopped", "ended": "2026-11-21"}, replaces=key)
    found = trial_of_key(desk.journal, key)
    assert found is not None and (found.newest, found.state) == (newer, "stopped")
    assert len(trials_of(desk.journal)) == 1 and todays_trials(visit_to(desk)) == ()
    assert trial_of_key(desk.journal, "nothing") is None


def test_what_is_no_trial_is_passed_over(desk: Desk, person: TestClient) -> None:
    assert person.get("/").status_code == 200
    kept(desk, "trial", {"plan": {}, "state": "running"})
    assert trials_of(desk.journal) == ()


def test_before_four_it_is_still_the_evening_before(desk: Desk, person: TestClient) -> None:
    assert person.get("/").status_code == 200
    desk.now = lambda: NOW.replace(hour=2)
    assert today_of(visit_to(desk)) == "2026-11-21"


def test_answers_and_how_days_went(desk: Desk, person: TestClient) -> None:
    assert person.get("/").status_code == 200
    key = kept(desk, "trial", BODY)
    kept(desk, "check-in", {"answers": {"pain": 4}, "trial": {key: "yes"}}, "2026-11-21")
    kept(desk, "check-in", {"answers": {"mood": 4}, "trial": {key: "no"}}, "2026-11-22")
    kept(desk, "check-in", {"answers": {"pain": True}, "trial": {key: "maybe"}}, "2026-11-23")
    assert answers_of(desk.journal, "pain") == {"2026-11-21": 4.0}
    found = trial_of_key(desk.journal, key)
    assert found is not None
    assert adherence(desk.journal, found) == {"with": {"yes": 1, "partly": 0, "no": 0}, "without": {"yes": 0, "partly": 0, "no": 1}}
