"""The last answers about warning signs, for one page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from unspiral.measure.safety.sign import questions
from unspiral.records.entry import Entry, Plain
from unspiral.show.day_words import day_words
from unspiral.show.visit_asked import Asked

MOST = 4  # questions that are written out


@dataclass(frozen=True, slots=True)
class Flags:
    """The last answers about warning signs.

    Args:
        day: on which they were answered, in words.
        yes, not_sure: the questions so answered.
        more: how many of these are not written out for want of room.
        no: how many were answered "no".
        open: how many were not answered, which is not "no".
    """

    day: str
    yes: tuple[str, ...]
    not_sure: tuple[str, ...]
    more: int
    no: int
    open: int


def flags_of(entries: Iterable[Entry], period: Asked) -> Flags | None:
    """The last answers in the period; None where the warning signs were not gone through."""
    found = [entry for entry in entries if entry.kind == "red-flags" and period.since <= entry.day <= period.until]
    if not found:
        return None
    body = found[-1].body
    words = {question.id: question.ask for question in questions()}
    yes, unsure, no = ([words[key] for key in _keys(body.get(name)) if key in words] for name in ("yes", "not_sure", "no"))
    shown = yes[:MOST]
    doubtful = unsure[: MOST - len(shown)]
    more = len(yes) + len(unsure) - len(shown) - len(doubtful)
    return Flags(day_words(found[-1].day), tuple(shown), tuple(doubtful), more, len(no), len(words) - len(yes) - len(unsure) - len(no))


def _keys(value: Plain) -> list[str]:
    return [str(key) for key in value] if isinstance(value, list) else []
