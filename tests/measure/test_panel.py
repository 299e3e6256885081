from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.measure.diary import cells

from unspiral.errors import DataError
from unspiral.measure.panel import panel_of
from unspiral.measure.roles import ask
from unspiral.measure.table import Table
from unspiral.records import Panel

pytestmark = pytest.mark.unit


def read(decimal_comma: bool = False, asked: dict[str, Any] | None = None, **columns: tuple[object, ...]) -> Panel:
    given: dict[str, Any] = {
        "columns": None,
        "person": None,
        "time": None,
        "time_unit": None,
        "inputs": (),
        "reverse": {},
        "missing": (),
        "order": "sort",
    }
    held = cells(**columns)
    table = Table("diary", "", tuple(columns), lambda names: type(held)({n: held.columns[n] for n in names}, held.rows), decimal_comma)
    return panel_of(table, ask(**(given | (asked or {}))))


def said(panel: Panel) -> str:
    return " ".join(panel.source.said)


DIARY: dict[str, tuple[object, ...]] = {"id": (2, 1, 2), "day": (1, 0, 0), "pain": (3, 4, 5), "mood": (6, 7, None)}


def test_persons_and_times_are_sorted():
    panel = read(**DIARY)
    assert [p.name for p in panel.persons] == ["1", "2"]
    assert panel.persons[1].time.tolist() == [0.0, 1.0]
    np.testing.assert_array_equal(panel.persons[1].values, [[5.0, np.nan], [3.0, 6.0]])
    assert panel.persons[0].inputs.shape == (1, 0)
    assert (panel.indicators, panel.inputs, panel.time_unit, panel.source.rows) == (("pain", "mood"), (), "day", 3)


def test_missing_codes_leave_person_and_time_alone():
    panel = read(asked={"missing": ["1"]}, id=(1, 1, 2), day=(0, 1, 1), pain=(1, 2, 3), mood=(3, 1.0, 4))
    assert [p.name for p in panel.persons] == ["1", "2"]
    assert panel.persons[0].time.tolist() == [0.0, 1.0]
    np.testing.assert_array_equal(panel.persons[0].values, [[np.nan, 3.0], [2.0, np.nan]])
    assert "2 cells were read as not answered because of --missing 1." in said(panel)


def test_a_code_is_taken_out_before_the_scale_is_turned_round():
    panel = read(asked={"missing": ["-99"], "reverse": {"mood": 10.0}}, day=(0, 1), pain=(1, 2), mood=(-99, 4))
    np.testing.assert_array_equal(panel.persons[0].values, [[1.0, np.nan], [2.0, 6.0]])
    assert "--reverse mood" not in said(panel)


def test_inputs():
    panel = read(
        asked={"inputs": ["walk"]}, day=(0, 1, 2, 3), pain=(1, None, None, 2), mood=(1, None, None, 3), walk=("false", "true", None, 0)
    )
    assert panel.inputs == ("walk",)
    assert panel.persons[0].time.tolist() == [0.0, 1.0, 3.0]
    assert panel.persons[0].inputs.ravel().tolist() == [0.0, 1.0, 0.0]
    assert np.isnan(panel.persons[0].values[1]).all()
    assert "true was read as 1" in said(panel)


def test_a_second_empty_input_beside_an_event_is_an_error():
    with pytest.raises(DataError, match=r"Row 3, column 'pill': the input is empty"):
        read(asked={"inputs": ["walk", "pill"]}, day=(0, 1, 2), pain=(1, None, 2), mood=(1, None, 3), walk=(0, 1, 0), pill=(0, None, 0))


def test_rows_that_hold_nothing_go_and_later_rows_keep_their_number():
    panel = read(id=(1, None, 2), day=(0, None, 0), pain=(1, None, 2), mood=(3, None, 4))
    assert panel.occasions == 2
    assert "1 row was left out: nothing stands there." in said(panel)
    with pytest.raises(DataError, match=r"Row 4, column 'pain', person '2'"):
        read(id=(1, None, 2), day=(0, None, 0), pain=(1, None, "x"), mood=(3, None, 4))


def test_decimal_comma_is_said():
    panel = read(decimal_comma=True, day=("0,5", "1"), pain=("1,5", "2"), mood=(3, 4))
    assert panel.persons[0].values[0, 0] == 1.5
    assert panel.persons[0].time.tolist() == [0.5, 1.0]
    assert "decimal comma" in said(panel)


def test_without_a_file_the_fingerprint_is_of_the_values():
    one = read(**DIARY).source.sha256
    turned = {name: values[::-1] for name, values in DIARY.items()}
    assert len(one) == 64
    assert read(**turned).source.sha256 == one
    assert read(**(DIARY | {"note": ("a", "b", "c")})).source.sha256 == one
    assert read(**(DIARY | {"pain": (3, 4, 6)})).source.sha256 != one
    assert read(**(DIARY | {"id": (3, 1, 3)})).source.sha256 != one


def test_order_of_the_file():
    assert read(asked={"order": "file"}, day=(0, 1), pain=(1, 2), mood=(3, 4)).occasions == 2
    with pytest.raises(DataError, match="lies before"):
        read(asked={"order": "file"}, day=(1, 0), pain=(1, 2), mood=(3, 4))
