"""A whole journal as JSON, with its history; read again it is the same to the letter."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from unspiral.records.entry import Entry, Plain

SCHEMA = "unspiral.journal/1"
# What a person chose, and nothing that is a secret of this machine or only begun.
SETTINGS = ("country", "paused_until", "questionnaires", "reminder", "zone")


def journal_lines(entries: Iterable[Entry], settings: Mapping[str, Plain]) -> Iterator[bytes]:
    """The file, an entry a line; the same journal gives the same bytes, whenever it is written.

    Args:
        entries: every version, in the order in which they were kept.
        settings: by name; only those in ``SETTINGS`` go out.

    Source: docs/reference/journal.md; tests/measure/exports/test_journal_json.py.
    """
    kept = {name: settings[name] for name in SETTINGS if settings.get(name) is not None}
    yield f'{{"schema": "{SCHEMA}", "settings": {_json(kept)}, "entries": ['.encode()
    parting = b"\n"
    for entry in entries:
        yield parting + _json(plain(entry)).encode()
        parting = b",\n"
    yield b"\n]}\n"


def plain(entry: Entry) -> dict[str, Plain]:
    """An entry as plain things; what is usual is left out."""
    held: dict[str, Plain] = {
        "key": entry.key,
        "kind": entry.kind,
        "day": entry.day,
        "said_at": entry.said_at,
        "body": dict(entry.body),
    }
    if entry.replaces:
        held["replaces"] = entry.replaces
    if entry.withdrawn:
        held["withdrawn"] = True
    return held


def _json(value: Plain) -> str:
    # Half a character can be in no UTF-8 file: it is written as its escape, which reads back to the letter.
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)
    return text if text.isprintable() else json.dumps(value, ensure_ascii=True, sort_keys=True, allow_nan=False)
