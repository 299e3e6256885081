"""A copy of the file, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.doors.web.conftest import PASSPHRASE

from unspiral.doors.web.desk import Desk
from unspiral.records.entry import Entry

pytestmark = pytest.mark.unit


def keep(desk: Desk, key: str, text: str) -> None:
    desk.journal.keep(Entry(key, "note", "2026-11-22", "2026-11-22T20:00:00+01:00", {"text": text})).result()


def test_a_stranger_gets_nothing(stranger: TestClient) -> None:
    assert stranger.post("/backup").status_code == 303
    assert stranger.post("/restore", files={"file": b"x"}).status_code == 303


def test_there_and_back_again(desk: Desk, person: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = tmp_path / "temporary"
    beside.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(beside))
    keep(desk, "a", "canary before")
    copy = person.post("/backup")
    assert copy.status_code == 200
    assert b"canary" not in copy.content
    assert list(beside.iterdir()) == []
    keep(desk, "b", "after")
    form = {"passphrase": PASSPHRASE, "word": "replace"}
    assert person.post("/restore", data=form, files={"file": ("x", b"")}).status_code == 422
    assert person.post("/restore", data={**form, "word": ""}, files={"file": ("x", copy.content)}).status_code == 422
    assert len(desk.journal.entries()) == 2
    answer = person.post("/restore", data=form, files={"file": ("x", copy.content)})
    assert answer.status_code == 200, answer.text
    assert person.get("/backup").status_code == 303  # everybody comes in anew
    desk.unlock(PASSPHRASE)
    assert [entry.body["text"] for entry in desk.journal.entries()] == ["canary before"]
    assert list(beside.iterdir()) == []


@pytest.mark.parametrize(("data", "secret"), [(b"no backup at all", PASSPHRASE), (None, "another passphrase")])
def test_what_does_not_open_changes_nothing(desk: Desk, person: TestClient, data: bytes | None, secret: str) -> None:
    keep(desk, "a", "kept")
    sent = person.post("/backup").content if data is None else data
    answer = person.post("/restore", data={"passphrase": secret, "word": "replace"}, files={"file": ("x", sent)})
    assert answer.status_code == 422
    assert "Nothing was changed" in answer.text
    desk.unlock(PASSPHRASE)
    assert len(desk.journal.entries()) == 1
