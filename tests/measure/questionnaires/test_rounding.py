"""A half goes up."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.measure.questionnaires.rounding import exact, half_up

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("value", "decimals", "wanted"),
    [
        ("9/2", 0, "5"),
        ("11/2", 0, "6"),
        ("-1/2", 0, "0"),
        ("-3/2", 0, "-1"),
        ("20/3", 1, "67/10"),
        ("1600/45", 1, "356/10"),
        ("1/20", 1, "1/10"),
    ],
)
def test_half_up(value: str, decimals: int, wanted: str) -> None:
    assert half_up(Fraction(value), decimals) == Fraction(wanted)


@given(st.fractions(-1000, 1000), st.integers(0, 3))
def test_never_more_than_half_a_step_away(value: Fraction, decimals: int) -> None:
    rounded = half_up(value, decimals)
    assert -Fraction(1, 2 * 10**decimals) < rounded - value <= Fraction(1, 2 * 10**decimals)
    assert (rounded * 10**decimals).denominator == 1


def test_exact_is_what_is_written() -> None:
    assert exact(0.1) == Fraction(1, 10)
    assert exact(7) == 7
