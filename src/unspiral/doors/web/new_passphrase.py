"""Another passphrase for the file; every other browser is sent out."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import shown
from unspiral.doors.web.attempts import TooSoon
from unspiral.doors.web.entrance import admitted
from unspiral.doors.web.form import read_form
from unspiral.doors.web.passphrase import LEAST, MOST, objection
from unspiral.errors import StoreError

router = APIRouter()

TITLE = "Another passphrase"


@router.get("/passphrase")
async def passphrase_page(request: Request) -> Response:
    """Ask for the present passphrase and for the new one."""
    admitted(request)
    return shown(request, "new_passphrase.html", title=TITLE, wrong="", done=False, least=LEAST)


@router.post("/passphrase")
async def passphrase(request: Request) -> Response:
    """Change it."""
    visit = admitted(request)
    form = await read_form(request)
    wrong = objection(form.exact("passphrase"), form.exact("again"))
    if wrong:
        return shown(request, "new_passphrase.html", status=422, title=TITLE, wrong=wrong, done=False, least=LEAST)
    present, fresh = form.exact("present")[: MOST + 1], form.exact("passphrase")
    try:
        await asyncio.to_thread(visit.desk.change_passphrase, present, fresh, but=visit.cookie)
    except TooSoon as error:
        answer = shown(request, "new_passphrase.html", status=429, title=TITLE, wrong=error.what, done=False, least=LEAST)
        answer.headers["Retry-After"] = str(error.seconds)
        return answer
    except StoreError as error:
        if error.code != "wrong-key":
            raise
        said = "The present passphrase is another one. Nothing was changed."
        return shown(request, "new_passphrase.html", status=403, title=TITLE, wrong=said, done=False, least=LEAST)
    return shown(request, "new_passphrase.html", title=TITLE, wrong="", done=True, least=LEAST)
