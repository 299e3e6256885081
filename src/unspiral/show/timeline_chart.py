"""One person's answers over time, as they were given: dots, and gaps that stay gaps."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.loop.model import Loop
from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import spoken
from unspiral.records import Panel, Person
from unspiral.show.axis import Plot, Scale, axes, plot_of, step_of, widened
from unspiral.show.band import dots
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, grouped
from unspiral.show.svg import FONT, NARROW, TONES_LIGHT, WIDE, frame, hued, number, tag, text
from unspiral.units import count

PANEL, GAP, FOOT = 120.0, 16.0, 44.0
BLOCKS = 12


def timeline_picture(panel: Panel, loop: Loop) -> Picture:
    """Draw the answers of the first person of a panel, one row an indicator, narrow and wide."""
    person = panel.persons[0]
    columns = [(i.column, p.name) for p in loop.processes for i in p.indicators]
    title = _title(person, panel, [column for column, _ in columns])
    caption = "One dot an answer; where nothing was answered, nothing is drawn." + (
        " Grey: when an input was given." if panel.inputs else ""
    )
    narrow, wide = (_draw(person, panel, columns, title, width) for width in (NARROW, WIDE))
    return Picture(title, narrow, caption, _table(person, panel, [column for column, _ in columns]), wide)


def _draw(person: Person, panel: Panel, columns: list[tuple[str, str]], title: str, width: float) -> str:
    clock = person.time - person.time[0]
    across = (0.0, float(clock[-1]))
    body: list[str] = []
    top = 0.0
    for k, (column, process) in enumerate(columns):
        last = k == len(columns) - 1
        values = person.values[:, panel.indicators.index(column)]
        known = values[np.isfinite(values)]
        floor = 26.0 + top
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
        bottom = FOOT if last else 0.0
        plot = plot_of(across, widened(low, high), width, floor + PANEL + bottom, top=floor, bottom=bottom)
        if k == 0 and panel.inputs:
            body += _given(person, panel, plot, floor + len(columns) * (PANEL + GAP + 26.0) - GAP - 26.0)
        drawn = axes(plot, f"{panel.time_unit}s since the first answer" if last else "", "", time_unit=panel.time_unit)
        body += [piece for piece in drawn if "></text>" not in piece and not (not last and _is_tick(piece, plot))]
        body.append(text(f"{spoken(column)}, points" + (f" ({spoken(process)})" if column != process else ""), 2, floor - 26 + FONT * 0.8))
        size = 4.4 if len(values) < 200 else 3.4 if len(values) < 900 else 2.6
        body.append(hued(hue_of(process), dots(plot, clock, values, size)))
        top += PANEL + GAP + 26.0
    height = top - GAP + FOOT
    described = (
        f"Dot chart of {', '.join(spoken(column) for column, _ in columns)} over {count(across[1] - across[0], panel.time_unit)}, "
        f"{grouped(len(person.time))} occasions. A summary by stretches of time is in the table below the chart."
    )
    return frame(body, width, height, title, described, "timeline")


def _is_tick(piece: str, plot: Plot) -> bool:
    """Whether a piece of the axes stands below the plot: rows above the last one share its time axis."""
    return f'y="{plot.bottom + 14 + 0.35 * FONT:.1f}"' in piece or f'y2="{plot.bottom + 4:g}"' in piece


def _given(person: Person, panel: Panel, plot: Plot, bottom: float) -> list[str]:
    """Grey bands behind all rows where an input was given, named above them at the right."""
    runs: list[str] = []
    for k in range(len(panel.inputs)):
        on = np.flatnonzero(person.inputs[:, k] != 0.0)
        for run in np.split(on, np.flatnonzero(np.diff(on) > 1) + 1) if len(on) else []:
            x0, x1 = (plot.x.at(float(person.time[k] - person.time[0])) for k in (run[0], run[-1]))
            x1 = max(x1, x0 + 2.0)
            runs.append(f"M{number(x0)} {number(plot.top)}H{number(x1)}V{number(bottom)}H{number(x0)}z")
    if not runs:
        return []
    name = text(f"grey: {', '.join(spoken(name) for name in panel.inputs)}", plot.right, FONT * 0.8, anchor="end", tone="quiet")
    return [tag("path", class_="uc-band", fill=TONES_LIGHT["band"], d="".join(runs)), name]


def _title(person: Person, panel: Panel, columns: list[str]) -> str:
    at = [panel.indicators.index(column) for column in columns]
    answered = int(np.isfinite(person.values[:, at]).any(axis=1).sum())
    gaps = np.diff(person.time)
    longest = f"; the longest gap is {count(float(gaps.max()), panel.time_unit)}" if len(gaps) else ""
    return f"What was answered: {grouped(answered)} occasions over {count(float(np.ptp(person.time)), panel.time_unit)}{longest}"


def _table(person: Person, panel: Panel, columns: list[str]) -> Table:
    """A summary by stretches of time: the rows themselves stay in the file they came from."""
    begin, end = float(person.time[0]), float(person.time[-1])
    step = step_of(max(end - begin, 1e-12), BLOCKS, panel.time_unit)
    scale = Scale(begin, begin + step, 0.0, 1.0)
    block = np.array([int(scale.at(float(t)) + 1e-9) for t in person.time])
    rows: list[tuple[str, ...]] = []
    for k in range(int(block.max()) + 1):
        cells = [f"{amount(k * step, 0)} to {amount((k + 1) * step, 0)}"]
        cells += [_summary(person.values[block == k, panel.indicators.index(column)]) for column in columns]
        rows.append(tuple(cells))
    caption = f"Mean, lowest to highest answer and number of answers in each stretch of {count(step, panel.time_unit)}, in points"
    return Table(caption, (f"{panel.time_unit}s", *(spoken(column) for column in columns)), tuple(rows))


def _summary(values: Float[ndarray, " n"]) -> str:
    known = values[np.isfinite(values)]
    if not len(known):
        return "no answer"
    spread = f"{amount(float(known.min()))} to {amount(float(known.max()))}"
    return f"{amount(float(known.mean()))} ({spread}; {len(known)})"
