"""A ranking as a page, for clinicians and researchers: never a bare winner, and no page for a person."""

from __future__ import annotations

from unspiral.records import Fit
from unspiral.records.targets import Targets
from unspiral.show.model import Report, Section
from unspiral.show.provenance import read_line, verdict_section
from unspiral.show.targets_chapter import HEADING, NAME, targets_parts
from unspiral.show.targets_words import FOR_WHOM, answer_words
from unspiral.show.verb_page import verb_page

TITLE = "What could be acted on, and what would that be expected to change?"


def targets_page(fit: Fit, found: Targets) -> Report:
    """A ranking as a page.

    Args:
        fit: that it is of.
        found: the ranking.

    Source: tests/show/test_targets_page.py.
    """
    said = answer_words(found)
    listed = Section(NAME, HEADING, (FOR_WHOM,), targets_parts(found))
    return verb_page(TITLE, read_line(fit), said[0], said[1:], [listed, verdict_section(found.verdicts, "these numbers")])
