"""The form of the evening check-in: what was typed, what is wrong with it, and the body of the entry that it becomes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from unspiral.doors.web.evening import day_of, is_late
from unspiral.doors.web.form import Form
from unspiral.measure.daily.check_in import HIGH, LOW, daily_questions, form_name, sites
from unspiral.records.entry import Entry, Plain

LONGEST_NOTE = 4000
TRIAL = "trial:"
SCORES = {str(score): score for score in range(LOW, HIGH + 1)}


@dataclass(slots=True)
class Typed:
    """What stands in the form: as it was typed, or as an earlier entry fills it.

    Args:
        key: the name of the entry that this form becomes.
        day: as text, "2026-11-22".
        answers: question -> what was typed.
        tried, sites: what was ticked.
        flare: whether it was ticked.
        note: what was typed.
        trial: key of a trial -> what was typed.
        over: key of the version that the form was filled in from, "" for a day without one; None where the form does not say.
    """

    key: str
    day: str
    answers: dict[str, str] = field(default_factory=dict)
    tried: tuple[str, ...] = ()
    flare: bool = False
    sites: tuple[str, ...] = ()
    note: str = ""
    trial: dict[str, str] = field(default_factory=dict)
    over: str | None = None

    @property
    def holds_something(self) -> bool:
        """False where everything was left out."""
        return bool(any(self.answers.values()) or self.tried or self.flare or self.sites or self.note or any(self.trial.values()))


def empty(day: date) -> Typed:
    """A form that nobody has touched."""
    return Typed(str(uuid4()), day.isoformat(), over="")


def typed(form: Form) -> Typed:
    """What a form sent, before anybody judges it."""
    return Typed(
        key=form.one("key"),
        day=form.one("day"),
        answers={question.id: form.one(question.id) for question in daily_questions()},
        tried=_ticked(form, "tried"),
        flare=bool(form.one("flare")),
        sites=_ticked(form, "sites"),
        note=form.one("note").replace("\r\n", "\n"),
        trial={name.removeprefix(TRIAL): form.one(name) for name in form.fields if name.startswith(TRIAL) and form.one(name)},
        over=form.one("over") if "over" in form.fields else None,
    )


def filled(entry: Entry) -> Typed:
    """The form as an entry fills it, to be corrected under a new key."""
    body = entry.body
    answers, trial = body.get("answers"), body.get("trial")
    return Typed(
        key=str(uuid4()),
        day=entry.day,
        answers={name: str(value) for name, value in answers.items()} if isinstance(answers, Mapping) else {},
        tried=_words(body.get("tried")),
        flare=body.get("flare") is True,
        sites=_words(body.get("sites")),
        note=str(body.get("note") or ""),
        trial={name: str(value) for name, value in trial.items()} if isinstance(trial, Mapping) else {},
        over=entry.key,
    )


def faults(typed: Typed, now: datetime, treatments: Collection[str], trials: Mapping[str, Collection[str]]) -> list[str]:
    """What must be mended before the form can be kept, one sentence each; empty when nothing.

    Args:
        typed: the form.
        now: by the person's clock.
        treatments: keys that may be ticked as tried.
        trials: key of a trial -> answers to its question of the day.
    """
    found: list[str] = []
    if not is_key(typed.key):
        found.append("This form has lost its name. What you wrote is still below: send it once more.")
        typed.key = str(uuid4())
    if day_of(typed.day, now) is None:
        found.append("The day must be today or an earlier one.")
    for question in daily_questions():
        said = typed.answers.get(question.id, "")
        if said and said not in SCORES:
            found.append(f"“{question.ask}” takes a whole number from {LOW} to {HIGH}, or nothing.")
    known = {site.id for site in sites()}
    if not known.issuperset(typed.sites):
        found.append("One of the places of the body is not on the list.")
    if not set(treatments).issuperset(typed.tried):
        found.append("One of the things tried is not on your list any more.")
    if any(said not in trials.get(key, ()) for key, said in typed.trial.items()):
        found.append("The answer about what you are trying does not fit its question any more.")
    if len(typed.note) > LONGEST_NOTE:
        found.append(f"The note has {len(typed.note)} letters, and at most {LONGEST_NOTE} can be kept.")
    if not found and not typed.holds_something:
        found.append("Nothing is filled in yet. One answer is enough.")
    return found


def body(typed: Typed, now: datetime) -> dict[str, Plain]:
    """The body of the entry (docs/reference/journal.md), from a form without faults."""
    answers: dict[str, Plain] = {name: SCORES[said] for name, said in typed.answers.items() if said}
    trial: dict[str, Plain] = dict(typed.trial)
    return {
        "form": form_name(),
        "answers": answers,
        "tried": list(typed.tried),
        "flare": typed.flare,
        "sites": list(typed.sites),
        "note": typed.note,
        "trial": trial,
        "late": is_late(date.fromisoformat(typed.day), now),
    }


def is_key(text: str) -> bool:
    """Whether a text is a name that an entry can have."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _ticked(form: Form, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form.many(name)))


def _words(value: Plain) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list) else ()
