"""Sentences that are said aloud: small pieces that several readers share."""

from __future__ import annotations

PLAIN_NUMBER = "write 1234.5: a point for decimals and nothing between thousands."


def counted(number: int, one: str, many: str) -> str:
    """``counted(2, "row was", "rows were")`` is ``"2 rows were"``."""
    return f"{number} {one if number == 1 else many}"


def exact(number: float) -> str:
    """A number by which it can be read again as the very same one: ``exact(20.0)`` is "20", ``exact(100.0000001)`` keeps its digits."""
    short = f"{number:g}"
    return short if float(short) == number else repr(float(number))
