"""What could be acted on, for clinicians and researchers: the ranking as a picture, what each acts on, and what it takes for granted."""

from __future__ import annotations

from collections.abc import Mapping

from unspiral.act.targets import targets
from unspiral.errors import NotIdentified, SpecError
from unspiral.records import Fit
from unspiral.records.targets import Targets
from unspiral.show.model import Part, Section
from unspiral.show.targets_chart import targets_picture
from unspiral.show.targets_words import FOR_WHOM, acts_words, answer_words, left_out_words
from unspiral.show.words import no_figures, start

NAME, HEADING = "targets", "What acting on what would be expected to change"


def targets_section(fit: Fit, weights: Mapping[str, float] | None = None) -> Section:
    """A ranking with the probability of being best; never a bare winner. No page for a person has it.

    Args:
        fit: a fitted loop.
        weights: process -> how much it matters to the person; None = as for ``targets``.

    Raises:
        SpecError: a weight that the loop has no process for, or that is no number.
    """
    reason = no_figures(fit)
    if reason:
        return Section(NAME, HEADING, (FOR_WHOM, f"Nothing is ranked. {reason}"))
    try:
        found = targets(fit, weights)
    except NotIdentified as refusal:
        return _none(refusal)
    except SpecError as refusal:  # nothing in the tables acts on a process of this loop
        if weights:
            raise
        return _none(refusal)
    known = {(v.code, v.reason) for v in fit.verdicts}
    own = tuple(v.reason for v in found.verdicts if v.level != "ok" and (v.code, v.reason) not in known)
    return Section(NAME, HEADING, (FOR_WHOM, *answer_words(found)), targets_parts(found, own))


def _none(refusal: NotIdentified | SpecError) -> Section:
    return Section(NAME, HEADING, (FOR_WHOM, f"Nothing is ranked. {refusal.what} {refusal.why}".strip()))


def targets_parts(found: Targets, cautions: tuple[str, ...] = ()) -> tuple[Part, ...]:
    """The picture, what each candidate acts on with its sources, and what must hold.

    Args:
        found: the ranking.
        cautions: what speaks against it, where no list of checks stands below.
    """
    left = left_out_words(found)
    return (
        Part(pictures=(targets_picture(found),)),
        Part("What each acts on", (left,) if left else (), bullets=tuple(acts_words(entry) for entry in found.ranked)),
        Part(box_title="What this takes for granted", box=(*cautions, *(start(said) for said in found.assumptions))),
    )
