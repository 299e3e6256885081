"""One entry is taken out of a file, and out of the files beside it, without a trace."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from unspiral.errors import StoreError
from unspiral.store.journal.cipher import cipher_engine
from unspiral.store.journal.place import Place
from unspiral.store.journal.trouble import told

_FORGET = "DELETE FROM entry WHERE first = (SELECT first FROM entry WHERE key = ?)"
_REPLACED = re.compile(r"\.replaced-\d{8}T\d{6}-[0-9a-f]{6}")


def forget_in(engine: Engine, key: str, version: int | None = None) -> bool:
    """Delete all versions of the entry that a key belongs to, then write the whole file anew, and empty the log of what was written.

    Freed cells may have left traces between rows, so this is done also where the entry is gone already: somebody may have read before.

    Args:
        engine: on the file.
        key: of any version.
        version: that the journal has when something was deleted; None leaves it as it is.

    Returns:
        Whether the entry was there.

    Raises:
        DBAPIError: as the driver has it.
        StoreError: "failed" while somebody reads: then traces are left.
    """
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        gone = connection.exec_driver_sql(_FORGET, (key,)).rowcount > 0
        if gone and version is not None:
            connection.exec_driver_sql(f"PRAGMA user_version = {version}")
    raw: Any = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        raw.close()
    if busy:
        raise StoreError("The entry is gone, and traces of it are still in the file, because it is being read.", fix="forget it again.")
    return gone


def forget_in_replaced(place: Place, file_key: bytes, key: str) -> None:
    """Take an entry out of the files that a restored backup replaced.

    Args:
        place: of the journal.
        file_key: that encrypts it.
        key: of any version of the entry.

    Raises:
        StoreError: "full" and the like where one cannot be written; "failed", after all others, where one has another key.
    """
    strange: list[Path] = []
    for path in place.copies("replaced"):
        if not _REPLACED.fullmatch(path.name.removeprefix(place.file.name)):
            continue  # its key, or its log: that goes with the file
        engine = cipher_engine(path, file_key, pooled=False)
        try:
            forget_in(engine, key)
        except (DBAPIError, MemoryError) as error:
            trouble = told(error, path, opening=True)
            if trouble.code not in ("wrong-key", "damaged"):
                raise trouble from error
            strange.append(path)
        finally:
            engine.dispose()
    if strange:
        raise StoreError(
            f"The entry is gone from your file. An older one beside it may still hold it: {', '.join(path.name for path in strange)}.",
            why="It was replaced when a copy was brought back, and the key of your file does not open it.",
            fix="delete it, if you do not need it any more.",
        )
