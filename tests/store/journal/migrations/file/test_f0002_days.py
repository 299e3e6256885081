"""The step f0002: after it, what it makes is there."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, inspect

from unspiral.store.journal.migrations.file import f0002_days as step
from unspiral.store.journal.upgrade import FILE, Steps, upgrade

pytestmark = pytest.mark.unit


def test_days_have_an_index_of_their_own() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        upgrade(connection, Steps(FILE.folder, "f0001"))
        before = {index["name"] for index in inspect(connection).get_indexes("entry")}
        upgrade(connection, Steps(FILE.folder, step.revision))
        after = {index["name"] for index in inspect(connection).get_indexes("entry")}
    assert after - before == {"entry_by_day"} and step.down_revision == "f0001"
    engine.dispose()
