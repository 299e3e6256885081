"""Covariance of answers against the time between them: in the data, and as the loop makes it."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from unspiral.loop.picture.colour import hue_of
from unspiral.loop.picture.words import spoken
from unspiral.records.outlook import LagCovariance
from unspiral.show.axis import axes, dot, plot_of, widened, zero_line
from unspiral.show.band import band, curve
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, decimals_for, grouped, interval, signed
from unspiral.show.svg import NARROW, frame, hued
from unspiral.show.words import start

HEIGHT = 230.0


def covariance_picture(found: LagCovariance, process: str, unit: str) -> Picture:
    """Draw one pair of columns.

    Args:
        found: covariances by lag.
        process: whose colour it has.
        unit: of time.
    """
    same = found.affected == found.cause
    what = spoken(found.affected) + (" with itself" if same else f" with {spoken(found.cause)}")
    out = (found.observed < found.low) | (found.observed > found.high)
    # Of several times between some leave the band by chance: a finding is one that would be rare among all of them.
    rare = float(ndtri(1.0 - 0.025 / len(out)) / ndtri(0.975)) * 0.5 * (found.high - found.low)
    finding = "off the loop’s" if (np.abs(found.observed - found.expected) > rare).any() else "as the loop makes it"
    title = f"{start(what)} earlier: covariance {finding}"
    lag = found.lag
    ends = np.concatenate([found.low, found.high, found.observed, [0.0]])
    room = 0.06 * (float(lag[-1] - lag[0]) or 1.0)
    plot = plot_of((float(lag[0]) - room, float(lag[-1]) + room), widened(float(ends.min()), float(ends.max())), NARROW, HEIGHT)
    marks = "".join(
        dot(plot.x.at(float(t)), plot.y.at(float(v)), 4.2, hollow=not bool(bad)) for t, v, bad in zip(lag, found.observed, out, strict=True)
    )
    body = [
        *axes(plot, f"{unit}s between the two answers", "covariance, points²", time_unit=unit, plus=True),
        hued(hue_of(process), band(plot, lag, found.low, found.high, opacity=0.2) + curve(plot, lag, found.expected, width=1.8)),
        zero_line(plot),
        hued(hue_of(process), marks),
    ]
    described = (
        f"Covariance of {what} earlier against the time between: dots in the data, line with a 95 % band in panels simulated from the loop."
    )
    caption = (
        "Dot: in the data, filled where it leaves the band. Line: the mean of panels simulated from the loop at the same times with the "
        "same missing cells; band: 95 % of them, each refitted to first order."
    )
    places = max(0, decimals_for(*found.low.tolist(), *found.high.tolist()))
    rows = tuple(
        (amount(float(lag[k]), 1), grouped(int(found.pairs[k])), signed(float(found.observed[k]), places),
         signed(float(found.expected[k]), places), interval(float(found.low[k]), float(found.high[k]), places))
        for k in range(len(lag))
    )  # fmt: skip
    table = Table(
        f"Covariance of {what} earlier, in points²", (f"{unit}s", "pairs", "in the data", "by the loop", "95 % band"), rows, stack=True
    )
    return Picture(title, frame(body, NARROW, HEIGHT, title, described, "covariance"), caption, table)
