"""Erasing everything, for good."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import shown
from unspiral.doors.web.entrance import Visit, admitted, cookie_name
from unspiral.doors.web.form import read_form
from unspiral.doors.web.held import forget_held

router = APIRouter()

TITLE = "Erase everything"
WORD = "erase"


@router.get("/erase")
async def erase_page(request: Request) -> Response:
    """What erasing does and what it does not."""
    visit = admitted(request)
    return _page(request, visit, "")


@router.post("/erase")
async def erase(request: Request) -> Response:
    """Erase, and send everybody out."""
    visit = admitted(request)
    form = await read_form(request)
    if form.one("word").casefold() != WORD:
        return _page(request, visit, f"Type the word {WORD} to go on. Nothing was erased.", status=422)
    await asyncio.to_thread(_erase, visit)
    forget_held(request)
    answer = shown(request, "erased.html", title="Erased", path=str(visit.desk.path), bare=True)
    # What this browser keeps of the pages goes too.
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    answer.delete_cookie(cookie_name(visit.desk), path="/", httponly=True, samesite="strict")
    return answer


def _erase(visit: Visit) -> None:
    visit.journal.erase()
    visit.desk.lock()  # closes what is left of it, and ends all sessions
    visit.desk.log.say("erase")


def _page(request: Request, visit: Visit, wrong: str, status: int = 200) -> Response:
    entries = len(visit.journal.entries())
    return shown(request, "erase.html", status=status, title=TITLE, wrong=wrong, word=WORD, entries=entries, path=str(visit.desk.path))
