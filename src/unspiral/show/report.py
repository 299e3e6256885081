"""A fit as one self-contained page: no script, no request to any other machine, and nothing that claims more than the fit says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from unspiral.errors import SpecError, did_you_mean
from unspiral.learn.lags import lag_curves
from unspiral.records import Fit, Panel, Spiral, WhatIf
from unspiral.records.beliefs import needs_answers
from unspiral.records.comparison import Comparison
from unspiral.show.alone_words import alone_section
from unspiral.show.bayes_chapter import bayes_section
from unspiral.show.chapters import answer_of, ladder_section, lag_section, loop_section
from unspiral.show.comparison_chapter import comparison_section
from unspiral.show.effects_chapter import effects_section, pace_section
from unspiral.show.individual_chapter import individual_section
from unspiral.show.input_words import inputs_section
from unspiral.show.model import Report, Section
from unspiral.show.notice import crisis, not_this
from unspiral.show.outlook import outlook_sections
from unspiral.show.overlap_words import overlap_section
from unspiral.show.page import page
from unspiral.show.provenance import checks_section, numbers_section, read_line, read_section, sources_section
from unspiral.show.shortcut_chapter import shortcut_section
from unspiral.show.skipping_chapter import skipping_section
from unspiral.show.spiral_chapter import spiral_section
from unspiral.show.targets_chapter import targets_section
from unspiral.show.whatif_chapter import whatif_section
from unspiral.show.words import question, refused

READERS = ("person", "clinician", "researcher")


def report_html(
    fit: Fit,
    *,
    panel: Panel | None = None,
    whatifs: Sequence[WhatIf] = (),
    spiral: Spiral | None = None,
    title: str | None = None,
    example: bool = False,
    comparison: Comparison | None = None,
    reader: str = "person",
    weights: Mapping[str, float] | None = None,
) -> str:
    """Write the report of a fit as one HTML page.

    Args:
        fit: what was learned.
        panel: the answers it was learned from, for their picture; without it only their counts are shown.
        whatifs: what changes would be expected to do; ``unspiral.show.expected.expected`` makes the usual ones.
        spiral: how much of a push comes back round.
        title: in place of the question about the first two processes.
        example: say in bold, first of all, that every number is made up.
        comparison: the fit beside others of the same answers (``unspiral.learn.compare.compare``).
        reader: "person", "clinician" or "researcher"; the last two also get a ranking of what could be acted on. For a person nothing is
            ranked.
        weights: for that ranking, process -> how much it matters to the person.

    Returns:
        HTML as text, readable in light, in dark, on a phone and in print.

    Raises:
        SpecError: another reader, or a weight that the loop has no process for.

    Source: docs/how-to/read-the-report.md; tests/show/test_report.py, tests/browser/test_report_page.py.
    """
    if reader not in READERS:
        raise SpecError(f"'{reader}' is no reader of a report.{did_you_mean(reader, READERS)}", fix=f"one of: {', '.join(READERS)}")
    found = report_of(
        fit, panel=panel, whatifs=whatifs, spiral=spiral, title=title, example=example, comparison=comparison,
        ranked=None if reader == "person" or refused(fit) or not fit.links else targets_section(fit, weights),
    )  # fmt: skip
    return page(found)


def longest_lag(fit: Fit) -> float:
    """How far lag curves run: until the slowest part of the loop has nearly faded, two to eight typical intervals."""
    slowest = float(np.linalg.eigvals(fit.drift).real.max())
    faded = 5.0 / -slowest if slowest < 0.0 else np.inf
    return float(np.clip(faded, 2.0 * fit.data.interval, 8.0 * fit.data.interval))


def report_of(
    fit: Fit, *, panel: Panel | None, whatifs: Sequence[WhatIf], spiral: Spiral | None, title: str | None, example: bool,
    comparison: Comparison | None = None, ranked: Section | None = None,
) -> Report:  # fmt: skip
    """The same as a record, before it becomes markup; arguments as in ``report_html``, and the ranking as a chapter, if there is one."""
    needs_answers(fit.beliefs, "A report")
    sections: list[Section | None] = []
    if not refused(fit) and fit.links:
        curves = lag_curves(fit, longest_lag(fit))
        sections += [
            loop_section(fit, curves),
            ladder_section(fit),
            individual_section(fit),
            overlap_section(fit),
            lag_section(fit, curves),
        ]
        sections += [skipping_section(fit), effects_section(fit), pace_section(fit)]
        sections += [spiral_section(fit, spiral), whatif_section(fit, whatifs), ranked, shortcut_section(fit)]
    sections += [None if fit.links else individual_section(fit), inputs_section(fit), alone_section(fit)]
    sections.append(None if refused(fit) else bayes_section(fit, panel))
    sections.append(comparison_section(comparison) if comparison is not None else None)
    if not refused(fit):
        sections += outlook_sections(fit, panel)
    sections += [read_section(fit, panel), checks_section(fit)]
    if not refused(fit):
        sections.append(numbers_section(fit))
    sections.append(sources_section(fit))
    return Report(
        title=title or question(fit),
        example=example,
        read=read_line(fit),
        answer=answer_of(fit),
        sections=tuple(section for section in sections if section is not None),
        notice=not_this(),
        crisis=crisis(),
        version=fit.version,
    )
