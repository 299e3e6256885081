"""The file is encrypted, and set up to lose nothing and to leave nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from unspiral.store.journal.cipher import cipher_connection, cipher_engine, is_alone

pytestmark = pytest.mark.unit

KEY = bytes(range(32))


def test_settings_hold(tmp_path: Path) -> None:
    connection = cipher_connection(tmp_path / "a", KEY)

    def asked(name: str) -> object:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]

    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "temp_store": 2, "cipher_memory_security": "1", "fullfsync": 1}
    assert {name: asked(name) for name in wanted} == wanted
    connection.close()


def test_nothing_in_the_file_can_be_read(tmp_path: Path) -> None:
    engine = cipher_engine(tmp_path / "a", KEY)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE secret (words TEXT)")
        connection.exec_driver_sql("INSERT INTO secret VALUES ('canary-in-the-mine')")
    for file in (tmp_path / "a", tmp_path / "a-wal"):
        data = file.read_bytes()
        assert b"canary" not in data and b"SQLite format" not in data and b"secret" not in data
    engine.dispose()


def test_tables_are_part_of_a_transaction(tmp_path: Path) -> None:
    engine = cipher_engine(tmp_path / "a", KEY, pooled=False)
    with engine.connect().execution_options(writes=True) as connection:
        connection.exec_driver_sql("CREATE TABLE a (b)")
        connection.rollback()
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() == 0
    engine.dispose()


def test_one_that_is_alone_needs_no_index_on_the_disk_and_lets_nobody_else_in(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with (ordinary := cipher_engine(path, KEY)).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE a (b)")
    ordinary.dispose()
    engine = cipher_engine(path, KEY, alone=True)
    assert is_alone(engine) and not is_alone(ordinary) and not is_alone(cipher_engine(path, KEY, pooled=False))
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.exec_driver_sql("INSERT INTO a VALUES (1)")
    assert (tmp_path / "a-wal").stat().st_size > 0 and not (tmp_path / "a-shm").exists()
    engine.dispose()
    again = cipher_connection(path, KEY)
    assert again.execute("SELECT count(*) FROM a").fetchone() == (1,)
    again.close()
