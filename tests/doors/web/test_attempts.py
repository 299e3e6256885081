"""Waits that grow, and end."""

from __future__ import annotations

import pytest

from unspiral.doors.web.attempts import LONGEST, Attempts, TooSoon

pytestmark = pytest.mark.unit


def test_waits_grow_and_end() -> None:
    now = 100.0
    held = Attempts(free=3, clock=lambda: now)
    waits: list[int] = []
    for _ in range(14):
        held.check()
        held.wrong()
        try:
            held.check()
            waits.append(0)
        except TooSoon as error:
            waits.append(error.seconds)
            assert "wait" in error.what
            now += error.seconds
    assert waits[:2] == [0, 0]
    assert [wait - 1 for wait in waits[2:7]] == [1, 2, 4, 8, 16]
    assert waits[-1] == LONGEST + 1
    held.check()  # after the wait it is open again, always
    held.right()
    held.wrong()
    held.check()


def test_how_long_is_said_in_words() -> None:
    assert "1 second," in TooSoon(1).what
    assert "8 seconds" in TooSoon(8).what
    assert "5 minutes" in TooSoon(300).what
