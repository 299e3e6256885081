"""The form of a note: read, checked, and shown again with what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from unspiral.doors.web.form import Form
from unspiral.doors.web.keeping import form_key
from unspiral.records.entry import Entry

LONGEST = 5000  # letters
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class NoteForm:
    """What was typed, as it was typed.

    Args:
        key: of the entry that the form becomes.
        replaces: key of the note that it corrects; "" for a new one.
        day: that the note is about.
        text: the words.
    """

    key: str
    replaces: str
    day: str
    text: str

    def objections(self, today: str) -> dict[str, str]:
        """What is not clear, a sentence a field; empty where all is."""
        found: dict[str, str] = {}
        if not self.text.strip():
            found["text"] = "Write something, or leave this page: nothing is kept then."
        elif len(self.text) > LONGEST:
            found["text"] = f"A note can have at most {LONGEST} letters; this one has {len(self.text)}. You can make two of it."
        if not _is_day(self.day, today):
            found["day"] = f"Give the day it is about as year-month-day, such as {today}. It cannot lie ahead."
        return found

    def entry(self, said_at: str) -> Entry:
        """The entry that it becomes."""
        return Entry(self.key, "note", self.day, said_at, {"text": self.text}, self.replaces)


def empty_note(today: str) -> NoteForm:
    """A form for a new note about today."""
    return NoteForm(str(uuid4()), "", today, "")


def note_form_of(entry: Entry) -> NoteForm:
    """A form that corrects a note."""
    return NoteForm(str(uuid4()), entry.key, entry.day, str(entry.body.get("text", "")))


def read_note(form: Form) -> NoteForm:
    """What the form sent. Line ends are the same on every system; blanks around the words go."""
    text = form.one("text").replace("\r\n", "\n").replace("\r", "\n")
    return NoteForm(form_key(form.one("key")), form.one("replaces"), form.one("day"), text)


def _is_day(typed: str, today: str) -> bool:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return False
    return day.isoformat() == typed and EARLIEST <= day <= date.fromisoformat(today)
