"""A stretch of days on one time axis: what was answered, row by row, with treatments, flare days, notes and questionnaires."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.loop.picture.colour import hue_of
from unspiral.show.axis import Plot, Scale, labels_of, widened
from unspiral.show.band import curve
from unspiral.show.day_record import DEVICE_ITEMS, PROCESSES, Days
from unspiral.show.days_axis import DaysAxis, days_axis, days_foot, days_grid
from unspiral.show.days_table import days_table
from unspiral.show.days_words import HEADINGS, description, finding
from unspiral.show.marks import marks
from unspiral.show.model import Picture
from unspiral.show.note_lane import LANE, note_marks
from unspiral.show.score_record import Scored
from unspiral.show.score_row import HEADING, row_height, score_row
from unspiral.show.svg import NARROW, TONES_LIGHT, WIDE, frame, hued, rule, tag, text
from unspiral.show.treatment_lane import lane_height, treatment_bands, treatment_lines

LEFT, RIGHT, FOOT = 34.0, 10.0, 26.0
ROW, GAP = 62.0, 8.0  # height of a process's row, and room between two
FLARES = 9.0  # and of the line of flare days
NEIGHBOURS = 45  # up to so many days neighbours are joined; of more a mean of seven days is drawn
WEEK, ENOUGH = 7, 4  # that mean, and the answers that it needs
DEVICE_UNITS = {"steps": "steps", "sleep_hours": "hours"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its height, and what draws it from a place downward."""

    height: float
    draw: Callable[[DaysAxis, float], list[str]]


def days_picture(days: Days) -> Picture:
    """Draw a stretch of days, narrow and wide.

    Args:
        days: what was written down; gaps stay gaps.

    Source: tests/show/test_days_chart.py.
    """
    title, described = finding(days), description(days)
    rows = _rows(days)
    narrow, wide = (stacked(days, rows, width, title, described) for width in (NARROW, WIDE))
    return Picture(title, narrow, caption(days), days_table(days), wide)


def caption(days: Days) -> str:
    """How to read it."""
    said = ["One mark an answer; where nothing was written down, nothing is drawn."]
    if days.count <= NEIGHBOURS:
        said.append("Thin lines join days that follow each other.")
    else:
        said.append(f"Line: the mean of seven days around a day, where at least {ENOUGH} of them have an answer.")
    if any(each.flare for each in days.check_ins):
        said.append("Dark triangle at the top of the row of pain: a flare day.")
    if days.treatments:
        said.append("Grey: a treatment, from its first to its last day.")
    if days.notes:
        said.append("Numbers at the foot: your notes, in the list below.")
    if any(each.value is not None for each in days.scores):
        said.append("Rings: questionnaires, with the published names of their bands.")
    return " ".join(said)


def stacked(days: Days, rows: Sequence[Row], width: float, title: str, described: str) -> str:
    """Rows above each other on one axis of days, with treatments behind them and notes at their foot."""
    axis = days_axis(days.begin, days.count, LEFT, width - RIGHT)
    top = lane_height(days.treatments)
    tops = list(np.cumsum([top, *(row.height + GAP for row in rows)]))
    bottom = float(tops[-1]) + (LANE if days.notes else 0.0)
    body = [*treatment_bands(days, axis, top, bottom), *days_grid(axis, top + HEADING, bottom)]
    body += treatment_lines(days, axis, 0.0, width)
    for row, at in zip(rows, tops, strict=False):
        body += row.draw(axis, float(at))
    if days.notes:
        body += note_marks(days, axis, bottom - LANE)
    body += days_foot(axis, bottom)
    return frame(body, width, bottom + FOOT, title, described, "days")


def _rows(days: Days) -> list[Row]:
    """Pain, mood, sleep and movement always, so that pictures of other days look alike; the rest where there is something."""
    rows = [process_row(days, process) for process in PROCESSES if process != "stress" or days.values("stress")]
    for item in DEVICE_ITEMS:
        if any(each.item == item for each in days.measured):
            rows.append(_device_row(days, item))
    with_value = [each for each in days.scores if each.value is not None]
    for name in dict.fromkeys(each.instrument for each in with_value):
        rows.append(_score_row(days, [each for each in with_value if each.instrument == name]))
    return rows


