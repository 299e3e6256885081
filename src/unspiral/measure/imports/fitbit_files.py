"""Which files of a Fitbit or Google Takeout export are read, known by their names wherever they lie, and plain values in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NoReturn, cast

from unspiral.errors import DataError
from unspiral.measure.imports.archive import Part

# Kind -> name without folders. The order is that of reading: lists first, as they decide for which days tables are needed.
NAMES: Mapping[str, re.Pattern[str]] = {
    "steps list": re.compile(r"steps-[0-9]{4}-[0-9]{2}-[0-9]{2}.*\.json", re.IGNORECASE),
    "sleep list": re.compile(r"sleep-[0-9]{4}-[0-9]{2}-[0-9]{2}.*\.json", re.IGNORECASE),
    "heart list": re.compile(r"resting_heart_rate-[0-9]{4}-[0-9]{2}-[0-9]{2}.*\.json", re.IGNORECASE),
    "steps table": re.compile(r"steps_[0-9]{4}-[0-9]{2}-[0-9]{2}.*\.csv", re.IGNORECASE),
    "sleep table": re.compile(r"UserSleeps_[0-9]{4}-[0-9]{2}-[0-9]{2}.*\.csv", re.IGNORECASE),
    "heart table": re.compile(r"daily_resting_heart_rate.*\.csv", re.IGNORECASE),
}
ITEM_OF = {"steps": "steps", "sleep": "sleep", "heart": "resting_heart_rate"}
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?")


def kind_of(part: Part) -> str | None:
    """The kind of a file; None for one that is not read."""
    return next((kind for kind, name in NAMES.items() if name.fullmatch(part.file)), None)


def field_of(part: Part, number: int, entry: Mapping[str, Any], name: str) -> Any:
    """A field of an entry.

    Raises:
        DataError: it lacks.
    """
    if name not in entry:
        refuse(part, number, f"has no '{name}'")
    return entry[name]


def object_of(value: object) -> dict[str, Any]:
    """What an entry holds inside; nothing where it is no object."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def number_of(part: Part, number: int, value: object, name: str) -> float:
    """A number, which stands in quotes in some files and without them in others.

    Raises:
        DataError: it is none, or could be read in two ways.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e9:
        return float(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value)
    refuse(part, number, f"has a '{name}' that is no plain number")


def refuse(part: Part, number: int, what: str) -> NoReturn:
    """Refuse an export because of one entry, or row, of a file."""
    word = "row" if part.file.lower().endswith(".csv") else "entry"
    raise DataError(
        f"'{part.file[:60]}', {word} {number}, {what}.",
        why="Without it the total of its day would be wrong and look right.",
        fix="download the export again; if it stays so, leave this file out of the folder.",
    )
