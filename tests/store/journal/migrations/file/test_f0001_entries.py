"""The step f0001: after it, what it makes is there."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, inspect

from unspiral.store.journal.migrations.file import f0001_entries as step
from unspiral.store.journal.upgrade import FILE, Steps, upgrade

pytestmark = pytest.mark.unit


def test_entries_and_settings_are_there() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        upgrade(connection, Steps(FILE.folder, step.revision))
        names = {table: [column["name"] for column in inspect(connection).get_columns(table)] for table in ("entry", "setting")}
        columns = "key, first, replaces, kind, day, said_at, kept_at, withdrawn, body"
        add = f"INSERT INTO entry ({columns}) VALUES ('k', 'k', '', '', '', '', '', 0, '')"
        connection.exec_driver_sql(add)
        connection.exec_driver_sql("DELETE FROM entry")
        connection.exec_driver_sql(add)
        assert connection.exec_driver_sql("SELECT number FROM entry").scalar() == 2  # a number is never given again
    assert names == {
        "entry": ["number", "key", "first", "replaces", "kind", "day", "said_at", "kept_at", "withdrawn", "body"],
        "setting": ["name", "value", "set_at"],
    }
    assert step.down_revision is None
    engine.dispose()
