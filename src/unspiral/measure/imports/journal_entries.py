"""Rows of a diary from elsewhere as entries of a journal: the same file gives the same entries, so that nothing comes twice."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from unspiral.measure.cells import NUMBER
from unspiral.measure.daily.check_in import HIGH, LOW, daily_questions, form_name
from unspiral.measure.questionnaires.answer import accepts
from unspiral.measure.questionnaires.library import instrument, instruments
from unspiral.records.entry import Entry, Plain

Row = Sequence[str]  # as ``unspiral.records.diary.COLUMNS``

NAMES = uuid.UUID("5b0b7a54-6a0f-4f0e-9d6c-0e3b2e2f6a11")  # under it lie the keys of all imported entries
KEEP, LEAVE = "keep", "leave"
TURNED = "turned:"  # before the name of a question: 0 there is 10 here
_CLUES = {
    "pain": ("pain", "nrs", "schmerz"),
    "mood": ("mood", "stimmung"),
    "sleep": ("sleep_quality", "sleep_q", "sleepquality"),
    "stress": ("stress",),
}


@dataclass(frozen=True, slots=True)
class Item:
    """What a file asks or counts.

    Args:
        name: as in the file.
        instrument: the questionnaire it belongs to, or "".
        answers: cells that hold something.
        first, last: days.
        low, high: of the numbers, as text; "" where there is none.
        fits: whether every answer is a whole number from 0 to 10.
        guess: where it would go: a question of the check-in, "keep" or "leave".
    """

    name: str
    instrument: str
    answers: int
    first: str
    last: str
    low: str
    high: str
    fits: bool
    guess: str


@dataclass(frozen=True, slots=True)
class Made:
    """Entries that would be added, and what would not.

    Args:
        entries: in the order of their days.
        said: what was left out or kept in another way, one sentence each.
    """

    entries: tuple[Entry, ...]
    said: tuple[str, ...]


def items_of(rows: Iterable[Row]) -> tuple[Item, ...]:
    """The items of a file, in the order in which they first turn up; those of questionnaires stand under the questionnaire's name."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in rows:
        if row[6].strip() and (day := _day(row[1])):
            found.setdefault((row[3], "" if _is_form(row[3]) else row[5]), []).append((day, row[6].strip()))
    return tuple(_item(name, item, held) for (name, item), held in found.items())


def entries_of(rows: Sequence[Row], goes: Mapping[str, str], mark: str, taken: frozenset[str]) -> Made:
    """What a file becomes.

    Args:
        rows: of the diary.
        goes: item -> a question of the check-in ("pain", or "turned:mood"), "keep" or "leave"; those without one are kept as they are.
        mark: name of the import, the same for the same file.
        taken: days that have a check-in of the person's own, which stays as it is.

    Source: docs/reference/journal.md; tests/measure/imports/test_journal_entries.py.
    """
    said: dict[str, int] = {}
    daily: dict[str, dict[str, float]] = {}
    forms: dict[tuple[str, str], list[Row]] = {}
    made: list[Entry] = []
    for row in rows:
        day = _day(row[1])
        if not day or not row[6].strip():
            _count(said, "without a day or an answer" if not day else "asked and not answered")
            continue
        way = goes.get(row[5], KEEP)
        if _is_form(row[3]):
            if goes.get(row[3], KEEP) != LEAVE:
                forms.setdefault((row[3], row[4] or row[1]), []).append(row)
        elif way == LEAVE:
            _count(said, "left out as you chose")
        elif way == KEEP:
            made.append(_device(row, day, mark))
        else:
            _answer(row, day, way, daily, said)
    made += _check_ins(daily, mark, taken, said)
    made += [entry for (name, form), held in forms.items() if (entry := _questionnaire(name, form, held, mark, said)) is not None]
    made.sort(key=lambda entry: (entry.day, entry.key))
    unique = {entry.key: entry for entry in made}
    if len(unique) < len(made):
        said["the same as another one"] = len(made) - len(unique)
    return Made(tuple(unique.values()), tuple(f"{number} {'was' if number == 1 else 'were'} {what}." for what, number in said.items()))


