"""Bringing data along: a file is read in a process of its own, shown first, and added only then; it can be taken back as a whole."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import secrets
import sys
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import away, shown
from unspiral.doors.web.brought import Bringing, bring, bringing, forget_note, is_noted, listed, taking_back
from unspiral.doors.web.desk import Desk
from unspiral.doors.web.entrance import Visit, admitted
from unspiral.doors.web.evening import long_date, moment, proposed
from unspiral.doors.web.form import Form, read_form
from unspiral.doors.web.upload import Upload, read_upload
from unspiral.errors import DataError
from unspiral.measure.daily.check_in import daily_questions
from unspiral.measure.imports.journal_entries import KEEP, LEAVE, TURNED, Item, entries_of, items_of
from unspiral.measure.imports.read_journal import read_journal
from unspiral.records.entry import Entry, Receipt
from unspiral.store.journal.journal import Journal

router = APIRouter()

TITLE = "Bring your data"
KINDS = ("check-in", "questionnaire", "device")  # of imported entries
PATIENCE = 180  # seconds that a file may take
MOST_ENTRIES = 20_000
MOST_ITEMS = 60  # on the page; more are kept as they are
WAITING = "import:waiting"  # its place in what the desk keeps while the file is open


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that was read and waits for a yes.

    Args:
        ticket: names it in the form.
        kind: of the file.
        mark: its fingerprint, the same for the same file.
        rows: of the diary; empty for a journal.
        journal: text of a whole journal, or b"".
        said: by the reader.
        items: what is in it.
    """

    ticket: str
    kind: str
    mark: str
    rows: list[list[str]]
    journal: bytes
    said: tuple[str, ...]
    items: tuple[Item, ...]


@dataclass(slots=True)
class _Waiting:
    """One file at a time; it goes when the file is locked, with all that the desk keeps."""

    held: Prepared | None = field(default=None)


@router.get("/import")
async def import_page(request: Request) -> Response:
    """What can be brought, and what was."""
    visit = admitted(request)
    return _page(request, visit, "")


@router.post("/import")
async def import_data(request: Request) -> Response:
    """Read a file, and show what is in it."""
    visit = admitted(request)
    async with read_upload(request, journal=visit.desk.path) as upload:
        if not upload.size:
            return _page(request, visit, "Choose a file.", status=422)
        try:
            prepared = await _read(upload)
        except DataError as error:
            return _page(request, visit, " ".join(part for part in (error.what, error.why) if part), status=422)
    admitted(request)  # locked meanwhile: then nothing of it may stay here
    _waiting(visit.desk).held = prepared
    return _preview(request, visit, prepared)


@router.post("/import/confirm")
async def confirm(request: Request) -> Response:
    """Add what was shown."""
    visit = admitted(request)
    form = await read_form(request)
    prepared = _waiting(visit.desk).held
    if prepared is None or form.one("ticket") != prepared.ticket:
        return _page(request, visit, "That file is not at hand any more. Choose it again; nothing was added.", status=422)
    if form.one("do") != "add":
        _waiting(visit.desk).held = None
        return away("/import")
    if prepared.journal:
        added, there, said = await _add_journal(visit, prepared)
    else:
        made = entries_of(prepared.rows, _goes(form, prepared), prepared.mark, _own_days(visit.journal))
        if len(made.entries) > MOST_ENTRIES:
            wrong = (
                f"These are {len(made.entries)} entries, and {MOST_ENTRIES} can be added at once. Leave some items out. Nothing was added."
            )
            return _preview(request, visit, prepared, wrong, status=422)
        added, there = await _add(visit.journal, made.entries)
        said = made.said
    _waiting(visit.desk).held = None
    visit.desk.log.say("import")
    _work_out(visit)
    return shown(request, "imported.html", title="Added", added=added, there=there, said=said)


@router.post("/import/undo")
async def undo(request: Request) -> Response:
    """Take back all that one file brought."""
    visit = admitted(request)
    mark = (await read_form(request)).one("mark")
    now = visit.desk.now().isoformat(timespec="seconds")
    if is_noted(visit.journal, mark):
        await asyncio.gather(*map(asyncio.wrap_future, await asyncio.to_thread(taking_back, visit.journal, mark, now)))
        await asyncio.wrap_future(forget_note(visit.journal, mark))
    else:
        brought = [entry for entry in visit.journal.entries(*KINDS) if mark and entry.body.get("import") == mark]
        futures = [visit.journal.keep(_withdrawn(entry, now)) for entry in brought]
        await asyncio.gather(*map(asyncio.wrap_future, futures))
    visit.desk.log.say("import", outcome="taken-back")
    _work_out(visit)
    return away("/import")


def _work_out(visit: Visit) -> None:
    """Days came or went: the loop is worked out anew."""
    now = moment(visit)
    visit.desk.refit.nudge(visit.journal, now, proposed(now))


def _withdrawn(entry: Entry, now: str) -> Entry:
    return Entry(f"{entry.key}:back:{secrets.token_hex(8)}", entry.kind, entry.day, now, dict(entry.body), entry.key, withdrawn=True)


async def _read(upload: Upload) -> Prepared:
    # Some files are known by their names; nothing of a name but plain letters reaches the disk.
    name = re.sub(r"[^A-Za-z0-9._-]", "_", upload.name)[-80:].lstrip(".-") or "file.csv"
    path = upload.path.rename(upload.path.with_name(name))
    mark = await asyncio.to_thread(_mark, path)
    found = await _confined(path)
    if not found:
        raise DataError(
            "The file took too long or too much memory to read.", why="Nothing was added.", fix="take a shorter stretch of days"
        )
    if "wrong" in found:
        raise DataError(found["wrong"]["what"], why=found["wrong"]["why"], fix=found["wrong"]["fix"] or "choose another file")
    rows = found.get("rows", [])
    said = tuple(found.get("said", ()))
    return Prepared(secrets.token_urlsafe(16), found["kind"], mark, rows, found.get("text", "").encode(), said, items_of(rows))


