"""The same data under other assumptions: without traits, with them, with a mean for every wave."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from unspiral.learn.overlap import WITH
from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow, Effect, Rung
from unspiral.show.axis import Scale, ticks, widened
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, beside, decimals_for, interval, signed, together
from unspiral.show.svg import FONT, NARROW, frame, hued, rule, tag, text
from unspiral.show.words import start
from unspiral.units import count

ROW, HEAD, FOOT, SIDE = 46.0, 8.0, 46.0, 26.0
EDGE_NOTE = " Hollow with a line off zero: the fit lies at an edge, where an interval means nothing."
LINE = 16.0  # between two lines of words under the picture
NO_LAW_NOTE = (
    " With *: the loop of this rung, or too many of those that the data leave possible, does not settle; its effects are raw, points per "
    "point."
)
CALLED = ("drives", "likely drives", "clear but very small")


def ladder_picture(arrow: Arrow, ladder: Sequence[Rung], *, lag: float, unit: str, level: float) -> Picture:
    """Draw one arrow on every rung.

    Args:
        arrow: (cause, affected).
        ladder: the rungs, in order.
        lag: at which the words are judged; every rung is drawn at it.
        unit: of time.
        level: of their intervals.
    """
    title = ladder_title(arrow, ladder)
    found = [(rung, effect_on(rung, arrow)) for rung in ladder]
    size = _size(ladder, arrow)
    ends = [end for _, e in found for end in (e.low, e.estimate, e.high) if end is not None]
    low, high = widened(min(0.0, *ends), max(0.0, *ends), 4)
    x = Scale(low, high, SIDE, NARROW - SIDE)
    mixed = len({unit_on(rung, arrow) for rung in ladder}) > 1
    lines = axis_lines("effect, in the unit of each row" if mixed else size)
    bottom = HEAD + ROW * len(found)
    height = bottom + FOOT + LINE * (len(lines) - 1)
    places = max(0, decimals_for(ticks(low, high, 4)[1] - ticks(low, high, 4)[0], digits=1))
    body: list[str] = []
    for value in ticks(low, high, 4):
        body.append(text(signed(value, places), x.at(value), bottom + 13, anchor="middle", tone="quiet"))
    for k, words in enumerate(lines):
        body.append(text(words, NARROW / 2, bottom + 34 + LINE * k, anchor="middle"))
    for k, (rung, e) in enumerate(found):
        y = HEAD + ROW * (k + 0.5)
        body.append(text(f"{rung.label}: {word_on(rung, arrow)}" + (f", in {unit_on(rung, arrow)}" if mixed else ""), 4, y - 13))
        # The grid stands behind the intervals only, so that no line runs through the words.
        for value in ticks(low, high, 4):
            body.append(
                rule(
                    (x.at(value), y - 3), (x.at(value), y + 17), tone="ink" if value == 0.0 else "grid", width=1.4 if value == 0.0 else 1.0
                )
            )
        body.append(hued(hue_of(arrow[0]), _whisker(x, e, y + 7, solid=rung.words.get(arrow) in CALLED)))
    described = "Interval chart, one row for each way of fitting. " + " ".join(
        f"{start(rung.label)}: {beside(e.estimate, together(e.estimate, e.low, e.high), sign=True)}, "
        f"{interval(e.low, e.high)}, {unit_on(rung, arrow)}, {word_on(rung, arrow)}."
        for rung, e in found
    )
    caption = (
        f"Dot: effect of {spoken(arrow[0])} on {spoken(arrow[1])} after {count(lag, unit)}; line: its {amount(100 * level, 0)} % interval. "
        "Filled: can be called. Hollow: cannot, or is too small to speak of. The words rest on these effects."
        + (NO_LAW_NOTE if any(not settles(rung) for rung in ladder) else "")
        + (EDGE_NOTE if any(_off_zero(e) and rung.words.get(arrow) == "cannot tell" for rung, e in found) else "")
    )
    return Picture(title, frame(body, NARROW, height, title, described, "ladder"), caption, _table(arrow, found, lag, unit, level, size))


def ladder_title(arrow: Arrow, ladder: Sequence[Rung]) -> str:
    """What becomes of an arrow when people are kept apart from their days."""
    said = [(rung.label, word_on(rung, arrow)) for rung in ladder]
    name = f"{start(spoken(arrow[0]))} → {spoken(arrow[1])}"
    if any(rung.label == WITH for rung in ladder):  # rungs about questions, not about people
        same = len({word for _, word in said}) == 1
        return f"{name}: {said[0][1]}, with the overlapping items and without" if same else f"{name}: {_by_rung(said)}"
    plain = [rung.words.get(arrow) in CALLED for rung in ladder if not rung.traits]
    apart = [rung.words.get(arrow) in CALLED for rung in ladder if rung.traits]
    if plain and apart and any(plain) and not any(apart):
        return f"{name}: called without traits, not with them"
    if plain and apart and all(apart) and not any(plain):
        return f"{name}: called with traits, not without them"
    if len({word for _, word in said}) == 1:
        return f"{name}: {said[0][1]}, with traits and without"
    return f"{name}: {_by_rung(said)}"


def _by_rung(said: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{word} {label}" for label, word in said)


def effect_on(rung: Rung, arrow: Arrow) -> Effect:
    """The effect on which the rung's word rests; in a file of an older version, the raw one at the lag asked for."""
    link = rung.links.get(arrow)
    return rung.lagged[arrow] if link is None else link.effect


