"""The small chart of a page for a visit: pain and mood by day, with treatments as numbered bands behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.loop.picture.colour import Hue
from unspiral.show.axis import Plot, Scale
from unspiral.show.band import curve, dots
from unspiral.show.day_words import day_words, short_day
from unspiral.show.numbers import amount
from unspiral.show.svg import TONES_LIGHT, frame, hued, rule, tag, text
from unspiral.show.visit_treatments import Tried

WIDTH, PANEL, GAP, HEAD, LANE, FOOT, LEFT = 760.0, 84.0, 26.0, 20.0, 13.0, 20.0, 26.0
WEEK = 7
FEW = 3  # answers of a week that make an average
MANY = 200  # days from which single dots would run into one another
ROWS = 12  # rows of the table behind the chart
LINES: tuple[tuple[str, Hue, str, str | None], ...] = (
    ("pain", "pain", "Pain, 0 none to 10 worst", None),
    ("mood", "mood", "Mood, 0 very low to 10 very good", "6 2"),
)


@dataclass(frozen=True, slots=True)
class Course:
    """The chart, and what stands behind it.

    Args:
        title: the finding.
        svg: the picture.
        described: for those who do not see it.
        header, rows: the table behind it.
    """

    title: str
    svg: str
    described: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def course_picture(daily: Mapping[str, Mapping[str, float]], bands: Sequence[Tried], since: str, until: str, title: str) -> Course:
    """Draw the course of pain and mood.

    Args:
        daily: day -> question -> answer.
        bands: treatments to be drawn behind.
        since, until: first and last day.
        title: the finding.
    """
    first, last = date.fromisoformat(since), date.fromisoformat(until)
    days = (last - first).days + 1
    clock = np.arange(days, dtype=np.float64)
    across = Scale(-0.5, days - 0.5, LEFT, WIDTH - 4)
    body: list[str] = []
    head = HEAD + LANE * len(bands)
    bottom = head + 2 * PANEL + GAP
    body += _bands(bands, across, first, days, bottom)
    rows = _rows(daily, first, days)
    for k, (name, hue, words, dash) in enumerate(LINES):
        top = head + k * (PANEL + GAP)
        plot = Plot(across, Scale(0.0, 10.0, top + PANEL, top))
        values = np.full(days, np.nan)
        for day, answers in daily.items():
            if name in answers:
                values[(date.fromisoformat(day) - first).days] = answers[name]
        body += _frame(plot, words)
        points = dots(plot, clock, values, 3.4) if days <= MANY else ""
        body.append(hued(hue, points + curve(plot, clock, _weekly(values), width=2.2, dash=dash)))
    body += _dates(across, first, days, bottom)
    described = (
        f"Two charts over time from {day_words(since)} to {day_words(until)}. {title}. "
        f"{'Dots are single days; lines' if days <= MANY else 'Lines'} are averages of seven days; gaps are days without an answer. "
        f"{len(bands)} treatments are grey bands with numbers."
    )
    svg = frame(body, WIDTH, bottom + FOOT, title, described, "course")
    return Course(title, svg, described, ("Days", "Pain, average (answers)", "Mood, average (answers)"), rows)


def _bands(bands: Sequence[Tried], across: Scale, first: date, days: int, bottom: float) -> list[str]:
    """A bar with a number above the charts for each treatment, and its days as a grey band behind them."""
    pieces: list[str] = []
    for lane, each in enumerate(bands):
        begin = max((date.fromisoformat(each.begin) - first).days, 0) - 0.5
        end = min((date.fromisoformat(each.end) - first).days if each.end else days - 1, days - 1) + 0.5
        x = across.at(begin)
        width, y = max(across.at(end) - x, 2.0), LANE * lane + 2
        pieces.append(tag("rect", class_="uc-band", fill=TONES_LIGHT["band"], fill_opacity="0.5", x=x, y=y, width=width, height=bottom - y))
        pieces.append(tag("rect", class_="uc-edge", fill=TONES_LIGHT["edge"], x=x, y=y + 3, width=width, height=5))
        pieces.append(text(str(each.number), x - 4, y + 5.5, anchor="end", tone="ink", halo=True))
    return pieces


def _frame(plot: Plot, words: str) -> list[str]:
    pieces: list[str] = []
    for value in (0, 5, 10):
        y = plot.y.at(value)
        pieces.append(rule((plot.left, y), (plot.right, y), tone="quiet" if value == 0 else "grid", width=0.8))
        pieces.append(text(str(value), plot.left - 5, y, anchor="end", tone="quiet"))
    pieces.append(text(words, plot.left + 4, plot.top - 8, halo=True))
    return pieces


def _dates(across: Scale, first: date, days: int, bottom: float) -> list[str]:
    count = min(6, days)
    places = sorted({round(k * (days - 1) / max(count - 1, 1)) for k in range(count)})
    years = days > 300
    pieces: list[str] = []
    for k, place in enumerate(places):
        day = (first + timedelta(days=place)).isoformat()
        anchor = "start" if k == 0 and len(places) > 1 else "end" if k == len(places) - 1 and len(places) > 1 else "middle"
        pieces.append(text(short_day(day) + (f" {day[:4]}" if years else ""), across.at(place), bottom + 12, anchor=anchor, tone="quiet"))
    return pieces


def _weekly(values: Float[ndarray, " days"]) -> Float[ndarray, " days"]:
    """For each day the average of the seven days around it; nan where fewer than three of them were answered, or the day lies in a gap."""
    averages = np.full(len(values), np.nan)
    for place in range(len(values)):
        around = values[max(place - WEEK // 2, 0) : place + WEEK // 2 + 1]
        known = around[np.isfinite(around)]
        if len(known) >= FEW:
            averages[place] = known.mean()
    return averages


def _rows(daily: Mapping[str, Mapping[str, float]], first: date, days: int) -> tuple[tuple[str, ...], ...]:
    step = max(WEEK, -(-days // ROWS))
    rows: list[tuple[str, ...]] = []
    for start in range(0, days, step):
        begin, end = first + timedelta(days=start), first + timedelta(days=min(start + step, days) - 1)
        held = [answers for day, answers in daily.items() if begin.isoformat() <= day <= end.isoformat()]
        cells = [_cell([answers[name] for answers in held if name in answers]) for name, *_ in LINES]
        rows.append((f"{day_words(begin.isoformat())} to {day_words(end.isoformat())}", *cells))
    return tuple(rows)


def _cell(values: Sequence[float]) -> str:
    return f"{amount(sum(values) / len(values), 1)} ({len(values)})" if values else "no answer"
