from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from unspiral.doors.cli.main import main
from unspiral.doors.cli.measure_export import LAYOUTS
from unspiral.measure.exports.write_any import FORMS

pytestmark = pytest.mark.unit

TABLE = "id,date,pain,depression,note\nP1,2024-03-01,4,1,fine\nP1,2024-03-02,5,,=1+1\nP2,2024-03-01,3,2,ok\nP2,2024-03-02,4,2,ok\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "d.csv").write_text(TABLE)
    return tmp_path / "d.csv"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def started(*words: object) -> tuple[int, str, str]:
        code = main(["measure", "export", *map(str, words)])
        out, err = capsys.readouterr()
        return code, out, err

    return started


def test_help_lists_every_form():
    assert LAYOUTS.split(", ") == list(FORMS)


def test_a_folder_comes_back_byte_for_byte(run, table, tmp_path):
    assert run(table, "-o", tmp_path / "a")[0] == 0
    assert run(tmp_path / "a", "-o", tmp_path / "b")[0] == 0
    first = {entry.name: entry.read_bytes() for entry in (tmp_path / "a").iterdir()}
    assert first == {entry.name: entry.read_bytes() for entry in (tmp_path / "b").iterdir()}
    assert b"'=1+1" in first["answers.csv"]


def test_json_says_what_was_done_and_nothing_else(run, table, tmp_path):
    code, out, err = run(table, "-o", tmp_path / "c", "--layout", "ctsem", "--items", "pain,depression", "--json", "--quiet")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert (told["schema"], told["layout"], told["answers"], told["persons"]) == ("unspiral.export/1", "ctsem", 7, 2)


def test_nothing_is_overwritten_unless_forced(run, table, tmp_path):
    run(table, "-o", tmp_path / "a.json")
    code, _, err = run(table, "-o", tmp_path / "a.json")
    assert code == 2
    assert "there already" in err
    assert run(table, "-o", tmp_path / "a.json", "--force")[0] == 0


def test_a_calendar_is_elsewhere(run, table, tmp_path):
    code, _, err = run(table, "-o", tmp_path / "a.ics", "--layout", "ics")
    assert code == 2
    assert "measure schedule" in err


def test_scores_that_call_for_help_first_stay_back_and_it_is_an_exit_of_its_own(run, tmp_path):
    header = "id,date," + ",".join(f"phq{n}" for n in range(1, 10))
    (tmp_path / "p.csv").write_text(f"{header}\nP1,2024-03-01,1,1,1,1,1,1,1,1,1\n")
    code, out, _ = run(tmp_path / "p.csv", "-o", tmp_path / "b.fhir.json", "--json")
    told = json.loads(out)
    assert (code, told["withheld"], told["answers"]) == (3, 1, 9)
    assert run(tmp_path / "p.csv", "-o", tmp_path / "c.fhir.json", "--acknowledged", "--quiet")[0] == 0


def test_what_was_written_is_counted(run, table, tmp_path):
    _, _, err = run(table, "-o", tmp_path / "c", "--layout", "ctsem", "--items", "pain,depression")
    assert f"7 of 12 answers are in {tmp_path / 'c'}" in err
    _, _, err = run(table, "-o", tmp_path / "e.csv")
    assert f"12 answers are in {tmp_path / 'e.csv'}" in err


@pytest.mark.parametrize("first", ["1", "7"])
def test_help_comes_before_anything_else(run, tmp_path, first):
    header = "id,date," + ",".join(f"phq{n}" for n in range(1, 10))
    (tmp_path / "p.csv").write_text(f"{header}\nP1,2024-03-01,{first},1,1,1,1,1,1,1,3\n")
    code, out, err = run(tmp_path / "p.csv", "-o", tmp_path / "b.fhir.json", "--country", "IE")
    assert code == 3
    assert "Call 112 or 999." in out
    assert "1800 247 247" in out
    assert "--acknowledged" in err
    code, out, err = run(tmp_path / "p.csv", "-o", tmp_path / "c.fhir.json", "--country", "IE", "--json", "--quiet")
    told = json.loads(out)
    assert (code, err, told["safety"], told["withheld"]) == (3, "", 1, 1)
    assert (told["safety_notice"]["country"], told["safety_notice"]["code"]) == ("IE", "suicide-item")
    code, out, err = run(tmp_path / "p.csv", "-o", tmp_path / "d.fhir.json", "--country", "England")
    assert code == 3
    assert "local emergency number" in out
    assert "--country GB" in err


def test_where_nothing_calls_for_help_none_is_shown(run, table, tmp_path):
    code, out, _ = run(table, "-o", tmp_path / "b.fhir.json", "--json")
    told = json.loads(out)
    assert (code, told["safety"], told["safety_notice"]) == (0, 0, None)
    code, _, err = run(table, "-o", tmp_path / "e.csv", "--country", "England")
    assert (code, (tmp_path / "e.csv").exists()) == (2, False)
    assert "--country GB" in err
