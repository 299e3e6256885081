from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest
from tests.measure.diary import column

from unspiral.measure.table import ColumnBuilder, Levels, cell_text, cells_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        ("as it is ", "as it is "),
        (7, "7"),
        (7.0, "7"),
        (-0.1, "-0.1"),
        (1e300, "1e+300"),
        (float("inf"), "inf"),
        (2**60 + 1, str(2**60 + 1)),
        (True, "true"),
        (np.bool_(False), "false"),
        (np.float64(0.1), "0.1"),
        (np.int64(3), "3"),
        (date(2024, 3, 9), "2024-03-09"),
        (datetime(2024, 3, 9, 21, 30), "2024-03-09T21:30:00"),
        (datetime(2024, 3, 9, 21, 30, tzinfo=UTC), "2024-03-09T21:30:00+00:00"),
    ],
)
def test_values_become_the_text_of_a_file(value, text):
    assert cell_text(value) == text


def test_pandas_not_a_time_is_empty():
    pd = pytest.importorskip("pandas")
    assert cell_text(pd.NaT) == ""


def test_equal_cells_are_kept_once_and_spaces_go():
    held = column(" 1", "2", " 1", "1 ")
    assert held.levels == ("1", "2", "1")
    assert [held.text(i) for i in range(4)] == ["1", "2", "1", "1"]


def test_a_column_grows_in_parts():
    builder = ColumnBuilder("pain")
    builder.add(["a", "b"])
    builder.add(["b", "c"])
    assert builder.build().codes.tolist() == [0, 1, 1, 2]


def test_keeping_rows_forgets_levels_that_are_gone():
    kept = column("a", "b", "a", "c").keep(np.array([True, False, True, True]))
    assert kept.levels == ("a", "c")
    assert kept.codes.tolist() == [0, 0, 1]


def test_levels_are_numbered_as_they_turn_up():
    levels = Levels()
    assert [levels[t] for t in ("x", "y", "x")] == [0, 1, 0]


def test_rows_are_numbered_from_the_first_row():
    assert cells_of([("a", ["1", "2"])], first_row=5).rows.tolist() == [5, 6]
