"""A copy of an encrypted database, whole and at one moment, while others go on writing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from unspiral.errors import StoreError
from unspiral.store.journal.cipher import cipher_engine
from unspiral.store.journal.rows import counted
from unspiral.store.journal.trouble import damaged, told
from unspiral.store.journal.upgrade import FILE, Steps, is_known, newer, revision_of


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds.

    Args:
        rows: how many, by table.
        version: as ``Journal.version``.
        revision: of its tables.
    """

    rows: dict[str, int]
    version: int
    revision: str


def copy_database(engine: Engine, path: Path) -> None:
    """Write a copy under the same key, without what was deleted.

    Args:
        engine: on the database.
        path: of the copy; nothing may be there.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(path),))
    finally:
        connection.close()
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def contents(path: Path, key: bytes, *, steps: Steps = FILE) -> Contents:
    """Look through a whole database: every page by its seal, then every table and index.

    Args:
        path: of the file, which nobody has open.
        key: that encrypts it.
        steps: that this program knows.

    Raises:
        StoreError: "wrong-key", "damaged", "newer".
    """
    engine = cipher_engine(path, key, pooled=False)
    try:
        with engine.connect() as connection:
            revision = revision_of(connection)
            pages = connection.exec_driver_sql("PRAGMA cipher_integrity_check").all()
            if pages or connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() != ["ok"]:
                raise damaged(path)
            if not is_known(revision, steps):
                raise newer()
            version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
            return Contents(counted(connection), version, revision)
    except (DBAPIError, MemoryError) as error:
        raise told(error, path, opening=True) from error
    finally:
        engine.dispose()


def set_version(path: Path, key: bytes, version: int) -> None:
    """Give a database that nobody has open another ``Journal.version``, and leave it in one file."""
    engine = cipher_engine(path, key, pooled=False)
    try:
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.exec_driver_sql(f"PRAGMA user_version = {version}")
    except (DBAPIError, MemoryError) as error:
        raise told(error, path, opening=True) from error
    finally:
        engine.dispose()


def whole(found: Contents, promised: dict[str, int]) -> None:
    """Compare rows with what was promised.

    Raises:
        StoreError: "damaged" when any lacks.
    """
    if found.rows != promised:
        said = ", ".join(f"{name}: {found.rows.get(name, 0)} of {n}" for name, n in promised.items())
        why = f"Rows found: {said}."
        raise StoreError("The backup does not hold all it should.", why=why, fix="take an earlier one.", code="damaged")
