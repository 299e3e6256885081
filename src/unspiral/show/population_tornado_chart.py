"""Which single number moves a difference most: a bar from what the difference is at one end of the number to what it is at the other."""

from __future__ import annotations

from unspiral.loop.picture.colour import Hue, hue_of
from unspiral.loop.picture.words import cut, width
from unspiral.records.policies import Bar, PolicyComparison, PolicyFound, Tornado
from unspiral.show.axis import Scale, ticks, widened
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import MINUS, amount, decimals_for, signed
from unspiral.show.population_words import ALONE, percent, thousands, tornado_title
from unspiral.show.svg import FONT, NARROW, frame, hued, rule, tag, text

MOST = 8  # bars of the picture; the table behind it holds all
SIDE, LINE, BAR, SPACE, TOP, FOOT = 34.0, 17.0, 14.0, 10.0, 4.0, 48.0


def tornado_picture(found: PolicyComparison, policy: PolicyFound, tornado: Tornado) -> Picture:
    """Draw the bars of one policy and one measure, the widest on top.

    Args:
        found: a comparison.
        policy: one of it.
        tornado: one of its.

    Source: tests/show/test_population_tornado_chart.py.
    """
    measure = found.measure(tornado.measure)
    title = f"{policy.label}. {tornado_title(found, tornado)}"
    rows = " ".join(f"{bar.key}: {_ends(bar)}." for bar in tornado.bars)
    described = f"Bars of how far the difference in {measure.label} moves. {rows}"
    left = len(tornado.bars) - MOST
    caption = (
        f"Each bar: the difference in {measure.label}, per 100\u202f000, with one number at either end of its range and all others held "
        f"at {percent(tornado.share)}. Pale: at the lower end; dark: at the upper end. The upright line: nothing turned. The bar of the "
        "causal share goes from the smallest share to the largest, and no range of another number holds what it does. "
        + ALONE
        + (f" {left} more, all narrower, are in the table." if left > 0 else "")
    )
    return Picture(title, _drawn(measure.unit, tornado, title, described), caption, _table(tornado, measure.label))


def _drawn(unit: str, tornado: Tornado, title: str, described: str) -> str:
    bars = tornado.bars[:MOST]
    every = [0.0, tornado.middle, *(at for bar in bars for at in (bar.at_low, bar.at_high))]
    low, high = widened(min(every), max(every), 4)
    x, hue = Scale(low, high, SIDE, NARROW - SIDE), hue_of(tornado.measure)
    body: list[str] = []
    bottom = TOP + len(bars) * (LINE + BAR + SPACE)
    body.append(rule((x.at(0.0), TOP + LINE), (x.at(0.0), bottom), tone="grid", width=1.4))
    y = TOP
    for bar in bars:
        ends = _range(bar)
        body.append(text(cut(bar.key, FONT, NARROW - width(ends, FONT) - 16), 4, y + LINE / 2))
        body.append(text(ends, NARROW - 4, y + LINE / 2, anchor="end", tone="quiet"))
        body.append(_bar(bar, tornado.middle, hue, x, y + LINE))
        body.append(rule((x.at(tornado.middle), y + LINE - 1), (x.at(tornado.middle), y + LINE + BAR + 1), tone="ink", width=1.4))
        y += LINE + BAR + SPACE
    body.append(rule((x.start, bottom), (x.end, bottom)))
    places = ticks(low, high, 3)
    decimals = decimals_for(places[1] - places[0], digits=1) if len(places) > 1 else 0
    for value in places:
        body.append(rule((x.at(value), bottom), (x.at(value), bottom + 4)))
        body.append(
            text(thousands(signed(value, max(decimals, 0))) if value else "0", x.at(value), bottom + 14, anchor="middle", tone="quiet")
        )
    units = f"{unit}s" if unit in ("week", "person", "episode", "spell", "day") else unit
    body.append(text(f"difference in {units}, per 100\u202f000 people", NARROW / 2, bottom + 33, anchor="middle"))
    return frame(body, NARROW, bottom + FOOT, title, described, "tornado")


def _bar(bar: Bar, middle: float, hue: Hue, x: Scale, y: float) -> str:
    pieces: list[str] = []
    for at, opacity in ((bar.at_low, 0.3), (bar.at_high, 0.85)):
        left, right = sorted((x.at(at), x.at(middle)))
        pieces.append(
            tag("rect", x=left, y=y, width=max(right - left, 0.8), height=BAR, fill="currentColor", fill_opacity=f"{opacity:g}",
                stroke="currentColor", stroke_width=1)
        )  # fmt: skip
    return hued(hue, "".join(pieces))


def _range(bar: Bar) -> str:
    return f"{bar.low:.3g} to {bar.high:.3g}".replace("-", MINUS)


def _ends(bar: Bar) -> str:
    return f"{thousands(amount(bar.at_low))} at {bar.low:.3g}, {thousands(amount(bar.at_high))} at {bar.high:.3g}"


def _table(tornado: Tornado, label: str) -> Table:
    rows = tuple(
        (
            bar.key,
            _range(bar),
            thousands(amount(bar.at_low)),
            thousands(amount(bar.at_high)),
            thousands(amount(bar.swing)),
        )
        for bar in tornado.bars
    )
    header = ("number", "its range", "difference at the lower end", "at the upper end", "moves it by")
    return Table(
        f"Difference in {label}, per 100\u202f000; {thousands(amount(tornado.middle))} with nothing turned", header, rows, stack=True
    )
