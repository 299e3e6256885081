"""Everything that was written down, as one archive to keep or to give away."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from unspiral.doors.web.answer import away, shown
from unspiral.doors.web.diary_view import help_comes_first
from unspiral.doors.web.entrance import Visit, admitted
from unspiral.doors.web.form import read_form
from unspiral.measure.exports.journal_zip import FORMS, Source, journal_zip
from unspiral.records.entry import Entry, Receipt

router = APIRouter()

TITLE = "Take everything out"
PIECE = 1 << 16  # bytes that are sent together


@router.get("/export")
async def export_page(request: Request) -> Response:
    """What can be taken out. Help comes first where an answer calls for it: the archive holds scores."""
    if help_comes_first(admitted(request)):
        return away("/help/first")
    return shown(request, "export.html", title=TITLE, wrong="", forms=FORMS)


@router.post("/export")
async def export(request: Request) -> Response:
    """The archive, made while it is sent."""
    visit = admitted(request)
    form = await read_form(request)
    if help_comes_first(visit):
        return away("/help/first")
    forms = [name for name in FORMS if name in form.many("form")]
    if not forms:
        return shown(request, "export.html", status=422, title=TITLE, wrong="Choose at least one form.", forms=())
    visit.desk.log.say("export")
    name = f"unspiral-{visit.desk.now():%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(_pieces(journal_zip(source_of(visit), forms)), media_type="application/zip", headers=headers)


def source_of(visit: Visit) -> Source:
    """The journal as exports read it."""
    journal = visit.journal

    def read(newest: bool, until: int | None) -> Generator[tuple[Entry, Receipt]]:
        return journal.everything(newest=newest, until=until)

    return Source(read, journal.settings())


def _pieces(made: Iterator[bytes]) -> Iterator[bytes]:
    """Fewer, larger pieces: each one is a step of the server between two other answers."""
    waiting, size = list[bytes](), 0
    for piece in made:
        waiting.append(piece)
        size += len(piece)
        if size >= PIECE:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)
