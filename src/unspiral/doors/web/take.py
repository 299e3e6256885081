"""One page to take along to a visit: the person chooses the days and what is on it, then prints it or takes it as a PDF."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from unspiral.doors.web.answer import away, shown
from unspiral.doors.web.blocked import by_signs, counting
from unspiral.doors.web.brought import brought_signs
from unspiral.doors.web.diary_view import help_comes_first
from unspiral.doors.web.entrance import Visit, admitted
from unspiral.doors.web.evening import moment, proposed
from unspiral.doors.web.form import Form, read_form
from unspiral.doors.web.refit import looks_that_hold
from unspiral.doors.web.treatment_list import treatments_of
from unspiral.records.entry import Entry, Plain
from unspiral.show.visit_asked import PARTS, Asked
from unspiral.show.visit_pdf import visit_pdf
from unspiral.show.visit_report import LONGEST, VisitReport, usual_since, visit_report
from unspiral.show.visit_words import LOOP_NOTE, SCORES, TREATMENTS, visit_words

router = APIRouter()

TITLE = "Take it along"
DRAFT = "draft:take"  # what was chosen last, so that the form comes back as it was
PAPERS = {"a4": "A4", "us-letter": "US letter"}
MOST_DAYS = 3700  # ten years: nobody reads more on one page


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the form holds, as it was typed."""

    since: str
    until: str
    parts: tuple[str, ...]
    question: str
    name: str
    paper: str


@router.get("/take")
async def take_page(request: Request) -> Response:
    """What can be taken along. Help comes first where an answer calls for it."""
    visit = admitted(request)
    if help_comes_first(visit):
        return away("/help/first")
    return _form(request, _usual(visit), {})


@router.post("/take")
async def take(request: Request) -> Response:
    """The page itself: to print, or as a PDF."""
    visit = admitted(request)
    form = await read_form(request)
    chosen = _chosen(form)
    wrong = _wrong(chosen, moment(visit).date())
    if wrong:
        return _form(request, chosen, wrong, status=422)
    if not visit.journal.read_only:
        kept: dict[str, Plain] = {"parts": " ".join(chosen.parts), "question": chosen.question, "name": chosen.name, "paper": chosen.paper}
        await asyncio.wrap_future(visit.journal.settle(DRAFT, kept))
    if help_comes_first(visit):  # what was typed is kept by now
        return away("/help/first")
    report = await asyncio.to_thread(_report, visit, chosen)
    if form.one("as") == "pdf":
        made = await asyncio.to_thread(visit_pdf, report, "us-letter" if chosen.paper == "us-letter" else "a4")
        headers = {"Content-Disposition": 'attachment; filename="summary-for-a-visit.pdf"', "Cache-Control": "no-store"}
        return Response(made, media_type="application/pdf", headers=headers)
    course = Markup(report.course.svg) if report.course else Markup()  # our own chart, every word in it escaped there
    return shown(
        request, "visit.html", title=visit_words(report).title, words=visit_words(report), report=report, course=course,
        scores_header=SCORES, treatments_header=TREATMENTS, loop_note=LOOP_NOTE,
    )  # fmt: skip


def _report(visit: Visit, chosen: Chosen) -> VisitReport:
    asked = Asked(
        chosen.since, chosen.until, chosen.parts, chosen.question, chosen.name,
        str(visit.journal.setting("country") or ""), moment(visit).date(), "model_advice" in by_signs(visit),
    )  # fmt: skip
    return visit_report(_that_count(visit, chosen.until), treatments_of(visit.desk), asked)


def _that_count(visit: Visit, until: str) -> tuple[Entry, ...]:
    """Entries up to a day, without answers about warning signs of a file that do not count beside own ones, and looks that do not hold."""
    brought, counts = brought_signs(visit.journal), counting(visit)
    passed = {key for key in brought if counts is None or key != counts.key}
    looks = {entry.key for entry in looks_that_hold(visit.journal, proposed(moment(visit)))}
    held = visit.journal.entries(until=until)
    return tuple(entry for entry in held if entry.key not in passed and (entry.kind != "look" or entry.key in looks))


def _usual(visit: Visit) -> Chosen:
    today = moment(visit).date()
    held = visit.journal.entries("check-in", "questionnaire")
    draft = visit.journal.setting(DRAFT)
    before = draft if isinstance(draft, dict) else {}
    parts = before.get("parts")
    return Chosen(
        usual_since(today, held[0].day if held else ""),
        today.isoformat(),
        tuple(part for part in PARTS if part in parts.split()) if isinstance(parts, str) else tuple(PARTS),
        str(before.get("question", "")),
        str(before.get("name", "")),
        str(before.get("paper", "a4")),
    )


def _chosen(form: Form) -> Chosen:
    parts = tuple(part for part in PARTS if part in form.many("part"))
    return Chosen(form.one("since"), form.one("until"), parts, form.one("question"), form.one("name"), form.one("paper", "a4"))


def _wrong(chosen: Chosen, today: date) -> dict[str, str]:
    """Field -> what is wrong with it."""
    wrong: dict[str, str] = {}
    days: dict[str, date] = {}
    for field, text in (("since", chosen.since), ("until", chosen.until)):
        try:
            days[field] = datetime.strptime(text, "%Y-%m-%d").date()
            if days[field].isoformat() != text:
                raise ValueError(text)
        except ValueError:
            wrong[field] = "A day looks like 2026-11-22."
    if len(days) == 2:
        if days["until"] > today:
            wrong["until"] = "The last day lies in the future."
        elif days["since"] > days["until"]:
            wrong["since"] = "The first day lies after the last one."
        elif (days["until"] - days["since"]).days >= MOST_DAYS:
            wrong["since"] = "These are more than ten years."
    if not chosen.parts:
        wrong["part"] = "Choose at least one part."
    if chosen.paper not in PAPERS:
        wrong["paper"] = "The paper is A4 or US letter."
    return wrong


def _form(request: Request, chosen: Chosen, wrong: dict[str, str], status: int = 200) -> Response:
    return shown(
        request, "take.html", status=status, title=TITLE, chosen=chosen, wrong=wrong, parts=PARTS, papers=PAPERS, longest=LONGEST
    )  # fmt: skip
