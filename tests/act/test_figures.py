from __future__ import annotations

import pytest

from unspiral.act.figures import percent, shown, with_ends
from unspiral.records import Effect

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.0, "0"), (-0.0, "0"), (1.0, "1"), (-1356.3, "-1400"), (0.0218, "0.022"), (9.96, "10"), (-0.5, "-0.5"), (3.0e13, "3.0e+13")],
)
def test_two_digits_and_no_exponent(number: float, text: str) -> None:
    assert shown(number) == text


def test_percent() -> None:
    assert [percent(x) for x in (0.0117, -0.0335, 0.24, 1.0, -16.96)] == ["1.2 %", "-3.4 %", "24 %", "100 %", "-1700 %"]


def test_ends_are_shown_where_there_are_any() -> None:
    assert with_ends(Effect(4.31, 3.2, 5.42)) == "4.3 (3.2 to 5.4)"
    assert with_ends(Effect(4.31, None, 4.72)) == "4.3"
    assert with_ends(Effect(5.0, 5.0, 5.0)) == "5 (5 to 5)"


def test_the_width_of_an_interval_keeps_two_digits() -> None:
    assert with_ends(Effect(10.66, 10.02, 11.31)) == "10.7 (10.0 to 11.3)"
    assert with_ends(Effect(1.004, 0.966, 1.042)) == "1.004 (0.966 to 1.042)"
    assert with_ends(Effect(-2.1, -4.3, 0.03)) == "-2.1 (-4.3 to 0.03)"
