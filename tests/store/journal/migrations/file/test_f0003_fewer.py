"""The step f0003: after it, what it takes away is gone, and pages still find days without reading all of them."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, inspect

from unspiral.store.journal import rows
from unspiral.store.journal.migrations.file import f0003_fewer as step
from unspiral.store.journal.upgrade import FILE, Steps, upgrade

pytestmark = pytest.mark.unit


def test_days_of_a_kind_need_no_index_of_their_own() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        upgrade(connection, Steps(FILE.folder, "f0002"))
        before = {index["name"] for index in inspect(connection).get_indexes("entry")}
        upgrade(connection, Steps(FILE.folder, step.revision))
        after = {index["name"] for index in inspect(connection).get_indexes("entry")}
        asked, marks = rows.newest(("check-in", "note"), "2026-08-25", "2026-11-22")
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", marks)]
    assert before - after == {"entry_by_day"} and step.down_revision == "f0002"
    assert any("entry_day (kind=? AND day>? AND day<?)" in line for line in plan)
    engine.dispose()
