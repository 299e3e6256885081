"""What is not shown at present, because warning signs that the person reported call for a doctor first."""

from __future__ import annotations

from unspiral.doors.web.entrance import Visit
from unspiral.measure.safety.help_lines import help_for
from unspiral.measure.safety.red_flags import RedFlags, red_flags
from unspiral.measure.safety.sign import questions, replies
from unspiral.records.help import Help

ANSWERS = ("yes", "not_sure", "no")


def blocked(visit: Visit) -> tuple[str, ...]:
    """What the newest answers to the warning signs hold back: "pathway", "model_advice"; nothing where there are none.

    Args:
        visit: with its journal open.
    """
    found = newest_flags(visit)
    return () if found is None else found.blocks


def newest_flags(visit: Visit) -> RedFlags | None:
    """What the newest answers to the warning signs come to; None where they were never asked.

    Args:
        visit: with its journal open.
    """
    entries = visit.journal.entries("red-flags")
    if not entries:
        return None
    body = max(entries, key=lambda entry: (entry.day, entry.said_at)).body
    known = {question.id for question in questions()}
    told: list[list[str]] = []
    for name in ANSWERS:
        value = body.get(name)
        told.append([str(each) for each in value if each in known] if isinstance(value, list) else [])
    return red_flags(replies(*told), help_of(visit))


def help_of(visit: Visit) -> Help:
    """Help for the country that the person chose, or lines for anywhere."""
    country = visit.journal.setting("country")
    return help_for(country if isinstance(country, str) and country else None, visit.desk.now().date())
