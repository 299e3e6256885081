"""Figures of the data among the same figures of panels simulated from the loop."""

from __future__ import annotations

import numpy as np

from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import spoken
from unspiral.records.outlook import Replicates, Statistic
from unspiral.show.axis import TOP, Plot, Scale, axes, dot
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, decimals_for, interval, level, probability
from unspiral.show.svg import NARROW, frame, hued, rule, tag, text

ROW = 44.0
EDGE = 0.025  # share of simulated panels from which a figure counts as far out
FARTHEST = 5.0  # standard deviations drawn; what lies beyond stands at the edge

NAMES = {
    "mean": "mean of {a}",
    "sd": "spread (SD) of {a}",
    "autocorrelation": "{a} with itself, one before",
    "floor": "share of lowest answers, {a}",
    "cross-correlation": "{a} with {b}, one before",
}


def replicate_picture(found: Replicates, owner: dict[str, str]) -> Picture:
    """Draw all chosen figures, a row each.

    Args:
        found: simulated panels and what the data give.
        owner: indicator -> process whose colour it has.
    """
    rows = found.statistics
    far = [s for s in rows if not EDGE <= s.share <= 1.0 - EDGE]
    named = ", ".join(words(s) for s in far[:3])
    title = f"Simulated panels differ from the data: {named}" if far else "Simulated panels look like the data"
    height = TOP + ROW * len(rows) + 44.0
    plot = Plot(Scale(-FARTHEST, FARTHEST, 14.0, NARROW - 14.0), Scale(0.0, 1.0, height - 44.0, TOP))
    drawn = axes(plot, "distance from the simulated panels’ mean, in their SDs", "", x_ticks=[-4.0, -2.0, 0.0, 2.0, 4.0])
    body = [piece for piece in drawn if "></text>" not in piece and 'text-anchor="end"' not in piece and "uc-line-grid" not in piece]
    body.append(rule((plot.x.at(0.0), TOP - 8), (plot.x.at(0.0), plot.bottom), tone="grid", width=1.4))
    for k, s in enumerate(rows):
        y = TOP + ROW * k + 28.0
        body.append(text(words(s), 14.0, y - 18.0))
        body.append(_row(s, plot.x, y, owner[s.indicator]))
    described = (
        f"{len(rows)} figures of the data, each among those of {found.count} panels simulated from the loop: small ticks are these panels, "
        "the disc is the data. The numbers are in the table below."
    )
    caption = (
        "Tick: a simulated panel. Disc: the data; filled where fewer than 5 % of the panels lie so far out. Loops that the data leave "
        "possible are drawn anew for each panel, so a large misfit shows and a small one may not."
    )
    return Picture(title, frame(body, NARROW, height, title, described, "replicate"), caption, _table(rows, found.count))


def words(s: Statistic) -> str:
    """The figure in words: "mean of pain", "pain with depression, one before"."""
    return NAMES[s.name].format(a=spoken(s.indicator), b=spoken(s.earlier))


def _row(s: Statistic, across: Scale, y: float, process: str) -> str:
    middle, spread = float(s.replicates.mean()), float(s.replicates.std()) or 1e-300
    ticks = np.clip((s.replicates - middle) / spread, -FARTHEST, FARTHEST)
    marks = "".join(f"M{across.at(float(v)):.1f} {y - 5:.1f}v10" for v in ticks)
    own = float(np.clip((s.observed - middle) / spread, -FARTHEST, FARTHEST))
    far = not EDGE <= s.share <= 1.0 - EDGE
    return hued("other", tag("path", d=marks, stroke="currentColor", stroke_width=1.0, stroke_opacity="0.45")) + hued(
        hue_of(process), dot(across.at(own), y, 6.0, hollow=not far)
    )


def _table(rows: tuple[Statistic, ...], count: int) -> Table:
    lines: list[tuple[str, ...]] = []
    for s in rows:
        low, high = (float(x) for x in np.quantile(s.replicates, [0.025, 0.975]))
        places = max(0, decimals_for(s.observed, low, high))
        lines.append((words(s), amount(s.observed, places), interval(low, high, places, sign=False), probability(s.share)))
    header = ("figure", "in the data", f"{level(0.95)} of simulated panels", "of them lie below")
    return Table(f"Figures of the data and of {count} simulated panels", header, tuple(lines), stack=True)
