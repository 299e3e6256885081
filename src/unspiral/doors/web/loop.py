"""My loop: what can and cannot be said yet, from day 14 on."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import away, shown
from unspiral.doors.web.blocked import blocked, newest_flags
from unspiral.doors.web.entrance import Visit, admitted
from unspiral.doors.web.evening import long_date, moment, proposed
from unspiral.doors.web.refit import USUAL, day_number, first_check_in, kept_looks, looks_ahead, question, worked_out
from unspiral.records.entry import Plain
from unspiral.records.look import FIRST_LOOKS, FIRST_PICTURES
from unspiral.show.model import MyLoop
from unspiral.store.entry import Entry as Place
from unspiral.store.plain import from_plain

router = APIRouter()


@router.get("/loop")
async def loop_page(request: Request) -> Response:
    """Before day 14, when something will be here; then what was worked out last, and whether newer days are being worked out."""
    visit = admitted(request)
    now = moment(visit)
    today = proposed(now)
    if "model_advice" in blocked(visit):
        return _held(request, visit)
    begin = first_check_in(visit.journal, today)
    if not begin or day_number(begin, today) < FIRST_PICTURES:
        return _early(request, visit, begin, today)
    # Of ten years a fingerprint takes a quarter of a second: once for each version of the journal, and without keeping others waiting.
    key, version = ("loop", today.isoformat()), visit.journal.version
    fingerprint = await asyncio.to_thread(visit.desk.kept.get, key, version, lambda: _fingerprint(visit, today))
    return _worked_out(request, visit, begin, now, fingerprint)


def _fingerprint(visit: Visit, today: date) -> str:
    found = question(visit.journal, today)
    return found[1] if found else ""


def _early(request: Request, visit: Visit, begin: str, today: date) -> Response:
    first = date.fromisoformat(begin) if begin else None
    return shown(
        request,
        "loop_early.html",
        title="My loop",
        ahead=looks_ahead(visit.journal, today),
        day=day_number(begin, today) if begin else 0,
        pictures=FIRST_PICTURES,
        pictures_on=long_date(first + timedelta(days=FIRST_PICTURES - 1)) if first else "",
        words=FIRST_LOOKS[0],
        words_on=long_date(first + timedelta(days=FIRST_LOOKS[0] - 1)) if first else "",
    )


def _held(request: Request, visit: Visit) -> Response:
    """What comes first, and nothing of the model."""
    flags = newest_flags(visit)
    if flags is None or not flags.blocks:
        return away("/help/first")
    return shown(request, "loop_held.html", title="My loop", text=flags.text, left_out=len(flags.not_asked), unsure=bool(flags.not_sure))


def _worked_out(request: Request, visit: Visit, begin: str, now: datetime, fingerprint: str) -> Response:
    today = proposed(now)
    held = worked_out(visit.journal)
    current = held is not None and held.get("of") == fingerprint
    if fingerprint and not current:
        visit.desk.refit.nudge(visit.journal, now, today)
    seconds = held.get("seconds") if held else None
    return shown(
        request,
        "loop.html",
        title="My loop",
        ahead=looks_ahead(visit.journal, today),
        page=_read(held["page"]) if held and fingerprint else None,
        current=current or not fingerprint,
        left=bool(fingerprint),
        failed=not current and visit.desk.refit.failed(fingerprint),
        usual=max(3, round(seconds if isinstance(seconds, float) else USUAL)),
        day=day_number(begin, today),
        looks=[_told(body) for body in kept_looks(visit.journal, today)],
    )


def _read(page: Plain) -> MyLoop:
    return from_plain(MyLoop, Place("journal", "loop", page))


def _told(body: object) -> tuple[int, str, int, list[tuple[str, str]]]:
    """A kept look as a row: day, date, answered days, and the word of each arrow."""
    place = Place("journal", "look", body)
    said = {"drives": "clear", "likely drives": "likely", "nil": "no effect worth speaking of"}
    verdicts = [(arrow.replace("->", " → ").replace("_", " "), verdict["word"].text()) for arrow, verdict in place["verdicts"].items()]
    verdicts.sort(key=lambda told: told[0].startswith("low"))  # as the arrows stand above
    words = [(arrow[:1].upper() + arrow[1:], said.get(word, word)) for arrow, word in verdicts]
    return place["look"].whole(), long_date(date.fromisoformat(place["until"].text())), place["occasions"].whole(), words
