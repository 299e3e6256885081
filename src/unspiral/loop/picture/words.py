"""How much room words take, and how they are broken to fit; no font is asked, so the widths are on the safe side."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

LINE = 1.16  # distance of two lines, in font sizes
_NARROW = frozenset("iljtfrI.,:;'|!()[] -")
_WIDE = frozenset("mwMW%@—")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of words: its size, and its middle's distance below the middle of what it stands in."""

    text: str
    size: float
    below: float
    small: bool = False


def width(text: str, size: float) -> float:
    """Room a line takes, for the wider of the usual screen fonts."""
    return size * sum(_width(c) for c in text)


def _width(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if character in _NARROW:
        return 0.40
    if character in _WIDE:
        return 0.98
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    return 0.72 if character.isupper() else 0.62


def spoken(name: str) -> str:
    """A name as people write it: ``sleep_problem`` is "sleep problem"."""
    return " ".join(name.replace("_", " ").split()) or name


def wrap(text: str, size: float, room: float) -> list[str]:
    """Break at blanks and behind hyphens into as few lines as fit, about equally long; a word is never broken.

    A number stays with its unit and a sign with what it belongs to, so that no line ends in "after about 1".
    """
    pieces = re.findall(r"[^\s-]+-(?=\w)|[+−]\s+\S+|\d\S*\s+[^\s\d]\S*|\S+", text)
    lines = _filled(pieces, size, room)
    if len(lines) < 2:
        return lines
    for share in (0.5, 0.6, 0.7, 0.8, 0.9):
        evener = _filled(pieces, size, room * share)
        if len(evener) == len(lines) and max(width(line, size) for line in evener) <= room * share:
            return evener
    return lines


def _filled(pieces: list[str], size: float, room: float) -> list[str]:
    lines: list[str] = []
    for piece in pieces:
        glue = "" if lines and lines[-1].endswith("-") else " "
        if lines and width(lines[-1] + glue + piece, size) <= room:
            lines[-1] += glue + piece
        else:
            lines.append(piece)
    return lines


def cut(text: str, size: float, room: float) -> str:
    """The words themselves, or as much of them as fits with an ellipsis behind."""
    if width(text, size) <= room:
        return text
    while text and width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def in_discs(insides: Mapping[str, str], radius: float) -> dict[str, list[Line]]:
    """The words inside every disc, all in the largest size that fits the fullest one.

    Args:
        insides: process -> what its disc tells below the name (such as a half-life), or "".
        radius: of every disc.
    """
    for size in (22.0, 20.0, 18.0, 16.0, 14.0):
        for share in (1.75, 1.3):  # long lines first, then more and shorter ones
            found = {name: _stack(name, inside, size, share * radius) for name, inside in insides.items()}
            if all(_fits(line, radius) for lines in found.values() for line in lines):
                return found
    found = {name: _stack(name, inside, 14.0, 1.75 * radius) for name, inside in insides.items()}
    return {name: [_cut_line(line, radius) for line in lines if _is_inside(line, radius)] for name, lines in found.items()}


def _cut_line(line: Line, radius: float) -> Line:
    return Line(cut(line.text, line.size, 2 * _half_chord(line, radius)), line.size, line.below, line.small)


def _is_inside(line: Line, radius: float) -> bool:
    return abs(line.below) + line.size / 2 < radius


def _stack(name: str, inside: str, size: float, room: float) -> list[Line]:
    small = max(14.0, size - 1)
    parts = [(text, size, False) for text in wrap(spoken(name), size, room)]
    parts += [(text, small, True) for text in wrap(inside, small, room)]
    height = sum(s * LINE for _, s, _ in parts)
    lines: list[Line] = []
    top = -height / 2
    for text, s, is_small in parts:
        lines.append(Line(text, s, top + s * LINE / 2, is_small))
        top += s * LINE
    return lines


def _fits(line: Line, radius: float) -> bool:
    bold = 1.0 if line.small else 1.1
    return _is_inside(line, radius) and bold * width(line.text, line.size) <= 2 * _half_chord(line, radius)


def _half_chord(line: Line, radius: float) -> float:
    """Half the disc's width at the line's outer edge, less a little air."""
    edge = abs(line.below) + line.size * 0.4
    return math.sqrt(max(radius**2 - edge**2, 1.0)) - 3
