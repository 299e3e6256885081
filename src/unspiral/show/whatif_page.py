"""One what-if as a page: the question, the answer, every process with and without the change, and all that must hold."""

from __future__ import annotations

from unspiral.loop.picture.words import spoken
from unspiral.records import Fit, WhatIf
from unspiral.show.model import Part, Report, Section
from unspiral.show.provenance import read_line, verdict_section
from unspiral.show.verb_page import verb_page
from unspiral.show.whatif_chapter import LEAD, MUST_HOLD, number_table
from unspiral.show.whatif_chart import whatif_picture
from unspiral.show.whatif_words import change, simulated_words, target, whatif_sentences, whatif_title
from unspiral.show.words import start


def whatif_page(fit: Fit, found: WhatIf) -> Report:
    """A what-if as a page.

    Args:
        fit: that it was asked of.
        found: what the change would be expected to do.

    Source: tests/show/test_whatif_page.py.
    """
    first = target(found, fit)
    others = [name for name in fit.processes if name != first and name not in found.held]
    pictures = tuple(whatif_picture(found, name, whatif_title(found, name), change(found)) for name in (first, *others))
    shown = Section("paths", "With the change and without it", (LEAD,), (Part(pictures=pictures),))
    held = Part(box_title=MUST_HOLD, box=found.assumptions)
    numbers = Section("numbers", "In numbers", (simulated_words(found),), (Part(tables=(number_table(found, fit),)), held))
    after = [
        *whatif_sentences(found, first),
        *(f"{start(spoken(name))}: {whatif_sentences(found, name)[0]}" for name in others if name not in found.press),
    ]
    title = f"What would be expected if {change(found)}?"
    sections = [shown, numbers, verdict_section(found.verdicts, "these numbers")]
    return verb_page(title, read_line(fit), f"{whatif_title(found, first)}.", after, sections)
