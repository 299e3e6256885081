"""Entries and receipts are frozen, and equal when they say the same."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from unspiral.records.entry import Entry, Receipt, seconds_of

pytestmark = pytest.mark.unit

ENTRY = Entry("k", "check-in", "2026-11-22", "2026-11-22T20:15:00+01:00", {"answers": {"pain": 6}})


def test_an_entry_is_first_and_there_unless_it_says_otherwise() -> None:
    assert (ENTRY.replaces, ENTRY.withdrawn) == ("", False)


def test_nobody_changes_an_entry_or_a_receipt() -> None:
    with pytest.raises(FrozenInstanceError):
        ENTRY.day = "2026-11-23"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        Receipt("k", 1, "then").number = 2  # type: ignore[misc]


def test_what_says_the_same_is_equal() -> None:
    assert replace(ENTRY) == ENTRY and replace(ENTRY, body={"answers": {"pain": 7}}) != ENTRY
    assert Receipt("k", 1, "then") == Receipt("k", 1, "then", again=False)


def test_moments_are_put_in_order_whatever_their_zone() -> None:
    ordered = ["no moment", "2026-11-22T20:15:00+01:00", "2026-11-22T19:30:00", "2026-11-22T15:00:00-05:00"]
    assert sorted(ordered, key=seconds_of, reverse=True) == ordered[::-1]
    assert seconds_of("1970-01-01T01:00:10+01:00") == 10.0
