"""Notes on a text, collected while it is read."""

from __future__ import annotations

from collections.abc import Iterable

from unspiral.compat.moved import Became, Note
from unspiral.compat.place import line_of


class Notebook:
    """Collects notes and gives them back by line.

    Args:
        text: the whole text, for the lines.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._notes: list[Note] = []

    def taken(self, text: str, at: int | None = None) -> None:
        """It means the same here."""
        self._add("taken", text, at)

    def changed(self, text: str, at: int | None = None) -> None:
        """Something near it is here; the text says what differs."""
        self._add("changed", text, at)

    def left(self, text: str, at: int | None = None) -> None:
        """It is not here; the text says why."""
        self._add("left out", text, at)

    def retract(self, *beginnings: str) -> None:
        """Take back what was said with these beginnings."""
        self._notes = [note for note in self._notes if not note.text.startswith(beginnings)]

    def _add(self, became: Became, text: str, at: int | None) -> None:
        note = Note(became, text, 0 if at is None else line_of(self.text, at))
        if note not in self._notes:
            self._notes.append(note)

    def notes(self) -> tuple[Note, ...]:
        """By line; what stands nowhere in the text comes last."""
        return sorted_notes(self._notes)


def sorted_notes(notes: Iterable[Note]) -> tuple[Note, ...]:
    """By line; what stands nowhere in the text comes last."""
    return tuple(sorted(notes, key=lambda note: (note.line == 0, note.line)))


def listed(words: list[str] | tuple[str, ...]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def plural(words: list[str] | tuple[str, ...], one: str, many: str) -> str:
    """``has`` for one word, ``have`` for several."""
    return one if len(words) == 1 else many
