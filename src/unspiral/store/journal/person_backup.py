"""The journal of one person on a server, as a file; sealed as in the database, and without any key."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from unspiral.aside import file_aside
from unspiral.errors import SpecError, StoreError
from unspiral.store.journal.backup import not_whole
from unspiral.store.journal.person_key import PersonKey
from unspiral.store.journal.server_tables import entry, person, setting

SCHEMA = "unspiral.person/1"
BINARY = ("mark", "first", "sealed")


def write_person(path: str | PathLike[str], key: PersonKey, entries: Sequence[Any], settings: Sequence[Any]) -> None:
    """Write the file.

    Args:
        path: nothing may be there.
        key: of the person; it puts its mark under the file, and is not in it.
        entries, settings: rows of one moment.

    Raises:
        StoreError: "there", "failed".
    """
    if Path(path).exists():
        raise StoreError(f"'{path}' is there already.", why="Nothing is overwritten.", fix="choose another name.", code="there")
    rows = [[table, _plain(row)] for table, found in (("entry", entries), ("setting", settings)) for row in found]
    held = json.dumps({"schema": SCHEMA, "rows": rows})
    try:
        with file_aside(path) as stream:
            if os.name != "nt":
                os.fchmod(stream.fileno(), 0o600)
            stream.write(f"{held}\n{key.mark(held).hex()}\n".encode())
    except SpecError as error:
        raise StoreError(error.what, why=error.why, fix=error.fix) from error


def read_person(path: str | PathLike[str], key: PersonKey, connection: Connection) -> int:
    """Put back what a file holds and the database does not; returns how many entries that were.

    Args:
        path: of the file.
        key: of the person; what was sealed by a key that was destroyed since stays away.
        connection: in a transaction.

    Raises:
        StoreError: "damaged" when it is another file, another person's, or was changed.
    """
    try:
        held, mark = Path(path).read_text(encoding="utf-8").splitlines()
        rows = json.loads(held)["rows"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise not_whole() from error
    if key.mark(held).hex() != mark:
        raise not_whole()
    at = connection.execute(select(person).where(person.c.person == key.person).with_for_update()).one()
    back, highest = 0, at.numbered
    for name, plain in rows:
        table = entry if name == "entry" else setting
        values = {field: base64.b64decode(value) if field in BINARY else value for field, value in plain.items()}
        there = connection.execute(select(table.c.mark).where(table.c.person == key.person, table.c.mark == values["mark"])).first()
        if there is None and values["generation"] in key.data:
            connection.execute(insert(table).values(**values))
            back, highest = back + int(name == "entry"), max(highest, values.get("number", 0))
    connection.execute(person.update().where(person.c.person == key.person).values(version=at.version + 1, numbered=highest))
    return back


def _plain(row: Any) -> dict[str, Any]:
    return {name: base64.b64encode(bytes(value)).decode() if name in BINARY else value for name, value in row._mapping.items()}
