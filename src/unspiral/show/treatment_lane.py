"""Treatments as light grey bands behind all rows, and above them a line each that names them."""

from __future__ import annotations

from collections.abc import Sequence

from unspiral.loop.picture.words import cut
from unspiral.records.treatment import Treatment
from unspiral.show.day_record import Days
from unspiral.show.days_axis import DaysAxis
from unspiral.show.svg import FONT, TONES_LIGHT, number, rule, tag, text

ROW, MOST = 20.0, 6  # height of a line, and how many are drawn; the page lists all


def shown_treatments(days: Days) -> tuple[Treatment, ...]:
    """Those that are drawn: of many the ones that began last."""
    return days.treatments[-MOST:]


def clipped(days: Days, treatment: Treatment) -> tuple[int, int]:
    """First and last place of a treatment inside the days that are shown."""
    last = days.count - 1
    return max(days.place(treatment.begin), 0), min(days.place(treatment.end), last) if treatment.end else last


def treatment_bands(days: Days, axis: DaysAxis, top: float, bottom: float) -> list[str]:
    """Grey behind everything from ``top`` to ``bottom``; an edge stands where one began or ended."""
    shown = shown_treatments(days)
    if not shown:
        return []
    half = 0.5 * axis.step
    shape = "".join(
        f"M{number(axis.at(first) - half)} {number(top)}H{number(axis.at(last) + half)}V{number(bottom)}H{number(axis.at(first) - half)}z"
        for first, last in (clipped(days, each) for each in shown)
    )
    edges: list[str] = []
    for each in shown:
        first, last = clipped(days, each)
        if each.begin >= days.begin:
            edges.append(_edge(axis.at(first) - half, top, bottom))
        if each.end and each.end <= days.end:
            edges.append(_edge(axis.at(last) + half, top, bottom))
    return [tag("path", class_="uc-band", fill=TONES_LIGHT["band"], d=shape), *edges]


def treatment_lines(days: Days, axis: DaysAxis, top: float, canvas: float) -> list[str]:
    """A line for each: a stroke over its days, and its name."""
    pieces: list[str] = []
    half = 0.5 * axis.step
    for k, each in enumerate(shown_treatments(days)):
        y = top + k * ROW
        first, last = clipped(days, each)
        x0, x1 = axis.at(first) - half, axis.at(last) + half
        pieces.append(rule((x0, y + ROW - 4.0), (x1, y + ROW - 4.0), width=3.0))
        right_side = x0 > (axis.left + canvas) / 2.0
        name = cut(each.name, FONT, x1 if right_side else canvas - x0 - 1.0)
        pieces.append(text(name, x1 if right_side else x0 + 1.0, y + 7.0, anchor="end" if right_side else None, halo=True))
    return pieces


def lane_height(treatments: Sequence[Treatment]) -> float:
    """Room that the lines take."""
    return ROW * min(len(treatments), MOST) + (8.0 if treatments else 0.0)


def _edge(x: float, top: float, bottom: float) -> str:
    return rule((x, top), (x, bottom), width=1.0, dash="1 3")
