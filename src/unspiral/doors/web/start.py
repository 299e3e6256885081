"""Coming in: the start code, the passphrase, the first set-up, and going out."""

from __future__ import annotations

import asyncio
import secrets

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import away, shown
from unspiral.doors.web.attempts import TooSoon
from unspiral.doors.web.desk import Desk
from unspiral.doors.web.entrance import NotAdmitted, cookie_name, cookie_of, desk_of, started
from unspiral.doors.web.form import read_form
from unspiral.doors.web.once import once
from unspiral.doors.web.passphrase import LEAST, MOST, objection
from unspiral.doors.web.upload import tidy_uploads
from unspiral.errors import StoreError

router = APIRouter()


@router.get("/start")
async def start_page(request: Request) -> Response:
    """Ask for the start code; the page's script takes it from behind the # of the address."""
    locked, held = "locked" in request.query_params, "held" in request.query_params
    return shown(request, "start.html", title="Locked" if locked else "Open your file", wrong="", locked=locked, held=held)


@router.post("/start")
async def start(request: Request) -> Response:
    """Take the start code. The right one is taken at any time: 192 bits drawn by chance are not guessed, and others cannot keep us out."""
    desk, form = desk_of(request), await read_form(request)
    if not secrets.compare_digest(form.one("code").encode("utf-8", "replace"), desk.start.encode()):
        desk.knocks.check()
        desk.log.say("start", outcome="wrong")  # after the wait: whoever floods us must not wash the log away
        desk.knocks.wrong()
        return shown(
            request, "start.html", status=403, title="Open your file", wrong="That is not the code this server printed.", locked=False
        )
    desk.sessions.end(cookie_of(request))
    cookie = desk.sessions.begin(request.headers.get("user-agent", ""))
    if desk.demo and desk.is_open:  # there is nobody's health data behind it
        cookie = desk.sessions.admit(cookie)
    desk.log.say("start", outcome="right")
    return _with_cookie(away("/"), desk, cookie)


@router.get("/set-up")
async def set_up_page(request: Request) -> Response:
    """Ask for a passphrase for a new file."""
    desk, _session, _cookie = started(request)
    return shown(request, "set_up.html", title="Your own file", wrong="", least=LEAST, path=desk.path) if desk.is_new else away("/unlock")


@router.post("/set-up")
async def set_up(request: Request) -> Response:
    """Make the file, and show its recovery code once."""
    desk, _session, cookie = started(request)
    if not desk.is_new:
        return away("/unlock")
    form = await read_form(request)
    passphrase = form.exact("passphrase")
    wrong = objection(passphrase, form.exact("again"))
    if wrong:
        return shown(request, "set_up.html", status=422, title="Your own file", wrong=wrong, least=LEAST, path=desk.path)
    with desk.held():
        made = await once(request, ("set-up", cookie, passphrase), lambda: desk.make(passphrase))
        cookie = desk.sessions.admit(cookie, request.headers.get("user-agent", ""))
    page = shown(request, "recovery.html", title="Your recovery code", code=made.recovery, renewed=False, bare=True)
    return _with_cookie(page, desk, cookie)


@router.get("/unlock")
async def unlock_page(request: Request) -> Response:
    """Ask for the passphrase."""
    desk, session, _cookie = started(request)
    if desk.is_new:
        raise NotAdmitted("/set-up")
    if desk.is_open and session.admitted:
        return away("/")
    held = "held" in request.query_params
    return shown(request, "unlock.html", title="Your passphrase", wrong="", made_up=desk.passphrase, held=held)


@router.post("/unlock")
async def unlock(request: Request) -> Response:
    """Open the file by its passphrase or its recovery code."""
    desk, _session, cookie = started(request)
    if desk.is_new:
        raise NotAdmitted("/set-up")
    form = await read_form(request)
    with desk.held():
        try:
            await asyncio.to_thread(_unlock, desk, form.exact("passphrase")[: MOST + 1])
        except TooSoon as error:
            answer = shown(request, "unlock.html", status=429, title="Your passphrase", wrong=error.what, made_up=desk.passphrase)
            answer.headers["Retry-After"] = str(error.seconds)
            return answer
        except StoreError as error:
            if error.code != "wrong-key":
                raise
            wrong = f"{error.what} {error.fix.capitalize()}"
            return shown(request, "unlock.html", status=403, title="Your passphrase", wrong=wrong, made_up=desk.passphrase)
        cookie = desk.sessions.admit(cookie, request.headers.get("user-agent", ""))
    return _with_cookie(away("/"), desk, cookie)


@router.post("/lock")
async def lock(request: Request) -> Response:
    """Close the file and end all sessions."""
    desk = desk_of(request)
    if desk.sessions.of(cookie_of(request)) is not None:
        await asyncio.to_thread(desk.lock)
    answer = away("/start?locked=yes")
    answer.delete_cookie(cookie_name(desk), path="/", httponly=True, samesite="strict")
    # Cookies alone: what waits, sealed, in the browser's storage must outlive a locked file.
    answer.headers["Clear-Site-Data"] = '"cookies"'
    return answer


def _unlock(desk: Desk, secret: str) -> None:
    first = not desk.is_open
    desk.unlock(secret)
    if first:
        tidy_uploads(desk.path)


def _with_cookie(answer: Response, desk: Desk, cookie: str) -> Response:
    # No "Secure": over plain http on the loopback some browsers would then keep no cookie at all (docs/security/asvs.md).
    answer.set_cookie(cookie_name(desk), cookie, path="/", httponly=True, samesite="strict")
    return answer
