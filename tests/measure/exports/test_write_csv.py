from __future__ import annotations

import pytest
from tests.measure.made_diary import diary

from unspiral.errors import SpecError
from unspiral.measure.exports.write_csv import write_csv
from unspiral.measure.imports.read_tidy import read_tidy

pytestmark = pytest.mark.unit


def test_a_diary_comes_back(tmp_path):
    held = diary(("P1", "2024-03-09", "pain", "4"), ("P1", "2024-03-10", "note", "=1+1"))
    write_csv(held, tmp_path / "a.csv")
    assert b"'=1+1" in (tmp_path / "a.csv").read_bytes()
    assert list(read_tidy(tmp_path / "a.csv").rows()) == list(held.rows())


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(SpecError, match="mkdir -p"):
        write_csv(diary(("P1", "1", "pain", "4")), tmp_path / "no" / "a.csv")
