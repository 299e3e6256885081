"""Everybody's own value of one arrow, sorted: intervals, what their answers alone would say, and the spread of the population."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.special import ndtri

from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import wrap
from unspiral.records.individual import Own, Spread
from unspiral.show.axis import Scale, ticks
from unspiral.show.individual_words import arrow_of, parameter_words
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import beside, decimals_for, grouped, interval, level, signed, together
from unspiral.show.svg import FONT, NARROW, TONES_LIGHT, WIDE, frame, hued, number, rule, tag, text

MOST = 130  # lines of a picture; with more people each line stands for several
TOP, BOTTOM, SIDE, EDGE, LINE = 40.0, 46.0, 14.0, 4.0, 16.0
TALL, LONG, LOW = 620.0, 420.0, 90.0  # most height of the rows on a phone, on a wide page; least of either
TABLE = 130  # rows of the table behind it


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the picture: a person, or the middle of several neighbours in the order."""

    estimate: float
    low: float
    high: float
    alone: float | None
    people: int

    @property
    def sure(self) -> bool:
        """Whether the interval lies wholly on one side of zero."""
        return self.low > 0.0 or self.high < 0.0


def individual_picture(
    spread: Spread, owns: Mapping[str, Own], *, unit: str, level_of: float, title: str, names: bool = False, known: str = ""
) -> Picture | None:
    """Draw everybody's own value of one parameter.

    Args:
        spread: of the population.
        owns: person -> own value; None is drawn of fewer than two people, or where the spread is nil.
        unit: of the values.
        level_of: of the intervals.
        title: the finding.
        names: whether the table behind it names people; else it counts them by rank.
        known: covariates on which the parameter depends, in words: the grey band is then that of people of average ones.

    Source: tests/show/test_individual_chart.py.
    """
    if spread.nil or len(owns) < 2:
        return None
    lines = lines_of(list(owns.values()), MOST)
    low, high = _reach(spread, lines)
    described = _described(spread, lines, len(owns), unit, level_of)
    drawings = [_drawn(spread, lines, (low, high), unit, width, most, title, described) for width, most in ((NARROW, TALL), (WIDE, LONG))]
    outside = sum(line.alone is not None and not low <= line.alone <= high for line in lines)
    caption = _caption(lines, len(owns), level_of, outside, known)
    return Picture(title, drawings[0], caption, _table(spread, owns, unit, level_of, names), wide=drawings[1])


def lines_of(owns: Sequence[Own], most: int) -> list[Line]:
    """Values sorted from the lowest to the highest; neighbours are taken together where there are more than ``most``."""
    ordered = sorted(owns, key=lambda own: own.estimate)
    if len(ordered) <= most:
        return [Line(own.estimate, own.low, own.high, own.alone, 1) for own in ordered]
    ends = np.linspace(0, len(ordered), most + 1).round().astype(int).tolist()
    return [_middle(ordered[first:last]) for first, last in pairwise(ends)]


def _middle(owns: Sequence[Own]) -> Line:
    estimate, low, high = (float(np.median([getattr(own, end) for own in owns])) for end in ("estimate", "low", "high"))
    alone = [own.alone for own in owns if own.alone is not None]
    return Line(estimate, low, high, float(np.median(alone)) if alone else None, len(owns))


def _reach(spread: Spread, lines: Sequence[Line]) -> tuple[float, float]:
    """The axis holds every interval and the population whole; what answers alone say may lie beyond it, if only rarely."""
    ends = [end for line in lines for end in (line.low, line.high)]
    ends += [0.0, *_population(spread)]
    alone = [line.alone for line in lines if line.alone is not None and np.isfinite(line.alone)]
    if alone:
        ends += [float(value) for value in np.quantile(alone, [0.025, 0.975])]
    room = 0.02 * (max(ends) - min(ends)) or 0.5
    return min(ends) - room, max(ends) + room


