"""The treatments in a journal, by whichever of their keys."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.treatment_list import running, treatment_of_key, treatments_of
from unspiral.records.entry import Entry

pytestmark = pytest.mark.unit


def _entry(key: str, begin: str, end: str = "", replaces: str = "", *, withdrawn: bool = False) -> Entry:
    body = {"name": f"T{begin}", "sort": "other", "from": begin, "to": end}
    return Entry(key, "treatment", begin, f"{begin}T20:00:00+01:00", body, replaces, withdrawn)


def test_versions_are_one_treatment_and_what_was_written_is_seen_at_once(desk: Desk, person: TestClient) -> None:
    assert person.get("/").status_code == 200
    desk.journal.keep(_entry("a", "2026-10-05")).result()
    desk.journal.keep(_entry("b", "2026-10-01")).result()
    assert [found.key for found in treatments_of(desk)] == ["b", "a"]
    desk.journal.keep(_entry("c", "2026-10-05", "2026-10-20", "a")).result()
    found = treatment_of_key(desk, "c")
    assert found is not None and found == treatment_of_key(desk, "a")
    assert (found.key, found.end) == ("a", "2026-10-20")
    assert [each.key for each in running(desk, "2026-10-21")] == ["b"]
    desk.journal.keep(_entry("d", "2026-10-01", "", "b", withdrawn=True)).result()
    assert treatment_of_key(desk, "b") is None
