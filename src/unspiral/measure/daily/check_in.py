"""The evening check-in: its questions, and the places of the body that can be named."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LOW, HIGH = 0, 10


@dataclass(frozen=True, slots=True)
class DailyQuestion:
    """One question of the evening, answered from 0 to 10 or skipped.

    Args:
        id: its name in an entry.
        ask: the words.
        low, high: what 0 and 10 mean.
    """

    id: str
    ask: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Site:
    """A place of the body.

    Args:
        id: its name in an entry.
        name: as a person reads it.
        shapes: where it lies on the picture of a body, each as (x, y, width, height).
    """

    id: str
    name: str
    shapes: tuple[tuple[int, int, int, int], ...]


@cache
def daily_questions() -> tuple[DailyQuestion, ...]:
    """The questions in the order in which they are asked.

    Source: files/check_in.toml; tests/measure/daily/test_check_in.py.
    """
    return tuple(DailyQuestion(**row) for row in _file()["question"])


@cache
def sites() -> tuple[Site, ...]:
    """The places of the body, from head to foot.

    Source: files/check_in.toml; tests/measure/daily/test_check_in.py.
    """
    return tuple(Site(row["id"], row["name"], tuple(map(_box, row["shapes"]))) for row in _file()["site"])


def form_name() -> str:
    """The name under which answers to these very words are kept: "check-in/1"."""
    return str(_file()["form"])


def _box(row: list[int]) -> tuple[int, int, int, int]:
    x, y, width, height = row
    return x, y, width, height


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((files("unspiral.measure.daily") / "files" / "check_in.toml").read_text(encoding="utf-8"))
