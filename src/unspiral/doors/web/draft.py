"""A questionnaire that was begun and not yet sent: kept after every answer, so that it can be gone on with after days."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

from unspiral.measure.questionnaires.answer import accepts
from unspiral.measure.questionnaires.instrument import Instrument, Item
from unspiral.records.entry import Plain
from unspiral.store.journal.journal import Journal


@dataclass(frozen=True, slots=True)
class Draft:
    """What was answered so far.

    Args:
        key: of the entry that it becomes.
        begun: when, as text.
        answers: item -> answer; a skipped one is absent.
        at: number of the question that comes next, from 0.
        read: the help page was read after an answer that called for it.
    """

    key: str
    begun: str
    answers: Mapping[str, float] = field(default_factory=dict[str, float])
    at: int = 0
    read: bool = False


def fresh(now: datetime) -> Draft:
    """One that is being begun."""
    return Draft(str(uuid4()), now.isoformat(timespec="seconds"))


def draft_of(journal: Journal, asked: Instrument) -> Draft | None:
    """The draft of a questionnaire, or None; answers that its items do not have any more are left out."""
    held = journal.setting(f"draft:{asked.id}")
    if not isinstance(held, dict):
        return None
    raw = held.get("answers")
    answers: dict[str, float] = {}
    for item in asked.items:
        value = raw.get(item.id) if isinstance(raw, dict) else None
        if isinstance(value, (int, float)) and not isinstance(value, bool) and accepts(item, value):
            answers[item.id] = value
    at = held.get("at")
    place = at if isinstance(at, int) and 0 <= at < len(asked.items) else 0
    return Draft(str(held.get("key") or uuid4()), str(held.get("begun") or ""), answers, place, held.get("read") is True)


async def save(journal: Journal, asked: Instrument, draft: Draft) -> None:
    """Put it on the disk."""
    answers: dict[str, Plain] = dict(draft.answers)
    held: dict[str, Plain] = {"key": draft.key, "begun": draft.begun, "answers": answers, "at": draft.at, "read": draft.read}
    await asyncio.wrap_future(journal.settle(f"draft:{asked.id}", held))


async def drop(journal: Journal, asked: Instrument) -> None:
    """Forget it."""
    await asyncio.wrap_future(journal.settle(f"draft:{asked.id}", None))


def answer_of(item: Item, said: str) -> float | None:
    """What a field says.

    Args:
        item: the question.
        said: as it was sent; "" = skipped, which is None.

    Raises:
        ValueError: it is none of the item's answers.
    """
    if not said:
        return None
    if not said.isascii() or not said.replace(".", "", 1).isdigit():
        raise ValueError(said[:20])
    value = float(said)
    if not accepts(item, value):
        raise ValueError(said[:20])
    return int(value) if value == int(value) else value


def with_answer(asked: Instrument, draft: Draft, item: Item, value: float | None) -> Draft:
    """The draft with one question answered, or skipped. Another answer to what called for help calls anew."""
    answers = {name: held for name, held in draft.answers.items() if name != item.id}
    if value is not None:
        answers[item.id] = value
    calls = asked.safety_item is not None and asked.safety_item[0] == item.id
    changed = calls and draft.answers.get(item.id) != value
    return replace(draft, answers=answers, read=draft.read and not changed)