def process_row(days: Days, process: str) -> Row:
    """The row of one process: its answers, and how they went on."""
    # Flare days stand on a line of their own between the heading and the answers.
    above = HEADING + (FLARES if process == "pain" and any(each.flare for each in days.check_ins) else 0.0)

    def draw(axis: DaysAxis, top: float) -> list[str]:
        floor = top + above
        y = Scale(0.0, 10.0, floor + ROW, floor)
        pieces = [text(HEADINGS[process], 2, top + 12.0, halo=True), *_levels(axis, y, {0.0: "0", 5.0: "5", 10.0: "10"})]
        values = [(place, value) for place, value in days.values(process) if 0.0 <= value <= 10.0]
        size = 2.8 if axis.step >= 7.0 else 2.1 if axis.step >= 2.5 else 1.5
        drawn = _course(axis, y, values, days.count) + marks(
            process, [(axis.at(place), y.at(value)) for place, value in values], size, 0.9 if axis.step >= 2.5 else 0.55
        )
        flares = _flares(days, axis, floor) if process == "pain" else ""
        return [*pieces, hued(hue_of(process), drawn) if drawn else "", flares]

    return Row(above + ROW, draw)


def _device_row(days: Days, item: str) -> Row:
    found = [each for each in days.measured if each.item == item]

    def draw(axis: DaysAxis, top: float) -> list[str]:
        floor = top + HEADING
        low, high = widened(0.0, max(each.value for each in found) or 1.0, 3)
        y = Scale(low, high, floor + ROW, floor)
        heading = text(f"{DEVICE_ITEMS[item]}, {DEVICE_UNITS[item]}", 2, top + 12.0, halo=True)
        shown = {value: words for value, words in labels_of(low, high, plus=False).items() if value in (low, high)}
        dots = marks("device", [(axis.at(days.place(each.day)), y.at(each.value)) for each in found], 2.0)
        return [heading, *_levels(axis, y, shown), hued(hue_of(item), dots)]

    return Row(HEADING + ROW, draw)


def _score_row(days: Days, scores: list[Scored]) -> Row:
    places = [float(days.place(each.day)) for each in scores]
    return Row(HEADING + row_height(scores[0].instrument), lambda axis, top: score_row(scores, places, axis, top))


def _levels(axis: DaysAxis, y: Scale, shown: dict[float, str]) -> list[str]:
    pieces: list[str] = []
    for value, words in shown.items():
        pieces.append(rule((axis.left, y.at(value)), (axis.right, y.at(value)), tone="grid"))
        pieces.append(text(words, axis.left - 6.0, y.at(value), anchor="end", tone="quiet"))
    return pieces


def _course(axis: DaysAxis, y: Scale, values: list[tuple[int, float]], count: int) -> str:
    """The line: neighbours joined, or of many days the mean of seven; broken where there is nothing to say."""
    answers = np.full(count, np.nan)
    for place, value in values:
        answers[place] = value
    shown = answers if count <= NEIGHBOURS else mean_of_seven(answers)
    plot = Plot(axis.scale, y)
    return curve(plot, np.arange(float(count)), shown, width=1.2 if count <= NEIGHBOURS else 1.8, opacity=0.8)


def mean_of_seven(answers: Float[ndarray, " days"]) -> Float[ndarray, " days"]:
    """Mean of the answers from three days before to three days after each day; nan with fewer than four of them.

    Source: tests/show/test_days_chart.py.
    """
    reach = WEEK // 2
    padded = np.pad(answers, reach, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, WEEK)
    known = np.isfinite(windows)
    counts = known.sum(axis=1)
    totals = np.where(known, windows, 0.0).sum(axis=1)
    return np.where(counts >= ENOUGH, totals / np.maximum(counts, 1), np.nan)


def _flares(days: Days, axis: DaysAxis, floor: float) -> str:
    """Triangles that point down from the upper edge of the row of pain."""
    size = 5.0 if axis.step >= 7.0 else 3.5
    places = [axis.at(days.place(each.day)) for each in days.check_ins if each.flare]
    if not places:
        return ""
    shape = "".join(f"M{x - size:.1f} {floor - size - 4.0:.1f}h{2 * size:.1f}l{-size:.1f} {1.6 * size:.1f}z" for x in places)
    return tag("path", class_="uc-ink", fill=TONES_LIGHT["ink"], d=shape)