def unit_on(rung: Rung, arrow: Arrow) -> str:
    """Short unit of the effect that is shown of a rung: "SD" or "points"; a star where its loop has no settled law."""
    link = rung.links.get(arrow)
    return "SD" if link is not None and link.standardised else f"points{'' if settles(rung) else ' *'}"


def settles(rung: Rung) -> bool:
    """Whether the rung's loop, and nearly every loop that the data leave possible, settles; unknown, in older files, counts as yes."""
    return all(link.standardised for link in rung.links.values())


def axis_lines(words: str) -> list[str]:
    """Words under the picture in lines that fit into it."""
    return textwrap.wrap(words, int(NARROW / (0.56 * FONT)), break_long_words=True)


def _size(ladder: Sequence[Rung], arrow: Arrow) -> str:
    """Unit of the effects: standard deviations where every rung has them, else points, or both where they differ."""
    standardised = {rung.links[arrow].standardised for rung in ladder if arrow in rung.links}
    points = f"points of {spoken(arrow[1])} per point of {spoken(arrow[0])}"
    if standardised == {True}:
        return f"standard deviations of {spoken(arrow[1])} per one of {spoken(arrow[0])}"
    return points if True not in standardised else f"standard deviations; {points} where the loop has none"


def _off_zero(e: Effect) -> bool:
    return (e.low is not None and e.low > 0.0) or (e.high is not None and e.high < 0.0)


def word_on(rung: Rung, arrow: Arrow) -> str:
    """What may be said about an arrow on one rung, short enough for a phone; an arrow that is called downwards says so."""
    word = rung.words.get(arrow, "cannot tell")
    if word in ("drives", "likely drives"):
        return f"{word} down" if effect_on(rung, arrow).estimate < 0.0 else word
    return "too small to speak of" if word == "nil" else word


def _whisker(x: Scale, e: Effect, y: float, *, solid: bool) -> str:
    low = x.start if e.low is None else x.at(e.low)
    high = x.end if e.high is None else x.at(e.high)
    line = tag("path", d=f"M{low:.1f} {y:.1f}H{high:.1f}", stroke="currentColor", stroke_width=3, stroke_dasharray=None if solid else "6 4")
    caps = "".join(f"M{end:.1f} {y - 5:.1f}v10" for end, known in ((low, e.low), (high, e.high)) if known is not None)
    mark = tag("circle", cx=x.at(e.estimate), cy=y, r=5.5, stroke="currentColor", stroke_width=2.2, **_fill(solid))
    return line + (tag("path", d=caps, stroke="currentColor", stroke_width=2) if caps else "") + mark


def _fill(solid: bool) -> dict[str, str]:
    return {"fill": "currentColor"} if solid else {"fill": "#FFFFFF", "class": "uc-paper"}


def _table(arrow: Arrow, found: Sequence[tuple[Rung, Effect]], lag: float, unit: str, level: float, size: str) -> Table:
    rows: list[tuple[str, ...]] = []
    for rung, e in found:
        places = together(e.estimate, e.low, e.high)
        ends = interval(e.low, e.high, places)
        rows.append((rung.label, beside(e.estimate, places, sign=True), ends, unit_on(rung, arrow), word_on(rung, arrow)))
    caption = f"Effect of {spoken(arrow[0])} on {spoken(arrow[1])} after {count(lag, unit)}, in {size}"
    return Table(caption, ("fitted", "estimate", f"{100 * level:g} % interval", "unit", "word"), tuple(rows))
