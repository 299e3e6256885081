"""Where human help is. Open to everybody at any time, also when the file is locked; it holds nothing that anybody wrote."""

from __future__ import annotations

import asyncio
import os
import re

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import away, shown
from unspiral.doors.web.blocked import help_of
from unspiral.doors.web.entrance import NotAdmitted, admitted, desk_of
from unspiral.doors.web.first_help import acknowledge, unread
from unspiral.doors.web.form import read_form
from unspiral.errors import SpecError
from unspiral.measure.safety.clinical_file import EVIDENCE, clinical_file
from unspiral.measure.safety.country import country_code, country_name
from unspiral.measure.safety.help_lines import countries, help_for, help_or_world, reach
from unspiral.measure.safety.suicide_item import danger_question, go_on, notice
from unspiral.records.help import Help

router = APIRouter()

NOBODY = "This app does not alert anyone unless you have set that up."  # S5 of the clinical file


@router.get("/help")
async def help_page(request: Request) -> Response:
    """The numbers of the chosen country."""
    return _page(request, request.query_params.get("country", ""))


@router.post("/help")
async def danger(request: Request) -> Response:
    """The same page, with the emergency number first for somebody in danger now. Nothing of it is kept."""
    form = await read_form(request)
    return _page(request, form.one("country"), in_danger=form.one("danger") == "yes", asked=False)


@router.get("/help/note")
async def note_page(request: Request) -> Response:
    """A note to print and to hand to somebody."""
    return shown(request, "help_note.html", title="A note to hand over")


@router.get("/help/first")
async def first_page(request: Request) -> Response:
    """What is said at once after an answer about thoughts of death or self-harm, before any score."""
    visit = admitted(request)
    found = unread(visit.journal)
    if found is None:
        return away("/help")
    _name, answer = found
    told = notice(answer, help_of(visit))
    assert told is not None  # ``unread`` finds only answers that open one
    return shown(
        request, "help_first.html", title=told.title, told=told, go_on=go_on(), nobody=NOBODY, ask=danger_question(), linked=linked
    )


@router.post("/help/first")
async def first(request: Request) -> Response:
    """They have read it."""
    visit = admitted(request)
    await read_form(request)
    found = unread(visit.journal)
    if found is None:
        return away("/questionnaires")
    return away(await acknowledge(visit.journal, found[0]))


@router.get("/welcome")
async def welcome_page(request: Request) -> Response:
    """After the first set-up: the country, for the numbers to call."""
    visit = admitted(request)
    chosen = str(visit.journal.setting("country") or "")
    return shown(request, "welcome.html", title="Where are you?", chosen=chosen, names=_names(), wrong="")


@router.post("/welcome")
async def welcome(request: Request) -> Response:
    """Keep the country, and go on."""
    visit = admitted(request)
    form = await read_form(request)
    given = form.one("country")
    if given:
        try:
            code = country_code(given)
        except SpecError as error:
            return shown(request, "welcome.html", status=422, title="Where are you?", chosen="", names=_names(), wrong=error.what)
        await asyncio.wrap_future(visit.journal.settle("country", code))
    return away("/red-flags")


def every_help(request: Request) -> list[Help]:
    """The lines of every country that has its own, then the fallbacks, as the page that works offline shows them."""
    today = desk_of(request).now().date()
    return [help_for(code, today) for code in countries()]


def linked(words: str, found: Help) -> list[tuple[str, str]]:
    """Words in pieces: each number to call and each address in them with its link, everything else with "".

    Args:
        words: of a notice.
        found: the help that the notice names.
    """
    links = {line.contact: f"tel:{line.contact.replace(' ', '')}" for line in found.lines if "call" in line.modes}
    links |= {line.contact: line.contact for line in found.lines if line.contact.startswith("https://")}
    links |= {number: f"tel:{number}" for number in re.findall(r"\d+", found.emergency)}
    if not links:
        return [(words, "")]
    any_of_them = "|".join(re.escape(contact) for contact in sorted(links, key=len, reverse=True))
    return [(piece, links.get(piece, "")) for piece in re.split(rf"(?<!\d)({any_of_them})(?!\d)", words) if piece]


def evidence_words(evidence: str) -> str:
    """How well a line was seen, where that is not well; "" where it is."""
    return "" if evidence == "verified_2_sources" else EVIDENCE[evidence]


def _page(request: Request, given: str, *, in_danger: bool = False, asked: bool = True) -> Response:
    try:
        visit = admitted(request)
        chosen, inside = str(visit.journal.setting("country") or ""), True
    except NotAdmitted:
        chosen, inside = "", False
    found, problem = help_or_world(given or chosen or None, os.environ, desk_of(request).now().date())
    copy: dict[str, str] = clinical_file("suicide_item")["copy"]
    return shown(
        request,
        "help.html",
        title="Need help now?",
        help=found,
        problem=problem.what if problem else "",
        in_danger=in_danger,
        ask=danger_question() if asked else "",
        now=copy["now"].format(emergency=found.emergency),
        not_monitored=copy["not_monitored"],
        nobody=NOBODY,
        reach=reach,
        evidence=evidence_words,
        names=_names(),
        bare=not inside,
    )


def _names() -> list[tuple[str, str]]:
    return [(code, country_name(code)) for code in countries()]
