"""The step s0001: after it, what it makes is there."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, inspect

from unspiral.store.journal.migrations.server import s0001_persons as step
from unspiral.store.journal.upgrade import SERVER, Steps, upgrade

pytestmark = pytest.mark.unit


def test_persons_entries_and_settings_are_there() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        upgrade(connection, Steps(SERVER.folder, step.revision))
        assert set(inspect(connection).get_table_names()) == {"person", "entry", "setting", "alembic_version"}
        assert {key["referred_table"] for key in inspect(connection).get_foreign_keys("entry")} == {"person"}
    assert step.down_revision is None
    engine.dispose()
