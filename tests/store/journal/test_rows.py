"""Entries become rows and come back; the question for the newest is quick."""

from __future__ import annotations

import statistics
from time import perf_counter

import pytest
from tests.store.journal.made_entry import SOON, check_in

from unspiral.errors import StoreError
from unspiral.records.entry import Receipt
from unspiral.store.journal import rows
from unspiral.store.journal.sqlite import SqliteJournal

pytestmark = pytest.mark.unit


def test_the_text_of_a_body_does_not_depend_on_the_order() -> None:
    assert rows.text_of({"b": 1, "a": "ü"}) == '{"a": "ü", "b": 1}' == rows.text_of({"a": "ü", "b": 1})
    with pytest.raises(StoreError):
        rows.text_of({"a": float("inf")})


def test_a_second_sending_gets_the_first_receipt() -> None:
    entry, receipt = check_in(), Receipt("k", 4, "then")
    assert rows.again(entry, entry, receipt) == Receipt("k", 4, "then", again=True)
    with pytest.raises(StoreError):
        rows.again(entry, check_in(kind="note"), receipt)


def test_moments_are_in_utc_and_in_order() -> None:
    first, second = rows.moment(), rows.moment()
    assert first <= second and first.endswith("+00:00")


def test_ninety_days_of_ten_years_are_read_at_once(journal: SqliteJournal) -> None:
    days = [f"{year}-{month:02d}-{day:02d}" for year in range(2016, 2026) for month in range(1, 13) for day in range(1, 29)]
    futures = [journal.keep(check_in(day)) for day in days]
    assert all(future.result(60) for future in futures)
    took: list[float] = []
    for _ in range(9):
        begun = perf_counter()
        found = journal.entries("check-in", since="2025-10-01")
        took.append(perf_counter() - begun)
    assert len(found) == 84
    assert statistics.median(took) < 0.05  # the figure itself is in docs/validation/reliability.md: a test must not fail on a busy machine
    with journal._engine.connect() as connection:
        asked, marks = rows.newest(("check-in",), "2025-10-01", "")
        plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", marks)]
        assert rows.counted(connection) == {"entry": len(days), "setting": 0}
    assert not [line for line in plan if line.startswith("SCAN")], plan
    assert journal.history(found[0].key)[0][0] == found[0] and journal.keep(found[0]).result(SOON).again
