from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measure.exports.panels import TWO

from unspiral.measure.exports.layout import layout_folder, names_for, number_text

pytestmark = pytest.mark.property


@given(st.lists(st.text(max_size=12), max_size=12), st.integers(4, 20))
def test_names_can_be_read_and_differ(words, longest):
    names = names_for(words, ("id", "time"), longest)
    assert len(names) == len(words)
    assert len({name.casefold() for name in names} | {"id", "time"}) == len(words) + 2
    assert all(name[0].isalpha() and name.isascii() and name.replace("_", "a").isalnum() and len(name) <= longest for name in names)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_keeps_every_digit(value):
    assert float(number_text(value, "NA")) == value


def test_missing_and_whole_numbers():
    assert [number_text(v, "NA") for v in (float("nan"), 7.0, 0.1)] == ["NA", "7", "0.1"]


def test_persons_stand_apart_and_what_was_said_is_kept(tmp_path):
    with layout_folder(tmp_path / "out", TWO, "Words.", replace=False) as folder:
        (folder / "data.csv").write_text("x")
    rows = list(csv.reader((tmp_path / "out" / "persons.csv").read_text().splitlines()))
    assert rows == [["id", "person"], ["1", "Ann"], ["2", "Bo"]]
    assert "- One thing was said." in (tmp_path / "out" / "README.txt").read_text()
