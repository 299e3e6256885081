"""``unspiral measure import``, as people and scripts call it."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

import pytest
from tests.doors.cli.calling import call
from tests.measure.imports.redcap_made import DICTIONARY, RAW

from unspiral.measure.imports.kinds import KINDS as READABLE

pytestmark = pytest.mark.unit

TEXT = "id,date,pain,mood,note\nP,25/03/2024,3,4,my secret\nP,26/03/2024,99,5,\n"


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    place = tmp_path / "diary.csv"
    place.write_text(TEXT)
    return place


def test_a_preview_writes_nothing_and_covers_words(diary: Path, tmp_path: Path) -> None:
    called = call("measure", "import", diary, "--preview")
    assert called.code == 0, called
    for piece in ("a table of any shape, wide", "'date' was read as the time", "day/month/year", "item pain", "--save-map map.toml"):
        assert piece in called.out
    assert "secret" not in called.out + called.err
    assert list(tmp_path.iterdir()) == [diary]
    document = json.loads(call("measure", "import", diary, "--preview", "--json").out)
    assert document["schema"] == "unspiral.preview/1"
    assert document["columns"][2]["role"] == "item pain"


def test_a_diary_and_its_mapping(diary: Path, tmp_path: Path) -> None:
    out, saved = tmp_path / "out.csv", tmp_path / "map.toml"
    called = call("measure", "import", diary, "-o", out, "--save-map", saved, "--missing", "99", "--reverse", "mood=0..10")
    assert called.code == 0, called
    assert called.out == f"6 answers of 1 person to 3 items: {out}\n"
    assert "pain: 1 cell missing by its code" in called.err
    assert "mood: 2 cells turned round" in called.err
    again = tmp_path / "again.csv"
    assert call("measure", "import", diary, "--map", saved, "-o", again, "--quiet").err == ""
    assert again.read_bytes() == out.read_bytes()
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert [row["value"] for row in rows if row["item"] == "pain"] == ["3", ""]
    assert [row["time"] for row in rows if row["item"] == "mood"] == ["2024-03-25", "2024-03-26"]


def test_scripts_get_one_document(diary: Path, tmp_path: Path) -> None:
    called = call("measure", "import", diary, "-o", tmp_path / "o.json", "--json", "--quiet")
    assert (called.code, called.err) == (0, "")
    document = json.loads(called.out)
    assert (document["schema"], document["answers"], document["persons"], document["rows"]) == ("unspiral.import/1", 6, 1, 2)
    assert document["items"] == {"pain": 2, "mood": 2, "note": 2}
    assert any("read as the time" in sentence for sentence in document["said"])


def test_from_an_app_to_what_drives_what(tmp_path: Path) -> None:
    place, out = tmp_path / "long.csv", tmp_path / "wide.csv"
    rows = ["who,when,question,answer"]
    chance = random.Random(1)
    pain, mood = 5.0, 4.0
    for day in range(50):
        pain, mood = 0.5 * pain + 0.2 * mood + 1.7 + chance.gauss(0, 1), 0.4 * mood + 0.2 * pain + 1.4 + chance.gauss(0, 1)
        date = f"2024-{1 + day // 28:02}-{1 + day % 28:02}"
        rows += [f"P,{date},pain,{pain:.2f}", f"P,{date},depression,{mood:.2f}"]
    place.write_text("\n".join(rows) + "\n")
    made = call("measure", "import", place, "--person", "who", "--time", "when", "--wide", "day", "-o", out)
    assert made.code == 0, made
    assert out.read_text().splitlines()[0] == "person,time,pain,depression"
    learned = call("learn", out, "--loop", "pain <-> depression", "--json", "--quiet", "--starts", "1", "--no-error", "--t0", "point")
    assert learned.code in (0, 3), learned
    assert json.loads(learned.out)["data"]["occasions"] == 50


def test_redcap_and_recipes(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(RAW)
    (tmp_path / "d.csv").write_text(DICTIONARY)
    out = tmp_path / "o.csv"
    called = call(
        "measure",
        "import",
        tmp_path / "r.csv",
        "--dictionary",
        tmp_path / "d.csv",
        "--time",
        "diary_date",
        "--time",
        "visit_date",
        "--missing",
        "-999",
        "-o",
        out,
    )
    assert called.code == 0, called
    assert "identifying a person" in called.err
    (tmp_path / "DPQ_F.csv").write_text("SEQN,DPQ010\n1,2\n")
    called = call("measure", "import", tmp_path / "DPQ_F.csv", "--recipe", "nhanes-2009", "-o", out)
    assert called.code == 0, called
    assert "so not imported" in called.err


def test_a_mapping_that_is_there_is_kept(diary: Path, tmp_path: Path) -> None:
    saved = tmp_path / "mine.toml"
    saved.write_text("# by hand\n")
    called = call("measure", "import", diary, "-o", tmp_path / "o.csv", "--save-map", saved)
    assert called.code == 2
    assert "is there already" in called.err
    assert "--save-map mine-2.toml" in called.err
    assert saved.read_text() == "# by hand\n"
    assert not (tmp_path / "o.csv").exists()


def test_a_template_goes_where_it_is_sent(tmp_path: Path) -> None:
    printed = call("measure", "import", "--template", "health-connect").out
    called = call("measure", "import", "--template", "health-connect", "-o", tmp_path / "t.csv")
    assert (called.code, called.out) == (0, "")
    assert (tmp_path / "t.csv").read_text() == printed
    again = call("measure", "import", "--template", "health-connect", "-o", tmp_path / "t.csv")
    assert again.code == 2
    assert "is there already" in again.err


def test_lists_and_templates() -> None:
    called = call("measure", "import", "--list")
    assert called.code == 0
    assert "--recipe nhanes-2009" in called.out
    document = json.loads(call("measure", "import", "--list", "--json").out)
    assert {"kind": "preset", "name": "daylio", "title": "Daylio", "evidence": "seen"} in document["mappings"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "No file was named"),
        (["HERE/diary.csv"], "Nothing would come of this"),
        (["HERE/dairy.csv", "--preview"], "Did you mean 'diary.csv'"),
        (["HERE/diary.csv", "-o", "HERE/diary.csv"], "what is being read"),
        (["HERE/diary.csv", "-o", "HERE/o.xlsx"], "written are .csv"),
        (["HERE/diary.csv", "--preview", "--item", "pain="], "is not of the form"),
        (["HERE/diary.csv", "--preview", "--person", "idd"], "Did you mean 'id'"),
        (["HERE/diary.csv", "--preview", "--recipe", "nhanes"], "There is no recipe"),
        (["HERE/diary.csv", "--preview", "--kind", "spreadsheet"], "--kind"),
        (["HERE/diary.csv", "--preview", "--time-zone", "Mars"], "not a time zone"),
        (["HERE/diary.csv", "--preview", "--time-format", "dmy"], "time.format is 'dmy'"),
        (["HERE/diary.csv", "--map", "HERE/diary.csv", "--preview"], "TOML"),
        (["HERE/diary.csv", "--wide", "day", "-o", "HERE/o.json"], "written are .csv"),
        (["HERE/diary.csv", "--kind", "fhir", "--save-map", "HERE/m.toml"], "no mapping to save"),
    ],
)
def test_slips_are_answered_in_words(diary: Path, tmp_path: Path, words: list[str], said: str) -> None:
    called = call("measure", "import", *(word.replace("HERE", str(tmp_path)) for word in words))
    assert called.code == 2, called
    assert called.out == ""
    assert said in called.err
    assert "\n  Fix: " in called.err
    assert "Traceback" not in called.err
    assert [path.name for path in tmp_path.iterdir()] == ["diary.csv"]


def test_kinds_are_those_that_can_be_read() -> None:
    from unspiral.doors.cli.measure_import import KINDS

    assert set(KINDS) == set(READABLE)


def test_help_has_examples() -> None:
    called = call("measure", "import", "--help")
    assert called.code == 0
    assert "unspiral measure import diary.csv --preview" in called.out
