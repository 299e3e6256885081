"""The page of days: 7, 30, 90 or all of them, on one time axis, with the data behind it."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from unspiral.doors.web.answer import away, shown
from unspiral.doors.web.diary_view import back, diary, help_comes_first
from unspiral.doors.web.entrance import Visit, admitted
from unspiral.doors.web.evening import moment
from unspiral.show.day_record import Days
from unspiral.show.day_words import span_words
from unspiral.show.days_chart import days_picture
from unspiral.show.days_table import device_table, scores_table
from unspiral.show.note_lane import numbered

router = APIRouter()

RANGES = {"7": 7, "30": 30, "90": 90, "all": 0}
WORDS = {"7": "7 days", "30": "30 days", "90": "90 days", "all": "All days"}
USUAL = "30"


@router.get("/days")
async def days_page(request: Request) -> Response:
    """The days of a range; without one, the last 30."""
    visit = admitted(request)
    if help_comes_first(visit):
        return away("/help/first")
    asked = request.query_params.get("range", USUAL)
    if asked not in RANGES:
        return shown(request, "days_unknown.html", status=404, title="My days", ranges=WORDS)
    today = moment(visit).date().isoformat()
    key = ("days", asked, today, visit.journal.read_only)
    version = visit.journal.version
    if asked == "all":  # ten years take most of a second the first time, and others must not wait for that
        made = await asyncio.to_thread(visit.desk.kept.get, key, version, lambda: _page(request, visit, asked))
    else:
        made = visit.desk.kept.get(key, version, lambda: _page(request, visit, asked))
    return HTMLResponse(made.body, made.status_code, {"Content-Security-Policy": made.headers["Content-Security-Policy"]})


def _page(request: Request, visit: Visit, asked: str) -> HTMLResponse:
    today = moment(visit).date()
    days = diary(visit, back(today, RANGES[asked]) if RANGES[asked] else "", today.isoformat())
    called = next((each.notice for each in reversed(days.scores) if each.instrument == "phq9"), None)
    running = [(each, span_words(each.begin, each.end)) for each in days.treatments]
    return shown(
        request, "days.html", title="My days", ranges=WORDS, asked=asked, running=running, notes=list(reversed(numbered(days.notes))),
        picture=days_picture(days) if _something(days) else None, scores=scores_table(days), measured=device_table(days),
        newest=[each.day for each in reversed(days.check_ins)], notice=called,
    )  # fmt: skip


def _something(days: Days) -> bool:
    return bool(days.check_ins or days.notes or days.measured or days.scores)
