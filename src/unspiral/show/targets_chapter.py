"""What could be acted on, for clinicians and researchers: the ranking as a picture, what each acts on, and what it takes for granted."""

from __future__ import annotations

from unspiral.records.targets import Targets
from unspiral.show.model import Part, Section
from unspiral.show.targets_chart import targets_picture
from unspiral.show.targets_words import FOR_WHOM, acts_words, answer_words, left_out_words
from unspiral.show.words import start

NAME, HEADING = "targets", "What acting on what would be expected to change"


def targets_section(found: Targets) -> Section:
    """A ranking with the probability of being best; never a bare winner. No page for a person has it.

    Args:
        found: the ranking.
    """
    return Section(NAME, HEADING, (FOR_WHOM, *answer_words(found)), targets_parts(found))


def targets_parts(found: Targets) -> tuple[Part, ...]:
    """The picture, what each candidate acts on with its sources, and what must hold."""
    left = left_out_words(found)
    cautions = tuple(v.reason for v in found.verdicts if v.level != "ok")
    return (
        Part(pictures=(targets_picture(found),)),
        Part("What each acts on", (left,) if left else (), bullets=tuple(acts_words(entry) for entry in found.ranked)),
        Part(box_title="What this takes for granted", box=(*cautions, *(start(said) for said in found.assumptions))),
    )
