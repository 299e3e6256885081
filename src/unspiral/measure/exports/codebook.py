"""What each item is, in words and counts: the page that every table of answers needs beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from unspiral.measure.cells import NUMBER
from unspiral.measure.exports.cells_out import cell
from unspiral.measure.exports.formula import escaped
from unspiral.measure.questionnaires.instrument import Instrument, Item
from unspiral.records.column import Column
from unspiral.records.diary import Diary


@dataclass(frozen=True, slots=True)
class Entry:
    """One item.

    Args:
        instrument, item: as in the table.
        text: the question, where its words may be passed on; else "".
        options: what could be answered ("0 = Not at all; ..."), or "".
        reversed: "yes" where a high answer means little of what is measured.
        unit: as in the table; several are parted by a bar.
        answers: cells that hold something.
        numbers: how many of them are numbers.
        not_answered: asked, and left empty.
        persons: who answered at least once.
        low, high: of the numbers, as text; "" where there is none. Words that people wrote are never repeated here.
        loinc: code of the item where it was seen in a source, else "".
        sources: where the answers came from.
    """

    instrument: str
    item: str
    text: str
    options: str
    reversed: str
    unit: str
    answers: int
    numbers: int
    not_answered: int
    persons: int
    low: str
    high: str
    loinc: str
    sources: str


def codebook(diary: Diary, instruments: Mapping[str, Instrument]) -> tuple[Entry, ...]:
    """One entry for each item of a diary, in the order in which items first turn up.

    Args:
        diary: what was answered.
        instruments: id -> questionnaire, for the words of items.

    Source: tests/measure/exports/test_codebook.py.
    """
    width = max(len(diary.item.levels), 1)
    pair = diary.instrument.codes * width + diary.item.codes
    _, first = np.unique(pair, return_index=True)
    found: list[Entry] = []
    for row in np.sort(first).tolist():
        rows = pair == pair[row]
        known = instruments.get(diary.instrument.text(row))
        found.append(_entry(diary, row, rows, known))
    return tuple(found)


def _entry(diary: Diary, row: int, rows: np.ndarray, known: Instrument | None) -> Entry:
    value = diary.value.keep(rows)
    counts = np.bincount(value.codes, minlength=len(value.levels))
    empty = sum(int(n) for text, n in zip(value.levels, counts) if not text)
    numeric = [(float(text), text, int(n)) for text, n in zip(value.levels, counts) if NUMBER.fullmatch(text)]
    answered = rows & (diary.value.codes != _code_of(diary.value, ""))
    item = _item(known, diary.item.text(row))
    return Entry(
        instrument=diary.instrument.text(row),
        item=diary.item.text(row),
        text=item.text if item else "",
        options="; ".join(f"{option.score:g} = {option.text}" for option in item.options) if item else "",
        reversed="yes" if item and item.reverse else "",
        unit=_texts(diary.unit, rows),
        answers=int(rows.sum()) - empty,
        numbers=sum(n for _, _, n in numeric),
        not_answered=empty,
        persons=len(np.unique(diary.person.codes[answered])),
        low=min(numeric)[1] if numeric else "",
        high=max(numeric)[1] if numeric else "",
        loinc=item.loinc if item and known and known.codes.support.evidence != "unverified" else "",
        sources=_texts(diary.source, rows),
    )


def _item(known: Instrument | None, name: str) -> Item | None:
    return next((item for item in known.items if item.id == name), None) if known else None


def _code_of(column: Column, text: str) -> int:
    return column.levels.index(text) if text in column.levels else -1


def _texts(column: Column, rows: np.ndarray) -> str:
    return " | ".join(text for text in column.keep(rows).levels if text)


def as_csv(entries: tuple[Entry, ...]) -> str:
    """The codebook as a table."""
    rows = [Entry.__slots__, *(tuple(escaped(str(held)) for held in asdict(entry).values()) for entry in entries)]
    return "".join(",".join(map(cell, row)) + "\n" for row in rows)


def as_json(entries: tuple[Entry, ...]) -> str:
    """The codebook as one JSON document."""
    document = {"schema": "unspiral.codebook/1", "items": [asdict(entry) for entry in entries]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
