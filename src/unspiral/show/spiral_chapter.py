"""Whether the loop feeds itself: how much of a push comes back and through which link, what slows recovery, and what that assumes."""

from __future__ import annotations

import math

from unspiral.act.spiral_words import slowing_words
from unspiral.loop.picture.words import spoken
from unspiral.records import Effect, Fit, Spiral
from unspiral.records.spiral import Slowing, Weighed
from unspiral.show.model import Part, Section, Table
from unspiral.show.numbers import beside, interval, level, probability, together
from unspiral.show.shares_chart import shares_picture
from unspiral.show.whatif_words import cell
from unspiral.show.words import no_figures

NAME, HEADING = "spiral", "Does the loop feed itself?"
SLOPE = "Slope: how fast the slowest rate rises as the link grows; above 0, a stronger link slows recovery."


def spiral_section(fit: Fit, spiral: Spiral | None) -> Section | None:
    """How much of a push comes back round, through which link, and what slows recovery; None where there is no loop.

    Args:
        fit: that it is of.
        spiral: of the fit; None where the fit carries none.
    """
    reason = no_figures(fit)
    if reason and len(fit.processes) > 1:
        return Section(NAME, HEADING, (f"No figure is shown. {reason}",))
    if spiral is None:
        return None
    return Section(NAME, HEADING, tuple(_lead(fit, spiral)), spiral_parts(spiral))


def spiral_parts(spiral: Spiral) -> tuple[Part, ...]:
    """The picture of the shares, the numbers of the loop, what slows recovery, and the assumptions."""
    picture = shares_picture(spiral)
    parts = [Part(pictures=(picture,))] if picture is not None else []
    rows = _loop_rows(spiral)
    if rows:
        caption = f"The loop as a whole, each number with its {level(spiral.level)} interval"
        parts.append(Part(tables=(Table(caption, ("", "estimate", "interval", "unit"), tuple(rows), stack=True),)))
    if spiral.slowing is not None:
        parts.append(_slowing_part(spiral, spiral.slowing))
    if spiral.assumptions:
        parts.append(Part(box_title="What these numbers take for granted", box=spiral.assumptions))
    return tuple(parts)


def _lead(fit: Fit, spiral: Spiral) -> list[str]:
    lead = [spiral.words]
    if math.isfinite(spiral.probability):
        lead.append(f"The probability that the loop feeds itself (gain above zero) is {probability(spiral.probability)}.")
    if len(spiral.shares) == 2 and len(fit.processes) == 2:
        lead.append("With two processes there is one loop, and all of it runs through both links.")
    return lead


def _loop_rows(spiral: Spiral) -> list[tuple[str, ...]]:
    found: tuple[tuple[str, Effect | None, bool, str], ...] = (
        ("gain of the loop", spiral.gain, True, "share of a push"),
        ("amplification: a held push ends this many times as large", spiral.amplification, False, "times"),
        ("what one round of the links leaves of a push (spectral radius)", spiral.radius, False, "share of a push"),
        ("time until a disturbance has shrunk to 37 %, at its slowest", spiral.recovery, False, f"{spiral.unit}s"),
    )
    return [(name, *_cells(number, sign=sign), unit) for name, number, sign, unit in found if number is not None]


def _slowing_part(spiral: Spiral, slowing: Slowing) -> Part:
    """What the links do to the time that a disturbance lasts, link by link."""
    said = (slowing_words(slowing, spiral.unit),)
    if slowing.slowed.word == "none":
        return Part("What slows recovery", said)
    size = f"{100.0 * spiral.threshold:g} %"
    header = ("without", f"recovery, {spiral.unit}s", "shorter by", f"by more than {size}?", "slope")
    rows = tuple(
        (f"{spoken(a)} → {spoken(b)}", _time(link.without), _share(link.saved.effect), sure(link.saved), _slope(link.slope))
        for (a, b), link in slowing.links.items()
    )
    caption = f"How long a disturbance would last without a link ({level(spiral.level)} intervals). {SLOPE}"
    return Part("What slows recovery", said, tables=(Table(caption, header, rows, stack=True),))


def sure(weighed: Weighed) -> str:
    """How sure it is that a number lies beyond what is worth speaking of."""
    word = {"none": "nothing", "nil": "no, too small"}.get(weighed.word)
    return word or f"{weighed.word}, {probability(weighed.probability)}"


def _time(found: Effect) -> str:
    return "never" if math.isinf(found.estimate) else cell(found, sign=False)


def _share(found: Effect) -> str:
    low, high = (None if end is None else 100.0 * end for end in (found.low, found.high))
    estimate, ends = _cells(Effect(100.0 * found.estimate, low, high))
    return f"{estimate} % ({ends})"


def _slope(found: Effect) -> str:
    return beside(found.estimate, together(found.estimate), sign=True) if math.isfinite(found.estimate) else "none"


def _cells(found: Effect, *, sign: bool = True) -> tuple[str, str]:
    places = together(found.estimate, found.low, found.high)
    return beside(found.estimate, places, sign=sign), interval(found.low, found.high, places, sign=sign)
