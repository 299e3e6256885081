"""How numbers are written: two significant digits, a true minus sign, and never without their interval."""

from __future__ import annotations

import math

from unspiral.records import Effect, Parameter

MINUS = "−"
MOST_DECIMALS = 6
NIL = 1e-7  # of the last place that is shown: what a computer leaves of an exact zero


def amount(number: float, decimals: int | None = None) -> str:
    """A number with two significant digits: ``amount(0.0218)`` is "0.022", ``amount(1234)`` is "1200".

    Args:
        number: any; what is not finite reads "unknown".
        decimals: behind the point, where the number stands beside others of its kind.
    """
    if not math.isfinite(number):
        return "unknown"
    places = decimals_for(number) if decimals is None else decimals
    size = abs(round(number, places))
    if decimals is None and number != 0.0 and (size == 0.0 or size >= 1e7):
        mantissa, _, power = f"{abs(number):.1e}".partition("e")
        text = f"{mantissa} × 10^{int(power)}"
    else:
        text = f"{size:.{max(places, 0)}f}"
        if size == 0.0:
            return text
    return MINUS + text if number < 0.0 else text


def signed(number: float, decimals: int | None = None) -> str:
    """The same with its sign always shown; what rounds to nothing has none."""
    text = amount(number, decimals)
    bare = text.strip("0.") == ""
    return text if number <= 0 or bare or not math.isfinite(number) else "+" + text


def decimals_for(*numbers: float, digits: int = 2) -> int:
    """Places behind the point that show the largest number with ``digits`` significant digits; negative ones round before the point."""
    sizes = [abs(n) for n in numbers if math.isfinite(n) and n != 0.0]
    if not sizes:
        return 0
    largest = float(f"{max(sizes):.{digits - 1}e}")  # 0.0999 counts as 0.10
    return min(digits - 1 - math.floor(math.log10(largest)), MOST_DECIMALS)


def together(*numbers: float | None) -> int:
    """One number of decimals for an estimate and its interval.

    Two digits of the largest and of the interval's width, and one of the first where that takes no more than two places more.
    """
    known = [n for n in numbers if n is not None and math.isfinite(n)]
    most = decimals_for(*known)
    ends = known[-2:] if len(known) == len(numbers) else []
    width = abs(ends[1] - ends[0]) if len(ends) == 2 else 0.0
    wide = decimals_for(1.05 * width) if width > NIL * max(map(abs, known)) else most  # a width of 9.6 is 10, in two digits
    first = decimals_for(known[0], digits=1) if known and known[0] else most
    return min(max(most, wide, first if first <= most + 2 else most), MOST_DECIMALS)


def beside(number: float, decimals: int, *, sign: bool = False) -> str:
    """A number among others with the same decimals that keeps its side of zero: ``beside(0.03, 1)`` is "0.03", not "0.0".

    Args:
        number: any.
        decimals: that the others have.
        sign: whether a plus is shown.
    """
    if abs(number) <= NIL * 10.0 ** -max(decimals, 0):  # beside an end of billions 0.02 is still no zero
        return "0"
    if round(number, decimals) == 0.0:
        decimals = decimals_for(number, digits=1)
        if round(number, decimals) == 0.0:
            return f"just {'above' if number > 0.0 else 'below'} 0"
    return (signed if sign else amount)(number, decimals)


def interval(low: float | None, high: float | None, decimals: int | None = None, *, sign: bool = True) -> str:
    """Two ends in words: "−0.07 to +0.12"; an end that cannot be had is said, not left out."""
    if low is None and high is None:
        return "no interval can be given"
    places = together(*(n for n in (low, high) if n is not None)) if decimals is None else decimals
    if low is None:
        return f"up to {beside(high, places, sign=sign)}" if high is not None else ""
    if high is None:
        return f"from {beside(low, places, sign=sign)}, without an upper end"
    return f"{beside(low, places, sign=sign)} to {beside(high, places, sign=sign)}"


def level(share: float) -> str:
    """How wide an interval is: ``level(0.95)`` is "95 %"."""
    return f"{100 * share:g} %"


def effect(found: Effect, share: float, *, sign: bool = True, unit: str = "") -> str:
    """An estimate with unit and interval: "+0.02 points (95 % interval −0.07 to +0.12)"."""
    places = together(found.estimate, found.low, found.high)
    first = beside(found.estimate, places, sign=sign) + (f" {unit}" if unit else "")
    if found.low is None and found.high is None:
        return f"{first} ({interval(None, None)})"
    return f"{first} ({level(share)} interval {interval(found.low, found.high, places, sign=sign)})"


def interval_of(found: Parameter, decimals: int) -> str:
    """A parameter's interval, or why it has none: at an edge there is no standard error either; elsewhere neither end was found."""
    if found.low is None and found.high is None:
        return "at an edge, no interval" if found.se is None else "open on both sides"
    from unspiral.learn.edge import HARDLY  # late: pages that only write numbers start without what computes

    if found.name.startswith("self:") and found.se is not None and found.se > HARDLY * abs(found.estimate):
        return "hardly known, no interval"  # its ends would be a factor of 20 apart either way, or billions
    return interval(found.low, found.high, decimals, sign=False)


def probability(share: float) -> str:
    """A probability in whole percent that never claims certainty: ``probability(0.9999)`` is "more than 99 %"."""
    from unspiral.learn.direction import LIKELY

    if share > 0.99:
        return "more than 99 %"
    if share < 0.01:
        return "less than 1 %"
    if share < LIKELY <= round(share, 2):  # it must not be read as having reached what it has not
        return f"{math.floor(1000 * share) / 10:g} %"
    return f"{100 * share:.0f} %"


def rough(count: float) -> int:
    """A count that is only roughly known, rounded up to two digits: ``rough(1347)`` is 1400."""
    if count < 10:
        return math.ceil(count)
    step = 10 ** (math.floor(math.log10(count)) - 1)
    return math.ceil(count / step - 1e-9) * step


def grouped(count: int) -> str:
    """A count with its thousands apart, and no comma that some readers take for a decimal point: "1 476" with a narrow blank."""
    return f"{count:,}".replace(",", "\u202f")
