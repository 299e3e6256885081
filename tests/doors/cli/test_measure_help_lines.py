"""``unspiral measure help-lines``, as people and scripts call it."""

from __future__ import annotations

import json

import pytest
from tests.doors.cli.calling import call

from unspiral.measure.safety.country import LOCALES

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def no_country(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in LOCALES:
        monkeypatch.delenv(variable, raising=False)


@pytest.mark.parametrize("words", [["NZ"], ["--country", "nz"], ["nz", "--country", "NZ"]])
def test_a_country(words: list[str]) -> None:
    called = call("measure", "help-lines", *words)
    assert called.code == 0
    assert "Emergency: 111" in called.out
    assert "Need to Talk?: 1737" in called.out
    assert "Checked on 2026-11-21." in called.out
    assert "Seen at:" in called.out


@pytest.mark.parametrize("words", [[], [""], ["--country", ""]])
def test_without_a_country_the_lines_for_anywhere_and_how_to_name_one(words: list[str]) -> None:
    called = call("measure", "help-lines", *words)
    assert called.code == 0
    assert "your local emergency number" in called.out
    assert "--country XX" in called.out
    assert "DE Germany" in called.out


def test_scripts_get_one_document() -> None:
    called = call("measure", "help-lines", "AT", "--json")
    assert (called.code, called.err) == (0, "")
    document = json.loads(called.out)
    assert document["schema"] == "unspiral.help/1"
    assert (document["asked"], document["country"], document["emergency"]) == ("AT", "EU", "112")
    assert [line["contact"] for line in document["lines"]] == ["116 123", "https://findahelpline.com", "https://www.iasp.info"]
    assert document["checked_on"] == "2026-11-21"
    assert "US" in document["countries"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Germany"], "Did you mean 'DE' (Germany)?"),
        (["--country", "XX"], "'XX' is no code of a country"),
        (["IE", "--country", "GB"], "Two countries are named"),
        (["England"], "Did you mean 'GB'"),
        (["Holland"], "Did you mean 'NL'"),
    ],
)
def test_a_country_that_is_none(words: list[str], said: str) -> None:
    called = call("measure", "help-lines", *words)
    assert called.code == 2
    assert called.out == ""
    assert said in called.err
    assert "\n  Fix: " in called.err
