"""What parts the cells of a text table: comma, semicolon, tab or bar, told from its first lines."""

from __future__ import annotations

import csv
from collections.abc import Sequence

SAID = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def delimiter_of(lines: Sequence[str], *, tab_first: bool = False) -> str:
    """The delimiter under which the header has several cells and the lines below as many as it.

    Args:
        lines: the first lines of the file, header first, blank ones left out.
        tab_first: the file's name says that tabs part the cells; decides between equals.

    Returns:
        One of ``, ; tab |``; a comma when there is only one column.
    """
    order = sorted(SAID, key=lambda mark: (mark != "\t") if tab_first else 0)
    return max(order, key=lambda mark: _fit(lines, mark))


def _fit(lines: Sequence[str], mark: str) -> tuple[bool, float, int]:
    """Has the header several cells? What share of lines has as many? How many are they?"""
    try:
        widths = [len(record) for record in csv.reader(lines, delimiter=mark, skipinitialspace=True) if record]
    except csv.Error:
        return (False, 0.0, 0)
    header = widths[0] if widths else 0
    alike = sum(width == header for width in widths) / max(len(widths), 1)
    return (header > 1, alike if header > 1 else 0.0, header)