def _population(spread: Spread) -> tuple[float, float]:
    """Where 95 % of people in the population lie."""
    width = float(ndtri(0.975)) * spread.sd.estimate
    return spread.mean.estimate - width, spread.mean.estimate + width


def _drawn(
    spread: Spread, lines: Sequence[Line], reach: tuple[float, float], unit: str, width: float, most: float, title: str, described: str
) -> str:
    x = Scale(*reach, SIDE, width - SIDE)
    row = min(most / len(lines), 14.0)
    rows = max(LOW, row * len(lines))
    row, bottom = rows / len(lines), TOP + rows
    low, high = (x.at(end) for end in _population(spread))
    body = [tag("rect", class_="uc-band", fill=TONES_LIGHT["band"], x=low, y=TOP, width=high - low, height=bottom - TOP)]
    far, each, sure, dots = list[str](), list[str](), list[str](), list[str]()
    for k, line in enumerate(lines):
        y = bottom - row * (k + 0.5)  # the highest on top
        start, end, at = x.at(line.low), x.at(line.high), x.at(line.estimate)
        (sure if line.sure else each).append(f"M{number(start)} {number(y)}H{number(end)}")
        dots.append(f"M{number(at)} {number(y)}h0")
        if line.alone is not None and np.isfinite(line.alone):
            place = min(max(x.at(line.alone), x.start), x.end)
            far.append(f"M{number(at)} {number(y)}H{number(place)}m0 {number(-min(row, 5.0) / 2)}v{number(min(row, 5.0))}")
    thick = max(0.8, min(0.7 * row, 3.0))
    body.append(
        hued(
            hue_of(_colour(spread)),
            _strokes(each, thick, "0.42") + _strokes(sure, max(thick, 1.6), None),
        )
    )
    body += [_toned("quiet", far, max(0.6, thick / 3.0)), *_uprights(spread, x, bottom)]
    body.append(_toned("ink", dots, max(2.4, 1.6 * thick), "round"))
    body += _axis(x, bottom, unit, width)
    height = bottom + BOTTOM + LINE * (len(wrap(unit, FONT, width - 2 * EDGE)) - 1)
    return frame(body, width, height, title, described, "individual")


def _toned(tone: str, marks: Sequence[str], width: float, cap: str | None = None) -> str:
    """Many small marks in one path, in the colour of words."""
    if not marks:
        return ""
    return tag(
        "path", d="".join(marks), fill="none", class_=f"uc-line-{tone}", stroke=TONES_LIGHT[tone], stroke_width=width, stroke_linecap=cap
    )  # fmt: skip


def _strokes(marks: Sequence[str], width: float, opacity: str | None) -> str:
    if not marks:
        return ""
    return tag(
        "path", d="".join(marks), fill="none", stroke="currentColor", stroke_width=width, stroke_opacity=opacity,
    )  # fmt: skip


def _uprights(spread: Spread, x: Scale, bottom: float) -> list[str]:
    """Zero, and the average person."""
    mean = x.at(spread.mean.estimate)
    zero = x.at(0.0)
    body = [rule((zero, TOP - 6), (zero, bottom), tone="ink", width=1.4)]
    body.append(rule((mean, TOP - 6), (mean, bottom), tone="ink", width=1.2, dash="5 3"))
    left = mean < zero
    if abs(mean - zero) > 4.0:
        body.append(text("average", mean + (-4 if left else 4), TOP - 13, anchor="end" if left else None, tone="quiet"))
        room = zero > 34.0  # else the word would begin outside the picture
        body.append(
            text("zero", zero + (4 if left else -4) if room else EDGE, TOP - 13, anchor=None if left or not room else "end", tone="quiet")
        )
    else:
        body.append(text("average, near zero", min(max(mean, 70.0), x.end - 60.0), TOP - 13, anchor="middle", tone="quiet"))
    return body


