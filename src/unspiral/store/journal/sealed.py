"""Entries and settings as sealed rows on a server."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.engine import Connection

from unspiral.records.entry import Entry, Plain, Receipt
from unspiral.store.journal.person_key import PersonKey
from unspiral.store.journal.server_tables import entry, setting


def of_person(person: str) -> Select[Any]:
    """The question for all entries of a person, in the order in which they were kept."""
    return select(entry).where(entry.c.person == person).order_by(entry.c.number)


def settings_of(person: str) -> Select[Any]:
    """The question for all settings of a person."""
    return select(setting).where(setting.c.person == person).order_by(setting.c.mark)


def text_of_entry(given: Entry, body: str) -> str:
    """An entry as the text that is sealed.

    Args:
        given: the entry.
        body: its body as text.
    """
    told = [given.key, given.kind, given.day, given.said_at, given.replaces, given.withdrawn]
    text = f"{json.dumps(told, ensure_ascii=False)}\n{body}"
    text.encode("utf-8")  # half a letter is found here, before anything is sent
    return text


def entry_of(key: PersonKey, row: Any) -> Entry:
    """The entry in a row."""
    told, body = key.unseal(bytes(row.sealed), row.generation).split("\n", 1)
    name, kind, day, said_at, replaces, withdrawn = json.loads(told)
    return Entry(name, kind, day, said_at, json.loads(body), replaces, withdrawn)


def pair_of(key: PersonKey, row: Any) -> tuple[Entry, Receipt]:
    """The entry in a row, and its receipt."""
    found = entry_of(key, row)
    return found, Receipt(found.key, row.number, row.kept_at)


def setting_of(key: PersonKey, row: Any) -> tuple[str, Plain]:
    """Name and value of a setting."""
    name, value = json.loads(key.unseal(bytes(row.sealed), row.generation))
    return name, value


def seal_anew(connection: Connection, key: PersonKey) -> None:
    """Seal all rows of a person by their newest data key."""
    for table, order in ((entry, entry.c.number), (setting, setting.c.mark)):
        asked = select(order, table.c.sealed, table.c.generation).where(table.c.person == key.person)
        for at, held, generation in connection.execute(asked).all():
            now = key.seal(key.unseal(bytes(held), generation))
            mine = (table.c.person == key.person, order == at)
            connection.execute(update(table).where(*mine).values(sealed=now, generation=key.generation))
