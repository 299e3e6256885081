"""A trial with one person as a chapter of the page, and as a page of its own: the picture first, the numbers behind it."""

from __future__ import annotations

from unspiral.loop.picture.words import spoken
from unspiral.records.trial import ALWAYS, Trial
from unspiral.show.model import Answer, Part, Report, Section
from unspiral.show.notice import crisis, not_this
from unspiral.show.trial_chart import trial_picture
from unspiral.show.trial_words import answer, sentences
from unspiral.show.words import start
from unspiral.version import VERSION

READINGS = {
    "final": "read at its end, as planned",
    "look": "read at the plan's one early look",
    "stopped": "ended early; nothing is tested",
    "no plan": "without a plan",
}


def trial_section(found: Trial) -> Section:
    """What a trial found, its picture, what is said about it and what it takes for granted.

    Args:
        found: what the diary said.
    """
    said = tuple(f"{v.reason} {v.remedy}".strip() for v in found.verdicts)
    parts = [Part(pictures=(trial_picture(found),)), Part("How sure, and how much", bullets=tuple(sentences(found)))]
    if said:
        parts.append(Part(box_title="To keep in mind", box=said))
    parts.append(Part("What this takes for granted", bullets=tuple(start(each) for each in found.assumptions)))
    return Section("trial", f"{start(spoken(found.treatment))}, switched on and off", (ALWAYS,), tuple(parts))


def trial_report(found: Trial) -> Report:
    """The same as a page of its own.

    Args:
        found: what the diary said.
    """
    outcomes = " and ".join(spoken(e.outcome) for e in found.effects)
    title = f"Does {spoken(found.treatment)} change {outcomes}?"
    read = f"A trial with one person, {READINGS[found.reading]}: {found.answered} of {found.days} days answered, {found.on_days} on-days."
    return Report(title, False, read, Answer(answer(found), "", (), ()), (trial_section(found),), not_this(), crisis(), VERSION)
