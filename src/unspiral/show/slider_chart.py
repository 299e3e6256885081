"""An arrow's effect against what is assumed of skipped prompts: the slider as a picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from unspiral.learn.skip_words import AGAINST
from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import spoken
from unspiral.records import Arrow, Effect
from unspiral.records.skipping import Assumed
from unspiral.show.axis import Plot, axes, dot, plot_of, upright, widened, zero_line
from unspiral.show.band import band, curve
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, beside, decimals_for, interval, signed, together
from unspiral.show.svg import NARROW, frame, hued, line
from unspiral.show.words import start
from unspiral.units import count

HEIGHT = 250.0


def slider_picture(
    arrow: Arrow, process: str, places: Sequence[Assumed], own: Assumed, *, learned: bool, lag: float, unit: str, level: float
) -> Picture:
    """Draw one arrow along the slider of one process.

    Args:
        arrow: (cause, affected).
        process: whose slope is moved.
        places: of its slider, in order, with the place of no slope among them.
        own: the fit itself.
        learned: whether its slopes were learned; else they were assumed.
        lag: of the effects.
        unit: of time.
        level: of the intervals.
    """
    slopes = np.array([a.slope[process] for a in places])
    found = [a.lagged[arrow] for a in places]
    here, at = own.lagged[arrow], own.slope[process]
    middle = np.array([e.estimate for e in found])
    low, high = (np.array([np.nan if (end := getattr(e, name)) is None else end for e in found]) for name in ("low", "high"))
    ends = [x for e in (*found, here) for x in (e.low, e.estimate, e.high) if x is not None]
    plot = plot_of(
        (min(float(slopes[0]), at), max(float(slopes[-1]), at)), widened(min(0.0, *ends), max(0.0, *ends)), NARROW, HEIGHT
    )  # fmt: skip
    title = slider_title(arrow, process, places, own)
    hue = hue_of(arrow[0])
    # The fit itself lies beside the line where the slopes of other processes are not nil.
    body = [
        *axes(plot, f"slope of skipping on {spoken(process)}, probits per SD", "effect, points per point", plus=True),
        hued(hue, band(plot, slopes, low, high, opacity=0.16) + curve(plot, slopes, low, width=0.8) + curve(plot, slopes, high, width=0.8)),
        zero_line(plot),
        hued(hue, curve(plot, slopes, middle)),
        *upright(plot, 0.0, "ignored"),
        hued(hue, dot(plot.x.at(0.0), plot.y.at(float(np.interp(0.0, slopes, middle))), 5.0, hollow=True)),
        hued(hue, _whisker(plot, at, here)),
    ]
    what = "learned" if learned else "assumed"
    described = (
        f"Line chart. Effect of {spoken(arrow[0])} on {spoken(arrow[1])} after {count(lag, unit)}, for slopes of skipping on "
        f"{spoken(process)} from {signed(float(slopes[0]), 2)} to {signed(float(slopes[-1]), 2)}. The numbers are in the "
        "table below the chart."
    )
    caption = (
        f"Line: the effect under each assumed slope, with its {amount(100 * level, 0)} % band; the other processes do not drive skipping. "
        f"Hollow dot: skipped prompts ignored. Filled dot with its interval: the fit itself, with the slopes that were {what}."
    )
    table = _table(arrow, process, [*zip(slopes.tolist(), found, places, strict=True)], own, what, lag=lag, unit=unit, level=level)
    return Picture(title, frame(body, NARROW, HEIGHT, title, described, "slider"), caption, table)


def slider_title(arrow: Arrow, process: str, places: Sequence[Assumed], own: Assumed) -> str:
    """Whether an arrow keeps its word along the slider, and where it does not, whether the answers leave such slopes open."""
    words = [a.words[arrow] for a in places if arrow in a.words]
    name = f"{start(spoken(arrow[0]))} → {spoken(arrow[1])}"
    if not words or len(set(words)) == 1:
        said = "the same" if not words else words[0].replace("nil", "too small to speak of")
        return f"{name}: {said}, at every slope of skipping on {spoken(process)} that is shown"
    logliks = [a.loglik for a in (*places, own) if a.loglik is not None]
    open_ = [a for a in places if a.loglik is None or max(logliks) - a.loglik <= AGAINST]
    if own.words.get(arrow) is not None and {a.words[arrow] for a in open_ if arrow in a.words} <= {own.words[arrow]}:
        return f"{name}: another word only at slopes on {spoken(process)} that the answers speak against"
    return f"{name}: hinges on what {spoken(process)} does to skipping"


def _whisker(plot: Plot, slope: float, e: Effect) -> str:
    x = plot.x.at(slope)
    ends = [plot.y.at(end) for end in (e.low, e.high) if end is not None]
    bar = line([(x, ends[0]), (x, ends[1])], width=2.4) if len(ends) == 2 else ""
    return bar + dot(x, plot.y.at(e.estimate), 5.0)


def _table(
    arrow: Arrow, process: str, rows: Sequence[tuple[float, Effect, Assumed]], own: Assumed, what: str, *, lag: float, unit: str,
    level: float,
) -> Table:  # fmt: skip
    best = max((a.loglik for _, _, a in rows if a.loglik is not None), default=None)
    best = own.loglik if best is None or (own.loglik is not None and own.loglik > best) else best
    cells: list[tuple[str, ...]] = []
    last = (f"{signed(own.slope[process], 2)} ({what})", own.lagged[arrow], own)
    for name, e, a in [*((_named(slope), e, a) for slope, e, a in rows), last]:
        places = together(e.estimate, e.low, e.high)
        below = "" if a.loglik is None or best is None else amount(max(best - a.loglik, 0.0), 1)
        cells.append((name, beside(e.estimate, places, sign=True), interval(e.low, e.high, places), a.words.get(arrow, ""), below))
    caption = (
        f"Effect of {spoken(arrow[0])} on {spoken(arrow[1])} after {count(lag, unit)}, in points per point; slopes in probits per "
        "within-person standard deviation"
    )
    header = ("slope", "estimate", f"{amount(100 * level, 0)} % interval", "word", "log-likelihood below the best")
    return Table(caption, header, tuple(cells), stack=True)


def _named(slope: float) -> str:
    return "0 (ignored)" if slope == 0.0 else signed(slope, max(decimals_for(slope), 2))
