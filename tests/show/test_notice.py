"""The fixed wording is that of the clinical file, and what is old says so."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from unspiral.show.notice import crisis, not_this

pytestmark = pytest.mark.unit

MADE = date(2026, 12, 1)


def test_the_standard_notice_is_word_for_word(shared: Path) -> None:
    safety = json.loads((shared / "clinical" / "safety.json").read_text(encoding="utf-8"))
    assert safety["device_law"]["standard_notice"] == not_this()[0]


def test_help_is_the_worldwide_fallback(shared: Path) -> None:
    safety = json.loads((shared / "clinical" / "safety.json").read_text(encoding="utf-8"))
    anywhere = next(entry for entry in safety["crisis_lines"]["table"] if entry["country"] == "*")
    said = " ".join(crisis(MADE))
    assert f"Call {anywhere['emergency']}." in said
    for line in anywhere["lines"]:
        assert line["contact"].removeprefix("https://") in said
        assert line["name"] in said
    assert safety["compiled"] in said


def test_the_page_says_how_long_its_lines_are_good_for() -> None:
    said = " ".join(crisis(MADE))
    assert "last checked on 2026-11-21" in said
    assert "after 2027-02-19" in said
    assert "Nobody at unspiral sees this page." in said


@pytest.mark.parametrize(("made", "old"), [(date(2026, 11, 21), False), (date(2027, 2, 19), False), (date(2027, 2, 20), True)])
def test_a_page_made_after_90_days_says_that_its_lines_are_old(made: date, old: bool) -> None:
    assert any("more than 90 days ago" in sentence for sentence in crisis(made)) is old


def test_without_a_date_the_machine_is_asked() -> None:
    assert crisis() == crisis(date.today())


def test_no_address_that_a_browser_would_open() -> None:
    assert "://" not in " ".join((*crisis(date(2028, 1, 1)), *not_this()))


def test_it_says_what_it_is_not() -> None:
    assert any("no proof of cause" in said for said in not_this())
    assert any("does not tell anyone what to do" in said for said in not_this())
