"""Everything taken out as one archive."""

from __future__ import annotations

import io
import json
from zipfile import ZipFile

import pytest
from starlette.testclient import TestClient
from tests.doors.web.entries import phq9

from unspiral.doors.web.desk import Desk
from unspiral.records.entry import Entry

pytestmark = pytest.mark.unit


def test_a_stranger_gets_nothing(stranger: TestClient) -> None:
    assert stranger.get("/export").status_code == 303
    assert stranger.post("/export", data={"form": "csv"}).status_code == 303


def test_the_archive_holds_what_was_written(desk: Desk, person: TestClient) -> None:
    desk.journal.keep(Entry("n1", "note", "2026-11-22", "2026-11-22T20:00:00+01:00", {"text": "first"})).result()
    desk.journal.keep(Entry("n2", "note", "2026-11-22", "2026-11-22T20:01:00+01:00", {"text": "second"}, "n1")).result()
    assert person.get("/export").status_code == 200
    answer = person.post("/export", data={"form": ["csv", "json"]})
    assert answer.headers["content-disposition"] == 'attachment; filename="unspiral-2026-11-22.zip"'
    with ZipFile(io.BytesIO(answer.content)) as archive:
        assert "bundle.fhir.json" not in archive.namelist()
        assert "second" in archive.read("answers.csv").decode()
        assert "first" not in archive.read("answers.csv").decode()
        assert [each["body"]["text"] for each in json.loads(archive.read("journal.json"))["entries"]] == ["first", "second"]


def test_nothing_chosen_is_asked_again(person: TestClient) -> None:
    answer = person.post("/export", data={"nothing": "1"})
    assert answer.status_code == 422
    assert "Choose at least one form." in answer.text


def test_help_comes_before_an_archive_that_holds_scores(desk: Desk, person: TestClient) -> None:
    phq9(desk, 2, 1)
    assert person.get("/export").headers["location"] == "/help/first"
    assert person.post("/export", data={"form": ["fhir"]}).headers["location"] == "/help/first"
    person.post("/help/first", data={"read": "yes"})
    assert person.post("/export", data={"form": ["fhir"]}).status_code == 200