def _answer(row: Row, day: str, way: str, daily: dict[str, dict[str, float]], said: dict[str, int]) -> None:
    question = way.removeprefix(TURNED)
    if not _fits(row[6].strip()):
        _count(said, f"no whole number from {LOW} to {HIGH} and not taken as {question}")
        return
    if question in daily.get(day, {}):
        _count(said, f"a second answer for {question} on one day; the first one counts")
        return
    value = float(row[6])
    daily.setdefault(day, {})[question] = HIGH - value if way.startswith(TURNED) else value


def _check_ins(daily: Mapping[str, Mapping[str, float]], mark: str, taken: frozenset[str], said: dict[str, int]) -> list[Entry]:
    made: list[Entry] = []
    for day, answers in daily.items():
        if day in taken:
            _count(said, "a day that has a check-in of your own, which stays as it is")
            continue
        held: dict[str, Plain] = {name: int(value) for name, value in sorted(answers.items())}
        body: dict[str, Plain] = {"form": form_name(), "answers": held, "import": mark}
        made.append(Entry(_key("check-in", day, str(held)), "check-in", day, _moment(day), body))
    return made


def _questionnaire(name: str, form: str, rows: Sequence[Row], mark: str, said: dict[str, int]) -> Entry | None:
    asked = {item.id: item for item in instrument(name).items}
    answers: dict[str, Plain] = {}
    for row in rows:
        item, text = row[5], row[6].strip()
        if item not in asked or NUMBER.fullmatch(text) is None or not accepts(asked[item], float(text)):
            _count(said, f"no answer to an item of {name}")
        else:
            answers[item] = int(float(text)) if float(text).is_integer() else float(text)
    if not answers:
        return None
    day = _day(rows[0][1])
    body: dict[str, Plain] = {"instrument": name, "answers": answers, "finished": True, "import": mark}
    return Entry(_key("questionnaire", name, form, day), "questionnaire", day, _moment(rows[0][1]), body)


def _device(row: Row, day: str, mark: str) -> Entry:
    time, end, item, value, unit, source = row[1], row[2], row[5], row[6], row[7], row[8]
    number: Plain = value
    if NUMBER.fullmatch(value.strip()):
        number = int(float(value)) if float(value).is_integer() else float(value)
    body: dict[str, Plain] = {"time": time, "end": end, "item": item, "value": number, "unit": unit, "source": source, "import": mark}
    if item == "sleep_minutes" and isinstance(
        number, int | float
    ):  # the journal counts sleep in hours; the number of the file stays beside
        body |= {"item": "sleep_hours", "value": round(number / 60, 3), "unit": "h", "as_given": f"{value} {unit}".strip()}
    return Entry(_key("device", *row[1:]), "device", day, _moment(time), body)


def _item(name: str, item: str, held: Sequence[tuple[str, str]]) -> Item:
    days = sorted(day for day, _ in held)
    numbers = sorted(float(text) for _, text in held if NUMBER.fullmatch(text))
    low, high = (f"{numbers[0]:g}", f"{numbers[-1]:g}") if numbers else ("", "")
    fits = not _is_form(name) and all(_fits(text) for _, text in held)
    return Item(item or name, name, len(held), days[0], days[-1], low, high, fits, _guess(item, fits=fits))


def _guess(item: str, *, fits: bool) -> str:
    plain = re.sub(r"\W+", "_", item.casefold())
    known = [question.id for question in daily_questions()]
    if not fits:
        return KEEP
    if plain in known:
        return plain
    return next((name for name, clues in _CLUES.items() if plain.startswith(clues)), KEEP)


def _is_form(name: str) -> bool:
    return name in instruments() and bool(instrument(name).items) and instrument(name).scoring.method != "none"


def _fits(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None and float(text).is_integer() and LOW <= float(text) <= HIGH


def _day(time: str) -> str:
    try:
        return date.fromisoformat(time[:10]).isoformat() if len(time) >= 10 else ""
    except ValueError:
        return ""


def _moment(time: str) -> str:
    """The moment with its offset; noon in UTC stands for an hour that nobody named."""
    try:
        found = datetime.fromisoformat(time)
    except ValueError:
        return f"{time[:10]}T12:00:00+00:00"
    return time if found.utcoffset() is not None else f"{time[:10]}T12:00:00+00:00"


def _key(*parts: str) -> str:
    return str(uuid.uuid5(NAMES, "\0".join(parts)))


def _count(said: dict[str, int], what: str) -> None:
    said[what] = said.get(what, 0) + 1
