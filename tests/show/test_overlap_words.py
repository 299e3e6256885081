"""The chapter about questions that ask about two processes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.show.diary import BACK, THERE
from tests.show.test_ladder_chart import rung

from unspiral.learn.overlap import WITH, WITHOUT
from unspiral.records import Effect, Fit, LinkAnswer, Rung, Verdict
from unspiral.show.overlap_words import figures, overlap_rows, overlap_section, overlap_sentences
from unspiral.show.report import report_html

pytestmark = pytest.mark.unit

SAID = Verdict(
    "overlap", "caution", "phq9_3 of depression asks about pain, and was left out. The words hang on it.", "--keep-overlap keeps it"
)


def one(label: str, there: str, back: str) -> Rung:
    found = rung(label, True, there)
    link = LinkAnswer(back, 0.9, Effect(-0.2, -0.3, -0.1), -0.28, -0.12, True)
    return replace(found, links={**found.links, BACK: link}, words={THERE: there, BACK: back})


def overlapped(fit: Fit, with_: Rung, without: Rung) -> Fit:
    return replace(fit, ladder=(*fit.ladder, without, with_), verdicts=(SAID, *fit.verdicts))


def test_nothing_overlaps(people_fit: Fit) -> None:
    assert overlap_section(people_fit) is None
    assert overlap_sentences(people_fit) == ()


def test_what_changes_is_drawn_and_all_is_listed(people_fit: Fit) -> None:
    fit = overlapped(people_fit, one(WITH, "nil", "drives"), one(WITHOUT, "drives", "drives"))
    section = overlap_section(fit)
    assert section is not None
    assert section.lead[0] == SAID.reason
    (part,) = section.parts
    assert [p.title for p in part.pictures] == [
        "Pain → depression: drives without the overlapping items, too small to speak of with the overlapping items"
    ]
    header, rows = overlap_rows(fit)
    assert header == ("arrow", WITHOUT, WITH)
    assert rows[0] == ("pain → depression", "drives: +0.10 (+0.02 to +0.20) SD", "too small to speak of: +0.10 (+0.02 to +0.20) SD")
    assert rows[1][1].startswith("drives down: −0.20")


def test_where_no_word_changes_one_arrow_is_drawn(people_fit: Fit) -> None:
    fit = overlapped(people_fit, one(WITH, "drives", "drives"), one(WITHOUT, "drives", "drives"))
    section = overlap_section(fit)
    assert section is not None
    assert [p.title for p in section.parts[0].pictures] == ["Pain → depression: drives, with the overlapping items and without"]


def test_without_the_other_fit_the_sentence_stands_alone(people_fit: Fit) -> None:
    section = overlap_section(replace(people_fit, verdicts=(SAID,)))
    assert section is not None
    assert section.parts == ()
    assert overlap_sentences(replace(people_fit, verdicts=(SAID,)), "ok") == ()


def test_the_ladder_about_people_does_not_hold_these_rungs(people_fit: Fit) -> None:
    fit = overlapped(people_fit, one(WITH, "nil", "drives"), one(WITHOUT, "drives", "drives"))
    page = report_html(fit)
    ladder = page[page.index('id="ladder"') : page.index('id="overlap"')].partition("</section>")[0]
    assert "overlapping items" not in ladder
    assert "overlapping items" in page[page.index('<section id="overlap"') :]


def test_figures() -> None:
    assert figures(Effect(0.1, None, None)) == "+0.10"
    assert figures(Effect(0.1, -0.05, 0.25)) == "+0.10 (−0.05 to +0.25)"
