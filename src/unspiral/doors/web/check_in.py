"""The evening check-in: a minute, one page, any question may be skipped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from unspiral.doors.web.answer import away, shown
from unspiral.doors.web.check_in_form import Typed, body, empty, faults, filled, is_key, typed
from unspiral.doors.web.day_entry import CHECK_IN, keep_day, of_day
from unspiral.doors.web.entrance import NotAdmitted, Visit, admitted
from unspiral.doors.web.evening import day_of, long_date, moment, named, proposed
from unspiral.doors.web.form import Form, read_form
from unspiral.doors.web.held import CLOSED, OF, as_begun, held_forms, hold, hold_in_journal, is_begun, let_go, not_held, room_for
from unspiral.doors.web.put_together import Together, put_together
from unspiral.doors.web.red_flags import jumped, to_be_asked
from unspiral.doors.web.running import Running, running
from unspiral.errors import StoreError
from unspiral.measure.daily.check_in import HIGH, LOW, daily_questions, sites
from unspiral.records.entry import Entry, Receipt
from unspiral.store.journal.journal import Journal

router = APIRouter()

WINDOW = 14  # days looked back upon beside a receipt
# What a check-in consists of, as its receipt names it.
PARTS = {
    "pain": "pain",
    "mood": "mood",
    "sleep": "sleep",
    "activity": "how much you managed",
    "stress": "stress",
    "tried": "what you did about it",
    "flare": "flare day",
    "sites": "where it hurt",
    "note": "your note",
}

# What each browser kept last, so that its receipt needs no name of an entry in an address: journal -> number of the session -> key of the
# entry, and what was put together for it.
_last: WeakKeyDictionary[Journal, dict[int, tuple[str, Together | None]]] = WeakKeyDictionary()


@router.get("/check-in")
async def check_in_page(request: Request) -> Response:
    """The form of a day, filled in where that day was written about before."""
    visit = admitted(request)
    now = moment(visit)
    asked = request.query_params.get("day", "")
    day = day_of(asked, now) if asked else proposed(now)
    if day is None:
        return away("/check-in")
    for form in reversed((await held_forms(request, visit)).values()):
        if is_begun(form) and form.one("day") == day.isoformat():
            return _form(request, visit, typed(form), now, left=True)
    before = of_day(visit.journal, day.isoformat())
    return _form(request, visit, empty(day) if before is None else filled(before), now)


@router.post("/check-in")
async def check_in(request: Request) -> Response:
    """Keep it, and show the receipt; what cannot be kept comes back as it was typed."""
    try:
        visit = admitted(request)
    except NotAdmitted as out:
        form = await read_form(request)
        if form.one("day") and not hold(request, as_begun(form) if form.one("go") else form):
            return not_held(request, form, "/check-in", out.to)
        return away(f"{out.to}?held=yes" if form.one("day") else out.to)
    form = await read_form(request)
    return await (_left(request, visit, form) if form.one("go") else take(request, visit, form))


async def _left(request: Request, visit: Visit, form: Form) -> Response:
    """The form was not sent but left: it waits as it was typed, or goes where the person begins anew."""
    given = typed(form)
    if form.one("go") == "over":
        await let_go(visit, given.key)
        return away(f"/check-in?day={given.day}" if day_of(given.day, moment(visit)) else "/check-in")
    can_wait = is_key(given.key) and day_of(given.day, moment(visit)) is not None and visit.journal.find(given.key) is None
    if can_wait and given.holds_something and not room_for(visit.journal, given.key):
        full = "Many check-ins are begun and not sent, and no more can wait. Send this one first; what you wrote stands below."
        return _form(request, visit, given, moment(visit), [full], 422)
    if can_wait and given.holds_something:
        try:
            await hold_in_journal(visit, given.key, as_begun(form))
        except StoreError as error:
            return _form(
                request, visit, given, moment(visit), [f"{error.what} What you wrote stands below; nothing of it is kept yet."], 503
            )
    return away("/treatments#add") if form.one("go") == "new" else PlainTextResponse("waits")


@router.get("/check-in/held")
async def held_page(request: Request) -> Response:
    """What was sent while the file was closed, as it was typed, one after another."""
    visit = admitted(request)
    now = moment(visit)
    for form in (await held_forms(request, visit)).values():
        if is_begun(form) or form.one(OF):
            continue
        given = typed(form)
        about = running(visit.journal, given.day)
        wrong = faults(given, now, about.every_treatment, about.trials)
        return _form(request, visit, given, now, [CLOSED, *wrong])
    return away("/check-in")


async def take(request: Request, visit: Visit, form: Form) -> Response:
    """Keep what a form of the check-in sent."""
    now, given = moment(visit), typed(form)
    day = day_of(given.day, now) or proposed(now)
    about = running(visit.journal, day.isoformat())
    wrong = faults(given, now, about.every_treatment, about.trials)
    both = Together(given) if wrong else put_together(visit.journal, given)
    wrong = wrong or faults(both.form, now, about.every_treatment, about.trials)
    if wrong:
        return _form(request, visit, both.form, now, wrong, 422)
    try:
        receipt = await keep_day(visit.journal, given.key, given.day, now, body(both.form, now))
    except StoreError as error:
        # What is said above the form already is not said twice.
        parts = (error.what if error.what != visit.journal.read_only else "Nothing was kept just now.", error.why, error.fix)
        return _form(request, visit, given, now, [" ".join(part for part in parts if part)], 503)
    _last.setdefault(visit.journal, {})[visit.session.number] = receipt.key, both
    visit.desk.refit.nudge(visit.journal, now, proposed(now))
    await let_go(visit, given.key)
    return away("/check-in/kept")


@router.get("/check-in/kept")
async def kept_page(request: Request) -> Response:
    """The receipt of what this browser kept last."""
    visit = admitted(request)
    now = moment(visit)
    key, both = _last.get(visit.journal, {}).get(visit.session.number, ("", None))
    versions = visit.journal.history(key)
    kept = next(((entry, receipt) for entry, receipt in versions if entry.key == key), None)
    if kept is None:
        return away("/")
    entry, receipt = kept
    return shown(
        request,
        "kept.html",
        title=f"Kept at {clock(receipt, now)}",
        day=named(date.fromisoformat(entry.day), now),
        number=short(receipt.key),
        corrected=len(versions) > 1,
        counts=counts(entry),
        both=both if both is not None and (both.taken or both.over) else None,
        both_at=clock(replace(receipt, kept_at=both.kept_at), now) if both is not None and both.kept_at else "",
        names=PARTS,
        again=entry.day,
        written=days_written(visit.journal, now),
        window=WINDOW,
        jumped=jumped(visit.journal, date.fromisoformat(entry.day)) and to_be_asked(visit),
    )


@router.get("/check-in/versions")
async def versions_page(request: Request) -> Response:
    """Every version of a day's check-in, oldest first."""
    visit = admitted(request)
    now = moment(visit)
    day = day_of(request.query_params.get("day", ""), now)
    newest = of_day(visit.journal, day.isoformat()) if day else None
    if day is None or newest is None:
        return away("/check-in")
    versions = [(filled(entry), clock(receipt, now, dated=True), short(entry.key)) for entry, receipt in visit.journal.history(newest.key)]
    return shown(
        request,
        "versions.html",
        title="What you wrote, and when",
        day=day.isoformat(),
        named=named(day, now),
        versions=versions,
        questions=daily_questions(),
        names={site.id: site.name for site in sites()},
        treatments=running(visit.journal, newest.day).names,
    )


