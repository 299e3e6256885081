"""A locked copy of the whole file, and the way back from one."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from unspiral.doors.web.answer import shown
from unspiral.doors.web.entrance import Visit, admitted
from unspiral.doors.web.upload import read_upload
from unspiral.errors import StoreError
from unspiral.store.journal.restore import Restored, restore

router = APIRouter()

TITLE = "Backup and restore"
WORD = "replace"  # typed before a backup takes the place of the present file
PIECE = 1 << 18


@router.get("/backup")
async def backup_page(request: Request) -> Response:
    """What a backup is, and the form to come back from one."""
    visit = admitted(request)
    return _page(request, visit, "")


@router.post("/backup")
async def backup(request: Request) -> Response:
    """The copy; it is locked like the file itself."""
    visit = admitted(request)
    folder = Path(tempfile.mkdtemp(prefix="unspiral-"))
    try:
        await asyncio.to_thread(visit.journal.back_up, folder / "copy")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    visit.desk.log.say("backup")
    name = f"unspiral-backup-{visit.desk.now():%Y-%m-%d}.unspiral"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str((folder / "copy").stat().st_size)}
    return StreamingResponse(_pieces(folder), media_type="application/octet-stream", headers=headers)


@router.post("/restore")
async def restored(request: Request) -> Response:
    """Put a backup in the place of the present file; everybody comes in anew."""
    visit = admitted(request)
    async with read_upload(request, journal=visit.desk.path) as upload:
        wrong = _objection(visit, upload.form.one("word"), upload.size)
        if wrong:
            return _page(request, visit, wrong, status=422)
        try:
            found = await asyncio.to_thread(_restore, visit, upload.path, upload.form.exact("passphrase"))
        except StoreError as error:
            if visit.desk.is_open:
                return _page(request, visit, f"{error.what} {error.why}".strip(), status=422)
            # The file was closed for it: nothing was changed, and it opens again by its own passphrase.
            return shown(
                request, "restored.html", status=422, title="Not restored", wrong=f"{error.what} {error.why}".strip(), rows=0, bare=True
            )
    visit.desk.log.say("restore")
    rows = sum(found.rows.values())
    return shown(request, "restored.html", title="Restored", wrong="", rows=rows, bare=True)


def _restore(visit: Visit, path: Path, secret: str) -> Restored:
    visit.desk.lock()
    return restore(path, visit.desk.path, secret)


def _objection(visit: Visit, word: str, size: int) -> str:
    if visit.desk.demo:
        return "This is the demo: what is in it is made up, and no file can take its place."
    if not size:
        return "Choose the file of a backup."
    return "" if word.casefold() == WORD else f"Type the word {WORD} to go on. Nothing was changed."


def _page(request: Request, visit: Visit, wrong: str, status: int = 200) -> Response:
    return shown(request, "backup.html", status=status, title=TITLE, wrong=wrong, word=WORD, path=str(visit.desk.path))


def _pieces(folder: Path) -> Iterator[bytes]:
    try:
        with (folder / "copy").open("rb") as stream:
            while piece := stream.read(PIECE):
                yield piece
    finally:
        shutil.rmtree(folder, ignore_errors=True)
