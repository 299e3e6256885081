"""A record by day: means of a day's answers, empty days stay empty, and clocks of every kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from unspiral import read
from unspiral.act.flare_days import answered_days, day_table
from unspiral.records import Panel, Person, Source

pytestmark = pytest.mark.unit

NAN = float("nan")


def panel(time: list[float], values: list[float], inputs: list[float], unit: str = "day") -> Panel:
    person = Person("1", np.array(time), np.array(values)[:, None], np.array(inputs)[:, None])
    return Panel((person,), ("pain",), ("heat",), unit, Source("made up", "", len(time)))


def test_several_answers_a_day_and_days_without() -> None:
    made = panel([0.2, 0.9, 3.0, 4.0], [2.0, 4.0, NAN, 7.0], [0.0, 1.0, 1.0, 0.0])
    found = day_table(made, made.persons[0])
    np.testing.assert_array_equal(found.answers[:, 0], [3.0, NAN, NAN, NAN, 7.0])
    assert found.tried[:, 0].tolist() == [True, False, False, True, False]
    assert found.several == 1
    assert answered_days(found.answers[:, 0]).tolist() == [0, 4]


def test_hours_are_days_and_local_clocks_go_first() -> None:
    hours = panel([0.0, 23.0, 24.0], [1.0, 3.0, 5.0], [0.0, 0.0, 0.0], "hour")
    assert day_table(hours, hours.persons[0]).answers[:, 0].tolist() == [2.0, 5.0]
    late = replace(hours.persons[0], local=np.array([9.9, 10.86, 10.9]))  # the first was given just before midnight
    assert day_table(hours, late).answers[:, 0].tolist() == [1.0, 4.0]
    assert day_table(hours, hours.persons[0]).start is None
    assert day_table(hours, late).start == date(1970, 1, 7)


@pytest.mark.parametrize("zone", ["", "+13:00", "-10:00"])
def test_the_first_date_is_the_one_in_the_table(tmp_path: Path, zone: str) -> None:
    """Read from a table, on every weekday, and as it was on the clock there, not in UTC."""
    for day in range(1, 9):
        rows = [f"2026-03-{day + step:02d}T23:30{zone},{step}" for step in range(3)]
        (tmp_path / "in.csv").write_text("\n".join(["time,pain", *rows]) + "\n", encoding="utf-8")
        made = read(tmp_path / "in.csv", columns=["pain"])
        found = day_table(made, made.persons[0])
        assert found.start == date(2026, 3, day)
        assert found.answers[:, 0].tolist() == [0.0, 1.0, 2.0]


def test_rounding_moves_no_day() -> None:
    made = panel([0.0, 3 * (1 - 1e-12)], [1.0, 2.0], [0.0, 0.0])
    assert len(day_table(made, made.persons[0]).answers) == 4
