"""What was read is read again as soon as something of its kind, or a correction of anything, was written."""

from __future__ import annotations

import pytest

from unspiral.records.entry import Entry
from unspiral.store.journal.known import MOST, SETTING, Known

pytestmark = pytest.mark.unit


def entry(kind: str, replaces: str = "") -> Entry:
    return Entry("k", kind, "2026-11-22", "2026-11-22T20:00:00+01:00", {}, replaces)


def test_read_once_until_written() -> None:
    held, reads = Known(), 0

    def read() -> tuple[Entry, ...]:
        nonlocal reads
        reads += 1
        return (entry("treatment"),) * reads

    assert len(held.get(("treatment", "trial"), read)) == 1
    assert len(held.get(("treatment", "trial"), read)) == 1
    held.written([entry("check-in"), ("zone", "Europe/Dublin")])
    assert len(held.get(("treatment", "trial"), read)) == 1
    held.written([entry("trial")])
    assert len(held.get(("treatment", "trial"), read)) == 2
    held.written([entry("note", replaces="k")])
    assert len(held.get(("treatment", "trial"), read)) == 3
    held.clear()
    assert len(held.get(("treatment", "trial"), read)) == 4


def test_settings() -> None:
    held = Known()
    assert held.get((f"{SETTING}zone",), lambda: ("a",)) == ("a",)
    held.written([entry("check-in"), ("country", "IE")])
    assert held.get((f"{SETTING}zone",), lambda: ("b",)) == ("a",)
    held.written([("zone", None)])
    assert held.get((f"{SETTING}zone",), lambda: ()) == ()


def test_what_is_written_while_it_is_read_is_not_missed() -> None:
    held = Known()

    def read() -> tuple[Entry, ...]:
        held.written([entry("trial")])
        return ()

    assert held.get(("trial",), read) == ()
    assert held.get(("trial",), lambda: (entry("trial"),)) == (entry("trial"),)


def test_only_so_many() -> None:
    held = Known()
    for number in range(3 * MOST):
        held.get((str(number),), tuple)
    assert len(held._held) <= MOST
