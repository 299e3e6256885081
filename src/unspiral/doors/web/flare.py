"""What the person's own record says about earlier bad days; it describes, ranks nothing, and gives no advice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import away, shown
from unspiral.doors.web.diary_view import help_comes_first
from unspiral.doors.web.entrance import Visit, admitted
from unspiral.doors.web.treatment_list import treatments_of
from unspiral.errors import DataError, NotIdentified
from unspiral.measure.daily.panel import panel_of
from unspiral.records import Panel
from unspiral.records.entry import Entry

router = APIRouter()

TITLE = "Earlier bad days"
NOTHING_YET = "Here will stand how often bad days came in a row, how long they lasted, and what you had ticked as tried."


@router.get("/flare")
async def flare_page(request: Request) -> Response:
    """Earlier bad days, or what is still missing."""
    visit = admitted(request)
    if help_comes_first(visit):
        return away("/help/first")
    version = visit.journal.version
    report, why = visit.desk.kept.get("flare", version, lambda: _found(visit))
    return shown(request, "flare.html", title=TITLE, report=report, why=why, nothing=NOTHING_YET)


def _found(visit: Visit) -> tuple[Any, str]:
    """The report, or None and why there is none."""
    from unspiral.act.flare import flare
    from unspiral.act.flare_days import day_table
    from unspiral.show.flare_page import flare_page as report_of
    from unspiral.show.without_commands import without_commands

    entries = visit.journal.entries("check-in")
    try:
        panel = with_tried(panel_of(entries), entries, _names(visit))
        found = flare(panel)
    except (DataError, NotIdentified) as error:
        return None, " ".join(part for part in (error.what, error.why) if part).replace("'pain'", "Pain")
    report = report_of(found, day_table(panel, panel.persons[0]), name="the evening check-ins")
    marked = sum(entry.body.get("flare") is True for entry in entries)
    days = "1 day" if marked == 1 else f"{marked} days"
    said = f"You ticked {days} as flare days yourself; what follows goes by the pain of each evening, not by these ticks."
    answer = replace(report.answer, after=(*report.answer.after, said) if marked else report.answer.after)
    return without_commands(replace(report, answer=answer)), ""


def with_tried(panel: Panel, entries: tuple[Entry, ...], names: dict[str, str]) -> Panel:
    """The panel of check-ins with what was ticked as tried beside it.

    Args:
        panel: of ``panel_of``, one row for each day with a check-in, in the order of days.
        entries: the check-ins.
        names: any key of a treatment -> its name.
    """
    ticked: dict[str, set[str]] = {}
    for entry in entries:
        tried = entry.body.get("tried")
        # A day may have a second check-in, that a file brought: what either of them has ticked was done on it.
        ticked.setdefault(entry.day, set()).update(
            names[str(key)] for key in (tried if isinstance(tried, list) else ()) if str(key) in names
        )
    things = tuple(sorted(set[str]().union(*ticked.values())))
    rows = [[float(thing in ticked[day]) for thing in things] for day in sorted(ticked)]
    person = panel.persons[0]
    return replace(panel, persons=(replace(person, inputs=np.array(rows).reshape(len(person.time), len(things))),), inputs=things)


def _names(visit: Visit) -> dict[str, str]:
    """Names of treatments; one that is called as an answer is called gets a word behind it, so that the two stay apart."""
    taken = {"pain", "mood", "sleep", "activity", "stress", "low_mood", "sleep_problem"}
    found: dict[str, str] = {}
    for treatment in treatments_of(visit.desk):
        name = treatment.name if treatment.name.casefold() not in taken else f"{treatment.name} (tried)"
        found |= dict.fromkeys((treatment.key, *treatment.keys), name)
    return found
