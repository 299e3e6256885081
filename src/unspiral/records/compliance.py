"""How many prompts were answered, and what became of the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Count:
    """What became of a group of prompts, or of one item in them.

    Args:
        key: the group: a person, a date, an item, a weekday, an hour, a kind or a rule.
        answered: in time.
        late: after they had expired.
        early: before they were due, so that some clock is wrong.
        expired: offered, and not answered.
        not_offered: never shown or rung.
        paused: not asked, because the plan paused.
        pending: their time is not over.
        blank: with items only: the prompt was answered and this item was not.
        by_design: with items only: prompts that left this item out as planned; not missing.
        partly: prompts answered in which some items were left blank.
        rate: answered in time, of all that are over and were not paused; None where none is over.
        low, high: 95 % Wilson interval of the rate, which takes prompts as independent of each other.
        reasons: why prompts were not answered, with their number, the most frequent first.
    """

    key: str
    answered: int = 0
    late: int = 0
    early: int = 0
    expired: int = 0
    not_offered: int = 0
    paused: int = 0
    pending: int = 0
    blank: int = 0
    by_design: int = 0
    partly: int = 0
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    reasons: tuple[tuple[str, int], ...] = ()

    @property
    def over(self) -> int:
        """Prompts whose time is over, without paused ones."""
        return self.answered + self.late + self.early + self.expired + self.not_offered + self.blank


@dataclass(frozen=True, slots=True)
class Gap:
    """The longest stretch in which a person answered nothing.

    Args:
        person: who.
        days: from one answer to the next, or from the first prompt on, or until the last one that is over expired.
        start, end: of that stretch.
        prompts: how many prompts that are over lie unanswered in it.
        paused: how many paused ones lie in it.
    """

    person: str
    days: float
    start: datetime
    end: datetime
    prompts: int
    paused: int


@dataclass(frozen=True, slots=True)
class Compliance:
    """Prompts counted, one group a row.

    Args:
        by: "person", "day", "item", "weekday", "hour", "kind" or "rule".
        now: at which it was decided what is over.
        rows: the groups in their natural order.
        total: all prompts.
        gaps: one for each person who was asked, in the order of their names.
        notes: what the numbers mean, and what they cannot tell.
    """

    by: str
    now: datetime
    rows: tuple[Count, ...]
    total: Count
    gaps: tuple[Gap, ...]
    notes: tuple[str, ...]
