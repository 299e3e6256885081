"""Questionnaires: one question on a screen or all at once, gone on with where one stopped; help before any score."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import away, refused, shown
from unspiral.doors.web.draft import Draft, answer_of, draft_of, drop, fresh, save, with_answer
from unspiral.doors.web.entrance import NotAdmitted, Visit, admitted
from unspiral.doors.web.evening import long_date, moment, proposed
from unspiral.doors.web.first_help import READ, calls, unread
from unspiral.doors.web.form import Form, read_form
from unspiral.doors.web.held import ASKED, CLOSED, OF, held_for, hold, let_go, not_held
from unspiral.doors.web.settings import OFFERED, chosen
from unspiral.errors import DataError, StoreError
from unspiral.measure.questionnaires.instrument import Instrument, Item
from unspiral.measure.questionnaires.library import instrument
from unspiral.measure.questionnaires.scoring import score
from unspiral.measure.safety.clinical_file import clinical_file
from unspiral.records.entry import Entry, Plain
from unspiral.records.score import Score
from unspiral.store.journal.journal import Journal

router = APIRouter()

# depression_two_weeks in the clinical file: PHQ windows that overlap are no new answers. For others the same interval is our own choice.
EVERY_DAYS = 14
KIND = "questionnaire"
CHECKLISTS = ("rmdq24",)  # sentences that are ticked where they are true; a choice of yes and no is not offered
RAISED = "Grief, medicines and illness can raise this score, too."


@router.get("/questionnaires")
async def questionnaires_page(request: Request) -> Response:
    """Those that the person chose: due, begun, or when they come round."""
    visit = admitted(request)
    today = proposed(moment(visit))
    rows = [(instrument(name), next_day(visit.journal, name, today), draft_of(visit.journal, instrument(name))) for name in OFFERED]
    mine = chosen(visit.journal).questionnaires
    return shown(
        request,
        "questionnaires.html",
        title="Questionnaires",
        rows=[(asked, day and long_date(day), draft, asked.id in mine) for asked, day, draft in rows],
        scored={asked.id for asked, _, _ in rows if _last(visit.journal, asked.id) is not None},
        date_of=_date_of,
    )


@router.get("/questionnaires/{name}")
async def question_page(request: Request, name: str) -> Response:
    """The next question, or with ``?all=1`` all of them."""
    visit = admitted(request)
    if name not in OFFERED:
        return refused(request, "There is no such questionnaire here.", 404)
    asked = instrument(name)
    found = draft_of(visit.journal, asked)
    if found is None:
        after = next_day(visit.journal, name, proposed(moment(visit)))
        if after is not None:
            await _let_go(request, visit, asked)  # it was answered elsewhere meanwhile
            return shown(
                request, "not_due.html", title=asked.name, day=long_date(after), name=name, every=EVERY_DAYS,
                twice=asked.recall_days >= EVERY_DAYS, recall=asked.recall,
            )  # fmt: skip
    elif calls(name, found.answers) is not None and not found.read:
        return away("/help/first")
    draft, begun = found or fresh(moment(visit)), found is not None
    waiting = await held_for(request, visit, f"{ASKED}{name}")
    if waiting is not None:
        whole = waiting.one("whole") == "yes"
        with suppress(ValueError):
            given = _all(asked, draft, waiting)[0] if whole else replace(_step(asked, draft, waiting)[0], at=_place(asked, waiting))
            return _form(request, visit, asked, given, whole=whole or name in CHECKLISTS, begun=begun, wrong=CLOSED)
        await _let_go(request, visit, asked)  # no page of ours sent this
    return _form(request, visit, asked, draft, whole="all" in request.query_params or name in CHECKLISTS, begun=begun)


@router.post("/questionnaires/{name}")
async def answered(request: Request, name: str) -> Response:
    """Keep an answer, or all of them; after the last question the whole becomes an entry."""
    try:
        visit = admitted(request)
    except NotAdmitted as out:
        return await _while_closed(request, instrument(name), out.to) if name in OFFERED else away(out.to)
    if name not in OFFERED:
        return refused(request, "There is no such questionnaire here.", 404)
    asked = instrument(name)
    form = await read_form(request)
    draft = draft_of(visit.journal, asked)
    if draft is None:
        if next_day(visit.journal, name, proposed(moment(visit))) is not None:
            return away(f"/questionnaires/{name}")
        draft = fresh(moment(visit))
    if form.one("go") == "over":
        await drop(visit.journal, asked)
        await _let_go(request, visit, asked)
        return away(f"/questionnaires/{name}")
    whole = form.one("whole") == "yes"
    try:
        draft, done = _all(asked, draft, form) if whole else _step(asked, draft, form)
    except ValueError:
        return _form(
            request, visit, asked, draft, whole=whole, begun=True, wrong="One of the answers is none of those offered.", status=422
        )
    if done and not draft.answers:
        wrong = "Nothing is answered, so there is nothing to keep. One answer is enough."
        return _form(request, visit, asked, draft, whole=whole, begun=True, wrong=wrong, status=422)
    await save(visit.journal, asked, draft)
    await _let_go(request, visit, asked)
    if calls(name, draft.answers) is not None and not draft.read and (not done or not whole):
        return away("/help/first")
    if not done:
        return away(f"/questionnaires/{name}{'?all=1' if whole else ''}")
    await keep(visit.journal, asked, draft, moment(visit))
    return away("/help/first" if unread(visit.journal) is not None else f"/questionnaires/{name}/result")


async def _while_closed(request: Request, asked: Instrument, to: str) -> Response:
    """Hold what came while the file was closed, and say at once what an answer about thoughts of death calls for.

    A script seals in its own browser what is led away, and has shown that help already.
    """
    form = await read_form(request)
    if request.headers.get("x-seals") or not any(form.one(item.id) for item in asked.items):
        return away(to)
    held = hold(request, Form({**form.fields, OF: [f"{ASKED}{asked.id}"]}))
    answers: dict[str, Plain] = {}
    for item in asked.items:
        with suppress(ValueError):
            answers[item.id] = answer_of(item, form.one(item.id))
    if calls(asked.id, answers) is not None:
        return away("/offline/first")
    return away(f"{to}?held=yes") if held else not_held(request, form, f"{ASKED}{asked.id}", to)


async def _let_go(request: Request, visit: Visit, asked: Instrument) -> None:
    """What came while the file was closed was shown, and has become an answer."""
    if (waiting := await held_for(request, visit, f"{ASKED}{asked.id}")) is not None:
        await let_go(visit, waiting.one("key"))


@router.get("/questionnaires/{name}/result")
async def result_page(request: Request, name: str) -> Response:
    """The newest score with its band; the help page comes before it where an answer calls for it."""
    visit = admitted(request)
    last = _last(visit.journal, name) if name in OFFERED else None
    if last is None:
        return away("/questionnaires")
    if unread(visit.journal) is not None:
        return away("/help/first")
    asked = instrument(name)
    found = scored(visit.journal, asked, last)
    return shown(
        request,
        "score.html",
        title=asked.name,
        asked=asked,
        found=found,
        day=_date_of(last.day),
        words=two_weeks() if name == "phq9" else "",
        raised=RAISED if name == "phq9" else "",
        bands=asked.bands if asked.bands_shown else (),
        country=visit.journal.setting("country"),
        next=long_date(date.fromisoformat(last.day) + timedelta(days=EVERY_DAYS)),
    )


def scored(journal: Journal, asked: Instrument, entry: Entry) -> Score:
    """The score of a kept questionnaire, to be shown only after the help page where that comes first."""
    raw = entry.body.get("answers")
    answers = {item.id: value for item in asked.items if isinstance(raw, Mapping) and isinstance(value := raw.get(item.id), (int, float))}
    country = journal.setting("country")
    return score(asked, answers, country=str(country) if country else None, acknowledged=True)


async def keep(journal: Journal, asked: Instrument, draft: Draft, now: datetime) -> None:
    """Turn a draft into an entry; begun twice or sent twice it is one entry."""
    answers: dict[str, Plain] = dict(draft.answers)
    body: dict[str, Plain] = {"instrument": asked.id, "answers": answers, "finished": True}
    if draft.read:  # before the entry: there must be no moment in which it is kept, and its help counts as unread a second time
        await asyncio.wrap_future(journal.settle(READ, draft.key))
    try:
        entry = Entry(draft.key, KIND, proposed(now).isoformat(), now.isoformat(timespec="seconds"), body)
        await asyncio.wrap_future(journal.keep(entry))
    except StoreError as error:
        there = journal.find(draft.key)
        if error.code != "key-taken" or there is None or there.body.get("answers") != answers:
            raise
    await drop(journal, asked)


def next_day(journal: Journal, name: str, today: date) -> date | None:
    """The day on which a questionnaire may be answered again; None where that is now."""
    last = _last(journal, name)
    after = date.fromisoformat(last.day) + timedelta(days=EVERY_DAYS) if last is not None else today
    return after if after > today else None


def due(visit: Visit) -> list[tuple[str, str, str, bool]]:
    """Chosen questionnaires that can be answered today: id, name, what they ask, and whether they were begun."""
    today = proposed(moment(visit))
    mine = [instrument(name) for name in chosen(visit.journal).questionnaires if name in OFFERED]
    return [
        (asked.id, asked.name, f"{len(asked.items)} questions about {asked.measures}.", draft_of(visit.journal, asked) is not None)
        for asked in mine
        if next_day(visit.journal, asked.id, today) is None or draft_of(visit.journal, asked) is not None
    ]


def _last(journal: Journal, name: str) -> Entry | None:
    kept = [entry for entry in journal.entries(KIND) if entry.body.get("instrument") == name]
    return kept[-1] if kept else None  # they come in the order of their days


def _step(asked: Instrument, draft: Draft, form: Form) -> tuple[Draft, bool]:
    """One question answered, skipped, or gone back from; and whether that was the last."""
    place = _place(asked, form)
    item = asked.items[place]
    if form.one("go") == "back":
        return replace(draft, at=max(0, place - 1)), False
    draft = with_answer(asked, draft, item, answer_of(item, form.one(item.id)))
    last = place == len(asked.items) - 1
    return replace(draft, at=place if last else place + 1), last


def _place(asked: Instrument, form: Form) -> int:
    number = form.one("at")
    place = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else -1
    if not 0 <= place < len(asked.items):
        raise ValueError(number[:20])
    return place


def _all(asked: Instrument, draft: Draft, form: Form) -> tuple[Draft, bool]:
    for item in asked.items:
        said = form.one(item.id)
        if asked.id in CHECKLISTS and form.one("none"):
            said = said or "0"
        draft = with_answer(asked, draft, item, answer_of(item, said))
    if form.one("go") == "help" and asked.safety_item is not None:  # the page's script sends it as soon as that item is answered
        place = [item.id for item in asked.items].index(asked.safety_item[0])
        return replace(draft, at=min(place + 1, len(asked.items) - 1)), False
    return draft, True


def _form(
    request: Request, visit: Visit, asked: Instrument, draft: Draft, *, whole: bool, begun: bool, wrong: str = "", status: int = 200
) -> Response:  # fmt: skip
    if asked.licence.decision != "ship_text":
        raise DataError(f"The words of {asked.name} may not be shown here.", why=asked.licence.status)
    return shown(
        request,
        "checklist.html" if asked.id in CHECKLISTS else "all_questions.html" if whole else "one_question.html",
        status=status,
        title=asked.name,
        asked=asked,
        draft=draft,
        item=asked.items[draft.at],
        place=draft.at,
        begun=_date_of(draft.begun[:10]) if begun else "",
        other_days=begun and bool(draft.answers) and _other_days(asked, draft, proposed(moment(visit))),
        choices=choices,
        wrong=wrong,
        wording=asked.text_support.evidence,
    )


def _other_days(asked: Instrument, draft: Draft, today: date) -> bool:
    """Whether answers that were begun so long ago look back on other days than the next ones will: their sum is no score of any time."""
    return bool(draft.begun) and (today - date.fromisoformat(draft.begun[:10])).days >= asked.recall_days  # nan: no time, never


def choices(item: Item) -> list[tuple[str, str]]:
    """Value and words of each answer of an item."""
    if item.options:
        return [(f"{option.score:g}", option.text) for option in item.options]
    return [(str(value), str(value)) for value in range(int(item.low), int(item.high) + 1)]


def _date_of(day: str) -> str:
    return long_date(date.fromisoformat(day)) if day else ""


def two_weeks() -> str:
    """The rule behind the two weeks, as the clinical file words it."""
    return str(clinical_file("wording")["depression_two_weeks"]["rule"])
