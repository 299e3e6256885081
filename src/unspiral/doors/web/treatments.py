"""What a person does or takes: the list, with what runs, what ended, and a form for each."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import away, refused, shown
from unspiral.doors.web.entrance import NotAdmitted, Visit, admitted
from unspiral.doors.web.evening import moment, named
from unspiral.doors.web.form import read_form
from unspiral.doors.web.held import CLOSED, begun_days, held_for, let_go, sent_while_closed
from unspiral.doors.web.keeping import form_key, keep, not_kept
from unspiral.doors.web.treatment_form import SORT_WORDS, TreatmentForm, empty_form, form_of, read_treatment
from unspiral.doors.web.treatment_list import treatment_of_key, treatments_of
from unspiral.errors import StoreError
from unspiral.records.entry import Entry
from unspiral.records.treatment import Treatment, treatment_of
from unspiral.show.day_words import day_words, span_words

router = APIRouter()

GONE = "This treatment is not in your journal; it may have been taken back."


@router.get("/treatments")
async def treatments(request: Request) -> Response:
    """The list, and a form for one more."""
    visit = admitted(request)
    sent = await held_for(request, visit, "/treatments")
    if sent is not None:
        return _again(request, visit, read_treatment(sent), {"": CLOSED}, 200)
    return _list(request, visit, empty_form(_today(visit)))


@router.post("/treatments")
async def keep_treatment(request: Request) -> Response:
    """Add a treatment, or correct one where the form names what it replaces."""
    try:
        visit = admitted(request)
    except NotAdmitted as out:
        return await sent_while_closed(request, "/treatments", out.to)
    typed, today = read_treatment(await read_form(request)), _today(visit)
    wrong = typed.objections(today)
    if wrong:
        return _again(request, visit, typed, wrong)
    if typed.replaces and not _is_treatment(visit, typed.replaces):
        return _again(request, visit, replace(typed, replaces=""), {"": f"{GONE} Send the form to add it as a new one."}, 404)
    return await _kept(request, visit, typed)


@router.get("/treatments/{key}")
async def one_treatment(request: Request, key: str) -> Response:
    """One treatment: correct it, or take it back."""
    visit = admitted(request)
    found = treatment_of_key(visit.desk, key)
    if found is None:
        return refused(request, GONE, 404)
    return _one(request, visit, found, form_of(found))


@router.post("/treatments/end")
async def end_treatment(request: Request) -> Response:
    """Say that a treatment has ended."""
    visit = admitted(request)
    form = await read_form(request)
    found = treatment_of_key(visit.desk, form.one("replaces"))
    if found is None:
        return refused(request, GONE, 404)
    typed = replace(form_of(found), key=form_key(form.one("key")), end=form.one("to"))
    wrong = typed.objections(_today(visit))
    if not typed.end:
        wrong["to"] = f"Give the last day as year-month-day, such as {_today(visit)}."
    if wrong:
        return _one(request, visit, found, typed, wrong, 422)
    return await _kept(request, visit, typed)


@router.post("/treatments/withdraw")
async def withdraw_treatment(request: Request) -> Response:
    """Take a treatment back, as something that was written by mistake."""
    visit = admitted(request)
    form = await read_form(request)
    found = treatment_of_key(visit.desk, form.one("replaces"))
    if found is not None:
        typed = replace(form_of(found), key=form_key(form.one("key")))
        await keep(visit.journal, replace(_entry(visit, typed), withdrawn=True))
    return away("/treatments")


async def _kept(request: Request, visit: Visit, typed: TreatmentForm) -> Response:
    try:
        await keep(visit.journal, _entry(visit, typed))
    except StoreError as error:
        said, status = not_kept(error)
        return _again(request, visit, replace(typed, key=str(uuid4())), {"": said}, status)
    await let_go(visit, typed.key)
    return away("/treatments")


def _is_treatment(visit: Visit, key: str) -> bool:
    there = visit.journal.find(key)
    return there is not None and there.kind == "treatment"


def _entry(visit: Visit, typed: TreatmentForm) -> Entry:
    said_at = moment(visit).isoformat(timespec="seconds")
    return Entry(typed.key, "treatment", typed.begin, said_at, typed.body(), typed.replaces)


def _again(request: Request, visit: Visit, typed: TreatmentForm, wrong: dict[str, str], status: int = 422) -> Response:
    """The form as it was filled in, with what is not clear."""
    found = treatment_of_key(visit.desk, typed.replaces) if typed.replaces else None
    return _list(request, visit, typed, wrong, status) if found is None else _one(request, visit, found, typed, wrong, status)


def _list(request: Request, visit: Visit, form: TreatmentForm, wrong: dict[str, str] | None = None, status: int = 200) -> Response:
    today = _today(visit)
    all_of_them = treatments_of(visit.desk)
    rows = [(found, span_words(found.begin, found.end), str(uuid4())) for found in all_of_them]
    return shown(
        request, "treatments.html", status=status, title="Treatments", form=form, wrong=wrong or {}, today=today, sorts=SORT_WORDS,
        running=[row for row in rows if row[0].runs_on(today)], ended=[row for row in rows if row[0].end and row[0].end < today],
        planned=[row for row in rows if row[0].begin > today],
        begun=[(day.isoformat(), named(day, moment(visit))) for day in begun_days(visit.journal)],
    )  # fmt: skip


def _one(
    request: Request, visit: Visit, found: Treatment, form: TreatmentForm, wrong: dict[str, str] | None = None, status: int = 200
) -> Response:
    versions = [(day_words(entry.said_at[:10]), *_said(entry)) for entry, _receipt in visit.journal.history(found.key)]
    return shown(
        request, "treatment.html", status=status, title="Change a treatment", form=form, wrong=wrong or {}, today=_today(visit),
        sorts=SORT_WORDS, versions=versions, key=found.key, fresh=str(uuid4()),
    )  # fmt: skip


def _said(entry: Entry) -> tuple[str, str]:
    version = treatment_of((entry,))
    return version.name, span_words(version.begin, version.end)


def _today(visit: Visit) -> str:
    return moment(visit).date().isoformat()
