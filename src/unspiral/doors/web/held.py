"""Check-ins that are no entries yet: sent while the file was closed, in need of a look, or begun and left. None is lost."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import date
from typing import cast
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from fastapi import Request
from starlette.responses import Response

from unspiral.doors.web.answer import away, told
from unspiral.doors.web.entrance import Visit
from unspiral.doors.web.form import Form, form_of, read_form
from unspiral.doors.web.keeping import form_key
from unspiral.errors import DataError
from unspiral.records.entry import Plain
from unspiral.store.journal.journal import Journal

SETTING = "draft:check-in"  # key -> the form, as it was sent
# The setting is read, changed and written again, one after the other: of two at once the first would be lost.
_turns: WeakKeyDictionary[Journal, asyncio.Lock] = WeakKeyDictionary()
OF = "sent-to"  # field of a form that belongs to another page than the check-in: its address
WORDS = {"/notes": "A note", "/treatments": "A treatment"}
CLOSED = "This was sent while your file was closed, and is not kept yet. Look it over, then keep it."
BEGUN = "begun"  # field of a form that was left before it was sent
NO_ROOM = DataError("Your file is locked, and there is no room to hold what you sent.", fix="open your file first")
MOST = 8  # in memory, and so many of 64 KiB at most: anybody on this machine can send a form


def hold(request: Request, form: Form) -> bool:
    """Keep a form in memory until the file is open; False where there is no room."""
    held: dict[str, str] = _memory(request)
    key = form_key(form.one("key"))
    if len(held) >= MOST and key not in held:
        return False
    held[key] = written({**form.fields, "key": [key]})
    return True


async def sent_while_closed(request: Request, address: str, to: str) -> Response:
    """Keep what a browser sent that is not in (any more) in memory, and lead it to where it comes in.

    Args:
        request: a form for a page in ``WORDS``.
        address: of that page.
        to: where the browser comes in.
    """
    form = await read_form(request)
    if form.one("day") or form.one("name"):
        if not hold(request, Form({**form.fields, OF: [address]})):
            return told(request, NO_ROOM, 503)
        return away(f"{to}?held=yes")
    return away(to)


async def held_forms(request: Request, visit: Visit) -> dict[str, Form]:
    """Everything that waits for a look; what lay in memory is put into the journal first."""
    memory = _memory(request)
    async with _turn(visit):
        moved = dict(memory)
        waiting: dict[str, Plain] = {**_kept(visit.journal), **moved}
        if moved:
            await asyncio.wrap_future(visit.journal.settle(SETTING, waiting))
        for key, text in moved.items():  # and not what came in meanwhile
            if memory.get(key) == text:
                del memory[key]
    found: dict[str, Form] = {}
    for key, text in waiting.items():
        if visit.journal.find(key) is not None:
            continue  # it was kept meanwhile
        try:
            found[key] = form_of(str(text).encode())
        except DataError:
            continue
    return found


async def hold_in_journal(visit: Visit, key: str, form: Form) -> None:
    """Keep a form in the journal until the person has looked at it."""
    async with _turn(visit):
        waiting: dict[str, Plain] = {**_kept(visit.journal), key: written({**form.fields, "key": [key]})}
        await asyncio.wrap_future(visit.journal.settle(SETTING, waiting))


def as_begun(form: Form) -> Form:
    """The form as one that was left before it was sent."""
    return Form({**form.fields, BEGUN: ["yes"]})


def is_begun(form: Form) -> bool:
    """Whether a form was left before it was sent."""
    return bool(form.one(BEGUN))


def begun_days(journal: Journal) -> tuple[date, ...]:
    """Days whose check-in was begun and left, the oldest form first; what lies in memory yet is not among them."""
    found: dict[date, None] = {}
    for key, text in _kept(journal).items():
        with suppress(DataError, ValueError):
            form = form_of(str(text).encode())
            if is_begun(form) and journal.find(key) is None:
                found[date.fromisoformat(form.one("day"))] = None
    return tuple(found)


async def held_for(request: Request, visit: Visit, address: str) -> Form | None:
    """What was sent to a page while the file was closed, the oldest first; None where nothing waits for it."""
    waiting = (await held_forms(request, visit)).values()
    return next((form for form in waiting if form.one(OF) == address), None)


async def let_go(visit: Visit, key: str) -> None:
    """The form of this key has become an entry, or was taken back."""
    async with _turn(visit):
        waiting = _kept(visit.journal)
        if key in waiting:
            del waiting[key]
            left: Plain = waiting or None
            await asyncio.wrap_future(visit.journal.settle(SETTING, left))


def written(fields: dict[str, list[str]]) -> str:
    """Fields as a form sends them."""
    return urlencode(fields, doseq=True)


def _turn(visit: Visit) -> asyncio.Lock:
    return _turns.setdefault(visit.journal, asyncio.Lock())


def _kept(journal: Journal) -> dict[str, Plain]:
    held = journal.setting(SETTING)
    return dict(held) if isinstance(held, dict) else {}


def _memory(request: Request) -> dict[str, str]:
    state = request.app.state
    if not hasattr(state, "held"):
        state.held = dict[str, str]()
    return cast("dict[str, str]", state.held)
