"""The days of one person: which clock they live by, when they get up, which rules hold, and whether the plan pauses."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from unspiral.errors import SpecError, did_you_mean
from unspiral.measure.prompts.zone import moment
from unspiral.records.schedule import MIDNIGHT, SLEEP, WAKE, Pause, PersonPlan, Schedule, Version, Wall

FIRST, LAST = date(1970, 1, 4), date(2099, 12, 28)  # what zones are known for, with room for days before and after
_ONE = timedelta(days=1)
_DAY = 1_440


class Habits(NamedTuple):
    """How a person lives on a day: zone, getting up and going to bed in minutes after midnight, optional rules they take."""

    zone: str
    wake: int | None
    sleep: int | None
    takes: tuple[str, ...]

    def minutes(self, wall: Wall) -> int:
        """A wall time in minutes after the day's midnight; bed time after midnight counts on."""
        if wall.anchor == WAKE:
            return (self.wake or 0) + wall.minutes
        if wall.anchor == SLEEP:
            late = _DAY if (self.sleep or 0) <= (self.wake or 0) else 0
            return (self.sleep or 0) + late + wall.minutes
        return wall.minutes

    def window(self, start: Wall, end: Wall) -> tuple[int, int]:
        """A window in minutes after the day's midnight; a clock time as its end, not after the start, lies on the next day."""
        first, last = self.minutes(start), self.minutes(end)
        return first, last + _DAY if last <= first and end.anchor == MIDNIGHT else last


class Day(NamedTuple):
    """One day of a person.

    Args:
        date: local.
        text: the same as text, "2026-03-29".
        number: counted from the person's own start, which is day 1; 0 where nobody said when that was.
        habits: of that day.
        version: whose rules hold; None where none does, or the person is not asked on this day.
        starts, ends: instants, in seconds since 1970; a day ends where the next one starts, also when the person moves.
        pause: reason, "" = none.
    """

    date: date
    text: str
    number: int
    habits: Habits
    version: Version | None
    starts: int
    ends: int
    pause: str


@dataclass(frozen=True, slots=True)
class Life:
    """A person in a plan, ready to be asked about any day."""

    schedule: Schedule
    plan: PersonPlan
    since: tuple[date, ...]
    habits: tuple[Habits, ...]
    pauses: tuple[tuple[Pause, int, int], ...]

    def habits_on(self, day: date) -> Habits:
        """How the person lives on a day."""
        return self.habits[0] if len(self.habits) == 1 else self.habits[bisect_right(self.since, day) - 1]

    def starts(self, day: date) -> int:
        """The instant at which a day begins: its midnight on the clock of the day before.

        So a move takes effect at midnight of the old clock. A day never begins before the one before it, however far the person moves.
        """
        if len(self.habits) == 1:
            return moment(day, 0, self.habits[0].zone).seconds
        return max(moment(day - k * _ONE, 0, self.habits_on(day - (k + 1) * _ONE).zone).seconds for k in range(3))

    def days(self, start: date, end: date) -> Iterator[Day]:
        """Day by day, both ends inside."""
        versions, plan = self.schedule.versions, self.plan
        begins = [version.start or date.min for version in versions]
        begin = self.starts(start)
        day = start
        while day <= end:
            place = bisect_right(begins, day) - 1
            version = versions[place] if place >= 0 else None
            if version is not None and version.end is not None and day > version.end:
                version = None
            if (plan.start is not None and day < plan.start) or (plan.end is not None and day > plan.end):
                version = None
            number = 0 if plan.start is None else (day - plan.start).days + 1
            finish = self.starts(day + _ONE)
            yield Day(day, day.isoformat(), number, self.habits_on(day), version, begin, finish, self.pause_on(day))
            day, begin = day + _ONE, finish

    def pause_on(self, day: date) -> str:
        """Reason of the pause that holds on a day; "" = none."""
        return next((pause.reason for pause, _, _ in self.pauses if pause.start <= day <= pause.end), "") if self.pauses else ""

    def pause_at(self, seconds: int) -> str:
        """Reason of the pause that holds at an instant; "" = none."""
        return next((pause.reason for pause, start, end in self.pauses if start <= seconds < end), "")


def life(schedule: Schedule, person: str) -> Life:
    """A person in a plan.

    Args:
        schedule: the plan.
        person: somebody it names; anybody where it names nobody.

    Raises:
        SpecError: the plan names others and not this person.

    Source: tests/measure/prompts/test_person_days.py.
    """
    plan = next((one for one in schedule.people if one.person == person), None)
    if plan is None and schedule.people:
        names = [one.person for one in schedule.people]
        raise SpecError(
            f"The plan '{schedule.id}' names no person '{person[:60]}'.{did_you_mean(person, names)}",
            why="Random moments and pauses belong to a name; under a wrong one they would be somebody else's.",
            fix=f"give a name that the plan has, or add [person.'{person[:60]}'] to it.",
        )
    plan = plan or PersonPlan(person)
    since, habits = _habits(schedule, plan)
    bare = Life(schedule, plan, since, habits, ())
    pauses = sorted((*schedule.pauses, *plan.pauses), key=lambda pause: (pause.start, pause.end))
    dated = tuple((pause, bare.starts(_inside(pause.start)), bare.starts(_inside(pause.end) + _ONE)) for pause in pauses)
    return Life(schedule, plan, since, habits, dated)


def _inside(day: date) -> date:
    return min(max(day, FIRST), LAST)


def _habits(schedule: Schedule, plan: PersonPlan) -> tuple[tuple[date, ...], tuple[Habits, ...]]:
    now = Habits(schedule.zone, schedule.wake, schedule.sleep, ())
    since, found = [date.min], [now]
    for setting in plan.settings:
        now = Habits(
            now.zone if setting.zone is None else setting.zone,
            now.wake if setting.wake is None else setting.wake,
            now.sleep if setting.sleep is None else setting.sleep,
            now.takes if setting.takes is None else setting.takes,
        )
        if setting.start is None or setting.start == since[-1]:
            found[-1] = now
        else:
            since.append(setting.start)
            found.append(now)
    return tuple(since), tuple(found)
