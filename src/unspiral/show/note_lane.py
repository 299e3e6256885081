"""Notes as small numbers under the days that they are about; the words stand in a list below the picture."""

from __future__ import annotations

from collections.abc import Sequence

from unspiral.show.day_record import Days, Note
from unspiral.show.days_axis import DaysAxis
from unspiral.show.svg import FONT, rule, text

LANE = 24.0
LETTER = 0.64 * FONT


def numbered(notes: Sequence[Note]) -> list[tuple[int, Note]]:
    """Notes with their numbers, from 1, oldest first."""
    return list(enumerate(notes, 1))


def note_marks(days: Days, axis: DaysAxis, top: float) -> list[str]:
    """A short stroke under each day that has a note, and numbers below; those that lie too near each other share one: "3–5"."""
    merged = _merged([[(axis.at(days.place(note.day)), k)] for k, note in numbered(days.notes)])
    places = sorted({days.place(note.day) for note in days.notes})
    strokes = [rule((axis.at(place), top), (axis.at(place), top + 5.0), tone="ink", width=1.6) for place in places]
    return [*strokes, *(_label(group, axis, top) for group in merged)]


def _merged(groups: list[list[tuple[float, int]]]) -> list[list[tuple[float, int]]]:
    """Groups grow when they are joined, and may then reach the one before."""
    merged: list[list[tuple[float, int]]] = []
    for group in groups:
        joined = group
        while merged and _middle(joined) - _middle(merged[-1]) < LETTER * (len(_words(merged[-1])) + len(_words(joined)) + 1.0) / 2.0:
            joined = [*merged.pop(), *joined]
        merged.append(joined)
    return merged


def _label(group: list[tuple[float, int]], axis: DaysAxis, top: float) -> str:
    words = _words(group)
    half = LETTER * len(words) / 2.0
    x = min(max(_middle(group), axis.left + half - 6.0), axis.right - half + 6.0)
    return text(words, x, top + 13.0, anchor="middle")


def _middle(group: list[tuple[float, int]]) -> float:
    return (group[0][0] + group[-1][0]) / 2.0


def _words(group: list[tuple[float, int]]) -> str:
    first, last = group[0][1], group[-1][1]
    return str(first) if first == last else f"{first}–{last}"
