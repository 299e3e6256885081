"""The page for a visit as a PDF: one page, tagged, for screen readers too (PDF/UA-1)."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Literal, cast

from unspiral.errors import UnspiralError
from unspiral.show.svg import FAMILY
from unspiral.show.visit_report import VisitReport
from unspiral.show.visit_words import LOOP_NOTE, SCORES, TREATMENTS, visit_words

Paper = Literal["a4", "us-letter"]
FONT = "Libertinus Serif"  # comes with the compiler
BOX = "\u25a1"  # stands where no font has the letter
# What the fonts that come with the compiler can show: Latin, Greek, Cyrillic, Hebrew and Arabic, with their signs.
_OTHER = re.compile(
    r"[^\t\n\r -~\u00a0-\u024f\u0370-\u03ff\u0400-\u052f\u05d0-\u05ea\u0621-\u063a\u0641-\u064a"
    r"\u2010-\u2027\u2030-\u203a\u20ac\u2190-\u2193\u2212\u25a1]"
)
_SAID = f"{BOX} stands for a letter that no font here can show; the export of your entries holds it."


def visit_pdf(report: VisitReport, paper: Paper = "a4") -> bytes:
    """The PDF; the same report gives the same bytes.

    Letters that the compiler's own fonts do not have are looked for in the fonts of this machine; what they do not have either is shown as
    a box, and the page says so.

    Args:
        report: the page.
        paper: "a4" or "us-letter".

    Raises:
        UnspiralError: the page could not be set.

    Source: docs/decisions/report-pdf.md; tests/show/test_visit_pdf.py.
    """
    import typst  # late: 77 MB that only this needs

    data = _data(report)
    odd = any(_OTHER.search(text) for text in _texts(data))
    tries = ((data, True),) if not odd else ((data, False), (_boxed(data), True))
    failed = ""
    for held, alone in tries:
        try:
            made = typst.compile(
                files("unspiral.show").joinpath("templates", "visit.typ").read_bytes(),
                format="pdf",
                ignore_system_fonts=alone,
                sys_inputs={"data": json.dumps(held), "paper": paper},
                pdf_standards="ua-1",
                timestamp=0,
            )
        except typst.TypstError as error:
            failed = error.message
            continue
        assert isinstance(made, bytes)
        return made
    raise UnspiralError("The page could not be set as a PDF.", why=failed, fix="take the page to print instead")


def _data(report: VisitReport) -> dict[str, object]:
    words, course = visit_words(report), report.course
    return {
        "title": words.title,
        "version": report.version,
        "period_words": words.period,
        "made_words": words.made,
        "question": report.question,
        "cut": report.cut,
        "safety": words.safety,
        "safety_quiet": words.safety_beside,
        "course_title": course.title if course else "",
        "course_alt": course.described if course else "",
        "course_caption": words.caption,
        "svg": course.svg.replace(FAMILY.replace("'", "&#x27;"), FONT).replace(FAMILY, FONT) if course else "",
        "scores": words.scores,
        "scores_header": SCORES,
        "treatments": words.treatments,
        "treatments_header": TREATMENTS,
        "treatments_note": words.treatments_note,
        "trials": report.trials,
        "loop": report.loop,
        "loop_note": LOOP_NOTE,
        "none": words.none,
        "small": words.small,
    }


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for held in cast("dict[str, object]", value).values() for text in _texts(held)]
    return [text for held in cast("list[object]", value) for text in _texts(held)] if isinstance(value, list | tuple) else []


def _boxed(value: dict[str, object]) -> dict[str, object]:
    boxed = {name: _box(held) for name, held in value.items()}
    small = boxed["small"]
    assert isinstance(small, list)
    return {**boxed, "small": [_SAID, *cast("list[object]", small)]}


def _box(value: object) -> object:
    if isinstance(value, str):
        return _OTHER.sub(BOX, value)
    return [_box(held) for held in cast("list[object]", value)] if isinstance(value, list | tuple) else value
