"""Warning signs of back pain: asked at first set-up, after a jump of pain, and on request."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from datetime import date, timedelta
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import away, shown
from unspiral.doors.web.blocked import counting, help_of, newest_flags
from unspiral.doors.web.brought import brought_signs
from unspiral.doors.web.day_entry import of_day
from unspiral.doors.web.entrance import NotAdmitted, Visit, admitted, desk_of
from unspiral.doors.web.evening import moment, proposed
from unspiral.doors.web.form import Form, read_form
from unspiral.doors.web.held import CLOSED, OF, held_for, hold, let_go, not_held
from unspiral.doors.web.keeping import form_key
from unspiral.errors import DataError, StoreError
from unspiral.measure.safety.help_lines import help_or_world
from unspiral.measure.safety.red_flags import RedFlags, red_flags
from unspiral.measure.safety.sign import REPLIES, Reply, questions
from unspiral.records.entry import Entry, Plain
from unspiral.store.journal.journal import Journal

router = APIRouter()

JUMP = 3  # points of pain above the day before; red_flags.use in the clinical file
LATER = "red_flags_later"  # setting: the day on which the person asked to be asked later
KIND = "red-flags"
PAGE = "/red-flags"
WORDS = {"yes": "Yes", "no": "No", "not sure": "Not sure", "": "Skip"}
MEANWHILE = {"pathway": "the list of what guidelines offer", "model_advice": "what was learned from your days"}


@router.get("/red-flags")
async def red_flags_page(request: Request) -> Response:
    """The questions."""
    visit = admitted(request)
    waiting = await held_for(request, visit, PAGE)
    if waiting is None:
        return _form(request, str(uuid4()), {})
    given = {question.id: said for question in questions() if (said := waiting.one(question.id)) in WORDS}
    return _form(request, waiting.one("key"), given, CLOSED)


@router.post("/red-flags")
async def answered(request: Request) -> Response:
    """Keep the answers, and say at once what they call for."""
    try:
        visit = admitted(request)
    except NotAdmitted as out:
        return await _while_closed(request, out.to)
    form = await read_form(request)
    now = moment(visit)
    given = {question.id: form.one(question.id) for question in questions()}
    if form.one("later"):
        await asyncio.wrap_future(visit.journal.settle(LATER, proposed(now).isoformat()))
        return away("/")
    if any(reply not in WORDS for reply in given.values()):
        return _form(request, form_key(form.one("key")), given, "One of the answers is none of Yes, No and Not sure.", 422)
    if not any(given.values()):
        return _form(request, form_key(form.one("key")), given, "Nothing is answered yet. “Ask me later” is fine, too.", 422)
    body = body_of(form)
    entry = Entry(form_key(form.one("key")), KIND, proposed(now).isoformat(), now.isoformat(timespec="seconds"), body)
    try:
        await asyncio.wrap_future(visit.journal.keep(entry))
    except StoreError as error:
        there = visit.journal.find(entry.key)
        if error.code != "key-taken" or there is None or there.kind != KIND:
            # What the signs call for is said even where they cannot be kept.
            return _result(request, red_flags(_fair(given), help_of(visit)), 503)
        if dict(there.body) != body:
            await asyncio.wrap_future(visit.journal.keep(Entry(str(uuid4()), KIND, entry.day, entry.said_at, body, replaces=there.key)))
    await let_go(visit, form.one("key"))
    return away("/red-flags/result")


async def _while_closed(request: Request, to: str) -> Response:
    """Hold what came while the file was closed, and say at once what it calls for.

    A script seals in its own browser what is led away, and has said that already.
    """
    form = await read_form(request)
    if request.headers.get("x-seals") or not any(form.one(question.id) for question in questions()):
        return away(to)
    held = hold(request, Form({**form.fields, OF: [PAGE]}))
    desk = desk_of(request)
    found = red_flags(
        _fair({question.id: form.one(question.id) for question in questions()}), help_or_world(None, os.environ, desk.now().date())[0]
    )
    if found.reasons or found.not_sure:
        return _result(request, found, closed=to if held else "")
    return away(f"{to}?held=yes") if held else not_held(request, form, PAGE, to)


@router.get("/red-flags/result")
async def result_page(request: Request) -> Response:
    """What the newest answers call for."""
    visit = admitted(request)
    found, entry = newest_flags(visit), counting(visit)
    if found is None or entry is None:
        return away("/red-flags")
    return _result(request, found, brought=entry.key in brought_signs(visit.journal))


def body_of(form: Form) -> dict[str, Plain]:
    """The body of the entry: the questions by their answers; what was left out stands nowhere.

    Raises:
        DataError: an answer is none of the three.
    """
    given = {question.id: form.one(question.id) for question in questions()}
    if any(reply not in WORDS for reply in given.values()):
        raise DataError("One of the answers is none of Yes, No and Not sure.")
    named = (("yes", "yes"), ("not_sure", "not sure"), ("no", "no"))
    return {name: [question for question, reply in given.items() if reply == wanted] for name, wanted in named}


def jumped(journal: Journal, day: date) -> bool:
    """Whether pain of a day lies three points or more above that of the day before, both of them answered."""
    after, before = (_pain(of_day(journal, each.isoformat())) for each in (day, day - timedelta(days=1)))
    return after is not None and before is not None and after - before >= JUMP


def to_be_asked(visit: Visit) -> bool:
    """Whether the questions are due: never answered and not put off today, or pain has jumped since they were answered last."""
    today = proposed(moment(visit))
    entries = visit.journal.entries(KIND)
    # A day to come was written while a clock was ahead, here or where a file comes from: it must not put the questions off for years.
    asked = max((entry.day for entry in entries if entry.day <= today.isoformat()), default="")
    put_off = str(visit.journal.setting(LATER) or "")
    put_off = put_off if put_off <= today.isoformat() else ""
    if max(asked, put_off) >= today.isoformat():
        return False
    return not (asked or put_off) or jumped(visit.journal, today)


def _form(request: Request, key: str, given: Mapping[str, str], wrong: str = "", status: int = 200) -> Response:
    return shown(
        request,
        "red_flags.html",
        status=status,
        title="Warning signs",
        key=key,
        questions=questions(),
        many=len(questions()),
        replies=list(WORDS.items()),
        given=given,
        wrong=wrong,
    )


def _result(request: Request, found: RedFlags, status: int = 200, *, brought: bool = False, closed: str | None = None) -> Response:
    words = [MEANWHILE[name] for name in found.blocks]
    meanwhile = f"{' and '.join(words)} {'are' if len(words) > 1 else 'is'}"
    return shown(
        request,
        "red_flags_result.html",
        status=status,
        title="Warning signs",
        found=found,
        many=len(questions()),
        meanwhile=meanwhile,
        brought=brought,
        closed=closed,
        bare=closed is not None,
    )


def _fair(given: Mapping[str, str]) -> dict[str, Reply]:
    return {question: reply for question, said in given.items() for reply in REPLIES if reply == said}


def _pain(entry: Entry | None) -> int | None:
    answers = entry.body.get("answers") if entry is not None else None
    pain = answers.get("pain") if isinstance(answers, Mapping) else None
    return pain if isinstance(pain, int) and not isinstance(pain, bool) else None
