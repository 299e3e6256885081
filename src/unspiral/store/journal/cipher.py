"""Connections to an SQLCipher file: its key, and how safely and how quickly it writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool, Pool, QueuePool

PATIENCE_S = 5.0  # how long to wait for another connection that writes

PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "fullfsync = ON",  # on a Mac an ordinary fsync leaves it in the drive's memory
    "secure_delete = ON",
    "temp_store = MEMORY",  # nothing readable in the system's temporary folder
    "cache_size = -8000",  # KiB: years of evenings, so that a page is decrypted once
    "trusted_schema = OFF",
    "cipher_memory_security = ON",  # what was decrypted is wiped from memory when it is let go
    "cell_size_check = ON",
)


def cipher_engine(path: Path, key: bytes, *, pooled: bool = True, alone: bool = False) -> Engine:
    """An engine on an encrypted file; the file is made when the first connection writes.

    Args:
        path: of the file.
        key: the 32 bytes it is encrypted by.
        pooled: keep connections for the next time.
        alone: one connection for all, which has the file to itself and needs no index of the log on the disk.
    """
    from sqlcipher3 import dbapi2

    def connect() -> Any:
        return cipher_connection(path, key, alone=alone)

    pool: type[Pool] = QueuePool if pooled else NullPool
    # The one given back last is taken first: its pages are decrypted already.
    sizes: dict[str, Any] = {"pool_size": 4, "max_overflow": 12, "pool_use_lifo": True} if pooled else {}
    if alone:
        pool, sizes = QueuePool, {"pool_size": 1, "max_overflow": 0}
    engine = create_engine("sqlite://", module=dbapi2, creator=connect, poolclass=pool, pool_reset_on_return="rollback", **sizes)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:  # the driver would begin only before the first change, and tables would not be part of it
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")

    return engine


def is_alone(engine: Engine) -> bool:
    """Whether an engine has one connection for all, as on a full disk: whoever holds it keeps everybody else waiting."""
    return isinstance(engine.pool, QueuePool) and engine.pool.size() == 1


def cipher_connection(path: Path, key: bytes, *, alone: bool = False) -> Any:
    """One bare connection of the driver, unlocked and set up; ``alone`` as for ``cipher_engine``."""
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(path), timeout=PATIENCE_S, check_same_thread=False, isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to the terminal
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        if alone:  # before the log is touched: then its index is kept in memory
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection
