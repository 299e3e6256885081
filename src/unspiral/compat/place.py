"""Places in a long text: scripts may be thousands of lines, and a place in them is looked up often."""

from __future__ import annotations

from typing import NoReturn

from unspiral.errors import SpecError
from unspiral.loop import tokens


def line_of(text: str, at: int) -> int:
    """Number of the line, from 1, on which a place lies, whatever ends the lines."""
    return 1 + text.count("\n", 0, at) + text.count("\r", 0, at) - text.count("\r\n", 0, at)


def fail(text: str, at: int, what: str, *, why: str = "", fix: str = "") -> NoReturn:
    """Raise the error that points at a place of the text, with its line and column.

    Args:
        text: the whole text; "" where there is none, and no place.
        at: index of the place.
        what: what is wrong there, as a full sentence.
        why: why it matters.
        fix: one remedy.
    """
    if not text:  # matrices that were given as plain lists
        raise SpecError(what, why=why, fix=fix)
    at = min(max(at, 0), len(text))
    start = text.rfind("\n", 0, at) + 1
    start = max(start, text.rfind("\r", start, at) + 1)
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    back = text.find("\r", at, end)
    try:
        tokens.fail(text[start : end if back < 0 else back], at - start, what, why=why, fix=fix)
    except SpecError as problem:
        raise SpecError(f"Line {line_of(text, start)}{problem.what.removeprefix('Line 1')}", why=why, fix=fix) from None
