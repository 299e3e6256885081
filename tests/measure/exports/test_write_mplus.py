from __future__ import annotations

from dataclasses import replace

import pytest
from tests.measure.exports.panels import NAN, TWO, panel

from unspiral.measure.exports.write_mplus import write_mplus

pytestmark = pytest.mark.unit


def test_numbers_alone_and_a_code_for_missing(tmp_path):
    write_mplus(TWO, tmp_path / "out")
    lines = (tmp_path / "out" / "data.dat").read_text().splitlines()
    assert lines == ["1 0 4 2", "1 1 -999 2.5", "1 3 6 0", "2 0.25 1 1", "2 0.5 2 -999"]
    text = (tmp_path / "out" / "model.inp").read_text()
    assert "NAMES = id time pain low_mood;" in text
    assert "MISSING = ALL (-999);" in text
    assert "CLUSTER = id;" in text


def test_the_code_is_no_answer(tmp_path):
    write_mplus(panel(("Ann", [0, 1], [[-999, NAN], [-9999, 1]])), tmp_path / "out")
    assert "MISSING = ALL (-99999);" in (tmp_path / "out" / "model.inp").read_text()
    assert (tmp_path / "out" / "data.dat").read_text() == "1 0 -999 -99999\n1 1 -9999 1\n"


def test_names_and_lines_are_short_enough(tmp_path):
    names = tuple(f"a very long name of item {i}" for i in range(30))
    write_mplus(panel(("Ann", [0], [list(range(30))]), ("Bo", [0], [list(range(30))]), indicators=names), tmp_path / "out")
    text = (tmp_path / "out" / "model.inp").read_text()
    assert max(map(len, text.splitlines())) <= 90
    listed = text.split("NAMES = ")[1].split(";")[0].split()
    assert len(set(listed)) == 32
    assert max(map(len, listed)) <= 8


def test_one_person_gets_no_levels(tmp_path):
    write_mplus(replace(TWO, persons=TWO.persons[:1]), tmp_path / "out")
    text = (tmp_path / "out" / "model.inp").read_text()
    assert "CLUSTER" not in text
    assert "%BETWEEN%" not in text
