"""What happens when a journal's file is opened: the lock, what was cut off, the tables."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from unspiral.errors import StoreError
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

    On a disk so full that not even the index of the log (32 KiB) has room, the file is opened by one connection that keeps this index in
    memory. It reads everything that was kept, also what lies in the log alone, and it writes as safely as others once there is room.

    Raises:
        StoreError: as ``open_sqlite``.
    """
    place.make_private()
    try:
        return _made(place, cipher_engine(place.file, key), steps)
    except StoreError as error:
        if error.code != "full" or not place.file.stat().st_size:
            raise
        return _made(place, cipher_engine(place.file, key, alone=True), steps)


def _made(place: Place, engine: Engine, steps: Steps) -> Engine:
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
