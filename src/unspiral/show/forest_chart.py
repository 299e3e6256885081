"""Findings of many studies side by side: one panel for each measure, so that no axis holds two."""

from __future__ import annotations

import math
from collections.abc import Sequence

from unspiral.evidence.search import Found
from unspiral.evidence.words import BETWEEN, LEVEL
from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import cut, width, wrap
from unspiral.show.axis import Scale, dot, ticks, widened
from unspiral.show.forest_panels import ForestRow, Panel, panels
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, decimals_for
from unspiral.show.svg import FONT, NARROW, frame, hued, rule, tag, text

SIDE, EDGE, LINE, ROW, FOOT = 18.0, 4.0, 15.0, 50.0, 44.0
# Round ratios, from coarse to fine: the first set that puts three marks on the axis is taken.
_RATIOS = (
    (0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0),
    (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0),
    (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0),
    (0.25, 0.5, 1.0, 2.0, 4.0, 8.0),
    (0.5, 0.7, 1.0, 1.5, 2.0, 3.0),
    (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4, 1.6),
    (0.9, 0.95, 1.0, 1.05, 1.1),
)


def forest_picture(found: Found) -> Picture | None:
    """Draw the numbers of a search; None where there are none.

    Args:
        found: what was found; the best of each kind are drawn, and what is left out is said.

    Source: tests/show/test_forest_chart.py.
    """
    shown, left_out = panels(found)
    if not shown:
        return None
    title = f"{'. '.join(f'{panel.heading}, {panel.unit}: {panel.finding()}' for panel in shown)}."
    body: list[str] = []
    y = 4.0
    for panel in shown:
        y = _draw(panel, y, body)
    more = f" {left_out} more numbers were found and are not drawn." if left_out else ""
    described = (
        "Forest chart, "
        f"{'one panel' if len(shown) == 1 else f'{len(shown)} panels, each with an axis of its own'}. "
        f"{' '.join(_described(panel) for panel in shown)}{more}"
    )
    caption = (
        "Dots: estimates; lines: intervals, none where the source shows none. Hollow and dashed: worked out from other numbers, not read "
        f"in a source. The upright line means no difference. {LEVEL}"
        + (f" {BETWEEN}" if any(panel.heading.startswith("Between people") for panel in shown) else "")
        + more
    )
    return Picture(title, frame(body, NARROW, y, title, described, "forest"), caption, _table(shown))


def _draw(panel: Panel, y: float, body: list[str]) -> float:
    """One panel below ``y``; returns where the next may begin."""
    for words in wrap(f"{panel.heading}: {panel.finding()}", 1.1 * FONT, NARROW - 2 * EDGE):
        body.append(text(words, EDGE, y + LINE / 2, bold=True))
        y += LINE + 2
    x, marks = _axis(panel)
    bottom = y + ROW * len(panel.rows) + 4
    uprights = [(x.at(_place(panel, value)), "grid", 1.0) for value, _ in marks]
    uprights += [] if panel.nothing is None else [(x.at(_place(panel, panel.nothing)), "ink", 1.4)]
    for row in panel.rows:
        # Beside the words they would only be in the way.
        for place, tone, thick in uprights:
            body.append(rule((place, y + 2 * LINE + 2), (place, y + ROW + 3), tone=tone, width=thick))
        _draw_row(panel, row, x, y + 4, body)
        y += ROW
    body.append(rule((x.start, bottom), (x.end, bottom)))
    for value, words in marks:
        place = x.at(_place(panel, value))
        body.append(rule((place, bottom), (place, bottom + 4)))
        body.append(text(words, place, bottom + 13, anchor="middle", tone="quiet"))
    for k, words in enumerate(wrap(panel.unit, FONT, NARROW - 2 * EDGE)):
        body.append(text(words, NARROW / 2, bottom + 31 + k * LINE, anchor="middle"))
        y = bottom + 31 + k * LINE
    return y + FOOT - 24


def _draw_row(panel: Panel, row: ForestRow, x: Scale, y: float, body: list[str]) -> None:
    number = f"{row.value} ({row.interval})"
    room = NARROW - 2 * EDGE - width(number, FONT) - 8
    body.append(text(cut(row.label, FONT, NARROW - 2 * EDGE), EDGE, y + 6))
    body.append(text(cut(row.detail, FONT, room), EDGE, y + 6 + LINE, tone="quiet"))
    body.append(text(number, NARROW - EDGE, y + 6 + LINE, anchor="end"))
    body.append(hued(hue_of(row.colour_of), _whisker(panel, row, x, y + 2 * LINE + 5)))


def _whisker(panel: Panel, row: ForestRow, x: Scale, y: float) -> str:
    mark = dot(x.at(_place(panel, row.estimate)), y, 5.0, hollow=not row.verified)
    if row.low is None or row.high is None:
        return mark
    low, high = x.at(_place(panel, row.low)), x.at(_place(panel, row.high))
    dash = None if row.verified else "6 4"
    line = tag("path", d=f"M{low:.1f} {y:.1f}H{high:.1f}", stroke="currentColor", stroke_width=2.5, stroke_dasharray=dash)
    caps = tag("path", d=f"M{low:.1f} {y - 5:.1f}v10M{high:.1f} {y - 5:.1f}v10", stroke="currentColor", stroke_width=2)
    return line + caps + mark


def _place(panel: Panel, value: float) -> float:
    """Where a value lies on the panel's own scale: ratios by their logarithm."""
    return math.log(value) if panel.ratio else value


def _axis(panel: Panel) -> tuple[Scale, list[tuple[float, str]]]:
    """The scale of a panel, which holds every interval whole, and the marks on it."""
    ends = [end for row in panel.rows for end in (row.estimate, row.low, row.high) if end is not None]
    ends += [] if panel.nothing is None else [panel.nothing]
    low, high = min(ends), max(ends)
    if not panel.ratio:
        low, high = widened(low, high, 4)
        places = ticks(low, high, 4)
        decimals = max(0, decimals_for(places[1] - places[0], digits=1)) if len(places) > 1 else 0
        return Scale(low, high, SIDE, NARROW - SIDE), [(value, amount(value, decimals)) for value in places]
    low, high = low / 1.05, high * 1.05
    marks = next(
        (found for found in (_within(each, low, high) for each in _RATIOS) if len(found) >= 3), _within(_RATIOS[-1], low, high) or [1.0]
    )
    return Scale(math.log(low), math.log(high), SIDE, NARROW - SIDE), [(value, f"{value:g}") for value in marks]


def _within(marks: Sequence[float], low: float, high: float) -> list[float]:
    return [value for value in marks if low <= value <= high]


def _described(panel: Panel) -> str:
    rows = " ".join(f"{row.label}: {_spoken(row)}." for row in panel.rows)
    return f"{panel.heading}, {panel.unit}. {rows}"


def _spoken(row: ForestRow) -> str:
    ends = row.interval if row.low is None else f"interval {row.interval}"
    return ", ".join(part for part in (row.value, ends, row.standing) if part)


def _table(shown: Sequence[Panel]) -> Table:
    rows = tuple(
        (f"{panel.heading}: {row.label}", panel.unit, row.value, row.interval, row.detail) for panel in shown for row in panel.rows
    )
    return Table("Findings, each with its source", ("", "measure", "estimate", "interval", "source"), rows, stack=True)
