"""Rows without an answer as prompts that were skipped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from unspiral.errors import DataError, SpecError
from unspiral.measure.read import read
from unspiral.measure.read_csv import read_csv
from unspiral.records import Panel

pytestmark = pytest.mark.unit
HEAD = "id,day,pain,depression,answered\n"
ROWS = "a,0,,,0\na,1,3,2,1\na,2,,,0\na,3,4,2,1\na,4,,1,1\na,5,,,\na,6,,,0\nb,0,3,3,1\nb,1,,,0\nb,2,2,3,1\nc,1,,,0\n"


def table(folder: Path, rows: str = ROWS) -> Path:
    path = folder / "prompts.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return path


def skipped(panel: Panel) -> list[list[float]]:
    return [person.skipped.tolist() for person in panel.persons if person.skipped is not None]


def test_without_a_word_of_prompts_rows_without_an_answer_are_left_out(tmp_path: Path) -> None:
    panel = read_csv(table(tmp_path), columns=("pain", "depression"))
    assert [len(p.time) for p in panel.persons] == [3, 2]
    assert all(p.skipped is None for p in panel.persons)


def test_every_row_is_a_prompt_up_to_the_last_answer(tmp_path: Path) -> None:
    panel = read(table(tmp_path), columns=("pain", "depression"), prompts="between")
    assert skipped(panel) == [[1.0, 0.0, 1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    assert panel.persons[0].time.tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]
    said = " ".join(panel.source.said)
    assert "8 prompts, of which 3 were skipped" in said
    assert "2 prompts after a person's last answer were left out" in said
    assert "--after-last" in said


def test_prompts_after_the_last_answer_count_where_that_is_asked(tmp_path: Path) -> None:
    panel = read(table(tmp_path), columns=("pain", "depression"), prompts="all")
    assert skipped(panel)[0] == [1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0]
    assert "10 prompts, of which 5 were skipped" in " ".join(panel.source.said)


def test_a_column_says_what_was_a_prompt(tmp_path: Path) -> None:
    panel = read(table(tmp_path), columns=("pain", "depression"), prompts="all", answered="answered")
    assert skipped(panel)[0] == [1.0, 0.0, 1.0, 0.0, 0.0, 1.0]  # nobody asked on day 5
    assert 5.0 not in panel.persons[0].time


def test_true_and_false_are_understood(tmp_path: Path) -> None:
    path = table(tmp_path, "a,0,1,2,true\na,1,,,false\na,2,2,1,true\n")
    panel = read(path, columns=("pain", "depression"), prompts="all", answered="answered")
    assert skipped(panel) == [[0.0, 1.0, 0.0]]


def test_an_answer_to_a_skipped_prompt_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"Row 3, column 'answered', person 'a': the prompt was not answered, and the row holds an answer"):
        read(table(tmp_path, "a,0,1,2,1\na,1,2,,0\n"), columns=("pain", "depression"), prompts="between", answered="answered")


def test_what_is_neither_answered_nor_skipped_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"2 is neither 1 \(answered\) nor 0 \(skipped\)"):
        read(table(tmp_path, "a,0,1,2,1\na,1,2,3,2\n"), columns=("pain", "depression"), prompts="between", answered="answered")


def test_an_input_must_be_known_where_a_prompt_was_skipped(tmp_path: Path) -> None:
    path = tmp_path / "walk.csv"
    path.write_text("day,pain,depression,walk\n0,1,2,0\n1,,,\n2,2,3,1\n3,3,1,0\n", encoding="utf-8")
    with pytest.raises(DataError, match="Row 3, column 'walk': the input is empty"):
        read(path, columns=("pain", "depression"), inputs=("walk",), prompts="between")
    assert len(read(path, columns=("pain", "depression"), inputs=("walk",)).persons[0].time) == 3


def test_the_order_of_rows_has_no_say(tmp_path: Path) -> None:
    rows = ROWS.strip().split("\n")
    one = read(table(tmp_path), columns=("pain", "depression"), prompts="between")
    other = read(table(tmp_path, "\n".join(rows[::-1]) + "\n"), columns=("pain", "depression"), prompts="between")
    for a, b in zip(one.persons, other.persons, strict=True):
        np.testing.assert_array_equal(a.skipped, b.skipped)


def test_options_that_no_table_could_make_right(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="'betwen'"):
        read(table(tmp_path), prompts="betwen")
    with pytest.raises(SpecError, match="prompts are not asked for"):
        read(table(tmp_path), answered="answered")
    with pytest.raises(DataError, match=r"There is no column 'answred'.*Did you mean 'answered'"):
        read(table(tmp_path), columns=("pain", "depression"), prompts="all", answered="answred")
