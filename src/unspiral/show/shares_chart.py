"""How much of a push comes back round the loop, in all and through each link: a forest, with what is not worth speaking of in grey."""

from __future__ import annotations

from typing import NamedTuple

from unspiral.loop.picture.colour import Hue, hue_of
from unspiral.loop.picture.words import cut, spoken
from unspiral.records import Effect, Spiral
from unspiral.records.spiral import Weighed
from unspiral.show.axis import Scale, dot, ticks, widened
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, beside, decimals_for, interval, level, probability, together
from unspiral.show.svg import FONT, NARROW, TONES_LIGHT, frame, hued, rule, tag, text

SIDE, EDGE, LINE, ROW, FOOT = 18.0, 4.0, 15.0, 52.0, 44.0
FARTHEST = 2.0  # gains beyond this on either side are drawn at the edge: a loop near a runaway would leave no room for the others
_WORD = {"nil": "too small to speak of", "none": "nothing comes back"}


class Row(NamedTuple):
    """One line of the chart: a label, a gain, and how sure it is that it is worth speaking of."""

    label: str
    weighed: Weighed
    gain: Effect
    hue: Hue


def shares_picture(found: Spiral) -> Picture | None:
    """Draw the gain of the loop and the share of each link; None where there is no gain.

    Args:
        found: the spiral.

    Source: tests/show/test_shares_chart.py.
    """
    rows = _rows(found)
    if not rows:
        return None
    title = shares_title(found)
    ends = [end for row in rows for end in (row.gain.estimate, row.gain.low, row.gain.high) if end is not None]
    ends = [min(max(end, -FARTHEST), FARTHEST) for end in ends]
    low, high = widened(min(*ends, -found.threshold), max(*ends, found.threshold), 5)
    x = Scale(low, high, SIDE, NARROW - SIDE)
    top, bottom = 6.0, 6.0 + ROW * len(rows) + 4.0
    body: list[str] = []
    for k, row in enumerate(rows):
        body += _drawn(row, x, top + k * ROW, found.threshold)
    body += _axis(x, bottom)
    described = "Forest chart. " + " ".join(f"{row.label}: {_numbers(row.gain)}, {_sure(row.weighed)}." for row in rows)
    size = f"{100.0 * found.threshold:g} %"
    caption = (
        f"Dots: estimates; lines: {level(found.level)} intervals, with an arrow where an end is missing or lies beyond the chart. "
        f"Grey: less than {size} of a push either way, not worth speaking of. Below zero the loop works against a push; "
        "at 1 it would run away."
    )
    if len(found.shares) > 2:
        caption += " Loops that share a link count for each of their links, so that these do not add up."
    return Picture(title, frame(body, NARROW, bottom + FOOT, title, described, "shares"), caption, _table(found, rows))


def shares_title(found: Spiral) -> str:
    """Whether a spiral worth speaking of can be told, and through which links."""
    if found.weighed is None:
        return "No gain can be given."
    word, feeds = found.weighed.word, found.weighed.threshold > 0
    size = f"{100.0 * found.threshold:g} %"
    if word == "none":
        return "No links lead back: nothing of a push comes round."
    if word == "nil":
        return f"No spiral worth speaking of: less than {size} of a push comes back."
    if word in ("clear", "likely"):
        way = "comes back round the loop" if feeds else "is damped away by the loop"
        return f"{'That more' if word == 'likely' else 'More'} than {size} of a push {way}{' is likely' if word == 'likely' else ''}."
    if word == "likely not":
        return f"That more than {size} of a push comes back is not likely."
    return "Whether a spiral worth speaking of is there, these data cannot tell."


def _rows(found: Spiral) -> list[Row]:
    if found.gain is None or found.weighed is None:
        return []
    links = [
        Row(f"through {spoken(a)} → {spoken(b)}", share.weighed, share.gain, hue_of(a))
        for (a, b), share in found.shares.items()
        if share.weighed is not None
    ]
    return [Row("whole loop", found.weighed, found.gain, "other"), *links]


