"""Who is where, week by week, with nothing else done: areas on top of each other, at every causal share side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy import ndarray

from unspiral.loop.picture.colour import Hue
from unspiral.records.policies import PolicyComparison, Prevalence
from unspiral.show.axis import Plot, Scale, labels_of, ticks, widened
from unspiral.show.band import band, curve
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount
from unspiral.show.population_words import YEAR, horizon, percent
from unspiral.show.svg import FONT, NARROW, WIDE, frame, hued, line, rule, text

LEFT, RIGHT, GAP, TOP, BOTTOM, ROW = 44.0, 10.0, 20.0, 44.0, 40.0, 18.0
MARKS = 105  # at most so many points of a line are drawn


class Layer(NamedTuple):
    """One area: words, hue, how dark, whether it is hatched in the hue of mood, and the states that it holds."""

    words: str
    hue: Hue
    opacity: float
    hatched: bool
    states: tuple[str, ...]


LAYERS = (
    Layer("chronic pain and depression together", "pain", 0.55, True, ("pain:chronic+depression:episode",)),
    Layer("chronic pain", "pain", 0.55, False, ("pain:chronic+depression:none",)),
    Layer("depression, no chronic pain", "mood", 0.5, False, ("pain:none+depression:episode", "pain:acute+depression:episode")),
    Layer("acute pain alone", "pain", 0.2, False, ("pain:acute+depression:none",)),
)


def area_picture(found: PolicyComparison) -> Picture | None:
    """Draw the course of the population; None where it has other states than back pain and depression.

    Args:
        found: a comparison; its first arms are drawn.

    Source: tests/show/test_population_area_chart.py.
    """
    if not found.now or any(state not in now.state for now in found.now for layer in LAYERS for state in layer.states):
        return None
    title, described = _title(found), _described(found)
    caption = (
        "From the bottom up: people in each state, in percent of all who were there at the start; nobody is counted twice. What is left "
        "up to 100 % has neither, or has died. The population grows older and nobody joins it."
    )
    narrow, wide = (_drawn(found, room, title, described) for room in (NARROW, WIDE))
    return Picture(title, narrow, caption, _table(found), wide=wide)


def _drawn(found: PolicyComparison, room: float, title: str, described: str) -> str:
    top = max(float(np.max(np.sum([_values(now, layer) for layer in LAYERS], axis=0))) for now in found.now)
    _, high = widened(0.0, 100.0 * top, 4)
    height = 190.0 if room < WIDE else 240.0
    panels = panels_of(len(found.now), room, (0.0, found.weeks / YEAR), (0.0, high), TOP, TOP + height)
    body = panel_frame(panels, [percent(now.share) for now in found.now], "percent of people", "years", plus=False)
    for plot, now in zip(panels, found.now, strict=True):
        body += _areas(plot, now)
    y = TOP + height + BOTTOM
    for layer in reversed(LAYERS):
        body += _legend(layer, y)
        y += ROW
    return frame(body, room, y, title, described, "population")


def panels_of(
    count: int, room: float, x: tuple[float, float], y: tuple[float, float], top: float, bottom: float, left: float = LEFT
) -> list[Plot]:
    """Panels of one size side by side."""
    each = (room - left - RIGHT - GAP * (count - 1)) / count
    return [Plot(Scale(*x, left + k * (each + GAP), left + k * (each + GAP) + each), Scale(*y, bottom, top)) for k in range(count)]


def panel_frame(panels: Sequence[Plot], names: Sequence[str], y_unit: str, x_unit: str, *, plus: bool) -> list[str]:
    """Grid, names above each, numbers beside the first, and units."""
    body: list[str] = [text(y_unit, 2, FONT * 0.7)]
    for k, (plot, name) in enumerate(zip(panels, names, strict=True)):
        for value, words in labels_of(plot.y.low, plot.y.high, plus=plus).items():
            body.append(rule((plot.left, plot.y.at(value)), (plot.right, plot.y.at(value)), tone="grid"))
            if k == 0:
                body.append(text(_short(words), plot.left - 6, plot.y.at(value), anchor="end", tone="quiet"))
        for value in ticks(plot.x.low, plot.x.high, 2 if plot.right - plot.left < 150 else 5):
            body.append(rule((plot.x.at(value), plot.bottom), (plot.x.at(value), plot.bottom + 4)))
            body.append(text(f"{value:g}", plot.x.at(value), plot.bottom + 14, anchor="middle", tone="quiet"))
        body.append(rule((plot.left, plot.bottom), (plot.right, plot.bottom)))
        body.append(text(name, (plot.left + plot.right) / 2, plot.top - 12, anchor="middle", bold=True))
    body.append(text(x_unit, (panels[0].left + panels[-1].right) / 2, panels[0].bottom + 30, anchor="middle"))
    return body


def _short(words: str) -> str:
    """A tick of thousands in few signs: "−150k" stands for 150 000."""
    bare = words.lstrip("+−")
    return f"{words[: len(words) - len(bare)]}{bare[:-3]}k" if bare.endswith("000") and len(bare) >= 5 else words


def _values(now: Prevalence, layer: Layer) -> ndarray:
    return np.sum([now.state[state] for state in layer.states], axis=0)


def _areas(plot: Plot, now: Prevalence) -> list[str]:
    keep = np.unique(np.linspace(0, len(now.weeks) - 1, min(MARKS, len(now.weeks))).round().astype(int))
    years, below = now.weeks[keep] / YEAR, np.zeros(len(keep))
    pieces: list[str] = []
    for layer in LAYERS:
        above = below + 100.0 * _values(now, layer)[keep]
        pieces.append(hued(layer.hue, band(plot, years, below, above, opacity=layer.opacity) + curve(plot, years, above, width=1.2)))
        if layer.hatched:
            pieces.append(hued("mood", "".join(_hatch(plot, years, below, above))))
        below = above
    return pieces


def _hatch(plot: Plot, years: ndarray, below: ndarray, above: ndarray) -> list[str]:
    """Upright strokes inside an area, so that it can be told without colour."""
    lines: list[str] = []
    for x in np.arange(plot.left + 2.5, plot.right, 5.0):
        at = plot.x.low + (x - plot.left) / (plot.right - plot.left) * (plot.x.high - plot.x.low)
        low, high = float(np.interp(at, years, below)), float(np.interp(at, years, above))
        lines.append(line([(float(x), plot.y.at(low)), (float(x), plot.y.at(high))], width=1.6))
    return lines


def _legend(layer: Layer, y: float) -> list[str]:
    plot = Plot(Scale(0.0, 1.0, 4.0, 30.0), Scale(0.0, 1.0, y + 6.0, y - 6.0))
    x, zero, one = np.array([0.0, 1.0]), np.zeros(2), np.ones(2)
    box = hued(layer.hue, band(plot, x, zero, one, opacity=layer.opacity))
    hatch = hued("mood", "".join(_hatch(plot, x, zero, one))) if layer.hatched else ""
    return [box, hatch, text(layer.words, 38.0, y)]


def _ends(now: Prevalence, layer: Layer) -> tuple[float, float]:
    values = 100.0 * _values(now, layer)
    return float(values[0]), float(values[-1])


def _title(found: PolicyComparison) -> str:
    chronic = [100.0 * float(now.state["pain:chronic"][-1]) for now in found.now]
    mood = [100.0 * float(now.state["depression:episode"][-1]) for now in found.now]
    return f"With nothing else done, {_between(chronic)} % have chronic pain and {_between(mood)} % depression after {horizon(found.weeks)}"


def _between(values: Sequence[float]) -> str:
    low, high = amount(min(values)), amount(max(values))
    return low if low == high else f"{low} to {high}"


def _described(found: PolicyComparison) -> str:
    parts = [
        f"{percent(now.share)}: "
        + ", ".join(
            f"{layer.words} {amount(_ends(now, layer)[0])} % at first and {amount(_ends(now, layer)[1])} % at the end" for layer in LAYERS
        )
        for now in found.now
    ]
    return f"Stacked areas over {horizon(found.weeks)}, one panel a causal share. {'. '.join(parts)}."


def _table(found: PolicyComparison) -> Table:
    rows: list[tuple[str, ...]] = []
    weeks = [int(week) for week in found.now[0].weeks]
    for week in [*weeks[:: 2 * YEAR], *([weeks[-1]] if weeks[-1] % (2 * YEAR) else [])]:
        for now in found.now:
            shares = (f"{100.0 * _values(now, layer)[week]:.2f}" for layer in LAYERS)
            rows.append(
                (f"week {week}, {percent(now.share)}", *shares, f"{100.0 * now.state.get('life:dead', np.zeros(week + 1))[week]:.2f}")
            )
    header = ("when", *(layer.words for layer in LAYERS), "died")
    return Table("Percent of all people who were there at the start", header, tuple(rows), stack=True)
