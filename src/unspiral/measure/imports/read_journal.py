"""A whole journal that unspiral wrote as JSON, alone or inside its archive, read back to the letter."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from unspiral.errors import DataError
from unspiral.measure.imports.archive import parts_of
from unspiral.records.entry import Entry, Plain

SCHEMA = "unspiral.journal/1"
NAME = "journal.json"
LARGEST = 1 << 30
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class ReadJournal:
    """A journal from a file.

    Args:
        entries: every version, in the order in which they were kept.
        settings: what the person had chosen.
    """

    entries: tuple[Entry, ...]
    settings: Mapping[str, Plain]


def journal_in(path: Path) -> bytes | None:
    """The JSON of a journal in a file or in an archive of ours; None where there is none."""
    if not path.name.lower().endswith((".json", ".zip")):
        return None
    if path.name.lower().endswith(".json"):
        with path.open("rb") as stream:
            head = stream.read(200)
        return path.read_bytes() if SCHEMA.encode() in head else None
    try:
        parts = [part for part in parts_of(path) if part.file == NAME]
    except DataError:
        return None  # what reads other archives says what is wrong with it
    if not parts or SCHEMA.encode() not in parts[0].head(200):
        return None
    with parts[0].open() as stream:
        held = stream.read(LARGEST + 1)
    if len(held) > LARGEST:
        raise DataError("The journal in this archive is larger than 1 GB.", fix="unpack it, and import its parts")
    return held


def read_journal(text: bytes) -> ReadJournal:
    """Read a journal.

    Args:
        text: as ``unspiral.measure.exports.journal_json`` writes it.

    Raises:
        DataError: it is no such file, or an entry in it is none; says which one.

    Source: tests/measure/imports/test_read_journal.py.
    """
    try:
        held = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise DataError("The file is no JSON, or is damaged.", fix="export it again") from None
    document = cast("dict[str, object]", held) if isinstance(held, dict) else {}
    if document.get("schema") != SCHEMA or not isinstance(document.get("entries"), list):
        raise DataError("The file is no journal of unspiral.", fix="choose journal.json, or the whole archive that the export made")
    entries: list[Entry] = []
    known: set[str] = set()
    for place, held in enumerate(cast("list[object]", document["entries"]), 1):
        entry = _entry(held, place)
        if entry.replaces and entry.replaces not in known:
            raise _fault(place, "it replaces an entry that does not come before it")
        if entry.key in known:
            raise _fault(place, "its key stands there twice")
        known.add(entry.key)
        entries.append(entry)
    settings = document.get("settings")
    return ReadJournal(tuple(entries), cast("dict[str, Plain]", settings) if isinstance(settings, dict) else {})


def _entry(held: object, place: int) -> Entry:
    if not isinstance(held, dict):
        raise _fault(place, "it is no object")
    fields = cast("dict[str, Any]", held)
    texts = [fields.get(name, "") for name in ("key", "kind", "day", "said_at", "replaces")]
    if not all(isinstance(text, str) and len(text) <= 200 for text in texts) or not all(texts[:4]):
        raise _fault(place, "its key, kind, day or moment is missing")
    if not isinstance(fields.get("body"), dict) or not isinstance(fields.get("withdrawn", False), bool):
        raise _fault(place, "it has no body")
    try:
        datetime.strptime(texts[2], "%Y-%m-%d")
        said_at = datetime.fromisoformat(texts[3])
    except ValueError:
        raise _fault(place, "its day or its moment is none") from None
    if said_at.utcoffset() is None or _DAY.fullmatch(texts[2]) is None:
        raise _fault(place, "its moment has no offset")
    return Entry(texts[0], texts[1], texts[2], texts[3], fields["body"], texts[4], fields.get("withdrawn", False))


def _fault(place: int, what: str) -> DataError:
    return DataError(f"Entry {place} of the journal cannot be read: {what}.", why="Nothing of the file was taken.", fix="export it again")


def _no_number(text: str) -> float:
    raise ValueError(text)
