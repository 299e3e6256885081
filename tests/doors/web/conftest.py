"""A server in memory, with a clock that stands still, and somebody who is in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from unspiral.doors.web.app import make_app
from unspiral.doors.web.desk import Desk
from unspiral.store.journal import key_file

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=timezone(timedelta(hours=1)))
PASSPHRASE = "four words that rhyme not"


@pytest.fixture(autouse=True)
def light_stretching(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of files are made here; the real cost is held by tests/store/journal/test_key_file.py."""
    monkeypatch.setattr(key_file, "MEMORY_KIB", 64)
    monkeypatch.setattr(key_file, "PASSES", 1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    held = Desk(tmp_path / "journal.unspiral", 8642, now=lambda: NOW)
    yield held
    held.lock()


@pytest.fixture
def stranger(desk: Desk) -> TestClient:
    """A browser that has shown nothing yet."""
    return TestClient(make_app(desk), base_url=f"http://127.0.0.1:{desk.port}", follow_redirects=False)


@pytest.fixture
def person(desk: Desk, stranger: TestClient) -> TestClient:
    """A browser whose person has made a file and is in."""
    stranger.post("/start", data={"code": desk.start})
    answer = stranger.post("/set-up", data={"passphrase": PASSPHRASE, "again": PASSPHRASE})
    assert answer.status_code == 200, answer.text
    return stranger
