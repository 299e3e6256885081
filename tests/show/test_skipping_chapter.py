"""The chapter on skipped prompts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.learn.made_skipping import made

from unspiral.learn.skip_words import slider_note
from unspiral.records import Fit, Panel
from unspiral.show.outlook import outlook_sections
from unspiral.show.report import report_html
from unspiral.show.skipping_chapter import assumed_words, counted, skipping_section, slope_rows

pytestmark = pytest.mark.unit


@pytest.fixture
def skipped(fit: Fit) -> Fit:
    held = made(turned=True)
    return replace(fit, skipping=replace(held, note=slider_note(held, learned=True)))


def test_a_fit_without_skips_has_no_such_chapter(fit: Fit) -> None:
    assert skipping_section(fit) is None
    assert assumed_words(fit) == ""


def test_counts_note_pictures_and_slopes_are_there(skipped: Fit) -> None:
    found = skipping_section(skipped)
    assert found is not None
    assert found.lead[0] == "25 of 100 prompts that count were skipped (25 %)."
    assert any("From +0.25 on" in sentence for sentence in found.lead)
    assert any("rests on the shape of the model" in sentence for sentence in found.lead)
    (part,) = found.parts
    assert len(part.pictures) == 4  # two arrows on the sliders of two processes
    assert part.tables[0].rows == tuple(slope_rows(skipped))
    assert counted(made()) == found.lead[0]


def test_slopes_that_were_assumed_are_called_so(skipped: Fit) -> None:
    held = replace(skipped, choices=replace(skipped.choices, skip_slope={"depression": 0.3}))
    assert assumed_words(held) == ("Assumed, not learned: +0.1 for depression (probits of skipping per within-person standard deviation).")
    found = skipping_section(held)
    assert found is not None
    assert found.lead[-1] == assumed_words(held)


def test_the_report_holds_the_chapter_and_says_what_it_leaves_out(skipped: Fit, one: Panel) -> None:
    assert "Do people skip because of how they feel?" in report_html(skipped)
    sections = [s for s in outlook_sections(replace(skipped, choices=replace(skipped.choices, skips=True)), one) if s is not None]
    assert [s.name for s in sections] == ["course"]
    assert "smoothed courses, forecasts and checks of single answers are not made in this version" in sections[0].lead[0]
