"""Help lines: the right ones for a country, with their date, and a sentence when nobody has looked for 90 days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from unspiral.errors import SpecError
from unspiral.measure.safety.clinical_file import clinical_file
from unspiral.measure.safety.help_lines import countries, country_from, help_for, help_or_world, reach

pytestmark = pytest.mark.unit

CHECKED = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("country", "emergency", "first"),
    [
        ("US", "911", "988"),
        ("CA", "911", "988"),
        ("GB", "999", "116 123"),
        ("uk", "999", "116 123"),
        ("IE", "112 or 999", "116 123"),
        ("AU", "000", "13 11 14"),
        ("NZ", "111", "1737"),
        ("IN", "112", "14416"),
        ("DE", "112", "0800 111 0 111"),
        ("FR", "112", "3114"),
        ("CH", "112", "143"),
    ],
)
def test_a_country_with_lines_of_its_own(country: str, emergency: str, first: str) -> None:
    found = help_for(country, CHECKED)
    assert found.emergency == emergency
    assert found.lines[0].contact == first
    assert found.sources
    assert found.checked_on == CHECKED


def test_a_member_of_the_union_falls_back_to_it_and_then_to_anywhere() -> None:
    found = help_for("AT", CHECKED)
    assert found.country == "EU"
    assert found.emergency == "112"
    assert [line.contact for line in found.lines] == ["116 123", "https://findahelpline.com", "https://www.iasp.info"]
    assert found.evidence == "verified_1_source"
    assert found == help_for("EU", CHECKED)


@pytest.mark.parametrize("country", [None, "*", "BR", "NO"])
def test_anywhere_else_no_number_is_made_up(country: str | None) -> None:
    found = help_for(country, CHECKED)
    assert found.country == "*"
    assert found.emergency == "your local emergency number"
    assert all(line.modes == ("web",) for line in found.lines)


def test_every_member_of_the_union_has_an_emergency_number() -> None:
    assert {help_for(code).emergency for code in clinical_file("countries")["eu"]} == {"112", "112 or 999"}


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(SpecError, match="no code of a country"):
        help_for("XX")


def test_all_that_the_file_knows_of_a_line_is_kept() -> None:
    germany, ireland, canada = (help_for(code).lines for code in ("DE", "IE", "CA"))
    assert germany[0].note == "also 0800 111 0 222"
    assert ireland[1].note == "text HELP to 51444"
    assert (ireland[0].evidence, ireland[1].evidence) == ("verified_2_sources", "verified_1_source")
    assert canada[0].note == "languages: en, fr"
    assert help_for("CH").note == "emergency number and hours not checked"
    known = {"name", "contact", "modes", "hours", "url", "note", "alt", "text", "languages", "evidence"}
    assert {key for row in clinical_file("crisis_lines")["country"] for line in row["line"] for key in line} <= known


def test_a_text_line_is_never_shown_as_one_to_call() -> None:
    assert [reach(line) for line in help_for("GB").lines] == ["116 123", "text 85258", "111"]
    assert reach(help_for("US").lines[0]) == "988"


@pytest.mark.parametrize(("days", "old"), [(-1, False), (0, False), (89, False), (90, False), (91, True), (1000, True)])
def test_older_than_90_days_is_said(days: int, old: bool) -> None:
    for code in countries():
        found = help_for(code, CHECKED + timedelta(days=days))
        assert bool(found.stale) is old
        if old:
            assert "2026-11-21" in found.stale
            assert f"({days} days)" in found.stale


def test_without_a_date_the_machine_is_asked() -> None:
    assert bool(help_for("US").stale) is ((date.today() - CHECKED).days > 90)


def test_given_country_comes_before_the_settings() -> None:
    assert country_from("nz", {"LANG": "de_DE"}) == "NZ"
    assert country_from(None, {"LANG": "de_DE"}) == "DE"
    assert country_from(None, {"LANG": "C"}) is None
    assert country_from("", {"LANG": "de_DE"}) == "DE"
    with pytest.raises(SpecError):
        country_from("Deutschland", {"LANG": "de_DE"})


def test_a_wrong_country_still_gives_help() -> None:
    assert help_or_world("ie", {}, CHECKED) == (help_for("IE", CHECKED), None)
    assert help_or_world(None, {"LANG": "de_DE"}, CHECKED) == (help_for("DE", CHECKED), None)
    assert help_or_world(" ", {}, CHECKED) == (help_for(None, CHECKED), None)
    found, wrong = help_or_world("England", {"LANG": "de_DE"}, CHECKED)
    assert found == help_for("*", CHECKED)
    assert wrong is not None and wrong.fix == "--country GB"
