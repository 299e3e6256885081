"""Questions that stand on both sides of an arrow: what was found of them in a declared loop."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SharedItem:
    """One column that measures a process, and asks about another one that is in the loop too.

    Args:
        process: the process it is an indicator of.
        column: its name in the table.
        item: of which questionnaire it is which question (``phq3``).
        words: of the question.
        other: the process in the loop that it asks about.
        near: whether it asks about something close only; such a column is kept, and named.
        source: where that is from.
    """

    process: str
    column: str
    item: str
    words: str
    other: str
    near: bool
    source: str


@dataclass(frozen=True, slots=True)
class SharedTotal:
    """One column that is a questionnaire's total, some of whose questions ask about another process of the loop.

    Args:
        process: the process it is an indicator of.
        column: its name in the table.
        questionnaire: as people call it.
        items: the questions meant, by item.
        words: of these questions.
        other: the process in the loop that they ask about.
    """

    process: str
    column: str
    questionnaire: str
    items: tuple[str, ...]
    words: tuple[str, ...]
    other: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """All of them in a loop.

    Args:
        items: columns that are single questions.
        totals: columns that are totals.
        unknown: (process, column, other processes) of columns whose questions are not known here, where one of the other processes is
            among those that depression questionnaires ask about.
        keep: whether overlapping columns shall be kept as indicators.
    """

    items: tuple[SharedItem, ...] = ()
    totals: tuple[SharedTotal, ...] = ()
    unknown: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    keep: bool = False

    @property
    def same(self) -> tuple[SharedItem, ...]:
        """Single questions about the other process itself."""
        return tuple(item for item in self.items if not item.near)

    @property
    def near(self) -> tuple[SharedItem, ...]:
        """Single questions about something close to it."""
        return tuple(item for item in self.items if item.near)
