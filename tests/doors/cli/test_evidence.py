"""``unspiral evidence``, as people and scripts call it."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from tests.doors.cli.calling import call

pytestmark = pytest.mark.unit


def test_people_get_findings_with_sources() -> None:
    called = call("evidence", "sleep", "pain")
    assert (called.code, called.err) == (0, "")
    assert called.out.startswith("Found about sleep + pain: ")
    assert "https://doi.org/10.1097/j.pain.0000000000003279" in called.out


def test_scripts_get_one_document() -> None:
    called = call("evidence", "sleep", "--kind", "links", "--kind", "claims", "--json")
    assert (called.code, called.err) == (0, "")
    document = json.loads(called.out)
    assert document["schema"] == "unspiral.evidence/1"
    assert document["kinds"] == ["links", "claims"]
    assert document["treatments"] == [] and document["links"]


def test_without_words_an_overview_and_with_json_everything() -> None:
    called = call("evidence")
    assert called.code == 0
    assert "165 claims of articles" in called.out
    assert len(json.loads(call("evidence", "--json").out)["claims"]) == 165


def test_one_source_and_only_verified() -> None:
    document = json.loads(call("evidence", "--source", "werneck2024", "--verified-only", "--json").out)
    assert document["source"] == "werneck2024"
    assert document["links"] and all(row["verified"] and row["source_id"] == "werneck2024" for row in document["links"])
    assert "D003" not in {row["id"] for row in document["links"]}


def test_nothing_found_is_no_failure() -> None:
    called = call("evidence", "exersise")
    assert called.code == 0
    assert "Did you mean: exercise" in called.out
    document = json.loads(call("evidence", "exersise", "--json").out)
    assert document["counts"] == {"claims": 0, "links": 0, "treatments": 0, "epidemiology": 0, "sources": 0}


def test_words_of_which_nothing_is_left() -> None:
    called = call("evidence", "does", "the")
    assert called.code == 0
    assert called.out.startswith("Not looked for: does, the.")
    assert "name a subject" in called.out


def test_a_word_without_end_is_shown_short() -> None:
    called = call("evidence", "x" * 50_000)
    assert called.code == 0
    assert len(called.out) < 400


def test_a_picture(tmp_path: Path) -> None:
    place = tmp_path / "sleep.svg"
    called = call("evidence", "sleep", "--svg", place, "--json")
    assert called.code == 0
    assert json.loads(called.out)["svg"] == str(place)
    assert f"The picture is in {place}." in called.err
    assert ET.parse(place).getroot().tag == "{http://www.w3.org/2000/svg}svg"
    assert list(tmp_path.iterdir()) == [place]


def test_nothing_to_draw_is_said_and_nothing_written(tmp_path: Path) -> None:
    called = call("evidence", "xylophone", "--svg", tmp_path / "x.svg", "--json")
    assert called.code == 0
    assert json.loads(called.out)["svg"] is None
    assert "was not written" in called.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--source", "yang203"], "Did you mean 'yang2023'?"),
        (["--source", ""], "No source has the key ''"),
        (["--kind", "rumours"], "--kind"),
        (["sleep", "--svg", ""], "--svg was given an empty name"),
        (["sleep", "--svg", "HERE/x.png"], "which is SVG"),
        (["sleep", "--svg", "HERE/no/x.svg"], "does not exist"),
        (["sleep", "--svg", "-"], "is no name for a picture"),
    ],
)
def test_slips_are_named(words: list[str], said: str, tmp_path: Path) -> None:
    called = call("evidence", *(word.replace("HERE", str(tmp_path)) for word in words))
    assert called.code == 2
    assert called.out == ""
    assert said in called.err
    assert "Traceback" not in called.err
    assert list(tmp_path.iterdir()) == []