def _axis(x: Scale, bottom: float, unit: str, width: float) -> list[str]:
    body = [rule((x.start, bottom), (x.end, bottom))]
    places = ticks(x.low, x.high, 5 if width < WIDE else 9)
    decimals = max(0, decimals_for(places[1] - places[0], digits=1)) if len(places) > 1 else 0
    for value in places:
        body.append(rule((x.at(value), bottom), (x.at(value), bottom + 4)))
        words = signed(value, decimals)
        anchor = "start" if x.at(value) < 20 else "end" if x.at(value) > width - 20 else "middle"
        body.append(text(words, min(max(x.at(value), EDGE), width - EDGE), bottom + 14, anchor=anchor, tone="quiet"))
    for k, words in enumerate(wrap(unit, FONT, width - 2 * EDGE)):
        body.append(text(words, width / 2, bottom + 34 + LINE * k, anchor="middle"))
    return body


def _colour(spread: Spread) -> str:
    arrow = arrow_of(spread.name)
    return arrow[0] if arrow else spread.name.partition(":")[2].partition("->")[0]


def _caption(lines: Sequence[Line], people: int, level_of: float, outside: int, known: str) -> str:
    several = people > len(lines)
    who = (
        f"Each line stands for {round(people / len(lines))} or so of the {grouped(people)} people, next to each other in the order"
        if several
        else "Each line is one person"
    )
    beyond = f" {outside} of these {'lies' if outside == 1 else 'lie'} beyond the edge and {'is' if outside == 1 else 'are'} drawn at it."
    value, own = ("their middle value", "the middle of their intervals") if several else ("the person's value", "its interval")
    population = f"people of average {known}" if known else "people in the population"
    return (
        f"{who}, the lowest value at the bottom. Dot: {value}; coloured line: {own} ({level(level_of)}), strong where it lies wholly on "
        "one side of zero, pale where nobody can tell. Thin line with a small mark: how far a value was drawn, and where answers alone "
        f"would put it.{beyond if outside else ''} Grey band: where 95 % of {population} lie; dashed: the average person."
    )


def _described(spread: Spread, lines: Sequence[Line], people: int, unit: str, level_of: float) -> str:
    sure = spread.sure_above + spread.sure_below
    first, last = lines[0].estimate, lines[-1].estimate
    places = together(spread.mean.estimate, first, last)
    return (
        f"Sorted intervals of {people} people, {parameter_words(spread.name)}, {unit}. From {beside(first, places, sign=True)} to "
        f"{beside(last, places, sign=True)}; the average person {beside(spread.mean.estimate, places, sign=True)}. The {level(level_of)} "
        f"interval lies above zero for {spread.sure_above} people, below zero for {spread.sure_below}, and holds zero for {people - sure}."
    )


def _table(spread: Spread, owns: Mapping[str, Own], unit: str, level_of: float, names: bool) -> Table:
    """Everybody, or with many people every so many-th in the order."""
    ordered = sorted(owns.items(), key=lambda item: item[1].estimate)
    kept = range(len(ordered)) if len(ordered) <= TABLE else np.unique(np.linspace(0, len(ordered) - 1, 51).round().astype(int)).tolist()
    rows: list[tuple[str, ...]] = []
    for k in kept:
        person, own = ordered[k]
        places = together(own.estimate, own.low, own.high)
        alone = "next to nothing" if own.alone is None else beside(own.alone, places, sign=True)
        rows.append(
            (
                person if names else f"{k + 1} of {len(ordered)}",
                beside(own.estimate, places, sign=True),
                interval(own.low, own.high, places),
                alone,
                f"{100 * own.shrunk:.0f} %",
            )
        )
    some = "" if len(kept) == len(ordered) else f", {len(kept)} of {len(ordered)} people, evenly through the order"
    header = ("person" if names else "in order", "value", f"{level(level_of)} interval", "own answers alone", "drawn")
    return Table(f"Own values of {parameter_words(spread.name)}, {unit}{some}", header, tuple(rows), stack=False)
