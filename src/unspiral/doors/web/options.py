"""The fixed list of options that guidelines offer: the same for anyone with the same answers, help first where it is called for."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.act.pathway.answers import answers_of
from unspiral.act.pathway.pathway import pathway
from unspiral.act.pathway.safety import safety_of
from unspiral.doors.web.answer import shown
from unspiral.doors.web.blocked import by_signs, help_of
from unspiral.doors.web.entrance import Visit, admitted
from unspiral.doors.web.form import read_form
from unspiral.doors.web.options_form import NAMES, OptionsForm, asked_about, can_be_tried, from_journal, typed, urgency_of
from unspiral.errors import SpecError
from unspiral.show.model import Report
from unspiral.show.pathway_page import pathway_page
from unspiral.show.without_commands import without_commands

router = APIRouter()

TITLE = "What guidelines offer"


@dataclass(frozen=True, slots=True)
class Answered:
    """The page of a plan; ``held`` until the help on it was read, ``stopped`` while a doctor comes first."""

    report: Report
    held: bool
    stopped: bool


@router.get("/options")
async def options_page(request: Request) -> Response:
    """Ask for a few things; where a doctor or help comes first, say so at once."""
    visit = admitted(request)
    made = from_journal(visit)
    return _page(request, made, _first(visit, made))


@router.post("/options")
async def options(request: Request) -> Response:
    """The list for what was told."""
    visit = admitted(request)
    told = typed(visit, await read_form(request))
    try:
        return _page(request, told, _answer(visit, told))
    except SpecError as error:
        return _page(request, told, _first(visit, told), wrong=error.what, status=422)


def _first(visit: Visit, told: OptionsForm) -> Answered | None:
    """What comes before anything that is told here: it is known from the journal already. None where nothing does."""
    found = _answer(visit, OptionsForm(item9=told.item9, acknowledged=told.acknowledged))
    return found if found.held or found.stopped else None


def _answer(visit: Visit, told: OptionsForm) -> Answered:
    plan = pathway(answers_of(told.values(urgency_of(visit))))
    safety = safety_of(plan, help_of(visit))
    report = without_commands(pathway_page(plan, safety.notices, safety.flag))
    return Answered(report, plan.held, plan.stopped or "pathway" in by_signs(visit))


def _page(request: Request, told: OptionsForm, found: Answered | None, *, wrong: str = "", status: int = 200) -> Response:
    return shown(
        request, "options.html", status=status, title=TITLE, told=told, report=found and found.report, held=bool(found and found.held),
        stopped=bool(found and found.stopped), wrong=wrong, names=NAMES, considering=asked_about(), tried=can_be_tried(),
    )  # fmt: skip
