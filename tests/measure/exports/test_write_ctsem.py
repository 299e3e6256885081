from __future__ import annotations

import csv

import pytest
from tests.measure.exports.panels import TWO, panel

from unspiral.errors import DataError
from unspiral.measure.exports.write_ctsem import write_ctsem

pytestmark = pytest.mark.unit


def test_a_row_an_occasion(tmp_path):
    write_ctsem(TWO, tmp_path / "out")
    rows = list(csv.reader((tmp_path / "out" / "data.csv").read_text().splitlines()))
    assert rows == [
        ["id", "time", "pain", "low_mood"],
        ["1", "0", "4", "2"],
        ["1", "1", "NA", "2.5"],
        ["1", "3", "6", "0"],
        ["2", "0.25", "1", "1"],
        ["2", "0.5", "2", "NA"],
    ]
    assert 'manifestNames = c("pain", "low_mood")' in (tmp_path / "out" / "load.R").read_text()
    assert "low_mood,low mood" in (tmp_path / "out" / "columns.csv").read_text()


def test_nobody_cannot_be_laid_out(tmp_path):
    with pytest.raises(DataError, match="too few items"):
        write_ctsem(panel(), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
