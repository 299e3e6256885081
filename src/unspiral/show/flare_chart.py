"""A person's own bad days as pictures: the record with its spells, and how long spells lasted."""

from __future__ import annotations

import math

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.flare_days import DayTable
from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import cut, spoken
from unspiral.records.flare import FlarePlan, Spell
from unspiral.show.axis import Plot, axes, plot_of, ticks, widened
from unspiral.show.band import band, curve, dots
from unspiral.show.flare_words import counted, headline, least, spell_days, spell_marks
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, level
from unspiral.show.svg import FONT, NARROW, TONES_LIGHT, WIDE, frame, hued, number, rule, tag, text

HEIGHT, TOP, ROW, APART, FOOT = 170.0, 26.0, 34.0, 8.0, 44.0  # of the plot of pain, above it, of a thing tried, before those, below all
LENGTH = 250.0  # height of the curve of lengths
MOST = 6  # things that are drawn; the page tells all


def spells_picture(found: FlarePlan, table: DayTable) -> Picture:
    """Draw every answered day, bad ones larger, with spells behind them and what was tried below.

    Args:
        found: of ``act.flare``.
        table: the same record day by day (``act.flare_days.day_table``).

    Source: tests/show/test_flare_chart.py.
    """
    title = headline(found)
    shown = [thing.name for thing in found.things if thing.ever][:MOST]
    described = (
        f"Dot chart of {spoken(found.pain)} over {counted(found.span, 'day')}: {counted(found.bad, 'bad day')}, "
        f"{counted(len(found.spells), 'bad spell')}, each in the table below the chart."
    )
    caption = (
        f"Dots: answers; large dots: bad days, {least(found)} or more (dotted line). Dashed: the usual. Grey: bad spells; a side without "
        "an edge was not seen. Where nothing was answered, nothing is drawn."
    )
    if shown:
        caption += " Strokes below: days on which something was recorded as tried, bad days and others."
    narrow, wide = (_spells(found, table, shown, room, title, described) for room in (NARROW, WIDE))
    rows = tuple((spell_days(spell, found), "; ".join(spell_marks(spell))) for spell in found.spells)
    behind = Table(
        "Every bad spell, oldest first; days are counted from the first answer", ("when", "how long, and what was recorded"), rows
    )
    return Picture(title, narrow, caption, behind, wide)


def length_picture(found: FlarePlan) -> Picture | None:
    """Draw which share of spells lasted longer than so many days; None where too few ended.

    Args:
        found: of ``act.flare``.

    Source: tests/show/test_flare_chart.py.
    """
    length = found.length
    if not length.curve:
        return None
    last = max(spell.days for spell in found.spells if spell.begun)
    days, share, low, high = _steps(found, last)
    plot = plot_of((0.0, float(last)), (0.0, 100.0), NARROW, LENGTH)
    body = axes(plot, "days since the spell began", "spells that lasted longer, %", x_ticks=_whole(last))
    body.append(hued("pain", band(plot, days, low, high, opacity=0.16)))
    body.append(rule((plot.left, plot.y.at(50.0)), (plot.right, plot.y.at(50.0)), width=1.2, dash="2 3"))
    body.append(hued("pain", curve(plot, days, share)))
    open_ones = [spell.days for spell in found.spells if spell.begun and not spell.ended]
    for at in open_ones:
        x, y = plot.x.at(float(at)), plot.y.at(100.0 * _share_at(found, at))
        body.append(rule((x, y - 6.0), (x, y + 6.0), tone="ink", width=1.6))
    title = _length_title(found)
    described = "Curve that falls by steps. " + " ".join(f"After {counted(at.days, 'day')}: {_percent(at.share)}." for at in length.curve)
    caption = (
        "Line: the share of spells that lasted longer, by Kaplan and Meier. Band: "
        f"{level(length.level)} intervals, day by day. Dotted: half of them."
    )
    if open_ones:
        caption += " Upright strokes: spells that were still open when the answers stopped; they count as that long so far."
    rows = tuple((f"{at.days}", _percent(at.share), _ends(at.low, at.high)) for at in length.curve)
    behind = Table(
        "Share of spells that lasted longer than so many days", ("days", "lasted longer", f"{level(length.level)} interval"), rows
    )
    return Picture(title, frame(body, NARROW, LENGTH, title, described, "length"), caption, behind)


