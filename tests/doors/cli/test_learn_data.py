from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.doors.cli import diary
from tests.doors.cli.test_learn_options import options

from unspiral.doors.cli.learn_data import read_asked
from unspiral.errors import SpecError
from unspiral.loop.language import parse, to_text
from unspiral.loop.model import Input, Loop
from unspiral.records import Moments, Panel

pytestmark = pytest.mark.unit


def read(path: Path | None, **changes: Any) -> tuple[Panel | Moments, Loop, tuple[str, ...]]:
    data, loop, seconds, said = read_asked(options(data=None if path is None else str(path), **changes))
    assert seconds > 0
    return data, loop, said


def test_without_a_loop_the_columns_are_guessed_and_the_guess_is_said(tmp_path: Path) -> None:
    path = diary.write(tmp_path, diary.rows(1, 3), header="id,day,nrs,phq8_total")
    data, loop, said = read(path)
    assert loop == parse("pain <-> depression; pain by nrs; depression by phq8_total")
    assert isinstance(data, Panel)
    assert data.indicators == loop.columns
    assert said[-1] == "No --loop was given, so it is: pain <-> depression; pain by nrs; depression by phq8_total"


def test_a_name_with_a_blank_is_quoted(tmp_path: Path) -> None:
    path = diary.write(tmp_path, diary.rows(1, 3), header="id,day,back pain,low mood")
    assert read(path)[1].columns == ("back pain", "low mood")


def test_the_loop_decides_which_columns_are_read(tmp_path: Path) -> None:
    path = diary.write(tmp_path, diary.rows(1, 3), header="id,day,pain,sleep,steps")
    data, loop, said = read(path, loop="sleep -> pain")
    assert isinstance(data, Panel)
    assert data.indicators == ("sleep", "pain")
    assert not [sentence for sentence in said if "No --loop" in sentence]
    assert loop == parse("sleep -> pain")
    (tmp_path / "loop.txt").write_text("sleep -> pain  # from a file\n")
    assert read(path, loop=f"@{tmp_path / 'loop.txt'}")[1] == loop


def test_an_input_acts_on_every_process_unless_the_loop_says_which(tmp_path: Path) -> None:
    path = diary.one(tmp_path, 5)
    data, loop, said = read(path, inputs=("walking:sustained",))
    assert loop.inputs == (Input("walking", ("pain", "depression"), "sustained"),)
    assert isinstance(data, Panel)
    assert data.inputs == ("walking",)
    assert to_text(loop).splitlines() == ["pain <-> depression", "walking => pain + depression (sustained)"]
    assert "walking => pain + depression (sustained)" in said[-1]
    told = "pain <-> depression; walking => pain (fading)"
    for inputs in ((), ("walking",), ("walking:fading",)):
        data, loop, _ = read(path, loop=told, inputs=inputs)
        assert loop == parse(told)
        assert isinstance(data, Panel)
        assert data.inputs == ("walking",)


def test_scales_and_codes_reach_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "diary.csv"
    path.write_text("who,day,pain,mood\n1,0,3,9\n1,1,4,-99\n1,2,5,7\n")
    data, _, _ = read(path, person="who", time="day", time_unit="week", reverse=("mood=10",), missing=("-99",))
    assert isinstance(data, Panel)
    np.testing.assert_array_equal(data.persons[0].values, [[3.0, 1.0], [4.0, np.nan], [5.0, 3.0]])
    assert data.time_unit == "week"


def test_summary_statistics_come_in_the_order_of_the_loop(tmp_path: Path) -> None:
    path = diary.moments(tmp_path)
    straight, loop, said = read(None, moments=str(path))
    assert isinstance(straight, Moments)
    assert loop == parse("pain <-> depression")
    assert said[-1].startswith("No --loop was given")
    # Which columns a loop takes, and in which order, is learn's to say (tests/learn/test_chosen_moments.py).
    turned, loop, _ = read(None, moments=str(path), loop="depression <-> pain")
    assert isinstance(turned, Moments)
    assert turned.indicators == straight.indicators
    assert loop == parse("depression <-> pain")


def test_families_are_those_of_columns_of_the_loop(tmp_path: Path) -> None:
    path = diary.one(tmp_path, 3)
    read(path, family=("pain=gaussian", "depression=gaussian"))
    with pytest.raises(SpecError, match="no column of the loop"):
        read(path, family=("walking=gaussian",))
