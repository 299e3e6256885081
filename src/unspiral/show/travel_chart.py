"""How one effect of a spiral travels, against the lag: all of it, straight, through others, and through each of them alone."""

from __future__ import annotations

from dataclasses import replace

from unspiral.loop.picture.words import spoken
from unspiral.records.spiral import Travel, Weighed
from unspiral.show.effects_chart import effects_picture
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import beside, interval, probability, together
from unspiral.show.words import about
from unspiral.units import count

_WORD = {"nil": "no, too small", "none": "nothing"}


def travel_picture(found: Travel, *, lag: float, unit: str) -> Picture:
    """Draw how an effect travels.

    Args:
        found: the parts, as curves and held against a threshold at the lag.
        lag: at which they are judged, in time units.
        unit: of time.

    Source: tests/show/test_travel_chart.py.
    """
    threshold = abs(found.total.threshold)
    picture = effects_picture(found.curves, sampling=lag, unit=unit, nil=threshold or None, each=True)
    caption = (
        "Lines: the estimates. Inner bands: 50 % intervals; outer bands: 95 %; at each lag by itself. “Straight”: what is left when all "
        f"other processes are held still. “Through”: what needs another process to pass it on. The dotted mark is {about(lag, unit)}, the "
        "lag at which the parts are judged."
    )
    if len(found.through) > 1:
        caption += " What goes through one process alone overlaps with what goes through another, so these do not add up."
    return replace(picture, caption=caption)


def travel_table(found: Travel, *, lag: float, unit: str) -> Table:
    """Every part at the lag, with its interval and how sure it is that it is worth speaking of."""
    parts: list[tuple[str, Weighed]] = [("all of it", found.total), ("straight", found.direct), ("through others", found.indirect)]
    if len(found.through) > 1:
        parts += [(f"through {spoken(name)} alone", at) for name, at in found.through.items()]
    kind = "in within-person standard deviations" if found.curves.standardised else "in points per point"
    size = abs(found.total.threshold)
    asked = f"beyond {size:g}?" if size else "on that side?"
    cause, affected = (spoken(name) for name in found.curves.arrow)
    rows = tuple((name, *_numbers(at), _sure(at)) for name, at in parts)
    return Table(f"{cause} → {affected} after {count(lag, unit)}, {kind}", ("", "estimate", "95 % interval", asked), rows, stack=True)


def _numbers(at: Weighed) -> tuple[str, str]:
    places = together(at.effect.estimate, at.effect.low, at.effect.high)
    return beside(at.effect.estimate, places, sign=True), interval(at.effect.low, at.effect.high, places)


def _sure(at: Weighed) -> str:
    return _WORD.get(at.word) or f"{at.word}, {probability(at.probability)}"
