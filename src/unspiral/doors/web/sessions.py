"""Where the file is open: every browser that is in, and how to end it there."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import away, shown
from unspiral.doors.web.entrance import admitted
from unspiral.doors.web.form import read_form
from unspiral.doors.web.session import HOURS, QUIET_MINUTES

router = APIRouter()

FAMILIES = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome or Chromium"), ("Safari/", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))


@router.get("/sessions")
async def sessions(request: Request) -> Response:
    """The browsers that are in."""
    visit = admitted(request)
    now = visit.desk.sessions.clock()
    rows = [
        {
            "number": held.number,
            "browser": browser_words(held.browser),
            "minutes": int((now - held.began) // 60),
            "quiet": int((now - held.seen) // 60),
            "admitted": held.admitted,
            "here": held is visit.session,
        }
        for held in visit.desk.sessions.all()
    ]
    return shown(request, "sessions.html", title="Where your file is open", rows=rows, quiet_minutes=QUIET_MINUTES, hours=HOURS)


@router.post("/sessions/end")
async def end(request: Request) -> Response:
    """End one of them."""
    visit = admitted(request)
    said = (await read_form(request)).one("number")
    if said.isascii() and said.isdigit() and len(said) < 10:
        visit.desk.sessions.end_number(int(said))
        visit.desk.log.say("session-end", number=int(said))
    return away("/sessions")


def browser_words(agent: str) -> str:
    """What a browser says of itself, in two words."""
    family = next((words for mark, words in FAMILIES if mark in agent), "A browser")
    system = next((words for mark, words in SYSTEMS if mark in agent), "")
    return f"{family} on {system}" if system else family
