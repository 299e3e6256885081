"""The questions of the evening check-in as a questionnaire, so that codebooks and bundles carry their words."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from unspiral.measure.questionnaires.instrument import Instrument, Item
from unspiral.measure.questionnaires.library import instrument

NAME = "check-in"
# As in docs/reference/journal.md; a test holds the two together.
QUESTIONS = (
    ("pain", "How strong was your back pain today, on the whole?", "no pain", "as bad as you can imagine"),
    ("mood", "How was your mood today?", "very low", "very good"),
    ("sleep", "How did you sleep last night?", "very badly", "very well"),
    ("activity", "How much of what you wanted to do did you manage today?", "nothing", "everything"),
    ("stress", "How much stress did you feel today?", "none", "as much as you can imagine"),
)
MARKS = (
    ("flare", "A flare-up day (1 = yes)"),
    ("tried", "Tried that day (key of the treatment)"),
    ("site", "Where it hurt"),
    ("late", "Written on a later day (1 = yes)"),
    ("note", "Note"),
)


@cache
def check_in() -> Instrument:
    """The check-in as a questionnaire without a score."""
    asked = tuple(
        Item(name, words, "integer", low=0, high=10, step=1, anchor_low=low, anchor_high=high) for name, words, low, high in QUESTIONS
    )
    marked = tuple(Item(name, words, "list", scored=False) for name, words in MARKS)
    return replace(instrument("daily_diary"), id=NAME, name="unspiral evening check-in (own wording)", items=asked + marked)
