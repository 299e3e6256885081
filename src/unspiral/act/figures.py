"""Numbers inside sentences: two significant digits, and no exponent."""

from __future__ import annotations

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
    return f"{shown(found.estimate)} ({shown(found.low)} to {shown(found.high)})"
