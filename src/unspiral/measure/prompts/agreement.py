"""Whether the parts of a plan agree: versions that do not overlap, windows with room for their prompts, names that exist."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NoReturn

from unspiral.errors import SpecError, did_you_mean
from unspiral.measure.prompts.person_days import Habits, Life, life
from unspiral.measure.prompts.plan_part import span, wall_text
from unspiral.records.schedule import SLEEP, WAKE, Fixed, Interval, PersonPlan, RandomWindow, Rule, Schedule, Wall

_DAY = 1_440


def check_schedule(schedule: Schedule, file: str = "plan.toml") -> None:
    """Find what is wrong in a plan beyond single values.

    Args:
        schedule: the plan.
        file: name of its file, for messages.

    Raises:
        SpecError: versions overlap, a window has no room for its prompts, a rule counts from a time nobody gave, ...

    Source: tests/measure/prompts/test_agreement.py.
    """
    if not schedule.versions:
        _wrong(file, "the plan has no version, so it never asks.", fix="[[version]] with number = 1 and a [[version.rule]]")
    _versions(schedule, file)
    for version in schedule.versions:
        for rule in version.rules:
            _rule(rule, f"version {version.number}, rule '{rule.id}'", file)
            if rule.optional and not schedule.people:
                what = f"version {version.number}, rule '{rule.id}': it is optional, and the plan names nobody who could take it."
                _wrong(file, what, fix=f'[person.P1] with takes = ["{rule.id}"], or take optional out.')
    for person in schedule.people:
        _person(schedule, person, file)
    for name in [one.person for one in schedule.people] or [""]:
        _lived(schedule, life(schedule, name), file)


def _versions(schedule: Schedule, file: str) -> None:
    for version in schedule.versions:
        at = f"version {version.number}"
        if not version.rules:
            _wrong(file, f"{at}: no rule, so it never asks.", fix="[[version.rule]], or end the version before with to = 2026-04-30")
        names = [rule.id for rule in version.rules]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            _wrong(file, f"{at}: two rules are called '{twice}'.", why="Their prompts would have one name.", fix=f'id = "{twice}-2"')
        if version.start and version.end and version.end < version.start:
            _wrong(file, f"{at}: to = {version.end} lies before from = {version.start}.", fix=f"to = {version.start}")
    for earlier, later in pairwise(schedule.versions):
        both = f"versions {earlier.number} and {later.number}"
        if later.number <= earlier.number:
            _wrong(file, f"{both} are not in the order of their numbers.", fix=f"number = {earlier.number + 1}")
        if later.start is None:
            _wrong(
                file, f"version {later.number}: from is missing.", why="Only the first version may begin anywhere.", fix="from = 2026-03-01"
            )
        begins = earlier.start is not None and later.start <= earlier.start
        if begins or (earlier.end is not None and later.start <= earlier.end):
            until = f"to {earlier.end}" if earlier.end else f"from {earlier.start}"
            _wrong(
                file,
                f"{both} overlap: {earlier.number} holds {until}, {later.number} from {later.start}.",
                why="Which of the two asks on a day cannot be told.",
                fix="give the later version a later from, and the earlier one a to before it.",
            )


def _rule(rule: Rule, at: str, file: str) -> None:
    if list(rule.reminders) != sorted(set(rule.reminders)):
        _wrong(file, f"{at}: reminders are not in order, or one stands twice.", fix='reminders = ["30 min", "60 min"]')
    if rule.reminders and rule.reminders[-1] >= rule.expires:
        last = span(rule.reminders[-1])
        why = "It would remind of something that can no longer be answered in time."
        _wrong(
            file, f"{at}: a reminder after {last}, and the prompt expires after {span(rule.expires)}.", why=why, fix=f'expires = "{last}"'
        )
    if stray := next((item for item in rule.always if item not in rule.items), ""):
        _wrong(file, f"{at}: always names '{stray}', which is not in items.{did_you_mean(stray, rule.items)}", fix=f'items = ["{stray}"]')
    if rule.ask > len(rule.items):
        _wrong(file, f"{at}: ask = {rule.ask}, and there are {len(rule.items)} items.", fix=f"ask = {len(rule.items)}")
    if 0 < rule.ask < len(rule.always):
        _wrong(file, f"{at}: ask = {rule.ask}, and {len(rule.always)} items are always asked.", fix=f"ask = {len(rule.always)}")
    if rule.always and not rule.ask:
        _wrong(file, f"{at}: always without ask; all items are asked anyway.", fix="ask = 5, or take always out.")


def _person(schedule: Schedule, person: PersonPlan, file: str) -> None:
    at = f"person '{person.person}'"
    if person.start and person.end and person.end < person.start:
        _wrong(file, f"{at}: end = {person.end} lies before start = {person.start}.", fix=f"end = {person.start}")
    dates = [setting.start for setting in person.settings if setting.start is not None]
    for earlier, later in pairwise(dates):
        if later <= earlier:
            _wrong(
                file, f"{at}: the change from {later} stands behind the one from {earlier}.", fix="put the changes in the order of dates."
            )
    optional = sorted({rule.id for version in schedule.versions for rule in version.rules if rule.optional})
    for name in {name for setting in person.settings for name in setting.takes or ()}:
        if name not in optional:
            listed = f"Optional rules are: {', '.join(optional)}." if optional else "No rule is optional."
            _wrong(file, f"{at}: takes names '{name}'.{did_you_mean(name, optional)} {listed}", fix="takes = []")


def _lived(schedule: Schedule, lived: Life, file: str) -> None:
    """What depends on when somebody gets up: each rule against each way in which the person lives."""
    who = f", for person '{lived.plan.person}'" if lived.plan.person else ""
    for version in schedule.versions:
        for rule in version.rules:
            at = f"version {version.number}, rule '{rule.id}'{who}"
            if any(burst.first for burst in rule.bursts) and lived.plan.start is None:
                fix = "[person.P1] with start = 2026-03-01, or give the burst by dates."
                _wrong(file, f"{at}: a burst counts days from a start that is missing.", fix=fix)
            for habits in lived.habits:
                _at_home(rule, habits, at, file)


def _at_home(rule: Rule, habits: Habits, at: str, file: str) -> None:
    when = rule.when
    walls = list(_walls(rule))
    for anchor, known in ((WAKE, habits.wake), (SLEEP, habits.sleep)):
        # Whether a bed time lies after midnight is told from when the person gets up, so it needs both.
        needed = any(wall.anchor == anchor or (wall.anchor == SLEEP and anchor == WAKE) for wall in walls)
        if needed and known is None:
            _wrong(
                file, f"{at}: it counts from '{anchor}', which nobody gave.", fix=f'{anchor} = "{"07:00" if anchor == WAKE else "23:00"}"'
            )
    if far := next((wall for wall in walls if not -_DAY < habits.minutes(wall) < 2 * _DAY), None):
        _wrong(file, f"{at}: '{wall_text(far)}' lies more than a day away from its own day.", fix='"wake+01:00"')
    if isinstance(when, Fixed):
        minutes = [habits.minutes(wall) for wall in when.times]
        if twice := next((wall for wall, minute in zip(when.times, minutes) if minutes.count(minute) > 1), None):
            _wrong(file, f"{at}: '{wall_text(twice)}' falls on the same time as another of its times.", fix="take one of the two out.")
    if isinstance(when, (RandomWindow, Interval)) and when.start is not None and when.end is not None:
        first, last = habits.window(when.start, when.end)
        shown = f"the window from {wall_text(when.start)} to {wall_text(when.end)}"
        if not 0 < last - first <= _DAY:
            _wrong(file, f"{at}: {shown} ends before it starts, or is longer than a day.", fix='window = ["wake+01:00", "sleep-01:00"]')
        if isinstance(when, RandomWindow):
            _room(when, last - first, f"{at}: {shown}", file)


def _room(when: RandomWindow, length: int, said: str, file: str) -> None:
    if when.gap * when.count <= length:
        return
    most, gap = length // when.gap, length // when.count
    fix = f'count = {most}, or gap = "{gap} min"' if most else f'gap = "{gap} min"'
    _wrong(
        file,
        f"{said} has {length} minutes, and {when.count} prompts with a gap of {span(when.gap)} need {when.gap * when.count}.",
        why="They would not fit, or fall where everybody can foresee them.",
        fix=fix if gap else "count = 1, or a longer window.",
    )


def _walls(rule: Rule) -> Iterator[Wall]:
    when = rule.when
    if isinstance(when, Fixed):
        yield from when.times
    elif isinstance(when, (RandomWindow, Interval)):
        yield from (wall for wall in (when.start, when.end) if wall is not None)


def _wrong(file: str, what: str, *, why: str = "", fix: str = "") -> NoReturn:
    raise SpecError(f"'{file}': {what}", why=why, fix=fix)
