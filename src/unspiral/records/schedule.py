"""A plan of when to ask whom: rules on local wall clocks, in versions that are never changed once they are published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

MIDNIGHT, WAKE, SLEEP = "midnight", "wake", "sleep"
ANCHORS = (MIDNIGHT, WAKE, SLEEP)


@dataclass(frozen=True, slots=True)
class Wall:
    """A time on the wall clock of the person.

    Args:
        anchor: "midnight" of the day, or when the person gets up ("wake") or goes to bed ("sleep").
        minutes: after that; below 0 = before it.
    """

    anchor: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """Asked at the same wall times on each day that counts.

    Args:
        times: on the wall clock, one prompt each.
        weekdays: 0 = Monday ... 6 = Sunday; empty = all.
        every: on each so-manieth day, counted from ``since``.
        since: first of these days; None = the first day of the version.
    """

    times: tuple[Wall, ...]
    weekdays: tuple[int, ...] = ()
    every: int = 1
    since: date | None = None


@dataclass(frozen=True, slots=True)
class RandomWindow:
    """Asked at moments inside a window that nobody can foresee, the same ones whenever the plan is worked out.

    Args:
        start: of the window.
        end: of the window; not after ``start`` = on the next day.
        count: prompts in the window.
        gap: least minutes from one prompt to the next.
        weekdays, every, since: as in ``Fixed``.
    """

    start: Wall
    end: Wall
    count: int
    gap: int = 1
    weekdays: tuple[int, ...] = ()
    every: int = 1
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """Asked again and again from an anchor on.

    Args:
        every: how many units lie between two prompts.
        unit: "day" = whole days on the wall clock (always at the same wall time); "hour" = hours that really pass.
        anchor: wall clock moment of the first prompt.
        start, end: with "hour", only prompts inside these wall times are kept; None = all.
    """

    every: int
    unit: str
    anchor: datetime
    start: Wall | None = None
    end: Wall | None = None


@dataclass(frozen=True, slots=True)
class OnEvent:
    """Asked after something happened.

    Args:
        event: name of what happens ("flare").
        delay: minutes from the event to the prompt.
        cap: events of one day that are followed by a prompt, at most; the first ones count.
    """

    event: str
    delay: int = 0
    cap: int = 1


@dataclass(frozen=True, slots=True)
class Burst:
    """A stretch of days in which a rule asks; outside all its stretches it does not. Both ends are inside.

    Args:
        start, end: dates, or
        first, last: days counted from the person's own start, which is day 1; 0 where dates are given.
    """

    start: date | None = None
    end: date | None = None
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to ask.

    Args:
        id: name, unique within a version; the same name in two versions is the same prompt under a new rule.
        when: the moments.
        expires: minutes after the prompt is due in which an answer is in time.
        reminders: minutes after it is due at which it is said again, while nobody answered.
        items: what may be asked.
        always: those of them that are asked each time.
        ask: how many of ``items`` are asked each time; 0 = all. What is left out was planned to be missing.
        shuffle: ask in another order each time.
        optional: only for people who take it (``Settings.takes``).
        bursts: only on these days; empty = always.
    """

    id: str
    when: Fixed | RandomWindow | Interval | OnEvent
    expires: int
    reminders: tuple[int, ...] = ()
    items: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    ask: int = 0
    shuffle: bool = False
    optional: bool = False
    bursts: tuple[Burst, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """The rules from one date on. Never changed once published: a change is a new version.

    Args:
        number: 1, 2, ...
        start: first day on which it holds; None = from the beginning.
        end: last day; None = until the next version begins.
        rules: in the order of the plan.
    """

    number: int
    start: date | None
    end: date | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a person lives and sleeps, from a date on; what is None stays as it was before.

    Args:
        start: first day; None = from the beginning.
        zone: IANA name of the time zone.
        wake, sleep: wall times in minutes after midnight.
        takes: optional rules that this person has chosen.
    """

    start: date | None = None
    zone: str | None = None
    wake: int | None = None
    sleep: int | None = None
    takes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Days without prompts and without reminders; both ends are inside.

    Args:
        start, end: dates.
        reason: one word for the count of what was asked ("holiday").
    """

    start: date
    end: date
    reason: str = "pause"


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """What is different for one person.

    Args:
        person: their name in the plan.
        start, end: first and last day on which they are asked; None = no such bound.
        settings: in the order of their dates.
        pauses: in the order of their dates.
    """

    person: str
    start: date | None = None
    end: date | None = None
    settings: tuple[Settings, ...] = ()
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """A plan of when to ask whom.

    Args:
        id: name of the plan.
        zone: IANA name of the time zone where nothing else is said.
        versions: in the order of their dates, which do not overlap.
        title: what a reminder says; stands on lock screens, so nothing about health.
        wake, sleep: wall times in minutes after midnight where nothing else is said; None = unknown.
        seed: another one draws other random moments.
        people: those with a plan of their own; empty = anybody may be asked.
        pauses: of everybody.
    """

    id: str
    zone: str
    versions: tuple[Version, ...]
    title: str = "Check-in"
    wake: int | None = None
    sleep: int | None = None
    seed: int = 1
    people: tuple[PersonPlan, ...] = ()
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened and may be followed by a prompt.

    Args:
        name: as a rule names it.
        at: when, with its offset.
    """

    name: str
    at: datetime
