"""A person's earlier bad days: when, how long, what was recorded as tried on them, and how the days after went. No advice, no rank."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FlareRule:
    """What counts as a bad day and as a bad spell; every number can be set.

    Args:
        points: a bad day lies at least so many points above the person's usual ...
        sds: ... and at least so many of the person's own standard deviations.
        days: a spell lasts at least so many days.
        gap: so many days without an answer between two bad days are taken as part of the spell; more of them leave its end open.
        after: how many days after a bad day are looked at.
        fewest: with fewer days, or fewer spells that ended, it is said that they are too few.
    """

    points: float = 2.0
    sds: float = 1.0
    days: int = 2
    gap: int = 1
    after: int = 3
    fewest: int = 5


@dataclass(frozen=True, slots=True)
class Spell:
    """One run of bad days.

    Args:
        first, last: days of the record, counted from 1 on its first day.
        bad: answered bad days.
        bridged: days without an answer inside it.
        begun: whether the day it began on was seen; False where nothing was answered before it.
        ended: whether its end was seen; False where it was still open when the answers stopped.
        tried: thing -> bad days on which it was recorded.
    """

    first: int
    last: int
    bad: int
    bridged: int
    begun: bool
    ended: bool
    tried: dict[str, int]

    @property
    def days(self) -> int:
        """From its first bad day to its last."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Lasting:
    """The share of spells that lasted longer than so many days.

    Args:
        days: a length at which at least one spell ended.
        share: that lasted longer, by Kaplan and Meier.
        low, high: ends of its pointwise interval; None where none can be told, because no longer spell is left.
    """

    days: int
    share: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class SpellLength:
    """How long spells lasted, by Kaplan and Meier over those whose beginning was seen.

    Args:
        spells: whose beginning was seen.
        ended: of these, how many ended in sight; the others lasted at least as long as they were seen.
        unseen: spells whose beginning was not seen; they count nowhere here.
        median: in days; None where too few ended, or where half of them had not ended yet.
        low, high: ends of its interval; None is open.
        level: of the interval.
        shortest, longest: of those that ended; None where none did.
        curve: the share that lasted longer, length by length; empty where too few ended.
    """

    spells: int
    ended: int
    unseen: int
    median: int | None
    low: int | None
    high: int | None
    level: float
    shortest: int | None
    longest: int | None
    curve: tuple[Lasting, ...] = ()


@dataclass(frozen=True, slots=True)
class DaysAfter:
    """How one answer went after bad days of one kind.

    Args:
        days: bad days with an answer on that day and on at least one of the days after.
        spells: in how many spells they lie.
        on: mean on those days; None where they are too few.
        after: mean over the days after.
        low, high: ends of the middle half of the changes from a day to the days after it.
    """

    days: int
    spells: int
    on: float | None
    after: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One answer after bad days with and without something: two descriptions, no effect."""

    column: str
    tried: DaysAfter
    not_tried: DaysAfter


@dataclass(frozen=True, slots=True)
class TriedThing:
    """One thing as the record has it.

    Args:
        name: its column.
        days: bad days of spells on which it was recorded.
        spells: spells with at least one such day.
        ever: days of the whole record on which it was recorded.
        compared: one entry for each answer that was looked at.
    """

    name: str
    days: int
    spells: int
    ever: int
    compared: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class FlarePlan:
    """What a person's own record says about earlier bad days.

    Args:
        person: whose.
        pain: the column of pain.
        outcomes: the columns that were looked at, pain first.
        rule: what counts.
        start: date of day 1 as ``2024-03-09``; "" where the table had no dates.
        span: days from the first row to the last.
        answered: of these, days with an answer on pain.
        usual: the median over those days.
        sd: the standard deviation over those days.
        threshold: a day with at least this much is a bad day.
        turned: column whose scale was turned round -> its top b (all numbers here are b - answer), or None (they are -answer).
        bad: bad days in all.
        spells: oldest first.
        short: bad days in runs shorter than a spell.
        undecided: runs too short for a spell so far, whose beginning or end was not seen.
        length: how long spells lasted.
        things: in the order in which they were asked for, which is no rank.
        said: what must be known beside it.
    """

    person: str
    pain: str
    outcomes: tuple[str, ...]
    rule: FlareRule
    start: str
    span: int
    answered: int
    usual: float
    sd: float
    threshold: float
    turned: dict[str, float | None]
    bad: int
    spells: tuple[Spell, ...]
    short: int
    undecided: int
    length: SpellLength
    things: tuple[TriedThing, ...]
    said: tuple[str, ...]
