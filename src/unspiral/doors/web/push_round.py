"""Looks again and again whether it is time for the evening's reminder, and sends it: each evening at most once to each browser."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from unspiral.doors.web.day_entry import of_day
from unspiral.doors.web.desk import Desk
from unspiral.doors.web.push_browsers import Browser, Push, change, held, moment_of
from unspiral.doors.web.push_message import message
from unspiral.doors.web.push_service import Answer, NoAnswer, NotReached
from unspiral.doors.web.reminders import evenings
from unspiral.doors.web.settings import chosen
from unspiral.errors import DataError, StoreError
from unspiral.measure.prompts.zone import zone
from unspiral.records.prompt import Due
from unspiral.store.journal.journal import Journal

ROUND_SECONDS = 15.0
PAUSES = (60, 300, 900, 1800, 3600)  # seconds before the second try, the third, ...
GONE = (404, 410)
LATER = (408, 425, 429)

UNREACHED = "The service of the browser’s maker could not be reached."
BUSY = "The service of the browser’s maker was busy."
SILENT = "The service of the browser’s maker gave no answer. The reminder may have arrived; it is not sent twice."
REFUSED = "The service of the browser’s maker did not take it ({status})."


async def push_rounds(desk: Desk) -> None:
    """Look, send, wait, for ever; what goes wrong in one round does not end the next."""
    told = ""
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        try:
            await remind(desk)
            told = ""
        except StoreError:  # locked meanwhile, or full: what cannot be noted is not sent
            continue
        except Exception as error:  # a reminder that fails must not take the server with it
            if told != type(error).__name__:  # once, not every round: the log is short
                told = type(error).__name__
                desk.log.failed(error, "push")


async def remind(desk: Desk) -> int:
    """Send what is due now.

    Returns:
        To how many browsers something was sent, or tried.

    Raises:
        StoreError: it could not be noted.
    """
    if not desk.is_open or desk.demo:
        return 0
    journal, now = desk.journal, desk.now()
    waiting = [one for one in held(journal).browsers if not _rests(one, now)]
    if not waiting:
        return 0
    evening = evening_of(journal, now)
    if evening is None:
        return 0
    asked = [one for one in waiting if not is_done(one, evening)]
    for one in asked:
        await _send(desk, one, evening, now)
    return len(asked)


def evening_of(journal: Journal, now: datetime) -> Due | None:
    """The evening of which the person is to be reminded at this moment; None = of none.

    None too where the reminder is off, in a pause, and where that evening's check-in is written already. An evening lasts three hours
    from the time that was chosen, so that somebody who opens the file a little later is still reminded.
    """
    due = _running(journal, now)
    return None if due is None or of_day(journal, due.day.isoformat()) is not None else due


def begun(journal: Journal, now: datetime) -> str:
    """The evening whose time has come already, as a day; "" = none. Who switches it on then is reminded from the next one on."""
    due = _running(journal, now)
    return "" if due is None else due.day.isoformat()


def is_done(one: Browser, evening: Due) -> bool:
    """Whether a browser was reminded of this evening, or of a later one by a clock that was wrong by up to a day."""
    return evening.day.isoformat() <= one.day <= (evening.day + timedelta(days=1)).isoformat()


def _rests(one: Browser, now: datetime) -> bool:
    after = moment_of(one.after)
    # A moment further ahead was noted by a clock that was wrong.
    return after is not None and now < after <= now + timedelta(days=1)


def _running(journal: Journal, now: datetime) -> Due | None:
    set_to = chosen(journal)
    until = str(journal.setting("paused_until") or "")
    today = now.astimezone(zone(set_to.zone)).date()
    if not set_to.remind or until >= today.isoformat():
        return None
    found = [one for one in evenings(set_to, until, today - timedelta(days=1), ahead=1) if one.at <= now < one.expires_at]
    return found[-1] if found else None


async def _send(desk: Desk, one: Browser, evening: Due, now: datetime) -> None:
    # Noted before it goes: a server that is killed in between sends it not at all, and never twice.
    day = evening.day.isoformat()
    key = (await change(desk.journal, lambda all_: all_.changed(one.id, lambda b: replace(b, day=day, after="")))).key
    try:
        headers, body = message(one, key, now.timestamp(), max(60, int((evening.expires_at - now).total_seconds())))
        answer: Answer | None = await asyncio.to_thread(desk.push.post, one.endpoint, headers, body)
        wrong = ""
    except NotReached:
        answer, wrong = None, UNREACHED
    except NoAnswer:
        answer, wrong = None, SILENT
    except DataError as error:  # a list of services that has become shorter
        answer, wrong = None, error.what
    at = now.isoformat(timespec="seconds")
    await change(desk.journal, lambda all_: after_sending(all_, one, answer, wrong, at))
    desk.log.say("push", status=0 if answer is None else answer.status)


def after_sending(all_: Push, one: Browser, answer: Answer | None, wrong: str, at: str) -> Push:
    """What is noted after a try.

    Args:
        all_: the setting as it is.
        one: the browser, as it was before the try.
        answer: of the service, or None.
        wrong: why there is none.
        at: the moment of the try, with offset.
    """
    status = 0 if answer is None else answer.status
    if status in GONE:
        return replace(all_.without(one.id), ended=one.name, ended_at=at)
    if 200 <= status < 300:
        return all_.changed(one.id, lambda b: replace(b, sent_at=at, wrong="", wrong_at="", tries=0, after=""))
    again = wrong == UNREACHED or status in LATER or status >= 500
    if not again:
        said = wrong or REFUSED.format(status=status)
        return all_.changed(one.id, lambda b: replace(b, wrong=said, wrong_at=at, tries=0, after=""))
    pause = max(PAUSES[min(one.tries, len(PAUSES) - 1)], 0 if answer is None else answer.wait)
    after = (datetime.fromisoformat(at) + timedelta(seconds=pause)).isoformat(timespec="seconds")
    said = wrong or BUSY
    return all_.changed(one.id, lambda b: replace(b, day=one.day, wrong=said, wrong_at=at, tries=one.tries + 1, after=after))
