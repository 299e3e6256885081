"""How long bad spells lasted, with those that were still open when the answers stopped."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

from unspiral.records.flare import Spell, SpellLength

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
    median = low = high = None
    if len(ended) >= max(fewest, 1):
        median, low, high = _median([(spell.days, spell.ended) for spell in seen], level)
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
    )


def _median(lengths: Sequence[tuple[int, bool]], level: float) -> tuple[int | None, int | None, int | None]:
    wide = NormalDist().inv_cdf(0.5 + level / 2.0)
    half = math.log(math.log(2.0))
    share, greenwood = 1.0, 0.0
    median = low = high = None
    for day in sorted({days for days, ended in lengths if ended}):
        running = sum(days >= day for days, _ in lengths)
        over = sum(days == day and ended for days, ended in lengths)
        share *= 1.0 - over / running
        if over == running:  # none is left: the curve is 0 from here on, and an upper end cannot be told
            below, above = True, False
        else:
            greenwood += over / (running * (running - over))
            place, error = math.log(-math.log(share)), math.sqrt(greenwood) / abs(math.log(share))
            below, above = place + wide * error >= half, place - wide * error >= half
        if low is None and below:
            low = day
        if median is None and share <= 0.5 + 1e-12:
            median = day
        if high is None and above:
            high = day
    return median, low, high
