"""What changes would be expected to do: for each a picture with its numbers behind it, how soon, how much in all, and what it assumes."""

from __future__ import annotations

from collections.abc import Sequence

from unspiral.records import Fit, WhatIf
from unspiral.show.model import Part, Section, Table
from unspiral.show.numbers import level
from unspiral.show.whatif_chart import whatif_picture
from unspiral.show.whatif_words import (
    change,
    number_header,
    number_row,
    own_cautions,
    shared_assumptions,
    target,
    whatif_sentences,
    whatif_title,
)
from unspiral.show.words import no_figures

HEADING = "What would be expected if …"
LEAD = "From the fitted loop alone. It is a calculation about these answers, not a promise, and not a plan for anyone."
MUST_HOLD = "All of this must hold for these numbers to mean what they say"


def whatif_section(fit: Fit, whatifs: Sequence[WhatIf]) -> Section:
    """Expected paths with and without a change, what they assume, and what speaks against them.

    Args:
        fit: that they were asked of.
        whatifs: in the order of the page; of each the process that the question is about is drawn.
    """
    if not whatifs:
        reason = no_figures(fit)
        return Section("whatif", HEADING, (f"None is shown. {reason}" if reason else "None was asked for.",))
    shared = shared_assumptions(whatifs)
    parts = [Part(box_title=MUST_HOLD, box=shared)] if shared else []
    for found in whatifs:
        process = target(found, fit)
        own = (*(v.reason for v in own_cautions(found, fit)), *(said for said in found.assumptions if said not in shared))
        picture = whatif_picture(found, process, whatif_title(found, process), change(found))
        parts.append(
            Part(
                picture.title, whatif_sentences(found, process), (picture,), tables=(number_table(found, fit),),
                box_title="Here besides" if own else "", box=own,
            )
        )  # fmt: skip
    return Section("whatif", HEADING, (LEAD,), tuple(parts))


def number_table(found: WhatIf, fit: Fit) -> Table:
    """Every process in numbers: where it would settle, how soon half of that would be reached, and the area under the shift."""
    caption = f"In points, each with its {level(found.level)} interval"
    return Table(caption, number_header(found), tuple(number_row(found, name) for name in fit.processes), stack=True)
