"""The path that would be expected with a change and without it, and the difference as a small panel of its own."""

from __future__ import annotations

import numpy as np

from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import spoken
from unspiral.records import WhatIf
from unspiral.show.axis import Plot, axes, plot_of, ticks, widened, zero_line
from unspiral.show.band import band, curve
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, decimals_for, interval, signed
from unspiral.show.svg import FONT, NARROW, TONES_LIGHT, frame, hued, rule, tag, text
from unspiral.units import count

HEIGHT, CUT = 390.0, 212.0  # of the whole, and where the upper plot ends
GAP = 34.0


def whatif_picture(found: WhatIf, process: str, title: str, word: str) -> Picture:
    """Draw one process after a change.

    Args:
        found: what the change would be expected to do.
        process: one of its paths.
        title: the finding.
        word: the change itself, such as "pain → depression cut".
    """
    time, shift = found.path.time, found.path.bands[process]
    level = found.baseline[process].estimate
    upper, lower = _plots(found, process)
    percent = f"{100 * found.level:g} %"
    low, high = (np.where(np.isfinite(end), end, sign * 1e9) for end, sign in ((shift.low, -1.0), (shift.high, 1.0)))
    body = [
        *_given(found, (upper, lower)),
        *axes(upper, "", f"{spoken(process)}, points", time_unit=found.unit, x_ticks=[]),
        hued(hue_of(process), band(upper, time, level + low, level + high, opacity=0.2)),
        rule((upper.left, upper.y.at(level)), (upper.right, upper.y.at(level)), tone="ink", width=1.8, dash="6 4"),
        hued(hue_of(process), curve(upper, time, level + shift.estimate)),
        *_names(upper, level, float(level + shift.estimate[-1])),
        *_moved(axes(lower, f"{found.unit}s since the change", "", time_unit=found.unit, plus=True)),
        text("difference, points", 2, CUT + FONT * 0.7),
        hued(hue_of(process), band(lower, time, low, high, opacity=0.2)),
        zero_line(lower),
        hued(hue_of(process), curve(lower, time, shift.estimate)),
    ]
    end = f"{signed(float(shift.estimate[-1]))} points ({percent} interval {_ends(shift.low[-1], shift.high[-1])})"
    described = (
        f"Two line charts of {spoken(process)} over {count(found.horizon, found.unit)} if {word}. Above: the level without the change, "
        f"{amount(level)} points, and the expected path with it. Below: the difference, at the end {end}."
    )
    caption = (
        f"Dashed: without the change. Solid: with it. Band: {percent} interval of the difference; that of the level itself is left "
        "out. Single answers scatter around both."
        + _said(found)
        + (" The band goes on beyond the edge." if _is_cut(found, process, upper) else "")
    )
    return Picture(title, frame(body, NARROW, HEIGHT, title, described, "whatif"), caption, _table(found, process))


def _plots(found: WhatIf, process: str) -> tuple[Plot, Plot]:
    shift, level = found.path.bands[process], found.baseline[process].estimate
    known = np.concatenate([shift.low, shift.high, shift.estimate, [0.0]])
    known = known[np.isfinite(known)]
    # A band that runs away would flatten the path to a line: it is cut off at 20 times the path's own size. A shift that is nothing beside
    # the level is drawn as nothing: the axis never spans less than a hundredth of the level.
    size = max(float(np.abs(shift.estimate).max()), 0.005 * abs(level), 1e-9)
    least, most = max(float(known.min()), -20.0 * size), min(float(known.max()), 20.0 * size)
    if most - least < 0.01 * abs(level):
        least, most = min(least, -0.005 * abs(level)), max(most, 0.005 * abs(level))
    across = (0.0, float(found.path.time[-1]))
    upper = plot_of(across, widened(level + least, level + most, 4), NARROW, CUT, bottom=18.0)
    lower = plot_of(across, widened(least, most, 4), NARROW, HEIGHT, top=CUT + GAP - 8)
    return upper, lower


def _given(found: WhatIf, plots: tuple[Plot, ...]) -> list[str]:
    """Grey behind both plots while a push of a schedule is on."""
    out: list[str] = []
    for piece in found.pieces:
        end = found.horizon if piece.end is None else min(piece.end, found.horizon)
        if piece.start < end:
            for plot in plots:
                left, right = plot.x.at(piece.start), plot.x.at(end)
                high, low = sorted((plot.top, plot.bottom))
                out.append(tag("rect", class_="uc-band", fill=TONES_LIGHT["band"], x=left, y=high, width=right - left, height=low - high))
    return out


def _said(found: WhatIf) -> str:
    """What the verb adds to the caption."""
    if found.pieces:
        return " Grey: while a push is on."
    if found.rule is not None:
        return f" The mean over {found.monte_carlo.runs} simulated runs; in one run the push comes and goes."
    return ""


def _moved(pieces: list[str]) -> list[str]:
    """Axes without the empty words above them."""
    return [piece for piece in pieces if "></text>" not in piece]


def _names(plot: Plot, without: float, with_change: float) -> list[str]:
    """Words on both lines at the right end, on the sides where they do not cross."""
    higher = with_change >= without
    y0, y1 = plot.y.at(without), plot.y.at(with_change)
    if abs(y0 - y1) < 4:
        return [text("with and without", plot.right - 4, y0 - 10, anchor="end", halo=True)]
    return [
        text("without", plot.right - 4, y0 + (11 if higher else -10), anchor="end", halo=True),
        text("with", plot.right - 4, max(y1 - 11, plot.top + 6) if higher else min(y1 + 12, plot.bottom - 7), anchor="end", halo=True),
    ]


def _ends(low: float, high: float, places: int | None = None) -> str:
    """An interval of which an infinite end is none."""
    return interval(float(low) if np.isfinite(low) else None, float(high) if np.isfinite(high) else None, places)


def _is_cut(found: WhatIf, process: str, plot: Plot) -> bool:
    """Whether the band goes on beyond the plot."""
    shift, level = found.path.bands[process], found.baseline[process].estimate
    little = 1e-9 * (plot.y.high - plot.y.low)
    return bool((level + shift.low < plot.y.low - little).any() or (level + shift.high > plot.y.high + little).any())


def _table(found: WhatIf, process: str) -> Table:
    time, shift = found.path.time, found.path.bands[process]
    level = found.baseline[process].estimate
    wanted = sorted({int(np.abs(time - value).argmin()) for value in ticks(0.0, float(time[-1]), 7, found.unit)} | {len(time) - 1})
    sizes = [float(v) for v in (*shift.estimate, *shift.low, *shift.high) if np.isfinite(v)]
    places = max(0, decimals_for(*sizes))
    rows = tuple(
        (
            amount(float(time[k])),
            amount(level + float(shift.estimate[k]), max(1, places)),
            signed(float(shift.estimate[k]), places),
            _ends(shift.low[k], shift.high[k], places),
        )
        for k in wanted
    )
    caption = f"{spoken(process)}, points: level without the change {amount(level)}"
    return Table(caption, (f"{found.unit}s", "with the change", "difference", f"{100 * found.level:g} % interval"), rows)
