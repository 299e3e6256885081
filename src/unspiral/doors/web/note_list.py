"""The notes in a journal: those that stand, those that were taken back, and those that hold some words."""

from __future__ import annotations

from collections.abc import Iterable

from unspiral.doors.web.desk import Desk
from unspiral.records.entry import Entry
from unspiral.show.day_record import Note, check_in_of
from unspiral.store.journal.journal import Journal


def notes_of(desk: Desk) -> tuple[Note, ...]:
    """All notes, those written with a check-in among them; newest day first."""
    journal = desk.journal
    return desk.kept.get("notes", journal.version, lambda: _read(journal))


def taken_back(desk: Desk) -> tuple[Entry, ...]:
    """Notes that were taken back, with the words that they had last; newest first."""
    journal = desk.journal
    return desk.kept.get("notes taken back", journal.version, lambda: _withdrawn(journal))


def note_of(journal: Journal, key: str) -> Entry | None:
    """The newest version of the note that a key belongs to; None where there is no such note."""
    versions = journal.history(key)
    return versions[-1][0] if versions and versions[0][0].kind == "note" else None


def holding(notes: Iterable[Note], words: str) -> tuple[Note, ...]:
    """Notes that hold every one of some words, whatever their case."""
    asked = words.casefold().split()
    return tuple(note for note in notes if all(word in note.text.casefold() for word in asked))


def _read(journal: Journal) -> tuple[Note, ...]:
    found: list[Note] = []
    for entry in journal.entries("note", "check-in"):
        if entry.kind == "note":
            found.append(Note(entry.key, entry.day, str(entry.body.get("text", ""))))
        elif check_in_of(entry).note:
            found.append(Note(entry.key, entry.day, check_in_of(entry).note, evening=True))
    return tuple(reversed(found))


def _withdrawn(journal: Journal) -> tuple[Entry, ...]:
    first: dict[str, str] = {}
    newest: dict[str, Entry] = {}  # by the key of the first version
    for entry, _receipt in journal.everything():
        if entry.kind == "note":
            first[entry.key] = first.get(entry.replaces, entry.key)
            newest[first[entry.key]] = entry
    return tuple(entry for entry in reversed(newest.values()) if entry.withdrawn)
