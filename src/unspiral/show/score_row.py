"""Scores of one questionnaire on a time axis: large marks, with the published bands named beside them."""

from __future__ import annotations

from collections.abc import Sequence

from unspiral.loop.picture.colour import Hue
from unspiral.loop.picture.words import width
from unspiral.measure.questionnaires.instrument import Instrument, ScoreBand
from unspiral.measure.questionnaires.library import instrument as named
from unspiral.show.axis import Scale, dot, ticks
from unspiral.show.days_axis import DaysAxis
from unspiral.show.numbers import amount
from unspiral.show.score_record import Scored
from unspiral.show.svg import FONT, Point, hued, line, rule, text

BAND, LEAST, HEADING, NAMES = (
    19.0,
    84.0,
    26.0,
    130.0,
)  # least height of a band, of a row; room for its heading
HUES: dict[str, Hue] = {
    "phq": "mood", "gad": "mood", "ces": "mood", "who": "mood", "isi": "sleep", "peg": "pain", "odi": "pain", "rmd": "pain",
    "nrs": "pain", "gcp": "pain", "nih": "pain",
}  # fmt: skip


def score_hue(instrument: str) -> Hue:
    """Colour of the process that a questionnaire is about."""
    return HUES.get(instrument[:3], "other")


def shown_bands(instrument: str) -> tuple[ScoreBand, ...]:
    """The published bands of a questionnaire, where their names are fit to be shown."""
    found: Instrument = named(instrument)
    return found.bands if found.bands_shown else ()


def row_height(instrument: str) -> float:
    """How high its row is drawn, so that every band's name has room."""
    bands = shown_bands(instrument)
    if not bands:
        return LEAST
    low, high = bands[0].low, bands[-1].high
    narrowest = min(band.high - band.low for band in bands) + 1.0
    return min(max(LEAST, BAND * (high - low + 1.0) / narrowest), 190.0)


def score_row(scores: Sequence[Scored], places: Sequence[float], axis: DaysAxis, top: float, *, margin: bool = False) -> list[str]:
    """One questionnaire.

    Args:
        scores: those with a value, of one questionnaire, by day.
        places: of each on the axis.
        axis: of days.
        top: where the row begins; its heading stands there, the plot below it.
        margin: names of bands stand to the right of the axis, where room was left for them; else inside, where no mark lies.
    """
    first = scores[0]
    floor = top + HEADING
    bottom = floor + row_height(first.instrument)
    y = Scale(first.low, first.high, bottom, floor)
    points: list[Point] = [(axis.at(place), y.at(each.value)) for place, each in zip(places, scores, strict=True) if each.value is not None]
    pieces = [text(f"{first.name}, {first.unit}: {first.measures}"[:64], 2, top + 12.0)]
    for band in shown_bands(first.instrument):
        edge = y.at(min(band.high + 0.5, first.high)) if band.high < first.high else y.at(first.high)
        pieces.append(rule((axis.left, edge), (axis.right, edge), tone="grid"))
        pieces.append(_name(band.label, points, axis, (y.at(band.low) + y.at(band.high)) / 2.0, margin))
    for value in ticks(first.low, first.high, 3):
        pieces.append(text(amount(value, 0), axis.left - 6.0, y.at(value), anchor="end", tone="quiet"))
    pieces.append(rule((axis.left, bottom), (axis.right, bottom), tone="grid"))
    drawn = line(points, width=1.2, dash="5 4") + "".join(dot(px, py, 5.0, hollow=True) for px, py in points)
    return [*pieces, hued(score_hue(first.instrument), drawn)]


def margin_of(instrument: str) -> float:
    """Room that the names of the bands take beside the axis."""
    return max((width(band.label, FONT) + 8.0 for band in shown_bands(instrument)), default=0.0)


def _name(label: str, points: Sequence[Point], axis: DaysAxis, y: float, margin: bool) -> str:
    if margin:
        return text(label, axis.right + 6.0, y, tone="quiet")
    room = width(label, FONT) + 8.0
    near = [x for x, at in points if abs(at - y) < 14.0]
    left_side = any(x > axis.right - room for x in near) and not any(x < axis.left + room for x in near)
    return text(label, axis.left + 4.0 if left_side else axis.right - 2.0, y, anchor=None if left_side else "end", tone="quiet", halo=True)
