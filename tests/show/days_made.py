"""Made-up days for tests of their pictures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from unspiral.records.entry import Entry, Plain

END = "2026-11-22"  # a Sunday


def day_before(back: int, end: str = END) -> str:
    """The day so many days before the last one."""
    return (date.fromisoformat(end) - timedelta(days=back)).isoformat()


def evening(day: str, answers: Mapping[str, Plain] | None = None, *, key: str = "", at: str = "20:00:00+01:00", **more: Plain) -> Entry:
    """A check-in."""
    given = {"pain": 5, "mood": 4, "sleep": 6, "activity": 3, "stress": 7} if answers is None else dict(answers)
    body: dict[str, Plain] = {"form": "check-in/1", "answers": given, "tried": [], "flare": False, "sites": [], "note": "", **more}
    return Entry(key or f"c-{day}", "check-in", day, f"{day}T{at}", body)


def note(day: str, text: str, key: str = "") -> Entry:
    """A note."""
    return Entry(key or f"n-{day}", "note", day, f"{day}T21:00:00+01:00", {"text": text})


def phq9(day: str, each: int, item_nine: int | None = 0) -> Entry:
    """A PHQ-9 with the same answer everywhere, and its own to the last item."""
    answers: dict[str, Plain] = {f"phq{k}": each for k in range(1, 9)}
    if item_nine is not None:
        answers["phq9"] = item_nine
    return Entry(f"q-{day}", "questionnaire", day, f"{day}T21:00:00+01:00", {"instrument": "phq9", "answers": answers, "finished": True})
