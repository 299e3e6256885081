"""Days of the week: what can be said of them, and what cannot yet."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from unspiral.doors.web.answer import away, shown
from unspiral.doors.web.diary_view import diary, help_comes_first
from unspiral.doors.web.entrance import Visit, admitted
from unspiral.doors.web.evening import moment

router = APIRouter()

PROCESSES = ("pain", "mood")


@router.get("/days/weekdays")
async def weekdays_page(request: Request) -> Response:
    """Pain and mood by day of the week, over all days: choosing a stretch until something stands out would find what is not there."""
    visit = admitted(request)
    if help_comes_first(visit):
        return away("/help/first")
    key = ("weekdays", moment(visit).date().isoformat(), visit.journal.read_only)
    made = await asyncio.to_thread(visit.desk.kept.get, key, visit.journal.version, lambda: _page(request, visit))
    return HTMLResponse(made.body, made.status_code, {"Content-Security-Policy": made.headers["Content-Security-Policy"]})


def _page(request: Request, visit: Visit) -> HTMLResponse:
    from unspiral.show.weekday_chart import weekday_finding, weekday_picture, weekday_rows, weekday_sentences

    days = diary(visit, "", moment(visit).date().isoformat())
    parts: list[tuple[object, object, object]] = []
    for process in PROCESSES if days.check_ins else ():
        rows = weekday_rows(days, process)
        parts.append((weekday_finding(rows, process), weekday_picture(rows, process), weekday_sentences(rows)))
    return shown(request, "weekdays.html", title="Days of the week", parts=parts)
