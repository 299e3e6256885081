"""Rounding a score the way people do it by hand: a half goes up."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache


def half_up(value: Fraction, decimals: int) -> Fraction:
    """A number with so many decimals; a half goes up, also below 0 (-0.5 becomes 0).

    Python's own ``round`` sends a half to the even neighbour, so that 4.5 items would become 4 and 5.5 would become 6.

    Args:
        value: exact.
        decimals: how many are kept.

    Source: tests/measure/questionnaires/test_rounding.py.
    """
    scale = 10**decimals
    return Fraction(_floor(value * scale + Fraction(1, 2)), scale)


def _floor(value: Fraction) -> int:
    return value.numerator // value.denominator


@lru_cache(maxsize=4096)
def exact(value: float) -> Fraction:
    """The number as it is written, so that 0.1 is one tenth and not its binary neighbour."""
    return Fraction(repr(float(value)))
