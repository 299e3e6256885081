"""Reminders for the calendar of a phone (iCalendar, RFC 5545): one event for each prompt, in UTC, with an alarm for each time it rings.

Every event is written out, never as a rule that repeats: a calendar's own idea of the hours that a clock skips or runs twice is another
one than ours, and an event of its own keeps its name whatever stretch of days is asked for, so that a file that is imported again
updates what is there and adds nothing twice. Nothing in the file says who it is for, or that it is about health.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from unspiral.aside import write_aside
from unspiral.errors import SpecError
from unspiral.measure.prompts.zone import offset_at
from unspiral.records.prompt import Due
from unspiral.records.schedule import Schedule

TITLE = "Check-in"
LENGTH = timedelta(minutes=5)  # a calendar shows nothing for an event without length
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
_PRODUCT = "-//unspiral//reminders//EN"
_TELLING = ("back", "depress", "diary", "doctor", "health", "medic", "mood", "pain", "patient", "phq", "suicid", "symptom", "therap")


def write_ics(
    dues: Sequence[Due], path: str | os.PathLike[str], *, title: str = TITLE, edition: int = 0, stamp: datetime | None = None
) -> None:
    """Write reminders as a calendar file, whole or not at all.

    Args:
        dues, title, edition, stamp: as for ``calendar_text``.
        path: of the file; an older one is replaced.

    Raises:
        SpecError: as for ``calendar_text``, or the place cannot be written.

    Source: tests/measure/exports/test_write_ics.py.
    """
    write_aside(path, calendar_text(dues, title=title, edition=edition, stamp=stamp))


def calendar_text(dues: Sequence[Due], *, title: str = TITLE, edition: int = 0, stamp: datetime | None = None) -> str:
    """Reminders as the text of a calendar file.

    Args:
        dues: of one person in one plan; paused ones get no event.
        title: what stands on the lock screen; nothing about health belongs there.
        edition: raised by each change of the plan, so that calendars take the newer of two files.
        stamp: when the file was made, with its offset; None = the same bytes each time.

    Returns:
        A calendar with lines that end in CR LF and are folded at 75 bytes.

    Raises:
        SpecError: there is nothing to remind of, the prompts are of several people or plans, or the title is no line of text.

    Source: tests/measure/exports/test_write_ics.py, with two parsers.
    """
    # Late: only who writes a calendar pays for it.
    from icalendar import Calendar

    asked = [one for one in dues if not one.pause]
    _check(asked, title)
    calendar: Any = Calendar()  # its own types are open
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    made = _NO_DATE if stamp is None else stamp.astimezone(UTC).replace(microsecond=0)
    for one in asked:
        calendar.add_component(_event(one, title, edition, made))
    text: str = calendar.to_ical().decode()
    # Both mean no time at all; calendars themselves write the second.
    return text.replace("\r\nTRIGGER:P0D\r\n", "\r\nTRIGGER:PT0S\r\n")


def telling_words(title: str) -> tuple[str, ...]:
    """Words in a title that would tell whoever sees the lock screen that it is about health."""
    return tuple(word for word in _TELLING if word in title.casefold())


def uid(due: Due) -> str:
    """The name of a prompt's event: the same whenever the plan is worked out, and nothing can be read from it."""
    return sha256(f"{due.schedule}\0{due.person}\0{due.id}".encode()).hexdigest()[:32] + "@unspiral"


def _event(due: Due, title: str, edition: int, made: datetime) -> Any:
    from icalendar import Alarm, Event

    event: Any = Event()
    event.add("uid", uid(due))
    event.add("dtstamp", made)
    event.add("sequence", edition)
    event.add("dtstart", due.at)
    event.add("duration", LENGTH)
    event.add("summary", title)
    event.add("description", _until(due))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    for minutes in (0, *due.reminders):
        alarm: Any = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", timedelta(minutes=minutes))
        event.add_component(alarm)
    return event


def _until(due: Due) -> str:
    end = due.expires_at
    wall = end.replace(tzinfo=None) + timedelta(seconds=offset_at(int(end.timestamp()), due.zone))
    return f"Open until {wall:%Y-%m-%d %H:%M} ({due.zone})."


def _check(dues: Sequence[Due], title: str) -> None:
    if not title.strip() or not title.isprintable() or len(title) > 200:
        raise SpecError("The title of the reminders is empty, too long, or more than one line.", fix='title = "Check-in"')
    if not dues:
        raise SpecError(
            "There is nothing to remind of on these days.", why="A calendar without an event is none.", fix="ask for other days."
        )
    if len({(one.schedule, one.person) for one in dues}) > 1:
        raise SpecError("These prompts are of several people or plans.", why="A calendar is one person's.", fix="--person P1")


def edition_of(schedule: Schedule, person: str) -> int:
    """How often a person's plan was added to: versions, dated changes and pauses; calendars take the higher of two."""
    own = next((one for one in schedule.people if one.person == person), None)
    return len(schedule.versions) + len(schedule.pauses) + (len(own.settings) + len(own.pauses) if own is not None else 0)
