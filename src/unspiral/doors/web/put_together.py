"""A check-in that was filled in while another window kept one for the same day: both are put together, and the person is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from unspiral.doors.web.check_in_form import Typed, filled
from unspiral.records.entry import Entry, Receipt
from unspiral.store.journal.journal import Journal


@dataclass(frozen=True, slots=True)
class Together:
    """A form after what it could not show was put to it.

    Args:
        form: as it is to be kept; it is then filled in from what the other window kept.
        kept_at: when the other window kept what is there, as text; "" where there was nothing to put together.
        taken: what stands as the other window wrote it: names of questions, "tried", "flare", "sites", "note" or "trial".
        over: what both windows changed in different ways; the form's own counts.
    """

    form: Typed
    kept_at: str = ""
    taken: tuple[str, ...] = ()
    over: tuple[str, ...] = ()


def put_together(journal: Journal, given: Typed) -> Together:
    """The form with what another window kept for its day after the form was opened.

    What was changed in the form counts; what was left as the form showed it stays as the other window wrote it. A form that does not say
    what it was filled in from stands for all of the day, as it is.
    """
    if given.over is None:
        return Together(given)
    standing = journal.standing("check-in", given.day)
    if not standing or standing[-1] == given.over:
        return Together(given)
    found = _there(journal, standing[-1], given)
    if found is None or found[0].key == given.over:
        return Together(given)
    entry, receipt = found
    shown = journal.find(given.over) if given.over else None
    base = filled(shown) if shown is not None and shown.day == given.day else Typed("", given.day)
    return _merged(base, filled(entry), given, receipt.kept_at)


def _there(journal: Journal, standing: str, given: Typed) -> tuple[Entry, Receipt] | None:
    """The day's check-in that the form would replace: the newest, or the one before it where the form itself was kept already."""
    versions = journal.history(standing)
    own = next((number for number, (entry, _) in enumerate(versions) if entry.key == given.key), len(versions))
    return versions[own - 1] if own else None


def _merged(base: Typed, there: Typed, here: Typed, kept_at: str) -> Together:
    taken: list[str] = []
    over: list[str] = []

    def of_two(name: str, was: object, theirs: object, ours: object) -> bool:
        """Whether the other window's counts."""
        if theirs in (ours, was):
            return False
        (taken if ours == was else over).append(name)
        return ours == was

    def each(was: Mapping[str, str], theirs: Mapping[str, str], ours: Mapping[str, str]) -> dict[str, str]:
        names = dict.fromkeys((*ours, *theirs))
        return {
            name: theirs.get(name, "") if of_two(name, was.get(name, ""), theirs.get(name, ""), ours.get(name, "")) else ours.get(name, "")
            for name in names
        }

    answers = each(base.answers, there.answers, here.answers)
    trial = {name: said for name, said in each(base.trial, there.trial, here.trial).items() if said}
    tried = _ticks(base.tried, there.tried, here.tried)
    sites = _ticks(base.sites, there.sites, here.sites)
    taken += [name for name, now, ours in (("tried", tried, here.tried), ("sites", sites, here.sites)) if set(now) != set(ours)]
    flare = there.flare if of_two("flare", base.flare, there.flare, here.flare) else here.flare
    note = there.note if here.note == base.note else _notes(there.note, here.note) if there.note != base.note else here.note
    if note != here.note:
        taken.append("note")
    form = replace(here, answers=answers, trial=trial, tried=tried, sites=sites, flare=flare, note=note, over=there.over)
    return Together(form, kept_at, tuple(taken), tuple(over))


def _ticks(was: tuple[str, ...], theirs: tuple[str, ...], ours: tuple[str, ...]) -> tuple[str, ...]:
    """What either of two windows ticked, without what either took away."""
    gone = {name for name in was if name not in theirs or name not in ours}
    return tuple(name for name in dict.fromkeys((*ours, *theirs)) if name not in gone)


def _notes(theirs: str, ours: str) -> str:
    """Words of both windows, each once."""
    if theirs in ours or not theirs:
        return ours
    return theirs if ours in theirs and ours else "\n".join(part for part in (theirs, ours) if part)
