from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.doors.cli.calling import call

from unspiral.errors import NotConverged
from unspiral.evidence.population_file import packaged, scenarios

pytestmark = pytest.mark.unit
EXAMPLE = (Path(__file__).parents[2] / "evidence" / "population_example.toml").read_text(encoding="utf-8")
SEARCH = """
[calibration]
free = ["rate:acute pain ends", "rate:chronic pain ends"]
nodes = 1

[[target]]
name = "recovered within three months"
source = "own"
why = "for a test"
value = 0.5
low = 0.45
high = 0.55
see = "risk"
after = ["pain begins"]
what = { pain = ["none"] }
days = 90

[[target]]
name = "recovered within a year"
source = "own"
why = "for a test"
value = 0.72
low = 0.68
high = 0.76
see = "risk"
after = ["pain begins"]
what = { pain = ["none"] }
days = 365.25

[[target]]
name = "nine of ten recovered within two years"
source = "own"
why = "for a test"
value = 0.9
low = 0.89
high = 0.91
see = "risk"
after = ["pain begins"]
what = { pain = ["none"] }
days = 730.5
held_out = true
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    place = tmp_path / "mine.toml"
    place.write_text(EXAMPLE + SEARCH, encoding="utf-8")
    return place


def test_what_is_found_is_told_kept_and_read_again(mine: Path, tmp_path: Path) -> None:
    out = tmp_path / "found.toml"
    told = call("population", "calibrate", mine, "--share", "0,1", "--json", "-o", out)
    assert told.code == 0, told.err
    document = json.loads(told.out)
    assert document["schema"] == "unspiral.population_calibration/1" and [one["share"] for one in document["shares"]] == [0.0, 1.0]
    whole = document["shares"][1]
    assert (whole["free"], whole["rank"], len(whole["singular"])) == (2, 2, 2)
    first, second, held = whole["targets"]
    assert first["reached"] == pytest.approx(0.5, abs=1e-6) and second["reached"] == pytest.approx(0.72, abs=1e-6)
    assert first["inside"] and held["held_out"] and not held["inside"] and 0.72 < held["reached"] < 0.89
    kept = scenarios(out.read_text(encoding="utf-8"), "found.toml")
    assert kept[1.0].hazard("acute pain ends").per_year == pytest.approx(whole["numbers"][0]["found"], rel=1e-8)
    assert kept[0.0].hazard("pain begins").ratios[0].factor == 1.0


def test_scenarios_of_an_earlier_search_are_not_kept_beside_new_ones(mine: Path) -> None:
    assert call("population", "calibrate", mine, "--share", "0,1", "-o", mine).code == 0
    told = call("population", "calibrate", mine, "--share", "1", "-o", mine)
    assert told.code == 0 and "held for 0 was of an earlier search and is left out" in told.err
    assert list(scenarios(mine.read_text(encoding="utf-8"), "mine.toml")) == [1.0]


def test_words_for_a_reader(mine: Path) -> None:
    told = call("population", "calibrate", mine, "--share", "1")
    assert told.code == 0
    for said in (
        "All of the links is causal", "Searched for (2 of 2 within their interval)", "Held out", "(0 of 1 within", "72.0 %", "outside",
        "rate:acute pain ends", "The targets tell 2 of 2 numbers apart", "-o OUT.toml",
    ):  # fmt: skip
        assert said in told.out + told.err


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        (
            '["rate:acute pain ends", "rate:chronic pain ends"]',
            '["rate:death", "rate:acute pain ends"]',
            3,
            "numbers apart: rate:death",
        ),
        ('"rate:chronic pain ends"]', '"rate:chronic pain ends", "rate:pain begins"]', 3, "3 numbers are free, and 2 targets are given"),
        ("value = 0.72\nlow = 0.68", "value = 0.42\nlow = 0.38", 2, "such a share cannot fall"),
        ("value = 0.5\n", "value = 1.5\n", 2, "which cannot be"),
        ("per_year = 4.0", "per_year = -4.0", 2, "per_year of hazard 'acute pain ends' is -4.0"),
        ('source = "E079"\n', "", 2, "has a number without a source"),
        ('process = "pain"', 'process = "back"', 2, "names the process 'back'"),
        ("[calibration]", "[other]", 2, "has 'other'"),
    ],
)
def test_what_is_refused_and_how_to_go_on(mine: Path, old: str, new: str, code: int, said: str) -> None:
    text = mine.read_text(encoding="utf-8")
    assert old in text
    mine.write_text(text.replace(old, new, 1), encoding="utf-8")
    told = call("population", "calibrate", mine, "--share", "1", "--json")
    assert told.code == code and said in told.err and "Fix:" in told.err and "Traceback" not in told.err
    if code == 3:
        document = json.loads(told.out)
        assert document["shares"] == [] and document["verdicts"][0]["level"] == "refuse" and document["verdicts"][0]["remedy"]


def test_a_search_that_does_not_end(mine: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("unspiral.act.population.descent.MOST", 1)
    out = tmp_path / "found.toml"
    told = call("population", "calibrate", mine, "--share", "1", "--json", "-o", out)
    assert told.code == NotConverged.exit_code == 4 and json.loads(told.out)["verdicts"][0]["code"] == "not-converged"
    assert not out.exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("nowhere.toml",), "neither a file nor a packaged population"),
        (("back-pain-depression", "--share", "2"), "no part from 0 to 1"),
        (("back-pain-depression", "--share", "half"), "no part from 0 to 1"),
        (("back-pain-depression", "-o", "found.json"), "names no TOML file"),
        (("back-pain-depression", "-o", "no/such/folder/found.toml"), "there is no folder"),
    ],
)
def test_slips_in_the_options(options: tuple[str, ...], said: str) -> None:
    told = call("population", "calibrate", *options)
    assert told.code == 2 and said in told.err and "Fix:" in told.err


def test_the_packaged_population_is_known_by_name() -> None:
    from unspiral.doors.cli.population_given import text_of

    assert text_of("back-pain-depression") == (packaged("back-pain-depression"), "back-pain-depression")
