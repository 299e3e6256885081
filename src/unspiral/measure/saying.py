"""Sentences that are said aloud: small pieces that several readers share."""

from __future__ import annotations

PLAIN_NUMBER = "write 1234.5: a point for decimals and nothing between thousands."


def counted(number: int, one: str, many: str) -> str:
    """``counted(2, "row was", "rows were")`` is ``"2 rows were"``."""
    return f"{number} {one if number == 1 else many}"
