"""Numbers inside sentences: two significant digits, and no exponent."""

from __future__ import annotations

import math

from unspiral.records import Effect


def shown(number: float) -> str:
    """Two significant digits: ``shown(-1356.3)`` is ``"-1400"``, ``shown(0.0218)`` is ``"0.022"``."""
    rounded = float(f"{number:.2g}")
    return f"{rounded + 0.0:.10f}".rstrip("0").rstrip(".") if abs(rounded) < 1e12 else f"{rounded:.1e}"


def percent(part: float) -> str:
    """A part of one in per cent: ``percent(0.0117)`` is ``"1.2 %"``."""
    return f"{shown(100.0 * part)} %"


def with_ends(found: Effect) -> str:
    """An estimate with its interval, where it has one: ``"4.3 (3.9 to 4.7)"``."""
    if found.low is None or found.high is None:
        return shown(found.estimate)
    width = abs(found.high - found.low)
    # Two digits of the width: 10.66 (10.02 to 11.31) would else read 11 (10 to 11).
    places = max(0, 1 - math.floor(math.log10(1.05 * width))) if 0.0 < width < math.inf else 0
    estimate, low, high = (_finer(end, places) for end in (found.estimate, found.low, found.high))
    return f"{estimate} ({low} to {high})"


def _finer(number: float, places: int) -> str:
    """At least so many places behind the point, and two digits wherever these would leave nothing of it."""
    text = f"{number:.{places}f}"
    return text if abs(number) < 1e12 and float(text) != 0.0 and abs(number) < 100.0 else shown(number)
