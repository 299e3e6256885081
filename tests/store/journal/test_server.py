"""The tables on a server are made once, by one program, and a newer database is refused."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import create_engine, text
from tests.store.journal.pg_server import PgServer

from unspiral.errors import StoreError
from unspiral.store.journal.server import away, server_engine
from unspiral.store.journal.upgrade import SERVER

pytestmark = pytest.mark.unit


@pytest.fixture
def empty(server: PgServer) -> str:
    """The address of a database of its own."""
    engine = create_engine(server.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS another"))
        connection.execute(text("CREATE DATABASE another"))
    engine.dispose()
    return server.url.replace("/postgres", "/another")


def test_several_programs_at_once_make_the_tables_once(empty: str) -> None:
    errors: list[BaseException] = []

    def make() -> None:
        try:
            server_engine(empty).dispose()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_a_newer_database_is_refused(empty: str) -> None:
    engine = server_engine(empty)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == SERVER.head
        connection.execute(text("UPDATE alembic_version SET version_num = 's9999'"))
    engine.dispose()
    with pytest.raises(StoreError) as caught:
        server_engine(empty)
    assert caught.value.code == "newer"


def test_who_does_not_know_says_so() -> None:
    assert away().code == "failed" and "not known" in away().what
