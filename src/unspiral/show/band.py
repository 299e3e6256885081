"""Intervals drawn over a curve, and the cloud of single answers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.show.axis import Plot
from unspiral.show.svg import Point, line, number, path, tag


def curve(
    plot: Plot,
    x: Float[ndarray, " n"],
    y: Float[ndarray, " n"],
    *,
    width: float = 2.4,
    dash: str | None = None,
    opacity: float | None = None,
) -> str:
    """A line through the points, broken where a value is missing, kept inside the plot."""
    pieces = [line(points, width=width, dash=dash, opacity=opacity) for points in _stretches(plot, x, y)]
    return "".join(pieces)


def band(plot: Plot, x: Float[ndarray, " n"], low: Float[ndarray, " n"], high: Float[ndarray, " n"], *, opacity: float) -> str:
    """The area between two curves; its level belongs into the chart's words."""
    good = np.isfinite(low) & np.isfinite(high)
    if good.sum() < 2:
        return ""
    there = [_point(plot, a, b) for a, b in zip(x[good], high[good], strict=True)]
    back = [_point(plot, a, b) for a, b in zip(x[good][::-1], low[good][::-1], strict=True)]
    return tag("path", d=path([*there, *back]) + "z", fill="currentColor", fill_opacity=f"{opacity:g}")


def bands(plot: Plot, x: Float[ndarray, " n"], inner: tuple[ndarray, ndarray], outer: tuple[ndarray, ndarray]) -> str:
    """Two nested bands; the outer one has a thin edge, so that it can be seen in black and white."""
    edges = curve(plot, x, outer[0], width=0.8, opacity=0.7) + curve(plot, x, outer[1], width=0.8, opacity=0.7)
    return band(plot, x, *outer, opacity=0.13) + band(plot, x, *inner, opacity=0.24) + edges


def dots(plot: Plot, x: Float[ndarray, " n"], y: Float[ndarray, " n"], size: float = 4.0) -> str:
    """One mark an answer, all in one path: a line of no length with a round cap is a dot of a few bytes."""
    good = np.isfinite(y)
    places = [(round(plot.x.at(float(a)), 1), round(plot.y.at(float(b)), 1)) for a, b in zip(x[good], y[good], strict=True)]
    if not places:
        return ""
    steps = zip([(0.0, 0.0), *places[:-1]], places, strict=True)
    marks = "".join(f"m{number(x1 - x0)} {number(y1 - y0)}h0" for (x0, y0), (x1, y1) in steps)
    return tag("path", d=marks, fill="none", stroke="currentColor", stroke_width=size, stroke_linecap="round", stroke_opacity="0.75")


def _point(plot: Plot, x: float, y: float) -> Point:
    """A place inside the plot: what lies outside is drawn at its edge."""
    low, high = (plot.top, plot.bottom) if plot.top <= plot.bottom else (plot.bottom, plot.top)
    return plot.x.at(float(x)), min(max(plot.y.at(float(y)), low), high)


def _stretches(plot: Plot, x: Float[ndarray, " n"], y: Float[ndarray, " n"]) -> Iterator[list[Point]]:
    """Runs of neighbouring points that have a value."""
    run: list[Point] = []
    for a, b, there in zip(x.tolist(), y.tolist(), np.isfinite(y).tolist(), strict=True):
        if there:
            run.append(_point(plot, a, b))
        elif run:
            yield run
            run = []
    if run:
        yield run
