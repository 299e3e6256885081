"""What a person wrote down between two days, read from journal entries and ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from unspiral.records.entry import Entry
from unspiral.records.treatment import Treatment
from unspiral.show.score_record import Scored

PROCESSES = ("pain", "mood", "sleep", "activity", "stress")  # in the order of the pictures
DEVICE_ITEMS = {"steps": "Steps", "sleep_hours": "Sleep by the device"}


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One evening.

    Args:
        key: of its entry.
        day: that it is about.
        answers: 0 to 10, by process; one that was not answered is absent.
        flare: whether the person called it a flare day.
        tried: keys of the treatments that were ticked.
        note: "" for none.
    """

    key: str
    day: str
    answers: Mapping[str, float]
    flare: bool = False
    tried: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Words about a day.

    Args:
        key: of the entry that they stand in.
        day: that they are about.
        text: the words.
        evening: they were written with the check-in of that evening.
    """

    key: str
    day: str
    text: str
    evening: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """One number that a device counted.

    Args:
        key: of its entry.
        day: that it is about.
        item: one of ``DEVICE_ITEMS``.
        value, unit: as the device's file says: 5234, "count".
        source: the device or the app.
    """

    key: str
    day: str
    item: str
    value: float
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Days:
    """All that was written down from one day to another, both included.

    Args:
        begin, end: first and last day.
        first: the first day of the whole journal that has an entry, "" when there is none.
        check_ins: by day.
        notes: by day; those of evenings among them.
        measured: by day.
        scores: of questionnaires, by day.
        treatments: those that run on at least one of the days, by their first day.
    """

    begin: str
    end: str
    first: str = ""
    check_ins: tuple[CheckIn, ...] = ()
    notes: tuple[Note, ...] = ()
    measured: tuple[Measured, ...] = ()
    scores: tuple[Scored, ...] = ()
    treatments: tuple[Treatment, ...] = field(default=())

    @property
    def count(self) -> int:
        """How many days there are, written down or not."""
        return self.place(self.end) + 1

    def place(self, day: str) -> int:
        """How many days after the first one a day lies."""
        return _ordinal(day) - _ordinal(self.begin)

    def values(self, process: str) -> list[tuple[int, float]]:
        """Place and answer of every check-in that has one for the process."""
        begin = _ordinal(self.begin)
        return [(_ordinal(each.day) - begin, each.answers[process]) for each in self.check_ins if process in each.answers]


def days_of(
    entries: Iterable[Entry], begin: str, end: str, *, first: str = "", treatments: Iterable[Treatment] = (), scores: Iterable[Scored] = ()
) -> Days:
    """Read entries of any kinds.

    Args:
        entries: the newest versions, in the order of their days; those of other days are left out.
        begin, end: first and last day, both included.
        first: first day of the whole journal.
        treatments: all there are.
        scores: all there are.
    """
    inside = [entry for entry in entries if begin <= entry.day <= end]
    check_ins = tuple(check_in_of(entry) for entry in inside if entry.kind == "check-in")
    evening = [Note(each.key, each.day, each.note, evening=True) for each in check_ins if each.note]
    others = [Note(entry.key, entry.day, str(entry.body.get("text", ""))) for entry in inside if entry.kind == "note"]
    measured = [found for entry in inside if entry.kind == "device" for found in _measured(entry)]
    running = [each for each in treatments if each.begin <= end and (not each.end or each.end >= begin)]
    return Days(
        begin, end, first, check_ins,
        tuple(sorted([*evening, *others], key=lambda note: (note.day, not note.evening))),
        tuple(measured), tuple(each for each in scores if begin <= each.day <= end), tuple(running),
    )  # fmt: skip


def check_in_of(entry: Entry) -> CheckIn:
    """One evening, read from its entry."""
    body = entry.body
    given = body.get("answers")
    answers = {name: number for name in PROCESSES if (number := _number(given.get(name))) is not None} if isinstance(given, dict) else {}
    tried = body.get("tried")
    return CheckIn(
        entry.key, entry.day, answers, body.get("flare") is True,
        tuple(str(key) for key in tried) if isinstance(tried, list) else (), str(body.get("note") or ""),
    )  # fmt: skip


def _measured(entry: Entry) -> list[Measured]:
    item, value = str(entry.body.get("item", "")), _number(entry.body.get("value"))
    if item not in DEVICE_ITEMS or value is None:
        return []
    return [Measured(entry.key, entry.day, item, value, str(entry.body.get("unit", "")), str(entry.body.get("source", "")))]


@lru_cache(4096)
@lru_cache(maxsize=8192)  # each day is asked for by every row, twice; ten years are 3,653
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _number(value: object) -> float | None:
    """A number, which True is not."""
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
