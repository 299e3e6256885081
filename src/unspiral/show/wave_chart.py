"""Many people: how many answered when, and the mean of their answers at each planned wave."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.loop.model import Loop
from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import spoken
from unspiral.records import Panel
from unspiral.show.axis import axes, dot, plot_of, widened
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, grouped, interval
from unspiral.show.svg import NARROW, frame, hued, line, tag
from unspiral.units import count

HEIGHT = 230.0
MOST_WAVES = 12
Z95 = 1.959963984540054  # of a normal law: 95 % lie within


def is_planned(panel: Panel) -> bool:
    """Whether people were asked at a few common times, so that a mean at each of them means something."""
    times = {float(t) for person in panel.persons for t in person.time}
    return len(panel.persons) > 1 and 2 <= len(times) <= MOST_WAVES


def wave_pictures(panel: Panel, loop: Loop) -> tuple[Picture, ...]:
    """The mean of every indicator at each wave, with its 95 % interval, over the people who answered."""
    return tuple(_picture(panel, i.column, p.name) for p in loop.processes for i in p.indicators)


def _picture(panel: Panel, column: str, process: str) -> Picture:
    waves, means, half, people = _means(panel, column)
    unit = panel.time_unit
    fell = "lower" if means[-1] < means[0] else "higher"
    apart = means[-1] + half[-1] < means[0] - half[0] or means[-1] - half[-1] > means[0] + half[0]
    where = f"{fell} at the last wave than at the first" if apart else "about the same at the last wave as at the first"
    title = f"Mean {spoken(column)} of those who answered: {where}"
    room = 0.04 * (waves[-1] - waves[0])
    low, high = widened(float((means - half).min()), float((means + half).max()))
    plot = plot_of((float(waves[0] - room), float(waves[-1] + room)), (low, high), NARROW, HEIGHT)
    xs = [plot.x.at(float(w)) for w in waves]
    marks: list[str] = []
    for x, mean, h in zip(xs, means, half, strict=True):
        marks.append(
            tag("path", d=f"M{x:.1f} {plot.y.at(mean - h):.1f}V{plot.y.at(mean + h):.1f}", stroke="currentColor", stroke_width=2.4)
        )
        marks.append(dot(x, plot.y.at(float(mean)), 4.5))
    joined = line([(x, plot.y.at(float(m))) for x, m in zip(xs, means, strict=True)], width=1.2, dash="2 3")
    body = [
        *axes(plot, f"wave, in {unit}s", f"{spoken(column)}, points", x_ticks=[float(w) for w in waves]),
        hued(hue_of(process), joined + "".join(marks)),
    ]
    described = f"Mean and 95 % interval of {spoken(column)} at {len(waves)} waves, over {count(float(waves[-1] - waves[0]), unit)}."
    caption = "Dot: mean of those who answered. Line: its 95 % interval. Between people; who answered differs from wave to wave."
    rows = tuple(
        (f"{w:g}", grouped(int(n)), amount(float(m), 2), interval(float(m - h), float(m + h), 2, sign=False))
        for w, n, m, h in zip(waves, people, means, half, strict=True)
    )
    table = Table(f"Mean {spoken(column)} of those who answered, in points", (unit, "people", "mean", "95 % interval"), rows)
    return Picture(title, frame(body, NARROW, HEIGHT, title, described, "wave"), caption, table)


def _means(panel: Panel, column: str) -> tuple[Float[ndarray, " w"], Float[ndarray, " w"], Float[ndarray, " w"], Float[ndarray, " w"]]:
    """Waves, means, half-widths of their 95 % intervals, people; waves that nobody or one person answered are left out."""
    at = panel.indicators.index(column)
    by: dict[float, list[float]] = {}
    for person in panel.persons:
        for t, value in zip(person.time, person.values[:, at], strict=True):
            if np.isfinite(value):
                by.setdefault(float(t), []).append(float(value))
    kept = sorted(t for t, values in by.items() if len(values) > 1)
    means = np.array([np.mean(by[t]) for t in kept])
    half = np.array([Z95 * np.std(by[t], ddof=1) / np.sqrt(len(by[t])) for t in kept])
    return np.array(kept), means, half, np.array([float(len(by[t])) for t in kept])


def count_table(panel: Panel, loop: Loop) -> Table:
    """How much was answered, indicator by indicator."""
    rows: list[tuple[str, ...]] = []
    for column in loop.columns:
        at = panel.indicators.index(column)
        each = np.array([np.isfinite(person.values[:, at]).sum() for person in panel.persons])
        values = np.concatenate([person.values[:, at] for person in panel.persons])
        values = values[np.isfinite(values)]
        per = f"{each.min()} to {each.max()}, median {np.median(each):g}" if each.min() < each.max() else f"{each.min()}"
        spread = f"{amount(float(values.min()))} to {amount(float(values.max()))}"
        rows.append((spoken(column), grouped(len(values)), per, f"{amount(float(values.mean()))} ({spread})"))
    header = ("answers to", "in all", "per person", "mean (lowest to highest), points")
    return Table("How much was answered", header, tuple(rows))
