"""Which answers ask for help before anything else, and whether the person has read what is said then."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from unspiral.doors.web.day_entry import kept_last
from unspiral.measure.questionnaires.library import instrument
from unspiral.records.entry import Entry, Plain
from unspiral.store.journal.journal import Journal

READ = "help_read"  # setting: name of the newest answer after which the help page was read
WITH_ITEM = ("phq9",)  # questionnaires that ask about it


def calls(name: str, answers: Mapping[str, Plain]) -> float | None:
    """The answer that calls for help before any score, or None; a question that was skipped calls for nothing, and is no 0.

    Args:
        name: of the questionnaire.
        answers: item -> what was answered.
    """
    asked = instrument(name).safety_item
    if asked is None:
        return None
    item, least = asked
    value = answers.get(item)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= least else None


def unread(journal: Journal) -> tuple[str, float] | None:
    """The newest of the answers that call for help and were kept since the help page was read, and the name under which that is noted.

    An answer in a questionnaire that is begun and not finished calls as well as one that was kept.
    """
    read = journal.setting(READ)
    for name in WITH_ITEM:
        draft = journal.setting(f"draft:{name}")
        if isinstance(draft, dict) and isinstance(held := draft.get("answers"), dict):
            value = calls(name, held)
            if value is not None and draft.get("read") is not True:
                return f"draft:{name}", value
    kept = [entry for entry in journal.entries("questionnaire") if entry.body.get("instrument") in WITH_ITEM]
    called = [(entry, value) for entry in kept if (value := call_of(entry)) is not None]
    if not called:
        return None
    # One that does not call, kept later (a file that was brought, a form sealed offline), does not stand for having read the help.
    up_to = _number(journal, read) if isinstance(read, str) and read else 0
    new = [(entry, value) for entry, value in called if entry.key != read and _number(journal, entry.key) > up_to]
    if not new:
        return None
    last = kept_last(journal, [entry for entry, _ in new])
    return last.key, next(value for entry, value in new if entry.key == last.key)


def call_of(entry: Entry) -> float | None:
    """The answer of a filled-in questionnaire that calls for help, or None; so also for every other entry."""
    answers = entry.body.get("answers")
    asked = entry.kind == "questionnaire" and entry.body.get("instrument") in WITH_ITEM
    return calls(str(entry.body["instrument"]), answers) if asked and isinstance(answers, dict) else None


def _number(journal: Journal, key: str) -> int:
    """The place in the journal of the version of this key; 0 where it is not there (any more)."""
    return next((receipt.number for entry, receipt in journal.history(key) if entry.key == key), 0)


async def acknowledge(journal: Journal, name: str) -> str:
    """Note that the help page was read; returns where the person goes on."""
    draft = journal.setting(name) if name.startswith("draft:") else None
    if isinstance(draft, dict):
        await asyncio.wrap_future(journal.settle(name, {**draft, "read": True}))
        return f"/questionnaires/{name.removeprefix('draft:')}"
    await asyncio.wrap_future(journal.settle(READ, name))
    return "/questionnaires/phq9/result"
