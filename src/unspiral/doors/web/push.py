"""Reminders by web push: a browser is put on the list by its own script, and taken off by a button."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from unspiral.doors.web.answer import away
from unspiral.doors.web.entrance import admitted
from unspiral.doors.web.form import read_form
from unspiral.doors.web.push_browsers import browser_of, change
from unspiral.doors.web.push_message import new_key, public_key
from unspiral.doors.web.push_round import begun
from unspiral.doors.web.reminders import reminders_shown
from unspiral.doors.web.sessions import browser_words
from unspiral.errors import DataError

router = APIRouter()

DEMO = "In the demo nothing is sent to anybody. In a file of your own this works."


@router.post("/reminders/push/key")
async def push_key(request: Request) -> Response:
    """The public key that a browser asks its maker's service with; made on the first call."""
    visit = admitted(request)
    await read_form(request)
    if visit.desk.demo:
        return JSONResponse({"wrong": DEMO}, 409)
    all_ = await change(visit.journal, lambda before: before if before.key else replace(before, key=new_key()))
    return JSONResponse({"key": public_key(all_.key)})


@router.post("/reminders/push")
async def subscribe(request: Request) -> Response:
    """Put a browser on the list."""
    visit = admitted(request)
    form = await read_form(request)
    try:
        if visit.desk.demo:
            raise DataError(DEMO)
        visit.desk.push.check(form.one("endpoint"))
        name = browser_words(request.headers.get("user-agent", ""))
        # Whose evening has begun already has seen it: this page is open before them.
        new = browser_of(form.one("endpoint"), form.one("public"), form.one("auth"), name, begun(visit.journal, visit.desk.now()))
        await change(visit.journal, lambda before: (before if before.key else replace(before, key=new_key())).added(new))
    except DataError as error:
        words = f"{error.what} {error.fix[:1].upper()}{error.fix[1:]}." if error.fix else error.what
        return reminders_shown(request, visit, {"push": words}, status=422)
    return away("/reminders?saved=1")


@router.post("/reminders/push/remove")
async def remove(request: Request) -> Response:
    """Take a browser off the list."""
    visit = admitted(request)
    asked = (await read_form(request)).one("browser")
    await change(visit.journal, lambda before: before.without(asked))
    return away("/reminders?saved=1")
