"""What was sealed offline: opened, checked as any form, kept, and answered with a receipt."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID, uuid5

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from unspiral.doors.web.blocked import help_first
from unspiral.doors.web.check_in_form import Typed, body, faults, filled, typed
from unspiral.doors.web.day_entry import keep_day, kept_last, of_day
from unspiral.doors.web.draft import answer_of, draft_of, fresh, save, with_answer
from unspiral.doors.web.entrance import Visit, admitted
from unspiral.doors.web.envelope import envelope_of, fields_of, open_envelope, public_key
from unspiral.doors.web.evening import is_late, moment, proposed
from unspiral.doors.web.first_help import calls
from unspiral.doors.web.form import Form, TooLarge, form_of
from unspiral.doors.web.held import hold_in_journal
from unspiral.doors.web.keeping import keep as keep_entry
from unspiral.doors.web.questionnaire import keep as keep_answers
from unspiral.doors.web.red_flags import body_of
from unspiral.doors.web.running import running
from unspiral.errors import DataError, StoreError
from unspiral.measure.questionnaires.library import instrument
from unspiral.records.entry import Entry, Plain

router = APIRouter()

MOST = 50  # envelopes at once
LARGEST = 1024 * 1024
AHEAD = timedelta(minutes=10)  # by so much a browser's clock may be ahead of the server's
KINDS = ("check-in", "phq9", "red-flags")


@router.get("/sealed/key")
async def sealing_key(request: Request) -> Response:
    """The public key to seal to. It opens nothing."""
    visit = admitted(request)
    name, key = await public_key(visit.journal)
    return JSONResponse({"to": name, "key": key})


@router.post("/sealed")
async def sealed(request: Request) -> Response:
    """Take envelopes; each has an answer of its own, and the same one twice is one entry.

    An answer has ``key``, and ``kept`` (when it was kept, by the person's clock), ``look`` (the page to be looked at, for what needs a look
    before it is kept, or for help that comes first), or ``wrong`` (why it cannot be taken; the browser goes on holding it).
    """
    visit = admitted(request)
    try:
        held = await _read(request)
    except DataError as error:
        return JSONResponse({"wrong": error.what}, 413 if isinstance(error, TooLarge) else 400)
    return JSONResponse({"answers": [await _taken(visit, each) for each in held]})


async def _read(request: Request) -> list[object]:
    if request.headers.get("content-type", "").partition(";")[0].strip().casefold() != "application/json":
        raise DataError("This address takes sealed entries as JSON.")
    taken = bytearray()
    async for part in request.stream():
        taken += part
        if len(taken) > LARGEST:
            raise TooLarge("More was sent at once than is taken.")
    try:
        held: object = json.loads(taken)
    except (ValueError, RecursionError) as error:
        raise DataError("That is no JSON.") from error
    found = fields_of(held).get("entries")
    if not isinstance(found, list):
        raise DataError("That holds no list of sealed entries.")
    entries = cast("list[object]", found)
    if len(entries) > MOST:
        raise TooLarge(f"At most {MOST} sealed entries are taken at once.")
    return entries


async def _taken(visit: Visit, held: object) -> dict[str, str]:
    key = str(fields_of(held).get("key", ""))[:64]
    try:
        envelope = envelope_of(held)
        UUID(envelope.key)
        inside: object = json.loads(open_envelope(visit.journal, envelope))
        kind, said, form = _understood(inside)
        if kind == "check-in":
            return {"key": key, **await _check_in(visit, envelope.key, said, form)}
        if kind == "phq9":
            await _questionnaire(visit, envelope.key, said, form)
        else:
            await _red_flags(visit, envelope.key, said, form)
    except (DataError, StoreError) as error:
        return {"key": key, "wrong": error.what}
    except (ValueError, RecursionError):
        return {"key": key, "wrong": "It cannot be understood."}
    told = {"key": key, "kept": f"{moment(visit):%H:%M}"}
    look = help_first(visit)
    return {**told, "look": look} if look else told


def _understood(sealed_in: object) -> tuple[str, datetime, Form]:
    inside = fields_of(sealed_in)
    if inside.get("v") != 1 or inside.get("kind") not in KINDS:
        raise DataError("It holds nothing that is known here.")
    said = datetime.fromisoformat(str(inside.get("said_at")))
    if said.tzinfo is None:
        raise DataError("It does not say by which clock it was written.")
    return str(inside["kind"]), said, form_of(str(inside.get("form")).encode())


async def _check_in(visit: Visit, key: str, said: datetime, form: Form) -> dict[str, str]:
    given, now = replace(typed(form), key=key), moment(visit)
    before = of_day(visit.journal, given.day)
    if form.one("shell"):
        given = _over(given, before)
    about = running(visit.journal, given.day)
    wrong = faults(given, now, about.every_treatment, about.trials)
    if wrong or said > now + AHEAD:
        await hold_in_journal(visit, key, form)
        return {"look": "/check-in/held"}
    made = {**body(given, said), "late": is_late(date.fromisoformat(given.day), now), "sealed": True}
    fresh_here = visit.journal.find(key) is None
    receipt = await keep_day(visit.journal, key, given.day, said, made)
    if fresh_here and before is not None and datetime.fromisoformat(before.said_at) > said:
        # What was written later counts, although this arrived last.
        again = str(uuid5(UUID(key), f"after {before.key}"))
        entry = Entry(again, before.kind, before.day, before.said_at, before.body, replaces=receipt.key)
        await asyncio.wrap_future(visit.journal.keep(entry))
    visit.desk.refit.nudge(visit.journal, now, proposed(now))
    return {"kept": f"{now:%H:%M}"}


def _over(given: Typed, before: Entry | None) -> Typed:
    """A form that could not show what was written before corrects only what was filled in."""
    if before is None:
        return given

    there = filled(before)
    answers = {**there.answers, **{name: said for name, said in given.answers.items() if said}}
    notes = [there.note, *([given.note] if given.note and given.note not in there.note else [])]
    return Typed(
        given.key,
        given.day,
        answers,
        there.tried,
        given.flare or there.flare,
        tuple(dict.fromkeys((*there.sites, *given.sites))),
        "\n".join(note for note in notes if note),
        there.trial,
    )


async def _questionnaire(visit: Visit, key: str, said: datetime, form: Form) -> None:
    """Answers to the PHQ-9: finished ones become an entry, those that led to the help page wait as a draft to be gone on with."""
    asked = instrument("phq9")
    if visit.journal.find(key) is not None:
        return
    whole = form.one("part") == ""
    draft = fresh(said) if whole else draft_of(visit.journal, asked) or fresh(said)
    draft = replace(draft, key=key)
    for item in asked.items:
        value = answer_of(item, form.one(item.id))
        if value is not None or whole:
            draft = with_answer(asked, draft, item, value)
    if not draft.answers:
        raise DataError("Nothing was answered.")
    if whole:
        await keep_answers(visit.journal, asked, draft, min(said, moment(visit)))
        return
    last = len(asked.items) - 1
    place = next((n for n, item in enumerate(asked.items) if item.id not in draft.answers), last)
    # What was answered offline calls anew, also where the same answer led to the help page before.
    read = draft.read and calls(asked.id, draft.answers) is None
    await save(visit.journal, asked, replace(draft, at=place, read=read))


async def _red_flags(visit: Visit, key: str, said: datetime, form: Form) -> None:
    made: dict[str, Plain] = body_of(form)
    if not any(made.values()):
        raise DataError("Nothing was answered.")
    said = min(said, moment(visit))
    if visit.journal.find(key) is not None:
        return
    later = [each for each in visit.journal.entries("red-flags") if datetime.fromisoformat(each.said_at) > said]
    await keep_entry(visit.journal, Entry(key, "red-flags", proposed(said).isoformat(), said.isoformat(timespec="seconds"), made))
    if later:
        # What was answered later counts, although this arrived last: an older "no" must not lift what a newer "yes" holds back.
        newer = kept_last(visit.journal, later)
        again = Entry(str(uuid5(UUID(key), f"after {newer.key}")), newer.kind, newer.day, newer.said_at, newer.body, replaces=newer.key)
        await keep_entry(visit.journal, again)
