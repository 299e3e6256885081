"""Waves, processes, states and random intercepts of a panel model."""

from __future__ import annotations

import pytest
from tests.compat.texts import riclpm

from unspiral.compat.lavaan_text import read_syntax
from unspiral.compat.panel_layout import Layout, layout_of
from unspiral.compat.path import Equations
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


def layout(text: str) -> Layout:
    return layout_of(Equations("lavaan", text, read_syntax(text).paths))


def test_a_model_with_random_intercepts() -> None:
    found = layout(riclpm(3, names=("pain", "mood")))
    assert (found.processes, found.waves, found.within) == (("pain", "mood"), ("1", "2", "3"), True)
    assert found.traits == {"RIpain": "pain", "RImood": "mood"}
    assert found.state["wmood2"] == ("mood", 1)
    assert found.column["pain", 2] == "pain3"


def test_a_plain_model() -> None:
    found = layout("x2 ~ x1 + y1\ny2 ~ x1 + y1 + age\nx10 ~ x2\ny10 ~ y2")
    assert (found.processes, found.waves, found.within) == (("x", "y"), ("1", "2", "10"), False)
    assert found.known == ("age",)


def test_waves_that_are_written_differently_are_one() -> None:
    found = layout("x02 ~ x01 + y1\ny2 ~ y1 + x01")
    assert found.waves == ("01", "02")
    assert found.column["y", 1] == "y2"


def test_a_wave_that_one_process_lacks() -> None:
    found = layout("x2 ~ x1 + y1\ny3 ~ y1\nx3 ~ x2")
    assert ("y", 1) not in found.column


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("f =~ x1 + x2", "has no regressions"),
        ("", "has no regressions"),
        ("b ~ a", "cannot be told from their names"),
        ("RI =~ 1*x1 + 1*y1\nx2 ~ x1\ny2 ~ y1", "stands for the columns of x and y together"),
        ("F1 =~ a1 + b1\nF2 =~ a2 + b2\nF2 ~ F1", "has several columns at one wave (a1, b1)"),
        ("wx1 =~ x1\nwx2 =~ x2\ng =~ wx1 + wx2\nwx2 ~ wx1 + g", "a factor of factors"),
    ],
)
def test_what_is_no_panel_model_is_refused(text: str, said: str) -> None:
    with pytest.raises(SpecError) as problem:
        layout(text)
    assert said in problem.value.what
    assert problem.value.fix
