"""One person's answers as dots, and the smoothed course behind them as a line with its band."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import spoken
from unspiral.records.outlook import Smoothed, SmoothedPerson
from unspiral.show.axis import axes, plot_of, step_of, widened
from unspiral.show.band import band, curve, dots
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, grouped, interval
from unspiral.show.svg import NARROW, WIDE, frame, hued
from unspiral.show.words import start
from unspiral.units import count

HEIGHT = 230.0
Z95 = 1.959963984540054
LONG = 3.5  # typical intervals: in longer gaps no line is drawn, only what is left open
BLOCKS = 10


def smoothed_picture(found: Smoothed, person: SmoothedPerson, column: str, process: str, *, who: str) -> Picture:
    """Draw one indicator of one person.

    Args:
        found: what was smoothed.
        person: one of its persons.
        column: the indicator; process: what it is of.
        who: words behind the title where there is more than one person, else "".
    """
    j = found.indicators.index(column)
    clock = person.time - person.time[0]
    answers, line, spread = person.answers[:, j], person.expected[:, j], person.expected_sd[:, j]
    low, high = line - Z95 * spread, line + Z95 * spread
    title = _title(column, clock, line, found.unit) + who
    ends = [x[np.isfinite(x)] for x in (answers, low, high)]
    known = np.concatenate(ends)
    across = (0.0, float(clock[-1]) or 1.0)
    around = widened(float(known.min()), float(known.max()))
    drawn = np.where(_in_gap(clock, person.occasion), np.nan, line)
    size = 4.4 if len(answers) < 600 else 3.4
    pictures: list[str] = []
    described = (
        f"Dots: {grouped(int(np.isfinite(answers).sum()))} answers to {spoken(column)} over {count(across[1], found.unit)}. Line with a "
        "95 % band: where the person was, given all answers before and after. A summary by stretches of time is in the table below."
    )
    for width in (NARROW, WIDE):
        plot = plot_of(across, around, width, HEIGHT)
        body = [
            *axes(plot, f"{found.unit}s since the first answer", f"{spoken(column)}, points", time_unit=found.unit),
            hued(hue_of(process), band(plot, clock, low, high, opacity=0.22)),
            hued(hue_of(process), dots(plot, clock, answers, size)),
            hued(hue_of(process), curve(plot, clock, drawn, width=1.8)),
        ]
        pictures.append(frame(body, width, HEIGHT, title, described, "smoothed"))
    exact = found.error_sd[j] == 0.0
    caption = "Dot: an answer. Line: the smoothed course; band: its 95 % interval. In long gaps only the band is drawn." + (
        " This fit has no measurement error, so the line goes through every answer." if exact else ""
    )
    return Picture(title, pictures[0], caption, _table(column, clock, answers, line, (low, high), found.unit), pictures[1])


def _in_gap(clock: Float[ndarray, " n"], occasion: Bool[ndarray, " n"]) -> Bool[ndarray, " n"]:
    """Which moments lie in a gap between occasions that is long for this person."""
    at = clock[occasion]
    if len(at) < 3:
        return np.zeros(len(clock), dtype=bool)
    gaps = np.diff(at)
    after = np.clip(np.searchsorted(at, clock, side="right") - 1, 0, len(gaps) - 1)
    return ~occasion & (gaps[after] > LONG * np.median(gaps))


def _title(column: str, clock: Float[ndarray, " n"], line: Float[ndarray, " n"], unit: str) -> str:
    top, bottom = int(line.argmax()), int(line.argmin())
    ends = f"highest ({amount(float(line[top]))}) after {_when(clock[top], unit)}, lowest ({amount(float(line[bottom]))}) after "
    return f"{start(spoken(column))}: {ends}{_when(clock[bottom], unit)}"


def _when(time: float, unit: str) -> str:
    return count(round(float(time), 1), unit)


def _table(column: str, clock: ndarray, answers: ndarray, line: ndarray, ends: tuple[ndarray, ndarray], unit: str) -> Table:
    """Means by stretches of time: answers, line, and the mean width of the band."""
    step = step_of(max(float(clock[-1]), 1e-12), BLOCKS, unit)
    block = (clock / step + 1e-9).astype(int)
    rows: list[tuple[str, ...]] = []
    for k in range(int(block.max()) + 1):
        on = block == k
        given = answers[on & np.isfinite(answers)]
        if not on.any():
            continue
        middle = interval(float(ends[0][on].mean()), float(ends[1][on].mean()), 1, sign=False)
        said = f"{amount(float(given.mean()), 1)} ({len(given)})" if len(given) else "no answer"
        rows.append((f"{amount(k * step, 0)} to {amount((k + 1) * step, 0)}", said, amount(float(line[on].mean()), 1), middle))
    header = (f"{unit}s", "mean answer (how many)", "mean of the line", "mean 95 % band")
    return Table(f"{spoken(column)} in stretches of {count(step, unit)}, in points", header, tuple(rows))
