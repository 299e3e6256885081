"""What a person chose for the page of a visit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

# What the person can leave out; what they do is said on the page.
PARTS: Mapping[str, str] = {
    "course": "pain and mood over time",
    "scores": "questionnaires",
    "safety": "the answer about thoughts of death or self-harm, and the warning signs",
    "treatments": "treatments",
    "loop": "what the loop page says",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person chose.

    Args:
        since, until: first and last day, both included.
        parts: those of ``PARTS`` that are shown.
        question: their own, to the clinician.
        name: whose page it is, or "".
        country: for the lines of help, or "".
        today: by the person's clock.
        loop_held: answers about warning signs hold back what was learned from the days.
    """

    since: str
    until: str
    parts: tuple[str, ...] = tuple(PARTS)
    question: str = ""
    name: str = ""
    country: str = ""
    today: date = field(default_factory=date.today)
    loop_held: bool = False
