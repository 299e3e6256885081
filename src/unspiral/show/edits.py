"""How an entry came to be what it is: each version in words, with what it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from unspiral.records.entry import Entry, Plain, Receipt
from unspiral.show.day_words import day_words

WORDS = {
    "pain": "Pain", "mood": "Mood", "sleep": "Sleep", "activity": "Movement", "stress": "Stress", "tried": "Tried", "flare": "Flare day",
    "sites": "Places", "note": "Note", "text": "Note", "name": "Name", "sort": "Sort", "from": "First day", "to": "Last day",
    "trial": "Trial", "day": "Day",
}  # fmt: skip
UNSEEN = {"form", "late"}
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Edit:
    """One version of an entry.

    Args:
        when: it was kept, by the person's clock: "20:15 on 22 November 2026".
        lines: what it said first, or what it changed: "Pain: 6, before it was 5".
    """

    when: str
    lines: tuple[str, ...]


def edits(versions: Sequence[tuple[Entry, Receipt]], zone: tzinfo | None) -> tuple[Edit, ...]:
    """All versions of an entry, oldest first.

    Args:
        versions: as ``Journal.history`` gives them.
        zone: of the person's clock.

    Source: tests/show/test_edits.py.
    """
    found: list[Edit] = []
    before: Entry | None = None
    for entry, receipt in versions:
        at = datetime.fromisoformat(receipt.kept_at).astimezone(zone)
        found.append(Edit(f"{at:%H:%M} on {day_words(at.date().isoformat())}", tuple(_lines(before, entry))))
        before = entry
    return tuple(found)


def _lines(before: Entry | None, entry: Entry) -> list[str]:
    now = _flat(entry)
    if before is None:
        return [f"{_named(name)}: {value}" for name, value in now.items() if name != "day"]
    if entry.withdrawn:
        return ["Taken back."]
    then = _flat(before)
    names = dict.fromkeys([*then, *now])
    changed = [name for name in names if then.get(name) != now.get(name)]
    lines = ["Put back."] if before.withdrawn else []
    lines += [f"{_named(name)}: {now.get(name, NOTHING)}, before it was {then.get(name, NOTHING)}" for name in changed]
    return lines or ["Kept again as it was."]


def _flat(entry: Entry) -> dict[str, str]:
    """Every single thing that an entry says, as words; what says nothing is left out."""
    found: dict[str, str] = {"day": day_words(entry.day)}
    for name, value in entry.body.items():
        if name in UNSEEN:
            continue
        if isinstance(value, dict):
            found |= {inner: words for inner, each in value.items() if (words := _words(each))}
        elif words := _words(value):
            found[name] = words
    return found


def _words(value: Plain) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _named(name: str) -> str:
    return WORDS.get(name, name.replace("_", " ").capitalize())