def _spells(found: FlarePlan, table: DayTable, shown: list[str], room: float, title: str, described: str) -> str:
    pain = table.answers[:, 0]
    day = np.arange(1.0, len(pain) + 1.0)
    known = pain[np.isfinite(pain)]
    low, high = widened(min(float(known.min()), found.usual), max(float(known.max()), found.threshold))
    bottom = TOP + HEIGHT
    plot = plot_of((0.5, len(pain) + 0.5), (low, high), room, bottom, top=TOP, bottom=0.0)
    end = bottom + (ROW * len(shown) + APART if shown else 0.0)
    body = [_behind(spell, plot, end) for spell in found.spells]
    body += [piece for piece in axes(plot, "", f"{spoken(found.pain)}, points", x_ticks=[]) if "></text>" not in piece]
    body.append(rule((plot.left, plot.y.at(found.usual)), (plot.right, plot.y.at(found.usual)), width=1.2, dash="6 4"))
    body.append(rule((plot.left, plot.y.at(found.threshold)), (plot.right, plot.y.at(found.threshold)), tone="ink", width=1.4, dash="2 3"))
    bad = np.nan_to_num(pain, nan=-math.inf) >= found.threshold - 1e-9
    small, large = (3.2, 7.0) if len(pain) < 200 else (2.2, 5.0)
    quiet, loud = np.where(bad, np.nan, pain), np.where(bad, pain, np.nan)
    body.append(hued(hue_of(found.pain), dots(plot, day, quiet, small) + dots(plot, day, loud, large)))
    for value, words in ((found.threshold, f"bad day: {least(found)} or more"), (found.usual, f"usual: {found.usual:.3g}")):
        body.append(text(words, plot.left + 4.0, plot.y.at(value) - 9.0, tone="quiet", halo=True))
    names = [thing.name for thing in found.things]
    for k, name in enumerate(shown):
        body += _tried(name, day[table.tried[:, names.index(name)]], plot, bottom + APART + ROW * k)
    body += _day_axis(plot, end, room)
    return frame(body, room, end + FOOT, title, described, "spells")


def _behind(spell: Spell, plot: Plot, end: float) -> str:
    """Grey over the days of a spell, with an edge on each side that was seen."""
    left, right = plot.x.at(spell.first - 0.5), plot.x.at(spell.last + 0.5)
    grey = tag("rect", class_="uc-band", fill=TONES_LIGHT["band"], x=left, y=plot.top, width=right - left, height=end - plot.top)
    seen = [place for place, was in ((left, spell.begun), (right, spell.ended)) if was]
    return grey + "".join(rule((place, plot.top), (place, end), width=0.8) for place in seen)


def _tried(name: str, days: Float[ndarray, " days"], plot: Plot, top: float) -> list[str]:
    """A name, and below it one stroke a day in one path."""
    strokes = "".join(f"M{number(plot.x.at(float(day)))} {number(top + 20)}v9" for day in days)
    width = max(1.2, min(3.0, 0.6 * (plot.right - plot.left) / (plot.x.high - plot.x.low)))
    drawn = tag("path", d=strokes, fill="none", stroke="currentColor", stroke_width=width)
    words = cut(f"tried: {spoken(name)}", FONT, plot.right - plot.left)
    return [text(words, plot.left, top + 10.0, tone="quiet", halo=True), hued("other", drawn)]


def _day_axis(plot: Plot, bottom: float, room: float) -> list[str]:
    pieces = [rule((plot.left, bottom), (plot.right, bottom))]
    for value in ticks(plot.x.low, plot.x.high, 5 if room < WIDE else 9, "day"):
        if value >= 1.0:
            pieces.append(rule((plot.x.at(value), bottom), (plot.x.at(value), bottom + 4)))
            pieces.append(text(amount(value, 0), plot.x.at(value), bottom + 14, anchor="middle", tone="quiet"))
    return [*pieces, text("day of the record", (plot.left + plot.right) / 2, bottom + 33, anchor="middle")]


def _steps(found: FlarePlan, last: int) -> tuple[ndarray, ndarray, ndarray, ndarray]:
    """The curve as points, two at each fall, in percent; where an interval cannot be told there is none."""
    days, share, low, high = [0.0], [1.0], [1.0], [1.0]
    for at in found.length.curve:
        days += [float(at.days), float(at.days)]
        share += [share[-1], at.share]
        low += [low[-1], math.nan if at.low is None else at.low]
        high += [high[-1], math.nan if at.high is None else at.high]
    if days[-1] < last:
        days, share, low, high = [*days, float(last)], [*share, share[-1]], [*low, low[-1]], [*high, high[-1]]
    return np.array(days), 100.0 * np.array(share), 100.0 * np.array(low), 100.0 * np.array(high)


def _share_at(found: FlarePlan, days: int) -> float:
    """The curve at a length."""
    return next((at.share for at in reversed(found.length.curve) if at.days <= days), 1.0)


def _whole(last: int) -> list[float]:
    """Whole days only."""
    return [value for value in ticks(0.0, float(last), 6, "day") if value == int(value)]


def _length_title(found: FlarePlan) -> str:
    median = found.length.median
    if median is None:
        return "How long bad spells last cannot be told: more than half had not ended when last seen"
    low, high = "1" if found.length.low is None else f"{found.length.low}", found.length.high
    ends = f"{low} to {high}" if high is not None else f"from {low} up"
    return f"Half of the bad spells lasted {counted(median, 'day')} or less ({level(found.length.level)} interval {ends})"


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f} %"


def _ends(low: float | None, high: float | None) -> str:
    return "cannot be told" if low is None or high is None else f"{_percent(low)} to {_percent(high)}"
