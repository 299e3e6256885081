from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest
from tests.measure.exports.panels import TWO, panel

from unspiral.errors import DataError
from unspiral.measure.exports.write_mlvar import write_mlvar

pytestmark = pytest.mark.unit


def rows_of(folder):
    return list(csv.reader((folder / "data.csv").read_text().splitlines()))


def test_beeps_are_numbered_within_days_and_gaps_stay(tmp_path):
    write_mlvar(TWO, tmp_path / "out")
    assert [row[:3] for row in rows_of(tmp_path / "out")] == [
        ["id", "day", "beep"], ["1", "1", "1"], ["1", "2", "1"], ["1", "4", "1"], ["2", "1", "1"], ["2", "1", "2"],
    ]  # fmt: skip
    assert 'dayvar = "day", beepvar = "beep"' in (tmp_path / "out" / "load.R").read_text()


def test_one_answer_a_day_makes_days_the_beeps(tmp_path):
    write_mlvar(panel(("Ann", [0, 1, 3], [[4, 2], [5, 2], [6, 0]])), tmp_path / "out")
    assert 'idvar = "id", beepvar = "day"' in (tmp_path / "out" / "load.R").read_text()


def test_days_are_those_of_the_wall_clock(tmp_path):
    person = replace(TWO.persons[0], local=np.array([2.9, 3.1, 3.9]))
    write_mlvar(replace(TWO, persons=(person,)), tmp_path / "out")
    assert [row[1:3] for row in rows_of(tmp_path / "out")[1:]] == [["1", "1"], ["2", "1"], ["2", "2"]]


def test_waves_of_months_are_refused(tmp_path):
    with pytest.raises(DataError, match="counted in months"):
        write_mlvar(replace(TWO, time_unit="month"), tmp_path / "out")
