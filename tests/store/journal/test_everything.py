"""The whole journal, row after row, as it was when the reading began."""

from __future__ import annotations

from pathlib import Path

import pytest

from unspiral.errors import StoreError
from unspiral.records.entry import Entry
from unspiral.store.journal.sqlite import open_sqlite

pytestmark = pytest.mark.unit


def _entry(key: str, replaces: str = "", *, withdrawn: bool = False) -> Entry:
    return Entry(key, "note", "2026-11-22", "2026-11-22T20:00:00+01:00", {"text": key}, replaces, withdrawn)


def test_all_versions_come_in_the_order_in_which_they_were_kept_and_later_ones_are_not_among_them(tmp_path: Path) -> None:
    journal = open_sqlite(tmp_path / "journal", bytes(32))
    try:
        for entry in (_entry("a"), _entry("b"), _entry("a2", "a"), _entry("b2", "b", withdrawn=True)):
            journal.keep(entry).result()
        reading = journal.everything()
        assert next(reading)[0].key == "a"
        journal.keep(_entry("c")).result()
        assert [(entry.key, receipt.number) for entry, receipt in reading] == [("b", 2), ("a2", 3), ("b2", 4)]
        assert [entry.key for entry, _ in journal.everything()][-1] == "c"
        assert [entry.key for entry, _ in journal.everything(newest=True)] == ["a2", "c"]
        assert [entry.key for entry, _ in journal.everything(newest=True, until=2)] == ["a", "b"]
        assert [entry.key for entry, _ in journal.everything(until=2)] == ["a", "b"]
    finally:
        journal.close()


def test_settings_come_by_name(tmp_path: Path) -> None:
    journal = open_sqlite(tmp_path / "journal", bytes(32))
    try:
        journal.settle("zone", "Europe/Dublin").result()
        journal.settle("country", "IE").result()
        assert dict(journal.settings()) == {"country": "IE", "zone": "Europe/Dublin"}
    finally:
        journal.close()


def test_whoever_is_reading_gets_no_more_once_it_is_closed(tmp_path: Path) -> None:
    journal = open_sqlite(tmp_path / "journal", bytes(32))
    for key in "abc":
        journal.keep(_entry(key)).result()
    reading = journal.everything()
    next(reading)
    journal.close()
    with pytest.raises(StoreError, match="closed"):
        next(reading)
