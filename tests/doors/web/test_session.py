"""Sessions end by quiet, by age, by number, and change their names."""

from __future__ import annotations

import pytest

from unspiral.doors.web.session import AT_ONCE, HOURS, QUIET_MINUTES, REMEMBERED, Sessions

pytestmark = pytest.mark.unit


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_quiet_and_age() -> None:
    clock = Clock()
    held = Sessions(clock)
    cookie = held.begin("Browser")
    clock.now += QUIET_MINUTES * 60 - 1
    assert held.of(cookie) is not None
    clock.now += QUIET_MINUTES * 60 + 1
    assert held.of(cookie) is None
    cookie = held.begin("Browser")
    end = clock.now + HOURS * 3600
    while clock.now < end:  # however busy
        assert held.of(cookie) is not None
        clock.now += 600
    clock.now += 1
    assert held.of(cookie) is None


def test_names() -> None:
    held = Sessions()
    first, second = held.begin("A" * 999), held.begin("B")
    assert len(first) >= 43  # 256 bits
    assert first not in repr(held)
    assert [len(session.browser) for session in held.all()] == [200, 1]
    renewed = held.admit(first)
    assert held.of(first) is None
    session = held.of(renewed)
    assert session is not None
    assert session.admitted
    held.end_number(session.number)
    assert held.of(renewed) is None
    held.clear(but=second)
    assert held.of(second) is not None
    held.clear()
    assert held.all() == ()
    assert held.of("") is None


def test_only_so_many_at_once() -> None:
    clock = Clock()
    held = Sessions(clock)
    cookies = []
    for number in range(AT_ONCE + 3):
        clock.now += 1
        cookies.append(held.begin(str(number)))
    assert len(held.all()) == AT_ONCE
    assert held.of(cookies[0]) is None
    assert held.of(cookies[-1]) is not None


def test_a_passphrase_that_is_sent_twice_lets_in_twice() -> None:
    held = Sessions()
    sent = held.begin("Browser")
    first = held.admit(sent, "Browser")
    second = held.admit(sent, "Browser")  # the browser had no other cookie yet when it sent this
    assert held.of(sent) is None
    for cookie in (first, second):
        session = held.of(cookie)
        assert session is not None and session.admitted


def test_a_browser_that_was_in_is_remembered_and_let_in_nowhere() -> None:
    sessions = Sessions()
    only_started, cookie = sessions.begin("a"), sessions.admit(sessions.begin("b"))
    assert sessions.was_in(only_started) and sessions.was_in(cookie)
    sessions.clear()
    assert not sessions.was_in(only_started) and sessions.was_in(cookie) and sessions.of(cookie) is None
    assert not sessions.was_in("") and not sessions.was_in("guessed")
    for _ in range(REMEMBERED):
        sessions.end(sessions.admit(sessions.begin("c")))
    assert not sessions.was_in(cookie)
