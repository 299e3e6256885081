"""Makes the tables of a journal, and brings those of an older version up to date."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from unspiral.errors import StoreError

VERSIONS = "alembic_version"


@dataclass(frozen=True, slots=True)
class Steps:
    """A row of steps, each a file that Alembic reads.

    Args:
        folder: where the files lie.
        head: revision of the last one. It stands here so that Alembic is loaded only when there is something to do.
    """

    folder: Path
    head: str


FILE = Steps(Path(__file__).parent / "migrations" / "file", "f0003")
SERVER = Steps(Path(__file__).parent / "migrations" / "server", "s0001")


def revision_of(connection: Connection) -> str:
    """The revision of the tables; "" where there are none.

    A file that was made before revisions were counted has the tables of the first one.
    """
    tables = set(inspect(connection).get_table_names())
    if VERSIONS in tables:
        return str(connection.exec_driver_sql(f"SELECT version_num FROM {VERSIONS}").scalar() or "")
    return "f0001" if "entry" in tables and connection.dialect.name == "sqlite" else ""


def is_known(revision: str, steps: Steps) -> bool:
    """False for tables that only a newer version of this program understands."""
    if revision in ("", steps.head):
        return True
    return any(path.name.startswith(f"{revision}_") for path in steps.folder.glob("*.py"))


def newer() -> StoreError:
    """The error of a file from the future."""
    return StoreError(
        "This file was written by a newer unspiral.",
        why="This one does not understand all of it, and would spoil it.",
        fix="install the newest unspiral, then open the file again.",
        code="newer",
    )


def upgrade(connection: Connection, steps: Steps) -> None:
    """Run the steps that are missing, all in the transaction that the connection is in: all of them happen, or none.

    Args:
        connection: in a transaction.
        steps: what leads to the tables of today.

    Raises:
        StoreError: "newer".
    """
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext, MigrationStep
    from alembic.script import ScriptDirectory

    found = revision_of(connection)
    if not is_known(found, steps):
        raise newer()
    scripts = ScriptDirectory(str(steps.folder.parent), version_locations=[str(steps.folder)])

    def missing(_now: object, _context: object) -> Any:
        todo = reversed(list(scripts.iterate_revisions(steps.head, found or "base")))
        return [MigrationStep.upgrade_from_script(scripts.revision_map, script) for script in todo]

    context = MigrationContext.configure(connection, opts={"fn": missing, "transactional_ddl": True})
    if found and VERSIONS not in inspect(connection).get_table_names():
        context.stamp(scripts, found)
    with Operations.context(context):
        context.run_migrations()
