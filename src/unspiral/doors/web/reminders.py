"""Reminders: when, by which way, and a pause. Nothing that goes out says that it is about health."""

from __future__ import annotations

import asyncio
import secrets
from datetime import date, datetime, timedelta

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from unspiral.doors.web.answer import away, shown
from unspiral.doors.web.desk import Desk
from unspiral.doors.web.entrance import Visit, admitted, desk_of
from unspiral.doors.web.form import read_form
from unspiral.doors.web.push_browsers import held, moment_of
from unspiral.doors.web.session import QUIET_MINUTES
from unspiral.doors.web.settings import TIME, Chosen, chosen
from unspiral.measure.exports.write_ics import calendar_text
from unspiral.measure.prompts.evening import PERSON, TITLE, evening_plan
from unspiral.measure.prompts.schedule import due
from unspiral.measure.prompts.zone import zone
from unspiral.records.entry import Plain
from unspiral.records.prompt import Due

router = APIRouter()

AHEAD = 120  # days that a calendar is told of
FEED = "feed"  # setting: what makes the address of the feed a secret
MOST_PAUSE = 366


@router.get("/reminders")
async def remindersreminders_shown(request: Request) -> Response:
    """When and how the person is reminded."""
    visit = admitted(request)
    return reminders_shown(request, visit, {}, saved="saved" in request.query_params)


@router.post("/reminders")
async def reminders(request: Request) -> Response:
    """Change the time, or pause."""
    visit = admitted(request)
    form = await read_form(request)
    at, until = form.one("at"), form.one("until")
    wrong = _wrong(at, until, visit.desk.now().date())
    if wrong:
        return reminders_shown(request, visit, wrong, status=422, typed={"at": at, "until": until, "on": form.one("on")})
    values: dict[str, Plain] = {"reminder": {"at": at, "on": form.one("on") == "yes"}, "paused_until": until or None}
    for name, value in values.items():
        await asyncio.wrap_future(visit.journal.settle(name, value))
    return away("/reminders?saved=1")


@router.post("/reminders/address")
async def address(request: Request) -> Response:
    """A new secret address of the feed; the one before leads nowhere any more. "off" = no feed."""
    visit = admitted(request)
    form = await read_form(request)
    value: Plain = None if form.one("feed") == "off" else secrets.token_urlsafe(24)
    await asyncio.wrap_future(visit.journal.settle(FEED, value))
    return away("/reminders")


@router.post("/reminders/calendar")
async def calendar(request: Request) -> Response:
    """The reminders as a file for a calendar."""
    visit = admitted(request)
    if not chosen(visit.journal).remind:
        return reminders_shown(request, visit, {"on": "Switch the reminder on first."}, status=422)
    answer = _calendar(visit.desk)
    answer.headers["Content-Disposition"] = 'attachment; filename="evening-check-in.ics"'
    return answer


@router.get("/calendar/{secret}")
async def feed(request: Request, secret: str) -> Response:
    """The same for programs that look again by themselves; whoever knows the address sees the times, and nothing else."""
    desk = desk_of(request)
    if not desk.is_open:
        return Response("locked", 503, {"Retry-After": "3600"}, "text/plain")
    held = desk.journal.setting(FEED)
    given = secret.removesuffix(".ics")
    if not isinstance(held, str) or not secrets.compare_digest(held.encode(), given.encode()) or not chosen(desk.journal).remind:
        raise HTTPException(404)
    return _calendar(desk)


def evenings(set_to: Chosen, paused_until: str, today: date, ahead: int = AHEAD) -> tuple[Due, ...]:
    """The reminders from today on; none that lies in a pause.

    Args:
        set_to: time and zone.
        paused_until: last day of a pause, or "".
        today: first day.
        ahead: days after it, or after the pause.
    """
    pause = (today, date.fromisoformat(paused_until)) if paused_until >= today.isoformat() else None
    last = max(today, pause[1] if pause else today) + timedelta(days=ahead)
    return due(evening_plan(set_to.at, set_to.zone, pause), PERSON, today, last)


def _calendar(desk: Desk) -> Response:
    now, journal = desk.now().replace(second=0, microsecond=0), desk.journal
    set_to, paused_until = chosen(journal), str(journal.setting("paused_until") or "")
    # It depends on nothing else in the journal, so what else is written leaves it true.
    text = desk.kept.get(("calendar", set_to, paused_until, now.isoformat()), 0, lambda: _calendar_text(set_to, paused_until, now))
    return Response(text, media_type="text/calendar; charset=utf-8")


def _calendar_text(set_to: Chosen, paused_until: str, now: datetime) -> str:
    # Calendars take the newer of two files of the same event by this number: minutes since 2020 rise with every look.
    edition = int(now.timestamp() - 1_577_836_800) // 60
    return calendar_text(evenings(set_to, paused_until, now.date()), title=TITLE, edition=edition, stamp=now)


def _wrong(at: str, until: str, today: date) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if TIME.fullmatch(at) is None:
        wrong["at"] = "A time looks like 20:00."
    if until:
        try:
            day = date.fromisoformat(until)
        except ValueError:
            return {**wrong, "until": "A day looks like 2026-11-22."}
        if day.isoformat() != until:
            wrong["until"] = "A day looks like 2026-11-22."
        elif day < today:
            wrong["until"] = "That day is over. To end a pause, leave the field empty."
        elif (day - today).days > MOST_PAUSE:
            wrong["until"] = "A pause can last a year. Or switch the reminder off."
    return wrong


def reminders_shown(
    request: Request, visit: Visit, wrong: dict[str, str], *, status: int = 200, saved: bool = False, typed: dict[str, str] | None = None
) -> Response:
    """The page.

    Args:
        request, visit: who asks.
        wrong: field -> what is wrong with it.
        status: of the answer.
        saved: something was just saved.
        typed: what a form sent that was refused.
    """
    set_to, today = chosen(visit.journal), visit.desk.now().date()
    until, secret = str(visit.journal.setting("paused_until") or ""), visit.journal.setting(FEED)
    shown_as = typed or {"at": set_to.at, "until": until if until >= today.isoformat() else "", "on": "yes" if set_to.remind else ""}
    upcoming = evenings(set_to, until, today) if set_to.remind else ()
    return shown(
        request, "reminders.html", status=status, title="Reminders", wrong=wrong, saved=saved, typed=shown_as, zone=set_to.zone,
        next=next((one for one in upcoming if one.at > visit.desk.now()), None), on=set_to.remind,
        push=_pushed(visit), demo_file=visit.desk.demo, quiet_minutes=QUIET_MINUTES,
        feed=f"http://127.0.0.1:{visit.desk.port}/calendar/{secret}.ics" if isinstance(secret, str) else "",
    )  # fmt: skip


def _pushed(visit: Visit) -> dict[str, object]:
    """What the page tells of web push: each browser, when the last one went, and why one did not."""
    all_, clock = held(visit.journal), zone(chosen(visit.journal).zone)

    def when(text: str) -> str:
        at = moment_of(text)
        return "" if at is None else f"{at.astimezone(clock):%A} {at.astimezone(clock).day} {at.astimezone(clock):%B %Y at %H:%M}"

    rows = [
        {
            "id": one.id,
            "name": one.name,
            "sent": when(one.sent_at),
            "wrong": one.wrong,
            "wrong_at": when(one.wrong_at),
            "after": when(one.after),
        }
        for one in all_.browsers
    ]
    return {"rows": rows, "ended": all_.ended, "ended_at": when(all_.ended_at)}
