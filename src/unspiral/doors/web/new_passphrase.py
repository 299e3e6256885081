"""Another passphrase for the file, or another recovery code; every other browser is sent out."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import PLACES, shown
from unspiral.doors.web.attempts import TooSoon
from unspiral.doors.web.entrance import admitted
from unspiral.doors.web.form import read_form
from unspiral.doors.web.once import once
from unspiral.doors.web.passphrase import LEAST, MOST, objection
from unspiral.errors import StoreError

router = APIRouter()

TITLE = PLACES["/passphrase"]


@router.get("/passphrase")
async def passphrase_page(request: Request) -> Response:
    """Ask for the present passphrase, and for the new one or for a new code."""
    admitted(request)
    return _page(request)


@router.post("/passphrase")
async def passphrase(request: Request) -> Response:
    """Change it."""
    visit = admitted(request)
    form = await read_form(request)
    wrong = objection(form.exact("passphrase"), form.exact("again"))
    if wrong:
        return _page(request, wrong, 422)
    present, fresh = form.exact("present")[: MOST + 1], form.exact("passphrase")
    try:
        await asyncio.to_thread(visit.desk.change_passphrase, present, fresh, but=visit.cookie)
    except (TooSoon, StoreError) as error:
        return _refused(request, error)
    return _page(request, done=True)


@router.post("/passphrase/recovery")
async def recovery(request: Request) -> Response:
    """Make a new recovery code, and show it once."""
    visit = admitted(request)
    secret = (await read_form(request)).exact("secret")[: MOST + 1]
    try:
        code = await once(request, ("recovery", visit.cookie, secret), lambda: visit.desk.renew_recovery(secret, but=visit.cookie))
    except (TooSoon, StoreError) as error:
        return _refused(request, error)
    return shown(request, "recovery.html", title="Your new recovery code", code=code, renewed=True)


def _refused(request: Request, error: TooSoon | StoreError) -> Response:
    if isinstance(error, TooSoon):
        answer = _page(request, error.what, 429)
        answer.headers["Retry-After"] = str(error.seconds)
        return answer
    if error.code != "wrong-key":
        raise error
    return _page(request, "The present passphrase is another one. Nothing was changed.", 403)


def _page(request: Request, wrong: str = "", status: int = 200, *, done: bool = False) -> Response:
    return shown(request, "new_passphrase.html", status=status, title=TITLE, wrong=wrong, done=done, least=LEAST)