def _mark(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:32]


async def _confined(path: Path) -> dict[str, Any]:
    """What the confined process found in a file; nothing where it gave no answer. It ends with the request, and so with the server."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "unspiral.measure.imports.confined", str(path),  # -P: nothing that lies beside the file is run
        cwd=path.parent, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        out, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
        return cast("dict[str, Any]", await asyncio.to_thread(json.loads, out)) if process.returncode == 0 else {}
    except (TimeoutError, ValueError):
        return {}
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _add(journal: Journal, entries: tuple[Entry, ...]) -> tuple[int, int]:
    """Keep entries that are not there; what was taken back comes back as a new version. Returns how many were added, and were there."""
    futures, there = await asyncio.to_thread(_queued, journal, entries)  # thousands are looked up one by one: pages must not wait for that
    await asyncio.gather(*map(asyncio.wrap_future, futures))
    return len(futures), there


def _queued(journal: Journal, entries: tuple[Entry, ...]) -> tuple[list[Future[Receipt]], int]:
    futures, there = list[Future[Receipt]](), 0
    before = {(entry.day, entry.body.get("import")): entry for entry in journal.entries("check-in") if "import" in entry.body}
    for entry in entries:
        history = journal.history(entry.key) if journal.find(entry.key) is not None else ()
        last = history[-1][0] if history else None
        mapped = before.get((entry.day, entry.body.get("import"))) if entry.kind == "check-in" else None
        if last is not None and not last.withdrawn and (mapped is None or last.body == entry.body):
            there += 1
        elif mapped is not None and (last is None or last.key == mapped.key):  # the same file, its items taken as other questions
            number = len(journal.history(mapped.key))
            key = entry.key if last is None else f"{entry.key}:{number}"
            futures.append(journal.keep(Entry(key, entry.kind, entry.day, entry.said_at, entry.body, mapped.key)))
        elif history:
            fresh = Entry(f"{entry.key}:{len(history)}", entry.kind, entry.day, entry.said_at, entry.body, history[-1][0].key)
            futures.append(journal.keep(fresh))
        else:
            futures.append(journal.keep(entry))
    return futures, there


async def _add_journal(visit: Visit, prepared: Prepared) -> tuple[int, int, tuple[str, ...]]:
    """Keep every version that is not there, in its own order; settings only where nothing was chosen."""
    read = await asyncio.to_thread(read_journal, prepared.journal)
    at = visit.desk.now().isoformat(timespec="seconds")

    def queued() -> tuple[Bringing, list[Future[Any]]]:
        found = bringing(visit.journal, read.entries)
        return found, bring(visit.journal, read, found, prepared.mark, at)

    found, futures = await asyncio.to_thread(queued)
    await asyncio.gather(*map(asyncio.wrap_future, futures))
    said = list[str]()
    if found.different:
        said.append(f"{found.different} stand here in other words under the same key, and stay as they are.")
    if found.left_out:
        said.append(f"{found.left_out} would have changed answers about warning signs or about thoughts of death here, and were left out.")
    return len(found.entries), found.there, tuple(said)


def _own_days(journal: Journal) -> frozenset[str]:
    """Days with a check-in that no file brought."""
    return frozenset(entry.day for entry in journal.entries("check-in") if "import" not in entry.body)


def _goes(form: Form, prepared: Prepared) -> dict[str, str]:
    allowed = {KEEP, LEAVE, *(q.id for q in daily_questions()), *(TURNED + q.id for q in daily_questions())}
    chosen = {item.name: form.one(f"item-{place}", KEEP) for place, item in enumerate(prepared.items[:MOST_ITEMS])}
    return {name: way if way in allowed else KEEP for name, way in chosen.items()}


def _waiting(desk: Desk) -> _Waiting:
    return desk.kept.get(WAITING, 0, _Waiting)


def _preview(request: Request, visit: Visit, prepared: Prepared, wrong: str = "", status: int = 200) -> Response:
    count = prepared.journal.count(b'\n{"') if prepared.journal else 0
    days = len({row[1][:10] for row in prepared.rows})
    return shown(
        request, "import_preview.html", status=status, title="What is in the file", prepared=prepared, wrong=wrong, days=days,
        items=prepared.items[:MOST_ITEMS], more=max(len(prepared.items) - MOST_ITEMS, 0), count=count,
        questions=[q.id for q in daily_questions()], own=len(_own_days(visit.journal)),
    )  # fmt: skip


def _page(request: Request, visit: Visit, wrong: str, status: int = 200) -> Response:
    brought: dict[str, list[Entry]] = {}
    for entry in visit.journal.entries(*KINDS):
        if isinstance(mark := entry.body.get("import"), str):
            brought.setdefault(mark, []).append(entry)
    files = [(mark, len(held), held[0].day, held[-1].day) for mark, held in brought.items()]
    journals = [(each.mark, each.versions, _when(each.at, visit)) for each in listed(visit.journal)]
    return shown(request, "import.html", status=status, title=TITLE, wrong=wrong, brought=files, journals=journals)


def _when(at: str, visit: Visit) -> str:
    return long_date(datetime.fromisoformat(at).astimezone(moment(visit).tzinfo).date())
