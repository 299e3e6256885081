"""Whether what was not foreseen is new each time: its correlation with itself, occasion by occasion."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import spoken
from unspiral.records.outlook import Residuals
from unspiral.show.axis import axes, dot, plot_of, widened, zero_line
from unspiral.show.band import band, curve
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import grouped, signed
from unspiral.show.svg import NARROW, frame, hued, tag
from unspiral.show.words import start

HEIGHT = 220.0


def correlogram_picture(found: Residuals, now: int, before: int, process: str) -> Picture:
    """Draw the correlations of one indicator now with another, or itself, some occasions before.

    Args:
        found: the innovations, looked at.
        now, before: places of the indicators.
        process: whose colour it has.
    """
    r, half, pairs = (x[:, now, before] for x in (found.correlation, found.band, found.pairs))
    lags = found.lags.astype(np.float64)
    title = _title(found, now, before)
    most = max(0.25, 1.15 * float(max(np.abs(r).max(), half.max())))
    plot = plot_of((0.4, float(lags[-1]) + 0.6), widened(-most, most), NARROW, HEIGHT)
    marks = "".join(
        tag("path", d=f"M{plot.x.at(float(k)):.1f} {plot.y.at(0.0):.1f}V{plot.y.at(float(v)):.1f}", stroke="currentColor", stroke_width=2.2)
        + dot(plot.x.at(float(k)), plot.y.at(float(v)), 3.6, hollow=bool(abs(v) <= h))
        for k, v, h in zip(lags, r, half, strict=True)
    )
    edges = "".join(curve(plot, lags, end, dash="3 3", width=1.0) for end in (half, -half))
    shown = [float(k) for k in lags if len(lags) <= 8 or k % 2 == 1]
    body = [
        *axes(plot, "occasions between", "correlation", plus=True, x_ticks=shown),
        hued("other", band(plot, lags, -half, half, opacity=0.16) + edges),
        zero_line(plot),
        hued(hue_of(process), marks),
    ]  # fmt: skip
    what = f"what was not foreseen in {spoken(found.indicators[now])} with {_other(found, now, before)} some occasions before"
    described = f"Correlation of {what}, at {len(lags)} lags, with a 95 % band around zero. The numbers are in the table below."
    caption = (
        "Pin: correlation at that lag; filled where it leaves the 95 % band of a loop that leaves nothing out. One in twenty leaves it "
        "by chance. Missing answers make no pair."
    )
    rows = tuple((str(int(k)), signed(float(v), 2), f"±{h:.2f}", grouped(int(n))) for k, v, h, n in zip(lags, r, half, pairs, strict=True))
    table = Table(f"Correlation of {what}", ("occasions", "correlation", "95 % band", "pairs"), rows)
    return Picture(title, frame(body, NARROW, HEIGHT, title, described, "correlogram"), caption, table)


def _other(found: Residuals, now: int, before: int) -> str:
    return "the same" if now == before else f"that in {spoken(found.indicators[before])}"


def _title(found: Residuals, now: int, before: int) -> str:
    r, half = found.correlation[:, now, before], found.band[:, now, before]
    # Of many lags some leave the band by chance: a finding is one that would be rare among all of them.
    bound = float(ndtri(1.0 - 0.025 / len(r)) / ndtri(0.975))
    ratio = np.abs(r) / np.maximum(half, 1e-12)
    name = start(spoken(found.indicators[now]))
    after = "" if now == before else f" after {spoken(found.indicators[before])}"
    if ratio.max() <= bound:
        return f"{name}{after}: what was not foreseen is new each time"
    k = int(found.lags[ratio.argmax()])
    return f"{name}{after}: what was not foreseen comes back {'the next time' if k == 1 else f'{k} occasions later'}"
