"""Filled-in questionnaires with their scores, or with the reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from unspiral.errors import DataError, UnspiralError
from unspiral.measure.questionnaires.library import instrument as named
from unspiral.measure.questionnaires.scoring import notice_for, score
from unspiral.records.entry import Entry
from unspiral.records.help import SafetyNotice


@dataclass(frozen=True, slots=True)
class Scored:
    """One filled-in questionnaire.

    Args:
        key: of its entry.
        day: that it was filled in for.
        instrument: its id.
        name: as people call it: "PHQ-9".
        value: the score; None where there is none.
        low, high: range of the score.
        unit: what the score counts: "points", "percent".
        band: name of the published band that it lies in, "" for none.
        why_none: one sentence where there is no score, else "".
        said: what must be known beside the number.
        unverified: which of the shown things nobody has seen in a source.
        measures: what it is about: "depressive symptoms".
        notice: what is shown before any score; None where no answer calls for it.
    """

    key: str
    day: str
    instrument: str
    name: str
    value: float | None
    low: float = 0.0
    high: float = 0.0
    unit: str = "points"
    band: str = ""
    why_none: str = ""
    said: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    measures: str = ""
    notice: SafetyNotice | None = None


def scores_of(entries: Iterable[Entry], country: str | None = None, today: date | None = None) -> tuple[Scored, ...]:
    """Score every questionnaire among the entries.

    Args:
        entries: of any kinds, in the order of their days.
        country: where the person is, for the lines of help.
        today: on which the age of help lines is judged.
    """
    return tuple(scored(entry, country, today) for entry in entries if entry.kind == "questionnaire")


def scored(entry: Entry, country: str | None = None, today: date | None = None) -> Scored:
    """One filled-in questionnaire. What cannot be scored says why; it is never left out, and never a zero."""
    name = str(entry.body.get("instrument", ""))
    try:
        instrument = named(name)
    except DataError:
        return Scored(entry.key, entry.day, name, name, None, why_none="This questionnaire is not one that unspiral knows.")
    given = entry.body.get("answers")
    answers = {str(key): _answer(value) for key, value in given.items()} if isinstance(given, dict) else {}
    notice = notice_for(instrument, {key: value for key, value in answers.items() if isinstance(value, float)}, country, today)
    plain = Scored(entry.key, entry.day, name, short_name(name), None, measures=instrument.measures, notice=notice)
    if entry.body.get("finished") is False:
        return _without(plain, "It was not finished.")
    try:
        # The notice is shown where it was answered, and again before any score of it: see ``Scored.notice``.
        found = score(instrument, answers, country=country, acknowledged=True, today=today)
    except UnspiralError as error:
        return _without(plain, error.what)
    return replace(
        plain, value=found.value, low=found.low, high=found.high, unit=found.unit, band=found.band, why_none=found.why_none,
        said=found.said, unverified=found.unverified,
    )  # fmt: skip


def short_name(name: str) -> str:
    """What people call it, from its id: "phq9" is "PHQ-9"."""
    return re.sub(r"(?<=[A-Z])(?=\d)", "-", name.upper().replace("_", " "))


def _without(plain: Scored, why: str) -> Scored:
    return replace(plain, why_none=why)


def _answer(value: object) -> float | str | None:
    if isinstance(value, bool):
        return float(value)
    return float(value) if isinstance(value, (int, float)) else value if isinstance(value, str) else None
