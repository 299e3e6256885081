"""Cells that a spreadsheet would run as a formula are written as text, and read back as they were."""

from __future__ import annotations

import re

from unspiral.measure.cells import NUMBER

# What starts a formula, also in its full-width form and after spaces; a tab or a line end at the front lets the next sign start one.
_STARTS = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n\x00])")


def escaped(text: str) -> str:
    """The cell with an apostrophe before it, where a spreadsheet would run it; numbers such as -3 stay as they are.

    >>> escaped("=1+1"), escaped("-3"), escaped("'=1+1")
    ("'=1+1", '-3', "''=1+1")

    Source: OWASP, CSV injection; tests/measure/exports/test_formula.py.
    """
    return "'" + text if _runs(text) else text


def unescaped(text: str) -> str:
    """The cell as it was before ``escaped``, exactly: an apostrophe goes only where one would have been written."""
    return text[1:] if text[:1] == "'" and _runs(text[1:]) else text


def _runs(text: str) -> bool:
    return _STARTS.match(text) is not None and NUMBER.fullmatch(text) is None
