"""The fixed wording is that of the clinical file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from unspiral.show.notice import CRISIS, NOT, STANDARD

pytestmark = pytest.mark.unit


def test_the_standard_notice_is_word_for_word(shared: Path) -> None:
    safety = json.loads((shared / "clinical" / "safety.json").read_text(encoding="utf-8"))
    assert safety["device_law"]["standard_notice"] == STANDARD
    assert NOT[0] == STANDARD


def test_help_is_the_worldwide_fallback(shared: Path) -> None:
    safety = json.loads((shared / "clinical" / "safety.json").read_text(encoding="utf-8"))
    anywhere = next(entry for entry in safety["crisis_lines"]["table"] if entry["country"] == "*")
    said = " ".join(CRISIS)
    assert anywhere["emergency"].removeprefix("your ") in said
    for line in anywhere["lines"]:
        assert line["contact"].removeprefix("https://") in said
    assert anywhere["evidence"] == "verified_2_sources"
    assert "seen in two sources" in said
    assert safety["compiled"].startswith("2026-11")


def test_no_address_that_a_browser_would_open() -> None:
    assert "://" not in " ".join((*CRISIS, *NOT))


def test_it_says_what_it_is_not() -> None:
    assert any("no proof of cause" in said for said in NOT)
    assert any("does not tell anyone what to do" in said for said in NOT)
