"""What the check-in asks about beside its questions: treatments that run, under the key they first had."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.running import running
from unspiral.records.entry import Entry, Plain

pytestmark = pytest.mark.unit

TRIAL: dict[str, Plain] = {"name": "a walk", "outcome": "pain", "way": "period", "from": "2026-11-01", "days": 28, "on": [1] * 28}


def put(desk: Desk, kind: str, body: Mapping[str, Plain], replaces: str = "") -> str:
    key = str(uuid4())
    desk.journal.keep(Entry(key, kind, "2026-11-01", "2026-11-01T20:00:00+01:00", body, replaces)).result()
    return key


def test_what_runs_on_a_day_is_asked_about(desk: Desk, person: TestClient) -> None:
    walking = put(desk, "treatment", {"name": "Walking", "sort": "movement", "from": "2026-11-01", "to": ""})
    heat = put(desk, "treatment", {"name": "Heat", "sort": "other", "from": "2026-11-01", "to": "2026-11-10"})
    assert running(desk.journal, "2026-11-10").treatments == {walking: "Walking", heat: "Heat"}
    assert running(desk.journal, "2026-11-11").treatments == {walking: "Walking"}
    assert running(desk.journal, "2026-11-11", also=(heat,)).treatments == {walking: "Walking", heat: "Heat"}
    put(desk, "treatment", {"name": "Walking more", "sort": "movement", "from": "2026-11-01", "to": ""}, replaces=walking)
    assert running(desk.journal, "2026-11-11").treatments == {walking: "Walking more"}
    page = person.get("/check-in").text
    assert f'name="tried" value="{walking}"' in page
    assert "Heat" not in page


def test_the_question_of_a_trial_is_asked_while_it_runs(desk: Desk, person: TestClient) -> None:
    trial = put(desk, "trial", TRIAL | {"state": "running"})
    put(desk, "trial", TRIAL | {"state": "stopped", "ended": "2026-11-01"})
    assert f'name="trial:{trial}"' in person.get("/check-in").text
    assert list(running(desk.journal, "2026-11-11").trials) == [trial]
