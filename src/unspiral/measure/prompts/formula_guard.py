"""Text cells that a spreadsheet would take for a formula: guarded on the way out, and given back exactly on the way in."""

from __future__ import annotations

import re

_STARTS = re.compile(r"'*[=+\-@\t\r]")
_FIRST = frozenset("'=+-@\t\r")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would compute it: ``=1+1`` becomes ``'=1+1``."""
    if text[:1] not in _FIRST or not _STARTS.match(text):  # the first look is what makes a long log quick
        return text
    return "'" + text


def unguarded(text: str) -> str:
    """The text as it was before ``guarded``."""
    return text[1:] if _GUARDED.match(text) else text
