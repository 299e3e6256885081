"""Columns of waves are told by the one number in which their names differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.compat.wave_names import waves_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        (["x1", "x2", "y1", "y2"], {"x1": ("x", "1"), "x2": ("x", "2"), "y1": ("y", "1"), "y2": ("y", "2")}),
        (["pain_t1", "pain_t2"], {"pain_t1": ("pain", "1"), "pain_t2": ("pain", "2")}),
        (["T1_pain", "T2_pain"], {"T1_pain": ("pain", "1"), "T2_pain": ("pain", "2")}),
        (["w1pain", "w2pain"], {"w1pain": ("pain", "1"), "w2pain": ("pain", "2")}),
        (["phq9_1", "phq9_2", "phq9_3"], {f"phq9_{k}": ("phq9", str(k)) for k in (1, 2, 3)}),
        (["cesd20.w1", "cesd20.w2"], {f"cesd20.w{k}": ("cesd20", str(k)) for k in (1, 2)}),
        (["x01", "x02"], {"x01": ("x", "01"), "x02": ("x", "02")}),
        (["age", "x1", "x2", "sex"], {"x1": ("x", "1"), "x2": ("x", "2")}),
        (["x_1", "x_2", "x.1", "x.2"], {"x_1": ("x_", "1"), "x_2": ("x_", "2"), "x.1": ("x.", "1"), "x.2": ("x.", "2")}),
        (["age", "x1"], {}),
        (["1", "2"], {"1": ("x", "1"), "2": ("x", "2")}),
    ],
)
def test_series(columns: list[str], found: dict[str, tuple[str, str]]) -> None:
    assert waves_of(columns) == found


@pytest.mark.property
@given(st.lists(st.from_regex(r"[a-z_]{0,3}[0-9]{0,2}[a-z_]{0,2}", fullmatch=True), unique=True, max_size=12))
def test_any_names(columns: list[str]) -> None:
    found = waves_of(columns)
    assert set(found) <= set(columns)
    assert all(name and wave.isdigit() for name, wave in found.values())
