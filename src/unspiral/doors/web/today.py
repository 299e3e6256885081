"""The first page: what there is to do today, and what was written down last."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import shown
from unspiral.doors.web.blocked import help_first
from unspiral.doors.web.check_in import WINDOW, clock, days_written
from unspiral.doors.web.day_entry import of_day
from unspiral.doors.web.diary_view import back, diary
from unspiral.doors.web.entrance import Visit, admitted
from unspiral.doors.web.evening import long_date, moment, named, proposed
from unspiral.doors.web.first_help import unread
from unspiral.doors.web.held import OF, begun_days, held_forms, is_begun, others
from unspiral.doors.web.own_trials import todays_trials
from unspiral.doors.web.questionnaire import due
from unspiral.doors.web.red_flags import to_be_asked
from unspiral.show.model import Picture
from unspiral.show.week_chart import week_picture

router = APIRouter()

WEEK = 7


@router.get("/")
async def today(request: Request) -> Response:
    """Today."""
    visit = admitted(request)
    now = moment(visit)
    day = proposed(now)
    kept = of_day(visit.journal, day.isoformat())
    at = clock(visit.journal.history(kept.key)[-1][1], now) if kept is not None else ""
    held = help_first(visit)
    waiting = [form for form in (await held_forms(request, visit)).values() if not is_begun(form)]
    return shown(
        request,
        "today.html",
        title="Today",
        day=long_date(day),
        kept=at,
        written=days_written(visit.journal, now),
        window=WINDOW,
        first=held,
        due=due(visit) if unread(visit.journal) is None else [],
        ask_signs=to_be_asked(visit),
        held=sum(not form.one(OF) for form in waiting),
        elsewhere=others(waiting),
        begun=[(each.isoformat(), named(each, now)) for each in begun_days(visit.journal)],
        trials=todays_trials(visit),
        week=None if held else _week(visit, day),
    )


def _week(visit: Visit, day: date) -> Picture | None:
    """The last seven days in small; None where neither pain nor mood was written down."""
    version = visit.journal.version
    return visit.desk.kept.get(("week", day), version, lambda: week_picture(diary(visit, back(day, WEEK), day.isoformat())))
