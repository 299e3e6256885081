"""How a page is answered: one layout, everything escaped, nothing kept by the browser."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from fastapi import Request
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from unspiral.errors import UnspiralError
from unspiral.show.day_words import day_words, weekday_words
from unspiral.show.model import MARK
from unspiral.show.page import drawn, fingerprint, typeset

if TYPE_CHECKING:
    from unspiral.doors.web.desk import Desk

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)

# The pages that a person goes to: address -> words. Those of ``BAR`` stand on every page, in its order; the others on /more, in the order
# of more.py, which has a sentence for each.
BAR = ("/", "/check-in", "/days", "/loop")
PLACES: dict[str, str] = {
    "/": "Today",
    "/check-in": "Check in",
    "/questionnaires": "Questionnaires",
    "/days": "My days",
    "/loop": "My loop",
    "/treatments": "Treatments",
    "/notes": "Notes",
    "/try": "Try one thing",
    "/flare": "Earlier bad days",
    "/options": "Options",
    "/reasons": "Reasons",
    "/red-flags": "Warning signs",
    "/take": "Take it along",
    "/export": "Take everything out",
    "/import": "Bring your data",
    "/reminders": "Reminders",
    "/settings": "Settings",
    "/sessions": "Where your file is open",
    "/passphrase": "Passphrase and recovery code",
    "/backup": "Backup and restore",
    "/erase": "Erase everything",
}


def shown(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """One page.

    Args:
        request: what is answered.
        template: name of the file in templates/.
        status: of the answer.
        **values: what the template shows; ``title`` is needed by every page. Where nothing can be written, every page of somebody who is
            in says so, for each of them has a form.
    """
    from unspiral.doors.web.entrance import IN
    from unspiral.doors.web.gate import policy

    desk: Desk | None = getattr(request.app.state, "desk", None) if "app" in request.scope else None
    path = request.scope["path"]
    bar = {address: PLACES[address] for address in BAR if address in PLACES}
    demo, here = desk is not None and desk.demo, _place_of(path)
    read_only = desk.read_only if desk is not None and request.scope.get(IN) else ""
    if read_only == values.get("what"):  # an error that says it already
        read_only = ""
    told_too = {"bar": bar, "here": here, "exact": path == here, "demo": demo, "read_only": read_only}
    text = _environment().get_template(template).render(**told_too, **values)
    headers = {"Content-Security-Policy": policy(map(fingerprint, _STYLE.findall(text)))}
    return HTMLResponse(text, status, headers)


def away(to: str) -> Response:
    """After a form was taken: look at another page (303, so that a reload sends nothing twice)."""
    return RedirectResponse(to, 303)


def refused(request: Request, why: str, status: int = 403) -> HTMLResponse:
    """A page that says that something was not done."""
    return shown(request, "error.html", status=status, title="Not done", what=why, why="", fix="")


def told(request: Request, error: UnspiralError, status: int = 400) -> HTMLResponse:
    """A page that says what an error says."""
    return shown(request, "error.html", status=status, title="That did not work", what=error.what, why=error.why, fix=error.fix)


def unforeseen(request: Request, reference: str) -> HTMLResponse:
    """A page about an error of ours, with the number under which it stands in the log."""
    why = f"This is our mistake, not yours. What was kept before is safe. If you tell us about it, name this number: {reference}."
    fix = "go back and try again"
    return shown(request, "error.html", status=500, title="Something went wrong", what="Something went wrong.", why=why, fix=fix)


def _place_of(path: str) -> str:
    """What is marked in the navigation: the place that a page belongs to, "/more" for one that is reached from there, "" for no place."""
    place = next((address for address in PLACES if path == address or path.startswith(f"{address}/")), "")
    return place if place in BAR or not place else "/more"


@cache
def _environment() -> Environment:
    # Chapters of reports are written by the same macros here and there: "show/parts.html".
    loader = ChoiceLoader([PackageLoader("unspiral.doors.web"), PrefixLoader({"show": PackageLoader("unspiral.show")})])
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False
    )
    environment.filters.update(typeset=typeset, day_words=day_words, weekday_words=weekday_words)
    words: dict[str, Any] = {"drawn": drawn, "mark": MARK}
    environment.globals.update(words)
    return environment
