"""The questions of the evening check-in as a questionnaire, so that codebooks and bundles carry their words."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from unspiral.measure.daily.check_in import HIGH, LOW, daily_questions
from unspiral.measure.questionnaires.instrument import Instrument, Item
from unspiral.measure.questionnaires.library import instrument

NAME = "check-in"
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
        Item(each.id, each.ask, "integer", low=LOW, high=HIGH, step=1, anchor_low=each.low, anchor_high=each.high)
        for each in daily_questions()
    )
    marked = tuple(Item(name, words, "list", scored=False) for name, words in MARKS)
    return replace(instrument("daily_diary"), id=NAME, name="unspiral evening check-in (own wording)", items=asked + marked)
