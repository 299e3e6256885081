"""Answers to item 9 call for help, although a shorter form is scored that does not have it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.doors.cli.calling import call

from unspiral.measure.questionnaires.item_nine import called_anyway
from unspiral.measure.questionnaires.library import instrument
from unspiral.measure.questionnaires.score_table import NOBODY_THERE, ScoredTable, score_table
from unspiral.measure.read_csv import csv_table

pytestmark = pytest.mark.unit

NINE = ",".join(f"phq{n}" for n in range(1, 10))


def scored(
    folder: Path, form: str, *rows: str, header: str = NINE, missing: tuple[str, ...] = (), acknowledged: bool = False
) -> ScoredTable:
    file = folder / "a.csv"
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return score_table(instrument(form), file, missing=missing, country="GB", acknowledged=acknowledged)


@pytest.mark.parametrize("form", ["phq8", "phq2"])
def test_an_answer_to_item_nine_comes_first(tmp_path: Path, form: str) -> None:
    found = scored(tmp_path, form, "1,1,1,1,1,1,1,1,2", "1,1,1,1,1,1,1,1,0", "1,1,1,1,1,1,1,1,")
    assert (found.safety, found.held_back, found.scored) == (1, True, 2)
    assert found.notice is not None
    assert found.added[f"{form}_safety"] == ("1", "0", "")
    assert found.added[f"{form}_score"][0] == ""
    assert any("Item 9 of the PHQ-9 stands in column 'phq9'" in sentence for sentence in found.said)
    seen = scored(tmp_path, form, "1,1,1,1,1,1,1,1,2", acknowledged=True)
    assert (seen.held_back, seen.added[f"{form}_safety"], seen.added[f"{form}_score"][0] != "") == (False, ("1",), True)


@pytest.mark.parametrize("name", ["q9", "PHQ9_9", "phq_item_9", "phq9"])
def test_the_ways_in_which_the_column_is_called(tmp_path: Path, name: str) -> None:
    header = ",".join([*(f"q{n}" if name == "q9" else f"phq{n}" for n in range(1, 9)), name])
    file = tmp_path / "a.csv"
    file.write_text(f"{header}\n1,1,1,1,1,1,1,1,Several days\n", encoding="utf-8")
    stem = "q" if name == "q9" else "phq"
    told = {f"phq{n}": f"{stem}{n}" for n in range(1, 9)}
    assert score_table(instrument("phq8"), file, columns=told, country="GB").safety == 1


def test_a_total_of_that_name_and_a_code_are_no_answers(tmp_path: Path) -> None:
    total = scored(tmp_path, "phq2", "1,1,14", "0,1,2", header="phq1,phq2,phq9")
    assert (total.safety, total.notice) == (0, None)
    coded = scored(tmp_path, "phq8", "1,1,1,1,1,1,1,1,-9", missing=("-9",))
    assert (coded.safety, coded.notice, coded.held_back) == (0, None, False)


def test_phq8_is_not_advised_where_somebody_answered_item_nine(tmp_path: Path) -> None:
    assert NOBODY_THERE not in scored(tmp_path, "phq9", "1,1,1,1,1,1,1,1,2").said
    assert NOBODY_THERE in scored(tmp_path, "phq9", "1,1,1,1,1,1,1,1,0").said


def test_the_command_ends_with_three_and_shows_help(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"{NINE}\n1,1,1,1,1,1,1,1,2\n", encoding="utf-8")
    called = call("measure", "score", "phq8", "--table", file, "--country", "GB")
    assert called.code == 3
    assert "116 123" in called.out
    assert "help first    1, scores kept back until --acknowledged" in called.out


def test_what_calls_is_seen_whatever_else_stands_in_the_column(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,phq9\na,\nb,2\nc,Several days\nd,7\ne,x\n")
    found = called_anyway(instrument("phq9"), csv_table(tmp_path / "a.csv"), {"phq9": "phq9"})
    assert found is not None
    np.testing.assert_array_equal(found, [np.nan, 2.0, 1.0, 7.0, np.nan])
    assert called_anyway(instrument("phq8"), csv_table(tmp_path / "a.csv"), {"phq1": "phq9"}) is None
