"""Numbers in words."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.records import Effect, Parameter
from unspiral.show.numbers import (
    MINUS,
    amount,
    beside,
    decimals_for,
    effect,
    grouped,
    interval,
    interval_of,
    level,
    probability,
    rough,
    signed,
    together,
)

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0218, "0.022"),
        (0.0999, "0.10"),
        (0.1, "0.10"),
        (5.0, "5.0"),
        (1234.0, "1200"),
        (-0.5, f"{MINUS}0.50"),
        (0.0, "0"),
        (-0.0, "0"),
        (math.nan, "unknown"),
        (math.inf, "unknown"),
        (3e-9, "3.0 × 10^-9"),
        (4.2e9, "4.2 × 10^9"),
    ],
)
def test_two_digits(number: float, text: str) -> None:
    assert amount(number) == text


@pytest.mark.parametrize(
    ("se", "low", "high", "text"),
    [
        (0.1, 0.3, 0.7, "0.30 to 0.70"),
        (0.1, None, 0.7, interval(None, 0.7, 2, sign=False)),
        (None, 0.0, 0.7, "0 to 0.70"),
        (0.1, None, None, "open on both sides"),
        (None, None, None, "at an edge, no interval"),
    ],
)
def test_a_parameter_without_an_interval_says_why(se: float | None, low: float | None, high: float | None, text: str) -> None:
    assert interval_of(Parameter("error:pain", 0.5, se, low, high, "points^2"), 2) == text


def test_a_rate_that_is_hardly_known_has_no_interval_of_billions() -> None:
    """Person 8 of docs/validation/real-data.md: on the log scale such an interval went from -4284493761 to 0."""
    assert interval_of(Parameter("self:pain", -0.0153, 0.206, -4284493761.0, -5e-14, "1/day"), -8) == "hardly known, no interval"
    assert interval_of(Parameter("self:pain", -0.5, 0.2, -1.0, -0.2, "1/day"), 1) == "\u22121.0 to \u22120.2"


def test_a_sign_is_shown_and_nothing_has_none() -> None:
    assert signed(0.2) == "+0.20"
    assert signed(-0.2) == f"{MINUS}0.20"
    assert signed(0.001, 2) == "0.00"
    assert signed(-0.001, 2) == "0.00"
    assert signed(0.0) == "0"


@given(st.floats(min_value=-1e6, max_value=1e6, allow_nan=False))
def test_no_number_is_off_by_more_than_its_last_digit(number: float) -> None:
    text = amount(number)
    if "×" not in text and number != 0.0:
        read = float(text.replace(MINUS, "-"))
        assert abs(read - number) <= 0.0500001 * abs(number) + 0.5e-6


def test_an_estimate_and_its_interval_share_their_decimals() -> None:
    assert together(0.0218, -0.0736, 0.1219) == 2
    assert together(0.0021, 0.0008, 0.31) == 3
    assert together(3220.0, 676.0, None) == -2
    assert effect(Effect(0.0218, -0.0736, 0.1219), 0.95) == f"+0.02 (95 % interval {MINUS}0.07 to +0.12)"
    assert effect(Effect(1.5, 1.0, 3.8), 0.9, sign=False, unit="days") == "1.5 days (90 % interval 1.0 to 3.8)"


def test_the_width_of_an_interval_keeps_two_digits() -> None:
    assert effect(Effect(1.004, 0.966, 1.042), 0.95, sign=False) == "1.004 (95 % interval 0.966 to 1.042)"
    assert together(18.0, 14.4, 24.0) == 0  # a width of 9.6 is 10


def test_no_sign_is_rounded_away() -> None:
    assert interval(-4.3, 0.03, 1) == f"{MINUS}4.3 to +0.03"
    assert interval(-0.0004, 2.0, 1) == f"{MINUS}0.0004 to +2.0"
    assert beside(2e-7, 0) == "just above 0"
    assert beside(-2e-7, 0) == "just below 0"
    assert beside(-0.0153, -8) == "\u22120.02"  # beside an end of billions
    assert beside(3.7e-12, 2) == beside(0.0, 4) == "0"
    assert effect(Effect(3.7e-12, 0.0, 0.6441), 0.95, sign=False) == "0 (95 % interval 0 to 0.64)"


def test_an_end_that_cannot_be_had_is_said() -> None:
    assert interval(None, None) == "no interval can be given"
    assert interval(0.2, None) == "from +0.20, without an upper end"
    assert interval(None, 0.2) == "up to +0.20"
    assert effect(Effect(1.0, None, None), 0.95) == "+1.0 (no interval can be given)"


def test_probabilities_never_claim_certainty() -> None:
    assert probability(1.0) == "more than 99 %"
    assert probability(0.0) == "less than 1 %"
    assert probability(0.974) == "97 %"
    assert probability(0.8999) == "89.9 %"  # not yet what is called likely
    assert probability(0.9) == "90 %"


def test_levels_and_counts() -> None:
    assert level(0.95) == "95 %"
    assert level(0.975) == "97.5 %"
    assert [rough(n) for n in (1, 9.2, 147, 1347, 1300)] == [1, 10, 150, 1400, 1300]
    assert grouped(1476) == "1\u202f476"
    assert decimals_for(123.0) == -1
    assert decimals_for() == 0
