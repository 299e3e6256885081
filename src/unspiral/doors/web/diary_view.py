"""The person's days between two dates, read from the journal once for each version of it."""

from __future__ import annotations

import os
from datetime import date, timedelta

from unspiral.doors.web.entrance import Visit
from unspiral.doors.web.evening import moment
from unspiral.doors.web.first_help import unread
from unspiral.doors.web.treatment_list import treatments_of
from unspiral.measure.safety.help_lines import country_from
from unspiral.show.day_record import Days, days_of
from unspiral.show.score_record import Scored, scores_of

KINDS = ("check-in", "note", "device", "questionnaire")


def diary(visit: Visit, begin: str, end: str) -> Days:
    """All that was written down from one day to another.

    Args:
        visit: of somebody who may be here.
        begin, end: first and last day; "" as the beginning takes the first day that there is.
    """
    journal, kept = visit.journal, visit.desk.kept
    version = journal.version
    first = kept.get("first day", version, lambda: first_day(visit))
    since = begin or min(first or end, end)
    entries = journal.entries(*KINDS, since=since, until=end)
    scores = scores_of(entries, country_of(visit), moment(visit).date())
    return days_of(entries, since, end, first=first, treatments=treatments_of(visit.desk), scores=scores)


def all_scores(visit: Visit) -> tuple[Scored, ...]:
    """Every questionnaire in the journal, by day."""
    return scores_of(visit.journal.entries("questionnaire"), country_of(visit), moment(visit).date())


def help_comes_first(visit: Visit) -> bool:
    """Whether an answer calls for the help page before any score or picture."""
    journal = visit.journal
    return visit.desk.kept.get("unread help", journal.version, lambda: unread(journal) is not None)


def first_day(visit: Visit) -> str:
    """The first day with a check-in; "" when there is none."""
    found = visit.journal.entries("check-in")
    return found[0].day if found else ""


def country_of(visit: Visit) -> str | None:
    """Where the person is: as they chose, else as the machine's language says."""
    chosen = visit.journal.setting("country")
    return chosen if isinstance(chosen, str) and chosen else country_from(None, os.environ)


def back(day: date, days: int) -> str:
    """The first of so many days that end with ``day``."""
    return (day - timedelta(days=days - 1)).isoformat()
