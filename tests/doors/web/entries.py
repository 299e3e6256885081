"""Entries that a person may have written, kept in the journal of a desk."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from unspiral.doors.web.desk import Desk
from unspiral.records.entry import Entry, Plain


def kept(desk: Desk, kind: str, body: Mapping[str, Plain], day: str = "", key: str = "", replaces: str = "") -> str:
    """Keep an entry, and say its key."""
    now = desk.now()
    entry = Entry(key or str(uuid4()), kind, day or now.date().isoformat(), now.isoformat(timespec="seconds"), body, replaces)
    desk.journal.keep(entry).result(10)
    return entry.key


def phq9(desk: Desk, each: int, item9: int, day: str = "") -> None:
    """A PHQ-9 with the same answer to its first eight items."""
    answers: dict[str, Plain] = {**{f"phq{k}": each for k in range(1, 9)}, "phq9": item9}
    kept(desk, "questionnaire", {"instrument": "phq9", "answers": answers, "finished": True}, day)


def signs(desk: Desk, *yes: str) -> None:
    """Warning signs, the named ones answered yes and all others no."""
    from unspiral.measure.safety.sign import questions

    no: list[Plain] = [question.id for question in questions() if question.id not in yes]
    kept(desk, "red-flags", {"yes": list(yes), "not_sure": [], "no": no})
