"""Small made-up tables and mappings for the tests of imports."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from pathlib import Path
from typing import Any

from unspiral.measure.imports.account import Account
from unspiral.measure.imports.mapping import ItemFrom, Mapping, When
from unspiral.measure.imports.sheet import open_sheet
from unspiral.measure.imports.stream import stream
from unspiral.records.diary import COLUMNS, Diary

DAY = When(("day",), "number")


def write(folder: Path, text: str, name: str = "diary.csv") -> Path:
    """A text file in a folder."""
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8", newline="")
    return place


def wide(*items: ItemFrom, when: When = DAY, **more: Any) -> Mapping:
    """A mapping of a wide table with the persons in 'id'."""
    given: dict[str, Any] = {"person": "id", **more}
    if "person_is" in given or "person_from" in given:
        given.pop("person")
    return Mapping("wide", when, items or (ItemFrom(("pain",), "pain"),), **given)


def cells(diary: Diary, *names: str) -> list[tuple[str, ...]]:
    """Only some columns of a diary, row by row."""
    places = [COLUMNS.index(name) for name in names]
    return [tuple(row[place] for place in places) for row in diary.rows()]


def values(diary: Diary, item: str) -> list[str]:
    """What was answered to one item, in order."""
    return [value for name, value in cells(diary, "item", "value") if name == item]


def streamed(place: Path, mapping: Mapping) -> tuple[list[tuple[str, ...]], Account]:
    """Rows of one table, and the account of it."""
    account = Account()
    rows = [row for some in stream([open_sheet(place)], mapping, account) for row in some]
    return rows, account


def said(diary: Diary, *pieces: str) -> bool:
    """Whether one sentence holds all pieces."""
    return any(all(piece in sentence for piece in pieces) for sentence in diary.said)


def label_dict(text: str) -> Dict[str, str]:
    """``0 none, 1 some`` as a mapping."""
    return dict(part.split(" ", 1) for part in text.split(", "))
