"""What one running server holds, and when it lets go."""

from __future__ import annotations

from threading import Event, Thread
from time import monotonic

import pytest
from tests.doors.web.conftest import NOW, PASSPHRASE

from unspiral.doors.web.attempts import TooSoon
from unspiral.doors.web.desk import Desk
from unspiral.errors import StoreError
from unspiral.store.journal import sqlite

pytestmark = pytest.mark.unit


def test_made_locked_unlocked(desk: Desk) -> None:
    assert desk.is_new
    made = desk.make(PASSPHRASE)
    assert (desk.is_new, desk.is_open) == (False, True)
    desk.lock()
    assert not desk.is_open
    with pytest.raises(StoreError, match="locked"):
        _ = desk.journal
    desk.unlock(made.recovery.lower())
    assert desk.is_open
    assert desk.now() == NOW


def test_wrong_ones_wait_and_right_ones_end_it(desk: Desk) -> None:
    now = 0.0
    desk.tries.clock = lambda: now
    desk.make(PASSPHRASE)
    desk.lock()
    for _ in range(3):
        with pytest.raises(StoreError, match="does not open"):
            desk.unlock("some other passphrase")
    with pytest.raises(TooSoon):
        desk.unlock(PASSPHRASE)
    now = 5.0
    desk.unlock(PASSPHRASE)
    desk.tries.check()


def test_a_journal_without_its_key_is_left_alone(desk: Desk) -> None:
    desk.make(PASSPHRASE)
    desk.lock()
    before = desk.path.read_bytes()
    desk.key_path.unlink()
    with pytest.raises(StoreError, match="file with its key"):
        desk.make(PASSPHRASE)
    assert desk.path.read_bytes() == before
    assert not desk.key_path.exists()


def test_a_file_that_could_not_be_made_leaves_no_key(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise StoreError("The disk is full.", code="full")

    monkeypatch.setattr(sqlite, "tables_made", full)
    with pytest.raises(StoreError, match="full"):
        desk.make(PASSPHRASE)
    assert desk.is_new


def test_closed_when_everybody_has_left(desk: Desk) -> None:
    now = 0.0
    desk.sessions.clock = lambda: now
    desk.make(PASSPHRASE)
    cookie = desk.sessions.admit(desk.sessions.begin("A browser"))
    desk.close_when_left()
    assert desk.is_open
    with desk.held():
        desk.sessions.end(cookie)
        desk.close_when_left()
        assert desk.is_open
    desk.sessions.begin("Another that only showed the start code")
    desk.close_when_left()
    assert not desk.is_open


def test_another_passphrase_sends_the_others_out(desk: Desk) -> None:
    desk.make(PASSPHRASE)
    desk.passphrase = PASSPHRASE  # as a demo tells it
    mine, other = (desk.sessions.admit(desk.sessions.begin(name)) for name in "ab")
    with pytest.raises(StoreError, match="does not open"):
        desk.change_passphrase("not the present one", "kettle ostrich lamp", but=mine)
    assert desk.passphrase == PASSPHRASE
    desk.change_passphrase(PASSPHRASE, "kettle ostrich lamp", but=mine)
    assert desk.passphrase == ""
    assert desk.sessions.of(mine) is not None
    assert desk.sessions.of(other) is None
    desk.lock()
    with pytest.raises(StoreError, match="does not open"):
        desk.unlock(PASSPHRASE)
    desk.unlock("kettle ostrich lamp")


def test_no_page_waits_while_a_passphrase_is_stretched(desk: Desk) -> None:
    taken, done = Event(), Event()

    def stretching() -> None:
        with desk._guard:
            taken.set()
            done.wait(10)

    thread = Thread(target=stretching)
    thread.start()
    try:
        assert taken.wait(10)
        began = monotonic()
        with desk.held():
            pass
        assert monotonic() - began < 5
    finally:
        done.set()
        thread.join()
