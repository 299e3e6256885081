"""A table of thousands: every row as for one person, counted, and help first."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from unspiral.errors import DataError, SafetyStop, SpecError
from unspiral.measure.questionnaires.library import instrument
from unspiral.measure.questionnaires.score_table import NOBODY_THERE, ScoredTable, score_table
from unspiral.measure.questionnaires.scoring import score
from unspiral.measure.questionnaires.t_table import TTable
from unspiral.records.help import SafetyNotice

pytestmark = pytest.mark.unit

HEADER = "id," + ",".join(f"phq{n}" for n in range(1, 10))
ROWS = ["A,1,1,1,1,1,1,1,1,0", "B,1,1,1,1,1,1,1,,0", "C,1,,,,1,1,1,1,0", "D,3,3,3,3,3,3,3,3,1", "E,1,1,1,1,1,1,1,1,", "F,,,,,,,,,2"]


def table(folder: Path, *rows: str, header: str = HEADER, name: str = "t.csv") -> Path:
    file = folder / name
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return file


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def phq9(folder: Path, *rows: str, acknowledged: bool = False) -> tuple[ScoredTable, list[dict[str, str]]]:
    file = table(folder, *rows)
    found = score_table(instrument("phq9"), file, country="GB", acknowledged=acknowledged)
    return found, cells(found.text(file)[0])


def test_counts_and_columns(tmp_path: Path) -> None:
    found, out = phq9(tmp_path, *ROWS)
    assert (found.scored, found.imputed, found.not_scorable, found.safety, found.held_back) == (2, 1, 2, 2, True)
    assert list(found.added) == ["phq9_score", "phq9_band", "phq9_imputed", "phq9_why_none", "phq9_safety"]
    assert [row["phq9_score"] for row in out] == ["8", "8", "", "", "", ""]
    assert [row["phq9_band"] for row in out] == ["mild", "mild", "", "", "", ""]
    assert [row["phq9_imputed"] for row in out] == ["0", "1", "0", "", "0", ""]
    assert [row["phq9_safety"] for row in out] == ["0", "0", "0", "1", "", "1"]
    assert out[2]["phq9_why_none"] == "More than 2 of 9 items were not answered."
    assert out[3]["phq9_why_none"] == out[5]["phq9_why_none"]
    assert "Help comes first" in out[3]["phq9_why_none"]
    assert found.notice is not None
    assert found.notice.help.country == "GB"
    assert NOBODY_THERE not in found.said
    assert "1 row has no answer to item phq9. That is not a 0." in found.said
    assert dict(found.why) == {"More than 2 of 9 items were not answered.": 1, found.added["phq9_why_none"][4]: 1}
    assert found.unverified == ("missing",)


def test_acknowledged_scores_stand_beside_the_flag(tmp_path: Path) -> None:
    found, out = phq9(tmp_path, *ROWS, acknowledged=True)
    assert not found.held_back
    assert found.notice is not None
    assert (out[3]["phq9_score"], out[3]["phq9_safety"]) == ("25", "1")


def test_each_row_is_as_for_one_person(tmp_path: Path) -> None:
    _, out = phq9(tmp_path, *ROWS, acknowledged=True)
    for row, cell in zip(ROWS, out):
        answers = [float(text) if text else None for text in row.split(",")[1:]]
        one = score("phq9", answers, acknowledged=True)
        assert cell["phq9_score"] == ("" if one.value is None else f"{one.value:g}")
        assert cell["phq9_why_none"] == one.why_none


def test_no_row_that_calls_for_help(tmp_path: Path) -> None:
    found, _ = phq9(tmp_path, ROWS[0])
    assert (found.notice, found.held_back, found.safety) == (None, False, 0)


def test_codes_for_missing_and_columns_by_name(tmp_path: Path) -> None:
    file = table(tmp_path, "1,-99", "2,1", header="interest,down")
    told = {"phq1": "interest", "phq2": "down"}
    found = score_table(instrument("phq2"), file, columns=told, missing=("-99",), prefix="first")
    assert found.added["first_score"] == ("", "3")
    assert found.added["first_band"] == ("", "screen positive: ask the full PHQ")
    assert not any("Guessed" in said for said in found.said)
    with pytest.raises(DataError, match=r"Row 2, column 'down': -99 is not an answer to item 'phq2'"):
        score_table(instrument("phq2"), file, columns=told)
    with pytest.raises(SpecError, match="--missing 2: that is an answer to item 'phq1'"):
        score_table(instrument("phq2"), file, columns=told, missing=("2",))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (("4,1",), "Row 2, column 'phq1': 4 is not an answer"),
        (("1,often",), r"Row 2, column 'phq2': text \(5 characters\)"),
        (("1,1.5",), "1.5 is not an answer"),
        (("1,inf",), "infinite"),
        (("1",), "Row 2 has 1 cell"),
        ((), "no row below"),
    ],
)
def test_cells_that_are_no_answers(tmp_path: Path, rows: tuple[str, ...], said: str) -> None:
    with pytest.raises(DataError, match=said):
        score_table(instrument("phq2"), table(tmp_path, *rows, header="phq1,phq2"))


def test_a_column_that_is_there_already(tmp_path: Path) -> None:
    file = table(tmp_path, "1,1,9", header="phq1,phq2,phq2_score")
    with pytest.raises(DataError, match=r"has a column 'phq2_score' already(.|\n)*--prefix"):
        score_table(instrument("phq2"), file)
    assert score_table(instrument("phq2"), file, prefix="again").scored == 1


def test_decimals_subscales_and_t_scores(tmp_path: Path) -> None:
    peg = score_table(instrument("peg"), table(tmp_path, "7,5,8", "6,7,5", header="peg_p,peg_e,peg_g"))
    assert peg.added["peg_score"] == ("6.7", "6")
    assert set(peg.added["peg_safety"]) == {""}
    fabq = score_table(instrument("fabq"), table(tmp_path, ",".join(["3"] * 16), header=",".join(f"fabq{n}" for n in range(1, 17))))
    assert (fabq.scored, fabq.added["fabq_work"], fabq.added["fabq_score"]) == (1, ("21",), ("",))
    eight = ",".join(f"promis_depression_8a_{n}" for n in range(1, 9))
    t_table = TTable("t", {raw: (30.5 + raw, 2.0) for raw in range(8, 41)})
    scored = score_table(instrument("promis_depression_8a"), table(tmp_path, ",".join(["2"] * 8), header=eight), table=t_table)
    assert scored.added["promis_depression_8a_score"] == ("46.5",)
    assert scored.added["promis_depression_8a_raw"] == ("16",)
    assert scored.added["promis_depression_8a_se"] == ("2",)


def test_other_kinds_of_tables(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = tmp_path / "t.parquet"
    pq.write_table(pa.table({"phq1": [1, None], "phq2": [3, 2], "who": ["=A", "B"]}), file)
    found = score_table(instrument("phq2"), file)
    assert found.text(file) == (
        "phq1,phq2,who,phq2_score,phq2_band,phq2_imputed,phq2_why_none,phq2_safety\n"
        "1,3,'=A,4,screen positive: ask the full PHQ,0,,\n"
        ',2,B,,,0,"Not all 2 items were answered, and this questionnaire needs them.",\n',
        1,
    )


def test_single_answers_have_no_scores(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nothing is added up"):
        score_table(instrument("daily_diary"), table(tmp_path, "1", header="pain_avg"))


def test_a_form_whose_items_are_not_in_its_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not in its file"):
        score_table(instrument("promis_sleep_disturbance"), table(tmp_path, "1", header="a"))


@pytest.mark.parametrize("code", ["2,0", "2", "Several days", "several DAYS "])
def test_a_code_for_missing_that_is_an_answer_is_refused_however_written(tmp_path: Path, code: str) -> None:
    header = ";".join(f"phq{n}" for n in range(1, 10))
    file = table(tmp_path, ";".join(["1,0"] * 8 + ["2,0"]), header=header)
    with pytest.raises(SafetyStop) as stopped:  # help first; what is wrong is told beside it
        score_table(instrument("phq9"), file, missing=(code,), country="GB")
    assert isinstance(stopped.value.__cause__, SpecError)
    with pytest.raises(SpecError, match="that is an answer to item 'phq1'"):
        score_table(instrument("phq9"), file, missing=(code,), country="GB", acknowledged=True)
    assert score_table(instrument("phq9"), file, missing=("-9,0",), country="GB").safety == 1


def test_a_code_with_a_comma_is_found_as_cells_are(tmp_path: Path) -> None:
    header = ";".join(f"phq{n}" for n in range(1, 3))
    file = table(tmp_path, "1,0;-9", "1,0;1", header=header)
    found = score_table(instrument("phq2"), file, missing=("-9,0",), country="GB")
    assert (found.scored, found.not_scorable) == (1, 1)


def test_where_t_comes_from_is_said_of_a_table_too(tmp_path: Path) -> None:
    brought = TTable("mine.csv", {raw: (30.0 + raw / 2, 2.0) for raw in range(61)})
    file = table(tmp_path, ",".join(["1"] * 20), header=",".join(f"cesd{n}" for n in range(1, 21)))
    assert brought.said in score_table(instrument("cesd20"), file, table=brought).said


@pytest.mark.parametrize(("form", "bad"), [("phq9", "x"), ("phq9", "7"), ("phq8", "x")])
def test_help_comes_before_a_complaint_about_another_cell(tmp_path: Path, form: str, bad: str) -> None:
    header = ",".join(f"phq{n}" for n in range(1, 10))
    (tmp_path / "a.csv").write_text(f"id,{header}\na,{bad},0,0,0,0,0,0,0,0\nb,0,0,0,0,0,0,0,0,2\n")
    with pytest.raises(SafetyStop) as stopped:
        score_table(instrument(form), tmp_path / "a.csv", country="GB")
    assert isinstance(stopped.value.__cause__, DataError)
    assert isinstance(stopped.value.notice, SafetyNotice)
    assert "116 123" in "".join(stopped.value.notice.message)
    (tmp_path / "a.csv").write_text(f"id,{header}\na,{bad},0,0,0,0,0,0,0,0\nb,0,0,0,0,0,0,0,0,0\n")
    with pytest.raises(DataError):
        score_table(instrument(form), tmp_path / "a.csv", country="GB")
