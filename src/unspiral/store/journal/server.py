"""Connections to a PostgreSQL server, and its tables."""

from __future__ import annotations

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from unspiral.errors import StoreError
from unspiral.store.journal.upgrade import SERVER, is_known, newer, revision_of, upgrade

LOCK = 0x756E7370  # one program at a time upgrades


def server_engine(url: str) -> Engine:
    """An engine on a database whose tables are those of today.

    Args:
        url: "postgresql+pg8000://user@host/name".

    Raises:
        StoreError: "newer"; "failed" when the server cannot be reached.
    """
    engine = create_engine(url, pool_pre_ping=True, pool_size=2, max_overflow=6)
    try:
        with engine.begin() as connection:
            found = revision_of(connection)
            if found != SERVER.head:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
                found = revision_of(connection)
            if not is_known(found, SERVER):
                raise newer()
            if found != SERVER.head:
                upgrade(connection, SERVER)
        return engine
    except (DBAPIError, OSError) as error:
        engine.dispose()
        raise away() from error
    except BaseException:
        engine.dispose()
        raise


def away() -> StoreError:
    """The error of a server that does not answer."""
    return StoreError(
        "The database did not answer, so it is not known whether this was kept.",
        why="It was stopped, or the way to it is cut.",
        fix="send it again in a moment: what was kept already is not kept twice.",
        code="failed",
    )
