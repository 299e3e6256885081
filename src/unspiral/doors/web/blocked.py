"""What is not shown at present, because help or a doctor comes first."""

from __future__ import annotations

import os

from unspiral.doors.web.brought import brought_signs
from unspiral.doors.web.entrance import Visit
from unspiral.doors.web.first_help import unread
from unspiral.measure.safety.help_lines import help_or_world
from unspiral.measure.safety.red_flags import RedFlags, red_flags, urgencies
from unspiral.measure.safety.sign import questions, replies
from unspiral.records.entry import Entry
from unspiral.records.help import Help

ANSWERS = ("yes", "not_sure", "no")
EVERYTHING = ("pathway", "model_advice")


def blocked(visit: Visit) -> tuple[str, ...]:
    """What is held back at present: some of "pathway" and "model_advice".

    An answer about thoughts of death or self-harm holds back both until the help page was read; warning signs hold back what the clinical
    file says for their urgency, until the questions are answered anew.

    Args:
        visit: with its journal open.
    """
    if unread(visit.journal) is not None:
        return EVERYTHING
    return by_signs(visit)


def by_signs(visit: Visit) -> tuple[str, ...]:
    """What warning signs alone hold back, for a page that shows the help about thoughts of self-harm itself.

    Args:
        visit: with its journal open.
    """
    found = newest_flags(visit)
    return () if found is None else found.blocks


def help_first(visit: Visit) -> str:
    """The page to be read before anything that is ``blocked``: "/help/first", "/red-flags/result", or "" where nothing is.

    Args:
        visit: with its journal open.
    """
    if unread(visit.journal) is not None:
        return "/help/first"
    found = newest_flags(visit)
    return "/red-flags/result" if found is not None and found.blocks else ""


def newest_flags(visit: Visit) -> RedFlags | None:
    """What the answers to the warning signs come to that count at present; None where they were never asked.

    Args:
        visit: with its journal open.
    """
    found = counting(visit)
    return None if found is None else _come_to(visit, found)


def counting(visit: Visit) -> Entry | None:
    """The answers that count: the person's newest, by when they were put on the disk, whatever the clock said then.

    Those that a file brought later never lift what stood before: they count where they call for more, or where nothing was answered here.

    Args:
        visit: with its journal open.
    """
    journal, marks = visit.journal, brought_signs(visit.journal)
    entries = journal.entries("red-flags")
    if len(entries) > 1:
        entries = sorted(entries, key=lambda entry: journal.history(entry.key)[-1][1].number)
    counts: Entry | None = None
    before, file = counts, ""
    for entry in entries:
        mark = str(marks.get(entry.key, ""))
        if mark and mark != file:
            before = counts  # what stood when this file was brought
        counts = entry if not mark or before is None or _weight(visit, entry) > _weight(visit, before) else before
        file = mark
    return counts


def _weight(visit: Visit, entry: Entry) -> tuple[int, int]:
    found = _come_to(visit, entry)
    return len(found.blocks), -1 if found.urgency is None else urgencies().index(found.urgency)


def _come_to(visit: Visit, entry: Entry) -> RedFlags:
    body = entry.body
    known = {question.id for question in questions()}
    told: list[list[str]] = []
    for name in ANSWERS:
        value = body.get(name)
        told.append([str(each) for each in value if each in known] if isinstance(value, list) else [])
    return red_flags(replies(*told), help_of(visit))


def help_of(visit: Visit) -> Help:
    """Help for the country that the person chose; where none was chosen, for that of the machine's settings, else lines for anywhere.

    Args:
        visit: with its journal open.
    """
    chosen = visit.journal.setting("country")
    return help_or_world(str(chosen) if chosen else None, os.environ, visit.desk.now().date())[0]
