"""The chapter about how people differ."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.show.people import differing

from unspiral.records import Fit, Verdict
from unspiral.show.individual_chapter import individual_section
from unspiral.show.report import report_html

pytestmark = pytest.mark.unit


def test_only_where_people_may_differ(people_fit: Fit) -> None:
    assert individual_section(people_fit) is None
    refused = replace(differing(people_fit), verdicts=(Verdict("restarts", "refuse", "No maximum."),))
    assert individual_section(refused) is None


def test_arrows_have_pictures_and_the_rest_has_words(people_fit: Fit) -> None:
    section = individual_section(differing(people_fit))
    assert section is not None
    there, back, own, numbers = section.parts
    assert len(there.pictures) == 1
    assert there.pictures[0].title == there.heading
    assert back.pictures == ()  # no difference to draw
    assert own.pictures == ()
    assert numbers.heading == "In numbers"
    spreads, together, computed = numbers.tables
    assert [row[2] for row in spreads.rows][1] == "nil"
    assert [row[0] for row in together.rows] == [
        "pain → depression and the usual pain",
        "pain → depression and how fast pain returns to its level",
    ]
    assert computed.rows == (("adaptive Gauss-Hermite quadrature", "25", "0.02"),)


def test_it_stands_in_the_report_and_names_nobody(people_fit: Fit) -> None:
    page = report_html(differing(people_fit, 20))
    assert '<section id="individual"' in page
    assert "How people differ" in page
    assert "P001" not in page
    assert page.index('id="ladder"') < page.index('id="individual"') < page.index('id="lags"')
    assert '<section id="individual"' not in report_html(people_fit)