def _drawn(row: Row, x: Scale, y: float, threshold: float) -> list[str]:
    """Label and number, and below them the interval on its stretch of grey, so that no line runs through words."""
    upper, lower = y + 2 * LINE, y + ROW - 4.0
    start, end = x.at(-threshold), x.at(threshold)
    pieces = [
        text(cut(row.label, FONT, NARROW - 2 * EDGE), EDGE, y + 6, bold=row.label == "whole loop"),
        text(_numbers(row.gain), EDGE, y + 6 + LINE, tone="quiet"),
        tag("rect", class_="uc-band", fill=TONES_LIGHT["band"], x=start, y=upper, width=end - start, height=lower - upper),
        rule((x.at(0.0), upper), (x.at(0.0), lower), tone="ink", width=1.4),
    ]
    if x.low <= 1.0 <= x.high:
        pieces.append(rule((x.at(1.0), upper), (x.at(1.0), lower), width=1.2, dash="2 3"))
    return [*pieces, hued(row.hue, _whisker(row.gain, x, (upper + lower) / 2))]


def _whisker(gain: Effect, x: Scale, y: float) -> str:
    """A dot with its interval; an arrow where an end is missing or lies outside."""
    low = x.low if gain.low is None else min(max(gain.low, x.low), x.high)
    high = x.high if gain.high is None else min(max(gain.high, x.low), x.high)
    start, end = x.at(low), x.at(high)
    pieces = [tag("path", d=f"M{start:.1f} {y:.1f}H{end:.1f}", stroke="currentColor", stroke_width=2.5)]
    for place, outside, way in (
        (start, gain.low is None or gain.low < x.low, 1.0),
        (end, gain.high is None or gain.high > x.high, -1.0),
    ):
        shape = f"M{place + 6 * way:.1f} {y - 5:.1f}L{place:.1f} {y:.1f}L{place + 6 * way:.1f} {y + 5:.1f}"
        shape = shape if outside else f"M{place:.1f} {y - 5:.1f}v10"
        pieces.append(tag("path", d=shape, fill="none", stroke="currentColor", stroke_width=2))
    pieces.append(dot(x.at(min(max(gain.estimate, x.low), x.high)), y, 5.0))
    return "".join(pieces)


def _axis(x: Scale, bottom: float) -> list[str]:
    places = ticks(x.low, x.high, 5)
    decimals = max(0, decimals_for(places[1] - places[0], digits=1)) if len(places) > 1 else 0
    pieces = [rule((x.start, bottom), (x.end, bottom))]
    for value in places:
        pieces.append(rule((x.at(value), bottom), (x.at(value), bottom + 4)))
        pieces.append(text(amount(value, decimals), x.at(value), bottom + 13, anchor="middle", tone="quiet"))
    pieces.append(text("share of a push that comes back", NARROW / 2, bottom + 31, anchor="middle"))
    return pieces


def _numbers(gain: Effect) -> str:
    places = together(gain.estimate, gain.low, gain.high)
    return f"{beside(gain.estimate, places, sign=True)} ({interval(gain.low, gain.high, places)})"


def _sure(weighed: Weighed) -> str:
    return _WORD.get(weighed.word) or f"{weighed.word} that it is worth speaking of, {probability(weighed.probability)}"


def _table(found: Spiral, rows: list[Row]) -> Table:
    header = ("", "estimate", f"{level(found.level)} interval", f"beyond {100.0 * found.threshold:g} %?")
    cells: list[tuple[str, ...]] = []
    for row in rows:
        places = together(row.gain.estimate, row.gain.low, row.gain.high)
        sure = _WORD.get(row.weighed.word) or f"{row.weighed.word}, {probability(row.weighed.probability)}"
        cells.append((row.label, beside(row.gain.estimate, places, sign=True), interval(row.gain.low, row.gain.high, places), sure))
    return Table("Share of a push that comes back, in all and through each link", header, tuple(cells), stack=True)