def clock(receipt: Receipt, now: datetime, *, dated: bool = False) -> str:
    """When something was kept, by the person's clock: "20:15", with its date where that is wanted or another than today."""
    at = datetime.fromisoformat(receipt.kept_at).astimezone(now.tzinfo)
    return f"{at:%H:%M}" if at.date() == now.date() and not dated else f"{at:%H:%M} on {long_date(at.date())}"


def short(key: str) -> str:
    """The beginning of an entry's key, for a receipt."""
    return key[:8].upper()


def counts(entry: Entry) -> tuple[str, str]:
    """What counts for the day of a check-in: the answers in one line, and the questions that were skipped."""
    answers = entry.body.get("answers")
    given = answers if isinstance(answers, Mapping) else {}
    asked = [question.id for question in daily_questions()]
    said = [f"{PARTS[name]} {given[name]}" for name in asked if name in given]
    return ", ".join(said), ", ".join(PARTS[name] for name in asked if name not in given)


def days_written(journal: Journal, now: datetime) -> int:
    """How many of the last fourteen days have a check-in, today among them."""
    last = proposed(now)
    since = date.fromordinal(last.toordinal() - WINDOW + 1)
    return len({entry.day for entry in journal.entries(CHECK_IN, since=since.isoformat(), until=last.isoformat())})


def _form(
    request: Request, visit: Visit, given: Typed, now: datetime, wrong: list[str] | None = None, status: int = 200, *, left: bool = False
) -> Response:
    day = day_of(given.day, now) or proposed(now)
    before = of_day(visit.journal, day.isoformat())
    about: Running = running(visit.journal, day.isoformat(), also=given.tried)
    return shown(
        request,
        "check_in.html",
        status=status,
        title="Check-in",
        given=given,
        wrong=wrong or [],
        day=day.isoformat(),
        named=named(day, now),
        near=[(each.isoformat(), words) for each, words in _near(now) if each != day],
        corrects=before is not None,
        filled_in=before is not None and given.over in (None, before.key),
        left=left,
        other_day=day != now.date(),
        questions=daily_questions(),
        scores=range(LOW, HIGH + 1),
        about=about,
        sites=sites(),
    )


def _near(now: datetime) -> list[tuple[date, str]]:
    today = now.date()
    return [(today, "Write about today"), (date.fromordinal(today.toordinal() - 1), "Write about yesterday")]
