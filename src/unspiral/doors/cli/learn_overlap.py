"""Which columns of a loop are questions of a known questionnaire, so that those about another process can be left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from unspiral.errors import DataError, SpecError

if TYPE_CHECKING:
    from unspiral.loop.model import Loop
    from unspiral.records.overlap import Overlap

_MEANT = ("phq9", "cesd20", "gad7", "rmdq24", "peg")  # where numbers alone leave it open, the longest form of each family
_LETTERED = frozenset(("peg_p", "peg_e", "peg_g"))  # questions that letters tell apart
_TEN_ITEM = 10  # questions of the short CES-D, whose numbers mean other questions


def overlap_in(loop: Loop, *, keep: bool) -> Overlap | None:
    """What is known of columns that ask about another process of the loop; None where there is nothing to say.

    Args:
        loop: as declared.
        keep: whether ``--keep-overlap`` was given.

    Raises:
        SpecError: ``--keep-overlap`` was given, and nothing overlaps.
    """
    from unspiral.evidence.overlap import overlap_of

    items: dict[str, str] = {}
    unsure: list[str] = []
    for process in loop.processes:
        known, open_ones = items_among([indicator.column for indicator in process.indicators])
        items |= known
        unsure += open_ones
    found = overlap_of(loop, items, unsure=unsure, keep=keep)
    if keep and not found.same:
        raise SpecError(
            "--keep-overlap was given, and no column of the loop is a question that asks about another of its processes.",
            why="Left in silently, it would look as if something had been kept.",
            fix="leave out --keep-overlap.",
        )
    return found if found.items or found.totals or found.unknown else None


def items_among(columns: Sequence[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Column -> question, of the indicators of one process; and those that are questions of which it cannot be told which.

    Args:
        columns: names of the table.
    """
    from unspiral.measure.imports.recognise import recognised
    from unspiral.measure.names import is_item, words

    found: dict[str, str] = {}
    for meant in (None, *_MEANT):
        try:
            found = {one.column: one.item for one in recognised(columns, instrument=meant)}
            break
        except DataError:  # several forms have such questions; in those of one family the same number is the same question
            continue
    found |= {column: column.casefold() for column in columns if column.casefold() in _LETTERED}
    short = [c for c in columns if words(c)[:1] in (("cesd",), ("ces",))]
    if short and not any("20" in words(c)[1:-1] for c in short) and all(_number(c) <= _TEN_ITEM for c in short if c in found):
        found = {column: item for column, item in found.items() if column not in short}
    left = tuple(c for c in columns if c not in found and is_item(c)) if len(columns) > 1 else ()
    return found, left


def _number(column: str) -> int:
    digits = "".join(letter for letter in column.rpartition("_")[2] if letter.isdigit())
    return int(digits) if digits else 0


def said_of(loop: Loop, found: Overlap | None) -> tuple[str, ...]:
    """What is said aloud before the search: which columns are left out."""
    from unspiral.learn.overlap import KEEP, left_out

    if found is None or found.keep:
        return ()
    return tuple(
        f"'{item.column}' asks about {item.other}, which is in the loop by itself: left out of {item.process} ({KEEP} keeps it)."
        for item in left_out(loop, found)
    )
