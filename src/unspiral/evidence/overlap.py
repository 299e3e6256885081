"""Which questions of questionnaires ask about a process that stands in the loop by itself: sleep in the PHQ, tiredness, concentration."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from unspiral.loop.model import Loop, Process
from unspiral.records.overlap import Overlap, SharedItem, SharedTotal

# What a name may say beside the questionnaire without ceasing to be its total.
_BESIDE = frozenset(["total", "score", "sum", "raw", "scale", "t"])
_PARTS = re.compile(r"[a-z]+|\d+")


@dataclass(frozen=True, slots=True)
class Topic:
    """What a question may be about.

    Args:
        name: in words.
        variable: of ``tables/variables.csv``, where it has one.
        stems: beginnings of words by which a process of the loop is known to be about it.
        never: beginnings of words that say it is about something else.
    """

    name: str
    variable: str
    stems: tuple[str, ...]
    never: tuple[str, ...]

    def names(self, text: str) -> bool:
        """Whether a name is one of this topic: ``sleep_problem`` is about sleep."""
        parts = _parts(text)
        said = any(part.startswith(stem) for part in parts for stem in self.stems)
        return said and not any(part.startswith(stem) for part in parts for stem in self.never)


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One question and what it asks about; ``near`` where that is only close to the topic."""

    item: str
    topic: str
    words: str
    source: str
    link: str
    near: bool


@dataclass(frozen=True, slots=True)
class Total:
    """A questionnaire's total: its names, and which of its questions are on the list."""

    names: tuple[str, ...]
    questionnaire: str
    items: tuple[str, ...]
    source: str


@cache
def topics() -> tuple[Topic, ...]:
    """What questions may be about."""
    return tuple(Topic(t["name"], t["variable"], tuple(t["stems"]), tuple(t.get("never", ()))) for t in _document()["topics"])


@cache
def asked_items() -> tuple[AskedItem, ...]:
    """The questions on the list, each with its source."""
    return tuple(
        AskedItem(i["item"], i["topic"], i["words"], i["source"], i["link"], bool(i.get("near", False))) for i in _document()["items"]
    )


@cache
def totals() -> tuple[Total, ...]:
    """The totals that add such questions up."""
    return tuple(Total(tuple(t["names"]), t["questionnaire"], tuple(t["items"]), t["source"]) for t in _document()["totals"])


def overlap_of(loop: Loop, items: Mapping[str, str], *, unsure: Iterable[str] = (), keep: bool = False) -> Overlap:
    """Find the columns of a loop that ask about another of its processes.

    Args:
        loop: the declared model.
        items: column -> question of a known questionnaire (``{"phq9_3": "phq3"}``), as recognised.
        unsure: columns that are questions of which it cannot be told which.
        keep: whether they shall be kept as indicators nevertheless.

    Source: overlap.toml, a source a line; tests/evidence/test_overlap.py.
    """
    shared: list[SharedItem] = []
    in_totals: list[SharedTotal] = []
    unknown: list[tuple[str, str, tuple[str, ...]]] = []
    open_columns = frozenset(unsure)
    for process in loop.processes:
        others = [(topic, other.name) for other in loop.processes if other is not process for topic in topics() if _is_about(other, topic)]
        others = [(topic, other) for topic, other in others if not _is_about(process, topic)]
        if not others:
            continue
        for indicator in process.indicators:
            column = indicator.column
            if column in items:
                shared += _shared(process.name, column, items[column], others)
            elif column in open_columns or _plain(column) in _document()["unknown"]["names"]:
                asked = tuple(dict.fromkeys(other for topic, other in others if topic.name in _of_depression()))
                unknown += [(process.name, column, asked)] if asked else []
            else:
                in_totals += _in_total(process.name, column, others)
    return Overlap(tuple(shared), tuple(in_totals), tuple(unknown), keep)


def _shared(process: str, column: str, item: str, others: list[tuple[Topic, str]]) -> list[SharedItem]:
    """One entry a column: a question about the thing itself before one about something close."""
    found = [
        SharedItem(process, column, item, asked.words, other, asked.near, asked.source + (f"; link {asked.link}" if asked.link else ""))
        for asked in asked_items()
        for topic, other in others
        if asked.item == item and asked.topic == topic.name
    ]
    return sorted(found, key=lambda one: one.near)[:1]


def _in_total(process: str, column: str, others: list[tuple[Topic, str]]) -> list[SharedTotal]:
    total = next((t for t in totals() if _plain(column) in t.names), None)
    if total is None:
        return []
    found: list[SharedTotal] = []
    for topic, other in others:
        asked = [a for a in asked_items() if a.item in total.items and a.topic == topic.name and not a.near]
        if asked:
            items, words = tuple(a.item for a in asked), tuple(a.words for a in asked)
            found.append(SharedTotal(process, column, total.questionnaire, items, words, other))
    return found


def _is_about(process: Process, topic: Topic) -> bool:
    """By its own name, or by those of all its columns."""
    return topic.names(process.name) or all(topic.names(indicator.column) for indicator in process.indicators)


@cache
def _of_depression() -> frozenset[str]:
    """Topics that a depression questionnaire of ours asks about."""
    return frozenset(a.topic for a in asked_items() if a.item.startswith(("phq", "cesd")) and not a.near)


def _parts(name: str) -> list[str]:
    return _PARTS.findall(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).casefold())


def _plain(name: str) -> str:
    """A column's name without what any total may be called: ``PHQ-9 total`` is "phq9"."""
    return "".join(part for part in _parts(name) if part not in _BESIDE)


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads((files("unspiral.evidence") / "overlap.toml").read_text(encoding="utf-8"))
