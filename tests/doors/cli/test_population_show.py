"""A declaration as text, as files and as JSON; every slip is told and writes nothing."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from tests.act.population.example import FILE, one_effect
from tests.doors.cli.calling import call

pytestmark = pytest.mark.unit


def test_every_number_is_said_with_its_source() -> None:
    shown = call("population", "show", FILE, "-q")
    assert shown.code == 0 and shown.err == ""
    assert "pain begins (none to acute): 0.3 a year; E006 E084 E087" in shown.out
    assert "x 1.59 if depression episode; E035" in shown.out and "only with chronic pain" in shown.out
    assert "says nothing about any one person" in " ".join(shown.out.split())


def test_the_document_holds_the_declaration() -> None:
    found = json.loads(call("population", "show", FILE, "--json").out)
    assert found["schema"] == "unspiral.population_show/1" and found["name"] == "back-pain-depression"
    begins = next(h for h in found["hazards"] if h["name"] == "pain begins")
    assert begins["per_year"] == 0.3 and begins["times"][0]["source"] == "E035" and begins["times"][0]["link"] == "depression->pain"
    assert "xmile" not in found and found["ends"] == "life:dead"


def test_files_are_written_whole_and_replacing_is_said(tmp_path: Path) -> None:
    page, picture, flows = tmp_path / "p.html", tmp_path / "p.svg", tmp_path / "p.xmile"
    file = tmp_path / "one.toml"
    file.write_text(one_effect(), encoding="utf-8")
    words = (
        "population",
        "show",
        file,
        "--xmile",
        flows,
        "--nodes",
        1,
        "--weeks",
        30,
        "--policy",
        "apart: cut depression->pain; from week 10",
    )
    first = call(*words, "--report", page, "--svg", picture, "--json")
    assert first.code == 0 and "in place of" not in first.err
    assert ET.parse(flows).getroot().tag.endswith("xmile") and picture.read_text().startswith("<svg")
    assert "a declared population" in page.read_text()
    document = json.loads(first.out)["xmile"]
    assert document["file"] == str(flows) and document["largest_gap"] < 1e-6 and document["gap_to_more_classes"] > 0.0
    assert document["policy"] == {"name": "apart", "week": 10, "times": {}, "by_age": [], "cut": ["depression->pain"]}
    assert document["totals"]["all with chronic pain"] == "pain:chronic"
    again = call(*words)
    assert again.code == 0 and "in place of the older file" in again.err
    assert "no state is further than" in " ".join(again.out.split()) and "--nodes 7" in again.out


@pytest.mark.parametrize(("words", "told"), [
    (("nowhere.toml",), "neither a file nor a packaged population"),
    ((FILE, "--nodes", 2), "--nodes belongs to --xmile"),
    ((FILE, "--policy", "a: cut x->y"), "--policy belongs to --xmile"),
    ((FILE, "--xmile", "a.html"), "stocks and flows are XMILE"),
    ((FILE, "--xmile", ""), "empty name"),
    ((FILE, "--xmile", "nowhere/a.xmile"), "does not exist"),
    ((FILE, "--xmile", "a.xmile", "--weeks", 0), "0 weeks cannot be written"),
    ((FILE, "--xmile", "a.xmile", "--nodes", 0), "0 nodes"),
    ((FILE, "--xmile", "a.xmile", "--nodes", 7), "would begin with"),
    ((FILE, "--xmile", "a.xmile", "--one-age-band", 5), "below the first age band"),
    ((FILE, "--xmile", "a.xmile", "--one-age-band", "nan"), "age"),
    ((FILE, "--xmile", "a.xmile", "--policy", "care: mood car begins x3"), "which is no hazard"),
    ((FILE, "--xmile", "a.xmile", "--policy", "care: mood care begins x-3"), "factors of 0 or more"),
    ((FILE, "--xmile", "a.xmile", "--policy", "care: cut sleep->pain"), "which is no link"),
    ((FILE, "--xmile", "a.svg", "--svg", "a.svg"), "a.svg"),
    ((FILE, "--share", 0.5), "causal share is 0.5"),
])  # fmt: skip
def test_a_slip_is_told_and_nothing_is_written(
    words: tuple[object, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = call("population", "show", *words)
    assert found.code == 2 and found.out == "" and "Traceback" not in found.err
    assert told in " ".join(found.err.split()) and "Fix:" in found.err
    assert list(tmp_path.iterdir()) == []


def test_the_declaration_itself_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "mine.xml"
    file.write_text(FILE.read_text(encoding="utf-8"), encoding="utf-8")
    found = call("population", "show", file, "--xmile", file, "--nodes", 1)
    assert found.code == 2 and file.read_text(encoding="utf-8") == FILE.read_text(encoding="utf-8")


def test_time_in_a_state_can_be_shown_and_not_written(tmp_path: Path) -> None:
    file = tmp_path / "slower.toml"
    text = FILE.read_text(encoding="utf-8").replace('name = "depression ends"', 'name = "depression ends"\nsince = [[91.0, 0.5]]')
    file.write_text(text, encoding="utf-8")
    assert call("population", "show", file).code == 0
    found = call("population", "show", file, "--xmile", tmp_path / "a.xmile")
    assert found.code == 2 and "depends on the time since" in found.err and not (tmp_path / "a.xmile").exists()
