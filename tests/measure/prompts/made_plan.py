"""Plans for tests, with as little in them as can be."""

from __future__ import annotations

from datetime import date, datetime

from unspiral.records.schedule import (
    MIDNIGHT,
    Fixed,
    Interval,
    OnEvent,
    PersonPlan,
    RandomWindow,
    Rule,
    Schedule,
    Version,
    Wall,
)

FIRST = date(2026, 3, 1)
EVENING = Rule("evening", Fixed((Wall(MIDNIGHT, 20 * 60),)), 240, (30, 90), ("pain", "mood", "sleep"))


def made_plan(*rules: Rule, zone: str = "Europe/Zurich", people: tuple[PersonPlan, ...] = (), **more: object) -> Schedule:
    """A plan of one version that begins on 2026-03-01; wake 07:00, sleep 23:00."""
    given: dict[str, object] = {"wake": 420, "sleep": 1380, "people": people, **more}
    return Schedule("made", zone, (Version(1, FIRST, None, rules or (EVENING,)),), **given)  # type: ignore[arg-type]


def clock(text: str) -> Wall:
    """A wall time from text such as 20:00."""
    hour, _, minute = text.partition(":")
    return Wall(MIDNIGHT, int(hour) * 60 + int(minute))


def each_kind() -> tuple[Rule, ...]:
    """One rule of each kind."""
    return (
        EVENING,
        Rule("pings", RandomWindow(clock("09:00"), clock("21:00"), 3, 90), 45, (15,), ("pain", "mood")),
        Rule("hours", Interval(5, "hour", datetime(2026, 3, 1, 8)), 60),
        Rule("days", Interval(3, "day", datetime(2026, 3, 1, 8)), 60),
        Rule("flare", OnEvent("flare", 15, 2), 60),
    )
