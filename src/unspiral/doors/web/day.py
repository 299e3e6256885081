"""One day: everything that was written about it, and how it came to be what it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import away, refused, shown
from unspiral.doors.web.diary_view import diary, help_comes_first
from unspiral.doors.web.entrance import Visit, admitted
from unspiral.doors.web.evening import EARLIEST, moment
from unspiral.doors.web.running import running
from unspiral.measure.daily.check_in import sites
from unspiral.show.day_record import PROCESSES
from unspiral.show.day_words import weekday_words
from unspiral.show.days_table import answer_words, device_table, scores_table
from unspiral.show.days_words import HEADINGS
from unspiral.show.edits import Edit, edits
from unspiral.store.journal.journal import Journal

router = APIRouter()


@router.get("/days/{day}")
async def day_page(request: Request, day: str) -> Response:
    """All of one day."""
    visit = admitted(request)
    if help_comes_first(visit):
        return away("/help/first")
    today = moment(visit).date()
    found = _read(day)
    if found is None or not EARLIEST <= found <= today:
        what = "That is no day that can be shown. Days are written as year-month-day, and none lies ahead."
        return refused(request, what, 404)
    return _page(request, visit, found, today)


def _page(request: Request, visit: Visit, day: date, today: date) -> Response:
    name, journal = day.isoformat(), visit.journal
    days = diary(visit, name, name)
    named_sites = {site.id: site.name for site in sites()}
    bodies = {entry.key: entry.body for entry in journal.entries("check-in", since=name, until=name)}
    tried = running(journal, name).names
    evenings = [
        {
            "answers": [(HEADINGS[process], answer_words(each.answers.get(process))) for process in PROCESSES],
            "flare": each.flare,
            "tried": [tried.get(key, "something taken back since") for key in each.tried],
            "sites": [named_sites.get(str(site), str(site)) for site in _list(bodies[each.key].get("sites"))],
            "edits": _edits(journal, each.key, visit),
        }
        for each in days.check_ins
    ]
    own = [(note, _edits(journal, note.key, visit)) for note in days.notes if not note.evening]
    return shown(
        request, "day.html", title=weekday_words(name), day=name, evenings=evenings, notes=own, running=days.treatments,
        evening_notes=[note for note in days.notes if note.evening], scores=scores_table(days), measured=device_table(days),
        notice=next((each.notice for each in days.scores if each.notice), None),
        before=(day - timedelta(days=1)).isoformat() if day > EARLIEST else "",
        after=(day + timedelta(days=1)).isoformat() if day < today else "",
    )  # fmt: skip


def _edits(journal: Journal, key: str, visit: Visit) -> tuple[Edit, ...]:
    return edits(journal.history(key), moment(visit).tzinfo)


def _list(value: object) -> list[object]:
    return list(cast("list[object]", value)) if isinstance(value, list) else []


def _read(day: str) -> date | None:
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return found if found.isoformat() == day else None
