"""The trials in a journal: which runs today, and what today's condition is."""

from __future__ import annotations

from dataclasses import dataclass

from unspiral.doors.web.entrance import Visit
from unspiral.records.entry import Entry
from unspiral.records.own_trial import OwnTrial, own_trial
from unspiral.store.journal.journal import Journal

KEPT = {"yes": "as planned", "partly": "partly", "no": "not as planned"}


@dataclass(frozen=True, slots=True)
class TodaysTrial:
    """A trial on one of its days.

    Args:
        key: of the trial, as a check-in names it.
        name: what is tried.
        with_it: whether this is a day with it.
        words: "Day 5 of 42: a day with walking."
    """

    key: str
    name: str
    with_it: bool
    words: str


def first_key(journal: Journal, entry: Entry) -> str:
    """The key that an entry had when it was first written; its corrections have others."""
    return journal.first(entry.key) if entry.replaces else entry.key


def trials_of(journal: Journal) -> tuple[OwnTrial, ...]:
    """Every trial that was not taken back, by its first day."""
    found = [own_trial(first_key(journal, entry), entry) for entry in journal.entries("trial")]
    return tuple(sorted((each for each in found if each is not None), key=lambda each: (each.begin, each.key)))


def trial_of_key(journal: Journal, key: str) -> OwnTrial | None:
    """The trial of a key, or None."""
    return next((each for each in trials_of(journal) if each.key == key), None)


def trials_on(journal: Journal, day: str) -> tuple[TodaysTrial, ...]:
    """Trials of which a day is one, with its condition.

    Args:
        journal: the person's.
        day: "2026-11-22".
    """
    return tuple(
        TodaysTrial(each.key, each.name, each.with_it(day), condition_words(each, day)) for each in trials_of(journal) if each.runs_on(day)
    )


def todays_trials(visit: Visit) -> tuple[TodaysTrial, ...]:
    """The same for today, by the person's clock."""
    return trials_on(visit.journal, today_of(visit))


def today_of(visit: Visit) -> str:
    """Today, by the person's clock; before four in the morning still the evening before."""
    from unspiral.doors.web.evening import moment, proposed

    return proposed(moment(visit)).isoformat()


def condition_words(trial: OwnTrial, day: str) -> str:
    """Which day it is, and whether it is one with what is tried: "Day 5 of 42: a day without walking."."""
    word = "with" if trial.with_it(day) else "without"
    return f"Day {trial.number(day)} of {trial.days}: a day {word} “{trial.name}”."


def answers_of(journal: Journal, outcome: str, since: str = "", until: str = "") -> dict[str, float]:
    """Day -> answer of the check-ins to one question; days without one are absent. Of two check-ins on a day the later one counts.

    Args:
        journal: the person's.
        outcome: "pain", "mood" ...
        since, until: first and last day; "" = open.
    """
    found: dict[str, float] = {}
    for entry in journal.entries("check-in", since=since, until=until):
        answers = entry.body.get("answers")
        value = answers.get(outcome) if isinstance(answers, dict) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            found[entry.day] = float(value)
    return found


def adherence(journal: Journal, trial: OwnTrial) -> dict[str, dict[str, int]]:
    """How often each kind of day was kept to, as the check-ins say: "with" and "without" -> answer -> days.

    Args:
        journal: the person's.
        trial: whose days are counted.
    """
    counts: dict[str, dict[str, int]] = {"with": dict.fromkeys(KEPT, 0), "without": dict.fromkeys(KEPT, 0)}
    for entry in journal.entries("check-in", since=trial.begin, until=trial.last):
        told = entry.body.get("trial")
        said = told.get(trial.key) if isinstance(told, dict) else None
        if isinstance(said, str) and said in KEPT and trial.runs_on(entry.day):
            counts["with" if trial.with_it(entry.day) else "without"][said] += 1
    return counts
