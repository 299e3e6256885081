"""Notes: add, change, take back, put back, and look for words. What somebody looks for never stands in an address."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import away, refused, shown
from unspiral.doors.web.entrance import NotAdmitted, Visit, admitted
from unspiral.doors.web.evening import moment
from unspiral.doors.web.form import read_form
from unspiral.doors.web.held import CLOSED, held_for, let_go, sent_while_closed
from unspiral.doors.web.keeping import form_key, keep, not_kept
from unspiral.doors.web.note_form import LONGEST, NoteForm, empty_note, note_form_of, read_note
from unspiral.doors.web.note_list import holding, note_of, notes_of, taken_back
from unspiral.errors import StoreError
from unspiral.show.edits import edits

router = APIRouter()

GONE = "This note is not in your journal."
MOST_WORDS = 200  # letters of a search


@router.get("/notes")
async def notes_page(request: Request) -> Response:
    """All notes, and a form for one more."""
    visit = admitted(request)
    sent = await held_for(request, visit, "/notes")
    if sent is not None:
        return _again(request, visit, read_note(sent), {"": CLOSED}, 200)
    return _list(request, visit, empty_note(_today(visit)))


@router.post("/notes/search")
async def search_notes(request: Request) -> Response:
    """Notes that hold some words."""
    visit = admitted(request)
    words = (await read_form(request)).one("words")[:MOST_WORDS]
    return _list(request, visit, empty_note(_today(visit)), words=words)


@router.post("/notes")
async def keep_note(request: Request) -> Response:
    """Add a note, or correct one where the form names what it replaces."""
    try:
        visit = admitted(request)
    except NotAdmitted as out:
        return await sent_while_closed(request, "/notes", out.to)
    typed = read_note(await read_form(request))
    wrong = typed.objections(_today(visit))
    if wrong:
        return _again(request, visit, typed, wrong, 422)
    if typed.replaces and note_of(visit.journal, typed.replaces) is None:
        return _again(request, visit, replace(typed, replaces=""), {"": f"{GONE} Send the form to keep it as a new one."}, 404)
    try:
        await keep(visit.journal, typed.entry(_now(visit)))
    except StoreError as error:
        said, status = not_kept(error)
        return _again(request, visit, replace(typed, key=str(uuid4())), {"": said}, status)
    await let_go(visit, typed.key)
    return away("/notes")


@router.get("/notes/{key}")
async def one_note(request: Request, key: str) -> Response:
    """One note: change it, take it back, and see what it said before."""
    visit = admitted(request)
    found = note_of(visit.journal, key)
    if found is None:
        return refused(request, GONE, 404)
    return _one(request, visit, note_form_of(found))


@router.post("/notes/withdraw")
async def withdraw_note(request: Request) -> Response:
    """Take a note back. Its words stay in its history, and it can be put back."""
    return await _stand(request, withdrawn=True)


@router.post("/notes/restore")
async def restore_note(request: Request) -> Response:
    """Put a note back that was taken back."""
    return await _stand(request, withdrawn=False)


async def _stand(request: Request, *, withdrawn: bool) -> Response:
    visit = admitted(request)
    form = await read_form(request)
    found = note_of(visit.journal, form.one("replaces"))
    if found is None:
        return refused(request, GONE, 404)
    if found.withdrawn != withdrawn:
        changed = replace(note_form_of(found), key=form_key(form.one("key"))).entry(_now(visit))
        await keep(visit.journal, replace(changed, withdrawn=withdrawn))
    return away("/notes")


def _again(request: Request, visit: Visit, typed: NoteForm, wrong: dict[str, str], status: int) -> Response:
    """The form as it was filled in, with what is not clear."""
    if typed.replaces and note_of(visit.journal, typed.replaces) is not None:
        return _one(request, visit, typed, wrong, status)
    return _list(request, visit, typed, wrong, status)


def _list(
    request: Request, visit: Visit, form: NoteForm, wrong: dict[str, str] | None = None, status: int = 200, words: str = ""
) -> Response:
    all_of_them = notes_of(visit.desk)
    gone = [(entry, str(uuid4())) for entry in taken_back(visit.desk)]
    return shown(
        request, "notes.html", status=status, title="Notes", form=form, wrong=wrong or {}, words=words, longest=LONGEST,
        notes=holding(all_of_them, words), count=len(all_of_them), gone=gone, most_words=MOST_WORDS,
    )  # fmt: skip


def _one(request: Request, visit: Visit, form: NoteForm, wrong: dict[str, str] | None = None, status: int = 200) -> Response:
    versions = visit.journal.history(form.replaces)
    return shown(
        request, "note.html", status=status, title="Change a note", form=form, wrong=wrong or {}, longest=LONGEST,
        edits=edits(versions, moment(visit).tzinfo), withdrawn=versions[-1][0].withdrawn, key=versions[-1][0].key, fresh=str(uuid4()),
    )  # fmt: skip


def _today(visit: Visit) -> str:
    return moment(visit).date().isoformat()


def _now(visit: Visit) -> str:
    return moment(visit).isoformat(timespec="seconds")
