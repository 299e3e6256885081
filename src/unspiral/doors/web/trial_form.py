"""The form of a trial: what was typed, what is wrong with it, and what is asked of the other process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from unspiral.act.trial.medicine import TALK, is_medicine
from unspiral.doors.web.form import Form
from unspiral.measure.safety.medicines import is_known

# Answer of the check-in -> how the form calls it, and which way is better.
OUTCOMES = {
    "pain": ("pain", "lower"),
    "mood": ("mood", "higher"),
    "sleep": ("sleep", "higher"),
    "activity": ("what I manage to do", "higher"),
    "stress": ("stress", "lower"),
}
EFFECTS = {"1": "1 point, hardly felt", "2": "2 points, clearly felt", "3": "3 points, a great change"}
KEPT = {"1": "on all of them", "0.9": "on 9 of 10", "0.8": "on 8 of 10", "0.7": "on 7 of 10", "0.5": "on half of them"}
FADING = {"0": "no, it ends with the day", "1": "about a day", "3": "about three days", "7": "about a week", "unknown": "I do not know"}
WAYS = {"drawn": "Days with and without, drawn by chance", "period": "Simply do it for some weeks"}
WEEKS = {"3": "3 weeks", "4": "4 weeks", "6": "6 weeks", "8": "8 weeks"}
LONGEST_NAME = 80
FARTHEST = 60  # days ahead on which a trial may begin
LEAST_DAYS = 14  # answered days from which the own ups and downs can be seen
SEEDS = 2**31
MEDICINE = f"This is, or sounds like, a medicine. Medicines are tried out only together with your prescriber, and not here. {TALK}"


@dataclass(slots=True)
class TrialForm:
    """What stands in the form, as text."""

    key: str = ""
    name: str = ""
    medicine: str = ""
    outcome: str = "pain"
    effect: str = "2"
    kept: str = "0.8"
    fading: str = "0"
    way: str = "drawn"
    weeks: str = "4"
    start: str = ""
    size: str = ""

    @property
    def better(self) -> str:
        """Which way is better."""
        return OUTCOMES[self.outcome][1]


def empty_trial(today: str) -> TrialForm:
    """A form that nobody has touched; it begins tomorrow."""
    return TrialForm(key=str(uuid4()), start=(date.fromisoformat(today) + timedelta(days=1)).isoformat())


def read_trial(form: Form, today: str) -> TrialForm:
    """What was sent."""
    usual = empty_trial(today)
    names = ("name", "medicine", "outcome", "effect", "kept", "fading", "way", "weeks", "start", "size")
    told = {name: form.one(name, getattr(usual, name)) for name in names}
    try:
        key = str(UUID(form.one("key")))
    except ValueError:
        key = usual.key
    return TrialForm(key=key, **told)


def is_a_medicine(typed: TrialForm) -> bool:
    """Whether it is one by its name, or because the person says so."""
    return typed.medicine == "yes" or is_medicine(typed.name) or is_known(typed.name)


def faults_of(typed: TrialForm, today: str) -> dict[str, str]:
    """Field -> what is wrong with it."""
    wrong: dict[str, str] = {}
    if not typed.name:
        wrong["name"] = "Say what you want to try, in a few words."
    elif len(typed.name) > LONGEST_NAME or any(not c.isprintable() for c in typed.name):
        wrong["name"] = f"A name has at most {LONGEST_NAME} letters, in one line."
    elif typed.name.strip().casefold() in OUTCOMES:
        wrong["name"] = "This is what is asked about in the evening. Name what you would do about it."
    if typed.medicine not in ("yes", "no"):
        wrong["medicine"] = "Say whether it is a medicine."
    elif is_a_medicine(typed) and typed.name:
        wrong["medicine"] = MEDICINE
    for field, known in (("outcome", OUTCOMES), ("effect", EFFECTS), ("kept", KEPT), ("fading", FADING), ("way", WAYS), ("weeks", WEEKS)):
        if getattr(typed, field) not in known:
            wrong[field] = "Pick one of the answers."
    try:
        ahead = (date.fromisoformat(typed.start) - date.fromisoformat(today)).days
        if not 0 <= ahead <= FARTHEST or typed.start != date.fromisoformat(typed.start).isoformat():
            wrong["start"] = f"The first day is today or within {FARTHEST} days."
    except ValueError:
        wrong["start"] = f"Give the first day as year-month-day, such as {today}."
    return wrong


def size_of(typed: TrialForm) -> tuple[int, int] | None:
    """Days and block of the plan that was picked; None where none was."""
    days, _, block = typed.size.partition("x")
    if not (days.isascii() and block.isascii() and days.isdigit() and block.isdigit() and len(typed.size) < 9):
        return None
    return int(days), int(block)


def question_of(typed: TrialForm, diary: list[float | None]) -> dict[str, Any]:
    """What the other process is told of a trial.

    Args:
        typed: a form without faults.
        diary: answers day by day so far, None for none.
    """
    missed = sum(answer is None for answer in diary) / len(diary)
    return {
        "name": typed.name,
        "outcome": typed.outcome,
        "effect": float(typed.effect),
        "better": typed.better,
        "adherence": float(typed.kept),
        "missed": round(min(missed, 0.6), 2),
        "fading": 0.0 if typed.fading == "unknown" else float(typed.fading),
        "estimate_timing": typed.fading == "unknown",
        "diary": diary,
    }


def seed_of(key: str) -> int:
    """The seed of a trial: drawn with its form's key, so that a form that was sent twice draws the same days."""
    return UUID(key).int % SEEDS
