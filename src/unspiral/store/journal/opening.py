"""What happens when a journal's file is opened: the lock, what was cut off, the tables."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from unspiral.store.journal.cipher import cipher_engine
from unspiral.store.journal.lock import Lock
from unspiral.store.journal.place import Place
from unspiral.store.journal.replica import copy_database
from unspiral.store.journal.restore import finish_restoring
from unspiral.store.journal.shred import finish_erasing, shred_all
from unspiral.store.journal.trouble import told, told_by_system
from unspiral.store.journal.upgrade import Steps, is_known, newer, revision_of, upgrade


@contextmanager
def hold(place: Place) -> Generator[Lock]:
    """Lock a place and finish what was cut off in it. The lock stays when the block ends well.

    Raises:
        StoreError: "locked"; "read-only", "full" or "failed" when the folder takes no file.
    """
    lock = None
    try:
        place.make_folder()
        lock = Lock(place.lock)
        finish_erasing(place)
        finish_restoring(place)
        shred_all([*place.copies("part"), *place.broken_off()])
        yield lock
    except OSError as error:
        if lock is not None:
            lock.release()
        raise told_by_system(error, opening=True) from error
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def tables_made(place: Place, key: bytes, steps: Steps) -> Engine:
    """An engine on a journal whose tables are those of today; a copy of an older file is put aside before they are changed.

    Raises:
        StoreError: as ``open_sqlite``.
    """
    place.make_private()
    engine = cipher_engine(place.file, key)
    try:
        with engine.connect() as connection:
            found = revision_of(connection)
        if found != steps.head:
            if not is_known(found, steps):
                raise newer()
            if found:
                copy_database(engine, place.aside("before"))
            with engine.connect().execution_options(writes=True) as connection, connection.begin():
                upgrade(connection, steps)
    except (DBAPIError, MemoryError) as error:
        engine.dispose()
        raise told(error, place.file, opening=True) from error
    except BaseException:
        engine.dispose()
        raise
    return engine
