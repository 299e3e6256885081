"""Help lines as commands show them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from unspiral.doors.cli.help_text import help_document, help_here, help_words
from unspiral.measure.safety.country import LOCALES
from unspiral.measure.safety.help_lines import help_for

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def no_country(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in LOCALES:
        monkeypatch.delenv(variable, raising=False)


def test_the_country_that_was_named_needs_no_word() -> None:
    assert help_here("ie") == (help_for("IE"), "")


def test_a_guess_is_called_a_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    found, how = help_here(None)
    assert found.country == "US"
    assert "a guess from this machine's settings (LANG=en_US.UTF-8)" in how
    assert "--country XX" in how


def test_no_country_at_all() -> None:
    found, how = help_here(None)
    assert found.country == "*"
    assert "name no country" in how


def test_a_fallback_says_that_it_is_one() -> None:
    found, how = help_here("AT")
    assert found.country == "EU"
    assert how == "There are no lines of Austria itself in the package."


def test_words_in_order_and_nothing_left_out() -> None:
    said = help_words(help_for("GB", TODAY), "How.")
    assert said[0] == "Emergency: 999"
    assert said[1] == "Samaritans: 116 123 (call; 24/7; https://www.samaritans.org)"
    assert "Shout: text 85258 (text; 24/7 text line; general keyword SHOUT (keyword recalled))" in said
    assert said[-2:] == ["Checked on 2026-11-21.", "How."]
    assert help_words(help_for("GB", TODAY), lines=False) == ["Emergency: 999", "Checked on 2026-11-21."]


def test_old_and_badly_seen_lines_say_so() -> None:
    said = " ".join(help_words(help_for("CH", date(2027, 6, 1))))
    assert "About these numbers: seen in one source; emergency number and hours not checked." in said
    assert "more than 90 days ago" in said
    assert "unverified" in " ".join(help_words(replace(help_for("US", TODAY), evidence="unverified")))


def test_the_document_holds_every_field() -> None:
    document = help_document(help_for("DE", TODAY))
    assert list(document) == ["country", "name", "emergency", "lines", "checked_on", "stale", "evidence", "note", "sources"]
    assert document["checked_on"] == "2026-11-21"
    lines = document["lines"]
    assert isinstance(lines, list) and lines[0]["contact"] == "0800 111 0 111"
