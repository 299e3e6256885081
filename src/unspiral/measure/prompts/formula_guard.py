"""Text cells that a spreadsheet would take for a formula: guarded on the way out, and given back exactly on the way in."""

from __future__ import annotations

import re

_STARTS = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would compute it: ``=1+1`` becomes ``'=1+1``."""
    return "'" + text if _STARTS.match(text) else text


def unguarded(text: str) -> str:
    """The text as it was before ``guarded``."""
    return text[1:] if _GUARDED.match(text) else text
