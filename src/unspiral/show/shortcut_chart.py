"""One arrow by both readings of the same answers: as steps, and as numbers with normal noise."""

from __future__ import annotations

from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow, Effect
from unspiral.show.axis import Scale, dot, ticks, widened
from unspiral.show.ladder_chart import axis_lines
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, beside, decimals_for, interval, signed, together
from unspiral.show.svg import NARROW, frame, hued, rule, tag, text
from unspiral.show.words import start
from unspiral.units import count

ROW, HEAD, FOOT, SIDE, LINE = 46.0, 8.0, 46.0, 26.0, 16.0
CALLED = ("drives", "likely drives", "clear but very small")
Reading = tuple[str, Effect, str]  # how it was read, effect, word


def shortcut_picture(arrow: Arrow, own: Reading, other: Reading, *, lag: float, unit: str, level: float) -> Picture:
    """Draw one arrow twice, each with its interval and its word.

    Args:
        arrow: (cause, affected).
        own: of the fit; other: of the shortcut.
        lag: at which both are taken.
        unit: of time.
        level: of the intervals.
    """
    found = (own, other)
    title = shortcut_title(arrow, own, other)
    ends = [end for _, e, _ in found for end in (e.low, e.estimate, e.high) if end is not None]
    low, high = widened(min(0.0, *ends), max(0.0, *ends), 4)
    x = Scale(low, high, SIDE, NARROW - SIDE)
    marks = ticks(low, high, 4)
    places = max(0, decimals_for(marks[1] - marks[0], digits=1))
    size = f"standard deviations of {spoken(arrow[1])} per one of {spoken(arrow[0])}"
    lines = axis_lines(size)
    bottom = HEAD + ROW * len(found)
    body = [text(signed(value, places), x.at(value), bottom + 13, anchor="middle", tone="quiet") for value in marks]
    body += [text(words, NARROW / 2, bottom + 34 + LINE * k, anchor="middle") for k, words in enumerate(lines)]
    for k, (label, e, word) in enumerate(found):
        y = HEAD + ROW * (k + 0.5)
        body.append(text(f"{label}: {_short(word)}", 4, y - 13))
        for value in marks:
            nil = value == 0.0
            body.append(rule((x.at(value), y - 3), (x.at(value), y + 17), tone="ink" if nil else "grid", width=1.4 if nil else 1.0))
        body.append(hued(hue_of(arrow[0]), _whisker(x, e, y + 7, solid=word in CALLED)))
    described = "Interval chart, one row for each reading. " + " ".join(
        f"{start(label)}: {beside(e.estimate, together(e.estimate, e.low, e.high), sign=True)}, {interval(e.low, e.high)}, {_short(word)}."
        for label, e, word in found
    )
    caption = (
        f"Dot: effect of {spoken(arrow[0])} on {spoken(arrow[1])} after {count(lag, unit)}; line: its {amount(100 * level, 0)} % interval. "
        "Filled: can be called. Hollow: cannot, or is too small to speak of."
    )
    height = bottom + FOOT + LINE * (len(lines) - 1)
    return Picture(title, frame(body, NARROW, height, title, described, "shortcut"), caption, _table(arrow, found, lag, unit, level, size))


def shortcut_title(arrow: Arrow, own: Reading, other: Reading) -> str:
    """Whether the word hangs on how the answers are read, and if not, how far the sizes are apart."""
    name = f"{start(spoken(arrow[0]))} → {spoken(arrow[1])}"
    if (own[2] in CALLED) != (other[2] in CALLED):
        return f"{name}: {_short(own[2])} {own[0]}, {_short(other[2])} {other[0]}"
    share = other[1].estimate / own[1].estimate if abs(own[1].estimate) > 0.02 else 1.0
    if share < 0.0:
        return f"{name}: the sign hangs on how the answers are read"
    if abs(share - 1.0) > 0.1:
        return f"{name}: {abs(share - 1.0):.0%} {'smaller' if share < 1.0 else 'larger'} {other[0]}"
    return f"{name}: the same by both readings"


def _short(word: str) -> str:
    return "too small to speak of" if word == "nil" else word


def _whisker(x: Scale, e: Effect, y: float, *, solid: bool) -> str:
    low, high = x.start if e.low is None else x.at(e.low), x.end if e.high is None else x.at(e.high)
    dash = None if solid else "6 4"
    line = tag("path", d=f"M{low:.1f} {y:.1f}H{high:.1f}", stroke="currentColor", stroke_width=3, stroke_dasharray=dash)
    caps = "".join(f"M{end:.1f} {y - 5:.1f}v10" for end, known in ((low, e.low), (high, e.high)) if known is not None)
    marks = tag("path", d=caps, stroke="currentColor", stroke_width=2) if caps else ""
    return line + marks + dot(x.at(e.estimate), y, 5.5, hollow=not solid)


def _table(arrow: Arrow, found: tuple[Reading, ...], lag: float, unit: str, level: float, size: str) -> Table:
    rows: list[tuple[str, ...]] = []
    for label, e, word in found:
        places = together(e.estimate, e.low, e.high)
        rows.append((label, beside(e.estimate, places, sign=True), interval(e.low, e.high, places), _short(word)))
    caption = f"Effect of {spoken(arrow[0])} on {spoken(arrow[1])} after {count(lag, unit)}, in {size}"
    return Table(caption, ("read", "estimate", f"{100 * level:g} % interval", "word"), tuple(rows))
