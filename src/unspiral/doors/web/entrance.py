"""Who may see a page: those who showed the start code, and then the passphrase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from fastapi import Request

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.session import Session
from unspiral.store.journal.journal import Journal

IN = "unspiral.in"  # set in the scope of a request by somebody who is in


class NotAdmitted(Exception):
    """The request comes from a browser that must first go somewhere else.

    Args:
        to: the page it must go to.
    """

    def __init__(self, to: str) -> None:
        self.to = to
        super().__init__(to)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request by somebody who may be here."""

    desk: Desk
    session: Session
    cookie: str

    @property
    def journal(self) -> Journal:
        """The person's journal, unlocked."""
        return self.desk.journal


def desk_of(request: Request) -> Desk:
    """The desk of the server that got this request."""
    return cast("Desk", request.app.state.desk)


def cookie_name(desk: Desk) -> str:
    """Cookies are shared by all ports of a machine; the port in the name keeps two servers apart."""
    return f"unspiral-{desk.port}"


def cookie_of(request: Request) -> str:
    """The session's cookie, or ""."""
    return request.cookies.get(cookie_name(desk_of(request)), "")


def started(request: Request) -> tuple[Desk, Session, str]:
    """The session of a browser that showed the start code.

    Raises:
        NotAdmitted: to the page that asks for it.
    """
    desk, cookie = desk_of(request), cookie_of(request)
    session = desk.sessions.of(cookie)
    if session is None:
        raise NotAdmitted("/start")
    return desk, session, cookie


def admitted(request: Request) -> Visit:
    """The visit of a browser that also gave the passphrase. Every page with health data begins with this line.

    Raises:
        NotAdmitted: to the page that comes first: start, set up, or unlock.
    """
    desk, session, cookie = started(request)
    if desk.is_new:
        raise NotAdmitted("/set-up")
    if not desk.is_open or not session.admitted:
        raise NotAdmitted("/unlock")
    request.scope[IN] = True
    return Visit(desk, session, cookie)
