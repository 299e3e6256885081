"""What the person is doing about it at present: treatments that run, and the trial of the day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from unspiral.doors.web.own_trials import first_key as first_key  # handed on
from unspiral.doors.web.own_trials import trials_on
from unspiral.records.entry import Entry
from unspiral.store.journal.journal import Journal

YES_NO = {"yes": "Yes", "partly": "Partly", "no": "No"}


@dataclass(frozen=True, slots=True)
class Running:
    """What a check-in of a day asks about, beside its five questions.

    Args:
        treatments: key -> name of those that run on the day, and of those that the form has ticked already.
        every_treatment: keys of all that were ever written down.
        trials: key of a trial of which it is a day -> answers to its question of the day.
        trial_names: key of the trial -> which of its days it is, and whether it is one with what is tried.
        names: key -> name of every treatment.
    """

    treatments: Mapping[str, str]
    every_treatment: frozenset[str]
    trials: Mapping[str, Collection[str]]
    trial_names: Mapping[str, str]
    names: Mapping[str, str]


def running(journal: Journal, day: str, *, also: Collection[str] = ()) -> Running:
    """What runs on a day.

    Args:
        journal: the person's.
        day: "2026-11-22".
        also: keys of treatments to be listed whether they run or not.
    """
    found = journal.entries("treatment")
    # A change of a treatment is a correction with a key of its own; what was ticked under the first key stays the same treatment.
    keyed = [(first_key(journal, entry), entry) for entry in found]
    trials = trials_on(journal, day)
    names = {key: str(entry.body.get("name", "")) for key, entry in keyed}
    return Running(
        treatments={key: names[key] for key, entry in keyed if _runs(entry, day) or key in also},
        every_treatment=frozenset(names),
        trials={each.key: tuple(YES_NO) for each in trials},
        trial_names={each.key: each.words for each in trials},
        names=names,
    )


def _runs(entry: Entry, day: str) -> bool:
    begins, ends = str(entry.body.get("from") or ""), str(entry.body.get("to") or "")
    return (not begins or begins <= day) and (not ends or day <= ends)
