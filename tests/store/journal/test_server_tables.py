"""The tables on a server are those that are asked for, and hold no word in the clear."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect
from tests.store.journal.pg_server import PgServer

from unspiral.store.journal import server_tables
from unspiral.store.journal.server import server_engine

pytestmark = pytest.mark.unit


def test_the_steps_lead_to_these_tables(server: PgServer) -> None:
    engine = server_engine(server.url)
    there = inspect(engine)
    for table in server_tables.metadata.sorted_tables:
        assert [column["name"] for column in there.get_columns(table.name)] == [column.name for column in table.columns]
        assert there.get_pk_constraint(table.name)["constrained_columns"] == [column.name for column in table.primary_key]
        assert {str(index["name"]) for index in there.get_indexes(table.name)} >= {str(index.name) for index in table.indexes}
    assert [constraint["column_names"] for constraint in there.get_unique_constraints("entry")] == [["person", "mark"]]
    engine.dispose()


def test_what_stands_in_the_clear_is_no_answer() -> None:
    clear = {f"{table.name}.{column.name}" for table in server_tables.metadata.sorted_tables for column in table.columns}
    sealed = {"entry.mark", "entry.first", "entry.sealed", "setting.mark", "setting.sealed"}
    counts = {"person.version", "person.numbered", "entry.number", "entry.generation", "setting.generation"}
    assert clear - sealed - counts == {"person.person", "entry.person", "setting.person", "entry.kept_at"}
