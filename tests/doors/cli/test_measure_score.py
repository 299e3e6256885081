"""``unspiral measure score``, as the contract of the command line has it: one person, or a table; help before any score."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tests.doors.cli.calling import Called, call
from tests.measure.questionnaires.my_scale import written

pytestmark = pytest.mark.unit


def scored(*words: object) -> tuple[Called, dict[str, object]]:
    called = call("measure", "score", *words, "--json")
    return called, json.loads(called.out) if called.out else {}


def test_the_contract() -> None:
    called, document = scored("phq9", "--answers", "1,0,2,3,0,1,0,0,0")
    assert called.code == 0
    assert called.err == ""
    wanted = {"schema": "unspiral.score/1", "instrument": "phq9", "score": 7, "band": "mild", "answered": 9, "imputed": 0, "safety": None}
    assert {key: document[key] for key in wanted} == wanted
    assert list(document)[:8] == [*wanted, "sources"]
    assert '"score": 7,' in called.out
    assert [source["key"] for source in document["sources"]] == ["lforms_phq9", "kroenke2001"]  # type: ignore[attr-defined]


def test_help_comes_before_any_score() -> None:
    called, document = scored("phq9", "--answers", "0,0,0,0,0,0,0,0,1", "--country", "GB")
    assert called.code == 3
    assert document["score"] is None
    safety = document["safety"]
    assert isinstance(safety, dict)
    assert list(safety) >= ["code", "message", "lines"]
    assert safety["code"] == "suicide-item"
    assert safety["country"] == "GB"
    assert safety["lines"][0]["contact"] == "116 123"
    assert "999" in safety["message"]
    called, document = scored("phq9", "--answers", "0,0,0,0,0,0,0,0,1", "--country", "GB", "--acknowledged")
    assert (called.code, document["score"], document["band"]) == (0, 1, "minimal")
    assert document["safety"] == safety


def test_help_as_a_person_reads_it() -> None:
    called = call("measure", "score", "phq9", "--answers", "2,2,2,2,2,2,2,2,3", "--country", "US", "--quiet")
    assert called.code == 3
    assert called.err == ""
    assert called.out.startswith("Thank you for being honest about this\n")
    assert "988" in called.out
    assert not any(number in called.out for number in ("19", "27", "moderate", "severe"))


def test_as_a_person_reads_it() -> None:
    called = call("measure", "score", "phq8", "--answers", "1,0,2,3,0,1,0,")
    assert called.code == 0
    assert called.out.startswith("Patient Health Questionnaire-8: 8 of 24, mild\n")
    assert "A symptom score, not a diagnosis." in called.out.replace("\n", " ")
    assert "1 of 8 items was not answered and filled in" in called.out
    assert "Missing-item rule: nobody has seen it in a source." in called.out


def test_change() -> None:
    called, document = scored("rmdq24", "--answers", ",".join(["1"] * 2 + ["0"] * 22), "--before", "12")
    change = document["change"]
    assert isinstance(change, dict)
    assert (change["points"], [each["reached"] for each in change["judged"]]) == (10, [True, True])
    assert called.code == 0
    assert "The score fell by 10 points" in call("measure", "score", "nrs_pain", "--answers", "0", "--before", "10").out


def test_named_answers_and_own_files(tmp_path: Path) -> None:
    assert scored("peg", "--answers", "peg_p=7,peg_e=5,peg_g=8")[1]["score"] == 6.7
    assert scored("my_scale", "--file", written(tmp_path), "--answers", "2,0,1")[1]["score"] == 5
    assert scored("fabq", "--answers", ",".join(["3"] * 16))[1]["subscales"] == {"physical_activity": 12, "work": 21}


def test_t_scores(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("raw,t,se\n" + "".join(f"{raw},{30 + raw},2.5\n" for raw in range(8, 41)), encoding="utf-8")
    _, document = scored("promis_depression_8a", "--answers", "2,2,2,2,2,2,2,2", "--t-table", table)
    assert (document["score"], document["unit"], document["se"], document["subscales"]) == (46, "T", 2.5, {"raw": 16})
    assert scored("promis_depression_8a", "--total", "24", "--t-table", table)[1]["score"] == 54
    items = tmp_path / "items.csv"
    items.write_text("item,a,b1,b2,b3,b4\n" + "".join(f"x{n},2,-1,0,1,2\n" for n in range(8)), encoding="utf-8")
    _, document = scored("promis_depression_8a", "--answers", "3,3,3,3,3,3,3,", "--parameters", items)
    assert isinstance(document["score"], float)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("phq9",), "No answers were given"),
        (("phq9", "--answers", "1", "--table", "x.csv"), "do not go together"),
        (("phq9", "--answers", "1,2"), "phq9 has 9 items, and 2 answers were given"),
        (("phq9", "--answers", "1,2,x,0,0,0,0,0,0"), "Answer 3 is no number"),
        (("phq9", "--answers", "1,2,7,0,0,0,0,0,0"), "7 is not an answer to item 'phq3'"),
        (("phq9", "--answers", "1,2,1e999,0,0,0,0,0,0"), "Answer 3 is no number"),
        (("phq9", "--answers", "phq1=1,2"), "Answer 2 names no item"),
        (("phq9", "--answers", "phq1=1,phq1=2"), "answered twice"),
        (("phq9", "--answers", "phqq=1"), "no item 'phqq'"),
        (("phq99", "--answers", "1"), "Did you mean"),
        (("psqi", "--answers", "1"), "left out on purpose"),
        (("phq8", "--answers", "1,1,1,1,1,1,1,1", "--map", "phq1=a"), "--map goes with --table"),
        (("phq8", "--answers", "1,1,1,1,1,1,1,1", "--before", "99"), "99 is no score of phq8"),
        (("phq8", "--answers", "1,1,1,1,1,1,1,1", "--country", "XX"), "XX"),
        (("phq8", "--total", "9"), "none was given"),
        (("phq8", "--table", "none.csv"), "There is no file"),
        (("phq8", "--table", "none.csv", "--before", "4"), "--before goes with"),
        (("phq8", "--table", "none.csv", "-o", "out.xlsx"), "does not end in .csv"),
        (("phq8", "--table", "none.csv", "-o", "none.csv"), "the table itself"),
        (("promis_depression_8a", "--answers", "1,1,1,1,1,1,1,1"), "bring it along"),
        (("promis_depression_8a", "--answers", "1", "--t-table", "none.csv"), "There is no file"),
        (("promis_depression_8a", "--answers", "1", "--t-table", "a", "--parameters", "b"), "each gives a table"),
    ],
)
def test_bad_input(words: tuple[str, ...], said: str) -> None:
    called = call("measure", "score", *words, "--json")
    assert (called.code, called.out) == (2, "")
    assert said in called.err
    assert "Fix:" in called.err
    assert "Traceback" not in called.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--answers", "1,0,2,x,0,1,0,0,3"), "Answer 4 is no number"),
        (("--answers", "phq9=2,nosuch=1"), "no item 'nosuch'"),
        (("--answers", "phq9=0,phq9=2"), "answered twice"),
        (("--answers", "1,0,2,3,0,1,0,0,3", "--t-table", "nosuch.csv"), "There is no file"),
        (("--answers", "1,0,2,3,0,1,0,0,3", "--map", "phq1=a"), "--map goes with --table"),
        (("--answers", "1,0,2,3,0,1,0,0,3", "--country", "England"), "'England' is no code of a country"),
    ],
)
def test_help_comes_before_any_complaint(words: tuple[str, ...], said: str) -> None:
    called = call("measure", "score", "phq9", *words)
    assert called.code == 3
    assert called.out.startswith("Thank you for being honest about this\n")
    assert said in called.err
    code, document = scored("phq9", *words)[0].code, scored("phq9", *words)[1]
    assert (code, document["score"], document["safety"] is None) == (3, None, False)


def test_a_complaint_alone_where_no_answer_calls() -> None:
    called = call("measure", "score", "phq9", "--answers", "1,0,2,x,0,1,0,0,0")
    assert (called.code, called.out) == (2, "")


def test_a_wrong_country_keeps_no_help_back_from_a_table(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    called = call("measure", "score", "phq9", "--table", clinic(tmp_path), "-o", out, "--country", "England")
    assert called.code == 3
    assert "Lines for anywhere" in called.out
    assert "'England' is no code of a country" in called.err
    assert not out.exists()
    assert call("measure", "score", "phq2", "--table", without_nine(tmp_path), "--country", "England").code == 2


def without_nine(folder: Path) -> Path:
    file = folder / "two.csv"
    file.write_text("phq1,phq2\n1,1\n", encoding="utf-8")
    return file


def test_a_guessed_country_is_called_a_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    for more in ((), ("--acknowledged",)):
        words = call("measure", "score", "phq9", "--answers", "0,0,0,0,0,0,0,0,1", *more).out.replace("\n", " ")
        assert "The country is a guess from this machine's settings (LC_ALL=en_US.UTF-8)" in words
        assert "checked on 20" in words
        safety = scored("phq9", "--answers", "0,0,0,0,0,0,0,0,1", *more)[1]["safety"]
        assert isinstance(safety, dict)
        assert "LC_ALL=en_US.UTF-8" in safety["country_from"]
    named = scored("phq9", "--answers", "0,0,0,0,0,0,0,0,1", "--country", "US")[1]["safety"]
    assert isinstance(named, dict)
    assert named["country_from"] == "--country"


# A table ---------------------------------------------------------------------------------------------------------------------------


def clinic(folder: Path) -> Path:
    file = folder / "clinic.csv"
    names = ",".join(f"q{n}" for n in range(1, 10))
    rows = ["A," + ",".join(["1"] * 8) + ",0", "B," + ",".join(["2"] * 9), "C,1,1,1,1,1,1,1,,0", "D,,,,,,,,,0"]
    file.write_text(f"id,{names}\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return file


MAP = ",".join(f"phq{n}=q{n}" for n in range(1, 10))


def test_a_table_with_help_first(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    called, document = scored("phq9", "--table", clinic(tmp_path), "--map", MAP, "-o", out, "--country", "GB")
    assert called.code == 3
    counts = {key: document[key] for key in ("rows", "scored", "imputed", "not_scorable", "safety", "withheld")}
    assert counts == {"rows": 4, "scored": 2, "imputed": 1, "not_scorable": 1, "safety": 1, "withheld": 1}
    assert document["schema"] == "unspiral.score-table/1"
    assert document["safety_notice"]["country"] == "GB"  # type: ignore[index]
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert [row["phq9_score"] for row in rows] == ["8", "", "8", ""]
    assert [row["phq9_safety"] for row in rows] == ["0", "1", "0", "0"]
    called, document = scored("phq9", "--table", clinic(tmp_path), "--map", MAP, "-o", out, "--acknowledged")
    assert (called.code, document["withheld"], document["safety"]) == (0, 0, 1)
    assert "18" in out.read_text(encoding="utf-8").splitlines()[2]


def test_a_table_as_a_person_reads_it(tmp_path: Path) -> None:
    called = call("measure", "score", "phq9", "--table", clinic(tmp_path), "--country", "GB")
    assert called.code == 3
    assert called.out.startswith("1 filled-in form in this table tells of")
    assert "Patient Health Questionnaire-9: 4 rows" in called.out
    assert "scores kept back until --acknowledged" in called.out
    assert "Guessed from the names" in called.err
    assert "No file was written" in called.err
    quiet = call("measure", "score", "phq8", "--table", clinic(tmp_path), "--map", MAP.replace(",phq9=q9", ""), "--quiet")
    assert (quiet.code, quiet.err) == (3, "")


def test_a_failed_run_leaves_no_file(tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("phq1,phq2\n1,9\n", encoding="utf-8")
    called = call("measure", "score", "phq2", "--table", file, "-o", tmp_path / "out.csv")
    assert called.code == 2
    assert "Row 2, column 'phq2': 9 is not an answer" in called.err
    assert not (tmp_path / "out.csv").exists()
    called = call("measure", "score", "phq2", "--table", file, "-o", file)
    assert called.code == 2
    assert file.read_text(encoding="utf-8") == "phq1,phq2\n1,9\n"
