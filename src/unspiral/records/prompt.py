"""One prompt: when it was to be, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache

ANSWERED, LATE, EARLY, EXPIRED, NOT_OFFERED, PAUSED, PENDING = "answered", "late", "early", "expired", "not offered", "paused", "pending"
STATUSES = (ANSWERED, LATE, EARLY, EXPIRED, NOT_OFFERED, PAUSED, PENDING)


@cache
def _clock(offset: int) -> timezone:
    return timezone(timedelta(seconds=offset))


@dataclass(frozen=True, slots=True)
class Due:
    """A moment at which a plan asks a person.

    Args:
        person: who.
        schedule: id of the plan.
        version: of its rules.
        rule: id of the rule.
        kind: "fixed", "random", "interval" or "event".
        day: the local date it belongs to; a night's prompt belongs to the day on which its window began.
        id: unique within person and plan; stays the same when the plan is worked out again or the rule gets a new version.
        at: the instant, in UTC.
        offset: of the local clock at that instant, in seconds east of UTC.
        zone: IANA name of that clock.
        zone_data: edition of the tables of time zones by which it was worked out ("2026f").
        expires: minutes after ``at`` in which an answer is in time.
        reminders: minutes after ``at`` at which it is said again; those inside a pause are left out.
        items: what is asked, in this order.
        left_out: what this prompt leaves out by design.
        named: the wall time of the rule where the clock skips it, so that the prompt is due at the first moment after; "" otherwise.
        pause: reason of the pause because of which it is not asked; "" = it is asked.
    """

    person: str
    schedule: str
    version: int
    rule: str
    kind: str
    day: date
    id: str
    at: datetime
    offset: int
    zone: str
    zone_data: str
    expires: int
    reminders: tuple[int, ...] = ()
    items: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    named: str = ""
    pause: str = ""

    @property
    def local(self) -> datetime:
        """The instant on the local clock, with its offset."""
        return self.at.astimezone(_clock(self.offset))

    @property
    def expires_at(self) -> datetime:
        """The first instant, in UTC, at which an answer is late."""
        return self.at + timedelta(minutes=self.expires)

    @property
    def reminders_at(self) -> tuple[datetime, ...]:
        """The instants, in UTC, at which it is said again."""
        return tuple(self.at + timedelta(minutes=minutes) for minutes in self.reminders)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt and what became of it. All times have their offset.

    Args:
        person, schedule, version, rule, kind, id, day, zone, zone_data, items, left_out: as in ``Due``.
        due: when it was to be asked.
        expires: the first instant at which an answer is late.
        offered: when it was shown or rung; None = never.
        opened: when the person looked at it.
        submitted: when the answer was given.
        submission: id that the person's device gave to the answer, so that sending it twice counts once.
        again: ids of further answers to the same prompt; the first one counts, none is forgotten.
        answered: which items were answered.
        reason: a word for why it was not asked or not answered ("holiday"); "" = nobody said.
        paused: it was not asked because of a pause.
    """

    person: str
    schedule: str
    version: int
    rule: str
    kind: str
    id: str
    day: date
    due: datetime
    expires: datetime
    zone: str
    zone_data: str
    offered: datetime | None = None
    opened: datetime | None = None
    submitted: datetime | None = None
    submission: str = ""
    again: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    reason: str = ""
    paused: bool = False
