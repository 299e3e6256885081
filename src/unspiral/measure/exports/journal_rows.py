"""What a person wrote down, as rows of a diary in long form: one row for each answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from unspiral.measure.exports.check_in_items import NAME
from unspiral.measure.questionnaires.library import instrument, instruments
from unspiral.records.entry import Entry, Plain

Row = tuple[str, str, str, str, str, str, str, str, str]  # as ``unspiral.records.diary.COLUMNS``

PERSON = "me"
SOURCE = "unspiral"


def rows_of(entry: Entry) -> Iterator[Row]:
    """The rows of one entry; kinds that have no answers are one row with their whole body, so that nothing is left out.

    Args:
        entry: what was written.

    Source: docs/reference/journal.md; tests/measure/exports/test_journal_rows.py.
    """
    yield from _WAYS.get(entry.kind, _whole)(entry)


def _check_in(entry: Entry) -> Iterator[Row]:
    body = entry.body
    for name, value in _pairs(body, "answers"):
        yield _row(entry, NAME, name, value)
    for mark in ("flare", "late"):
        if mark in body:
            yield _row(entry, NAME, mark, 1 if body[mark] else 0)
    for field, name in (("tried", "tried"), ("sites", "site")):
        for value in _list(body, field):
            yield _row(entry, NAME, name, value)
    for name, value in _pairs(body, "trial"):
        yield _row(entry, NAME, f"trial.{name}", value)
    if body.get("note"):
        yield _row(entry, NAME, "note", body["note"])


def _questionnaire(entry: Entry) -> Iterator[Row]:
    name, given = str(entry.body.get("instrument", "")), dict(_pairs(entry.body, "answers"))
    asked = [item.id for item in instrument(name).items] if name in instruments() else []
    for item in (*asked, *(other for other in given if other not in asked)):
        yield _row(entry, name, item, given.get(item, ""))  # asked and not answered is an empty cell, never 0


def _flags(entry: Entry) -> Iterator[Row]:
    for answer in ("yes", "not_sure", "no"):
        for flag in _list(entry.body, answer):
            yield _row(entry, "red-flags", str(flag), answer.replace("_", " "))


def _treatment(entry: Entry) -> Iterator[Row]:
    body = entry.body
    span = (str(body.get("from") or entry.day), str(body.get("to") or ""))
    yield (PERSON, *span, "", entry.key, f"treatment.{body.get('sort', 'other')}", str(body.get("name", "")), "", SOURCE)


def _note(entry: Entry) -> Iterator[Row]:
    yield _row(entry, "", "note", entry.body.get("text", ""))


def _device(entry: Entry) -> Iterator[Row]:
    body = entry.body
    texts = {name: str(body.get(name, "")) for name in ("time", "end", "item", "unit", "source")}
    yield (
        PERSON,
        texts["time"] or entry.day,
        texts["end"],
        "",
        "",
        texts["item"],
        _text(body.get("value")),
        texts["unit"],
        texts["source"],
    )


def _whole(entry: Entry) -> Iterator[Row]:
    yield _row(entry, "", entry.kind, json.dumps(dict(entry.body), ensure_ascii=False, sort_keys=True))


_WAYS: Mapping[str, Callable[[Entry], Iterator[Row]]] = {
    "check-in": _check_in,
    "questionnaire": _questionnaire,
    "red-flags": _flags,
    "treatment": _treatment,
    "note": _note,
    "device": _device,
}


def _row(entry: Entry, name: str, item: str, value: Plain) -> Row:
    # What was written later about an earlier day belongs to that day, whose hour nobody said.
    time = entry.said_at if entry.said_at.startswith(entry.day) else entry.day
    return (PERSON, time, "", name, entry.key, item, _text(value), "", SOURCE)


def _text(value: Plain) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _pairs(body: Mapping[str, Plain], field: str) -> list[tuple[str, Plain]]:
    held = body.get(field)
    return list(held.items()) if isinstance(held, dict) else []


def _list(body: Mapping[str, Plain], field: str) -> list[Plain]:
    held = body.get(field)
    return held if isinstance(held, list) else []
