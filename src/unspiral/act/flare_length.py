"""How long bad spells lasted, with those that were still open when the answers stopped."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

from unspiral.records.flare import Lasting, Spell, SpellLength

LEVEL = 0.95


def spell_length(spells: Sequence[Spell], fewest: int, level: float = LEVEL) -> SpellLength:
    """How many days half of the spells lasted at least, with an interval.

    S(t) = product over lengths s <= t of (1 - ended at s / still running at s); the median is the first t with S(t) <= 1/2. A spell that
    was open when the answers stopped counts as running up to there. The interval holds the t at which log(-log S) lies within z standard
    errors (Greenwood) of log(-log 1/2).

    Args:
        spells: of one person; those whose beginning was not seen are counted apart, for their length is not known.
        fewest: with fewer that ended there is no median.
        level: of the interval.

    Source: Kaplan & Meier (doi:10.1080/01621459.1958.10501452); Brookmeyer & Crowley, Biometrics 1982;38:29-41;
    tests/act/test_flare_length.py against statsmodels.
    """
    seen = [spell for spell in spells if spell.begun]
    ended = sorted(spell.days for spell in seen if spell.ended)
    curve: tuple[Lasting, ...] = ()
    median = low = high = None
    if len(ended) >= max(fewest, 1):
        curve = _curve([(spell.days, spell.ended) for spell in seen], level)
        median, low, high = _median(curve)
    return SpellLength(
        spells=len(seen),
        ended=len(ended),
        unseen=len(spells) - len(seen),
        median=median,
        low=low,
        high=high,
        level=level,
        shortest=ended[0] if ended else None,
        longest=ended[-1] if ended else None,
        curve=curve,
    )


def _curve(lengths: Sequence[tuple[int, bool]], level: float) -> tuple[Lasting, ...]:
    """S(t) at every length at which a spell ended, with the interval whose ends lie z standard errors off on the scale of log(-log S)."""
    wide = NormalDist().inv_cdf(0.5 + level / 2.0)
    found: list[Lasting] = []
    share, greenwood = 1.0, 0.0
    for day in sorted({days for days, ended in lengths if ended}):
        running = sum(days >= day for days, _ in lengths)
        over = sum(days == day and ended for days, ended in lengths)
        share *= 1.0 - over / running
        if over == running:  # none is left: the curve is 0 from here on, and no interval can be told
            found.append(Lasting(day, 0.0, None, None))
            continue
        greenwood += over / (running * (running - over))
        place, error = math.log(-math.log(share)), math.sqrt(greenwood) / abs(math.log(share))
        found.append(Lasting(day, share, math.exp(-math.exp(place + wide * error)), math.exp(-math.exp(place - wide * error))))
    return tuple(found)


def _median(curve: Sequence[Lasting]) -> tuple[int | None, int | None, int | None]:
    """The first lengths at which the curve, and the lower and the upper end of its interval, are at one half or below."""

    def first(ends: Sequence[float | None]) -> int | None:
        return next((at.days for at, end in zip(curve, ends, strict=True) if end is not None and end <= 0.5 + 1e-12), None)

    # Where no spell is left the curve is 0: its lower end is surely below a half, of the upper one nobody knows.
    return first([at.share for at in curve]), first([0.0 if at.low is None else at.low for at in curve]), first([at.high for at in curve])
