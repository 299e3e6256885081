"""One time that is written in two ways: what both are compared by."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

from unspiral.measure.cells import NUMBER

_FINER = re.compile(r"[.,][0-9]{6}([0-9]+)")


@lru_cache(maxsize=65_536)
def instant(text: str) -> str:
    """A time of a diary in the one way that all its spellings share.

    Args:
        text: a number of days, a date, or a moment with or without offset.

    Returns:
        Moments with an offset on the clock of UTC, those without as they stand on the wall, numbers as numbers; a date stays a date,
        as it is no moment. What is none of these comes back as it is.

    Source: tests/measure/test_instant.py.
    """
    plain = text.strip()
    if NUMBER.fullmatch(plain):
        number = float(plain) + 0.0
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    if len(plain) <= 10:
        return plain
    try:
        moment = datetime.fromisoformat(plain)
        there = moment if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return plain
    finer = _FINER.search(plain)  # what is finer than a millionth of a second is read by no clock, and still tells two times apart
    return there.isoformat(timespec="auto" if there.second or there.microsecond else "minutes") + (finer[1].rstrip("0") if finer else "")
