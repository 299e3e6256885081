"""Check-ins that are no entries yet: sent while the file was closed, in need of a look, or begun and left. None is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import cast
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from fastapi import Request
from starlette.responses import Response

from unspiral.doors.web.answer import away, shown
from unspiral.doors.web.entrance import Visit, cookie_of, desk_of
from unspiral.doors.web.form import Form, form_of, read_form
from unspiral.doors.web.keeping import form_key
from unspiral.errors import DataError, StoreError
from unspiral.records.entry import Plain
from unspiral.store.journal.journal import Journal

SETTING = "draft:check-in"  # key -> the form, as it was sent
# The setting is read, changed and written again, one after the other: of two at once the first would be lost.
_turns: WeakKeyDictionary[Journal, asyncio.Lock] = WeakKeyDictionary()
OF = "sent-to"  # field of a form that belongs to another page than the check-in: its address
ASKED = "/questionnaires/"  # and the name of one
WORDS = {"/notes": "A note", "/treatments": "A treatment", "/red-flags": "A page of answers about warning signs"}
CLOSED = "This was sent while your file was closed, and is not kept yet. Look it over, then keep it."
# Of what comes back unkept, the fields that are told, and how.
TOLD = {
    "day": "day", "pain": "pain", "mood": "mood", "sleep": "sleep", "activity": "how much you managed", "stress": "stress",
    "flare": "flare day", "sites": "where it hurt", "name": "name", "sort": "kind", "from": "from", "to": "until",
}  # fmt: skip
BEGUN = "begun"  # field of a form that was left before it was sent
MOST_BEGUN = 20  # forms that were begun and left
MOST = 8  # in memory, of 64 KiB at most, for browsers that were in
FROM_STRANGERS = 4  # places of all others: after a new start of the server nobody is known, and any program of this machine can send


def hold(request: Request, form: Form) -> bool:
    """Keep a form in memory until the file is open; False where there is no room.

    Places for browsers that were in are their own: a program that sends one form after the other cannot fill them.
    """
    held, strange = _memory(request), _strange(request)
    key, known = form_key(form.one("key")), desk_of(request).sessions.was_in(cookie_of(request))
    if key in held and key not in strange and not known:
        return False  # nobody writes over what somebody else holds
    others = [each for each in held if each != key and (each in strange) != known]
    if len(others) >= (MOST if known else FROM_STRANGERS):
        return False
    held[key] = written({**form.fields, "key": [key]})
    (strange.discard if known else strange.add)(key)
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
            return not_held(request, form, address, to)
        return away(f"{to}?held=yes")
    return away(to)


def not_held(request: Request, form: Form, address: str, to: str) -> Response:
    """What was sent by who is not in, where there is no room to hold it: it comes back as it was typed, to be sent again.

    Args:
        request: is answered.
        form: as it was sent.
        address: of the page that it is for.
        to: where the browser comes in. A script that finds itself sent there seals what was typed in its own browser.
    """
    if request.headers.get("x-seals"):
        return away(to)
    text = next((name for name in ("note", "text") if name in form.fields), "")
    values = {name: ", ".join(value for value in form.many(name) if value).replace("_", " ") for name in TOLD}
    return shown(
        request,
        "sent_back.html",
        status=409,  # not 503: nothing is wrong with the server, or with the disk
        title="Not kept yet",
        bare=True,
        address=address,
        hidden=[(name, value) for name, every in form.fields.items() if name not in (text, "go") for value in every],
        told=[(TOLD[name], value) for name, value in values.items() if value],
        text=text,
        written=form.exact(text),
    )


def forget_held(request: Request) -> None:
    """Forget what lies in memory, as when everything is erased."""
    _memory(request).clear()
    _strange(request).clear()


async def held_forms(request: Request, visit: Visit) -> dict[str, Form]:
    """Everything that waits for a look; what lay in memory is put into the journal first."""
    memory = _memory(request)
    async with _turn(visit):
        moved = dict(memory)
        waiting: dict[str, Plain] = {**_kept(visit.journal), **moved}
        with suppress(StoreError):  # on a full disk it is shown all the same, and stays in memory
            if moved:
                await asyncio.wrap_future(visit.journal.settle(SETTING, waiting))
            for key, text in moved.items():  # and not what came in meanwhile
                if memory.get(key) == text:
                    del memory[key]
                    _strange(request).discard(key)
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
        there = {name: text for name, text in _kept(visit.journal).items() if visit.journal.find(name) is None}
        waiting: dict[str, Plain] = {**there, key: written({**form.fields, "key": [key]})}
        await asyncio.wrap_future(visit.journal.settle(SETTING, waiting))


def as_begun(form: Form) -> Form:
    """The form as one that was left before it was sent."""
    return Form({**form.fields, BEGUN: ["yes"]})


def is_begun(form: Form) -> bool:
    """Whether a form was left before it was sent."""
    return bool(form.one(BEGUN))


def room_for(journal: Journal, key: str) -> bool:
    """Whether one more form can wait that was begun and left."""
    return sum(f"{BEGUN}=yes" in str(text) for name, text in _kept(journal).items() if name != key) < MOST_BEGUN


def begun_days(journal: Journal) -> tuple[date, ...]:
    """Days whose check-in was begun and left, the oldest form first; what lies in memory yet is not among them."""
    found: dict[date, None] = {}
    for key, text in _kept(journal).items():
        with suppress(DataError, ValueError):
            form = form_of(str(text).encode())
            if is_begun(form) and journal.find(key) is None:
                found[date.fromisoformat(form.one("day"))] = None
    return tuple(found)


def others(forms: Iterable[Form]) -> list[tuple[str, str]]:
    """Pages other than the check-in for which something waits, each once, with words for what it is."""
    found = dict.fromkeys(form.one(OF) for form in forms)
    named = {address: WORDS.get(address, "A questionnaire" if address.startswith(ASKED) else "") for address in found}
    return [(address, words) for address, words in named.items() if words]


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


def _strange(request: Request) -> set[str]:
    """Keys of those in memory that came from browsers that were never in."""
    state = request.app.state
    if not hasattr(state, "held_for_strangers"):
        state.held_for_strangers = set[str]()
    return cast("set[str]", state.held_for_strangers)
