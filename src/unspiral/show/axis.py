"""From numbers to places on the canvas: scales, round ticks, and the frame of a plot with its units."""

from __future__ import annotations

import math
from dataclasses import dataclass

from unspiral.show.numbers import amount, signed
from unspiral.show.svg import FONT, rule, tag, text

TOP, BOTTOM, LEFT, RIGHT = 26.0, 44.0, 50.0, 14.0  # room around a plot for ticks and units

# Steps that people count time in; others are 1, 2, 5 and their tens.
_STEPS: dict[str, tuple[float, ...]] = {
    "minute": (1, 5, 10, 15, 30, 60, 120, 240),
    "hour": (1, 2, 3, 6, 12, 24, 48, 72, 168),
    "day": (1, 2, 7, 14, 28, 56, 91, 182, 364, 728),
    "week": (1, 2, 4, 8, 13, 26, 52, 104),
    "month": (1, 2, 3, 6, 12, 24, 36, 60, 120),
}


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale: ``low`` lies at ``start``, ``high`` at ``end``."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The place of a value."""
        span = self.high - self.low
        return self.start + (value - self.low) / span * (self.end - self.start) if span else (self.start + self.end) / 2.0


@dataclass(frozen=True, slots=True)
class Plot:
    """The area of a chart where data are drawn, with a scale for each direction."""

    x: Scale
    y: Scale

    @property
    def left(self) -> float:
        """Its left edge."""
        return self.x.start

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x.end

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.y.end

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y.start


def step_of(span: float, most: int, unit: str = "") -> float:
    """The smallest round step that cuts a span into at most ``most`` parts."""
    if not (math.isfinite(span) and span > 1e-200):
        return 1.0
    rough = span / most
    for step in _STEPS.get(unit, ()):
        if step >= rough and rough > 0.4:
            return float(step)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * m for m in (1.0, 2.0, 5.0, 10.0) if power * m >= rough * (1.0 - 1e-9))


def ticks(low: float, high: float, most: int = 5, unit: str = "") -> list[float]:
    """Round numbers from ``low`` to ``high``, both included where they are round."""
    step = step_of(high - low, most, unit)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [k * step for k in range(first, last + 1)]


def widened(low: float, high: float, most: int = 5) -> tuple[float, float]:
    """The range stretched to whole steps, so that ticks stand at both ends; a single value gets room around it."""
    if not high - low > 1e-9 * max(abs(low), abs(high), 1e-3):
        room = max(abs(low), 1.0) * 0.5
        low, high = low - room, high + room
    step = step_of(high - low, most)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def plot_of(
    x: tuple[float, float], y: tuple[float, float], width: float, height: float, *, top: float = TOP, bottom: float = BOTTOM
) -> Plot:
    """The plot's area inside a canvas, with room for ticks and units around it."""
    left = max(LEFT, 13.0 + 0.66 * FONT * max(len(label) for label in labels_of(*y, plus=True).values()))
    return Plot(Scale(*x, left, width - RIGHT), Scale(*y, height - bottom, top))


def labels_of(low: float, high: float, *, plus: bool) -> dict[float, str]:
    """The words beside the ticks of a vertical axis."""
    step = step_of(high - low, 5)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return {value: (signed if plus else amount)(value, decimals) for value in ticks(low, high)}


def axes(plot: Plot, x_unit: str, y_unit: str, *, time_unit: str = "", plus: bool = False, x_ticks: list[float] | None = None) -> list[str]:
    """Ticks, grid and units on both axes.

    Args:
        plot: where.
        x_unit: words under the horizontal axis.
        y_unit: words above the vertical axis.
        time_unit: unit of the horizontal axis, which decides its steps.
        plus: whether ticks of the vertical axis show their sign.
        x_ticks: where they are given.
    """
    pieces: list[str] = []
    for value, words in labels_of(plot.y.low, plot.y.high, plus=plus).items():
        y = plot.y.at(value)
        pieces.append(rule((plot.left, y), (plot.right, y), tone="grid"))
        pieces.append(text(words, plot.left - 6, y, anchor="end", tone="quiet"))
    most = 8 if plot.right - plot.left > 500 else 5
    places = ticks(plot.x.low, plot.x.high, most, time_unit) if x_ticks is None else x_ticks
    between = step_of(plot.x.high - plot.x.low, most, time_unit)
    fine = max(0, -math.floor(math.log10(between) + 1e-9)) if between else 0
    for value in places:
        x = plot.x.at(value)
        pieces.append(rule((x, plot.bottom), (x, plot.bottom + 4)))
        pieces.append(text(amount(value, fine) if x_ticks is None else f"{value:g}", x, plot.bottom + 14, anchor="middle", tone="quiet"))
    pieces.append(rule((plot.left, plot.bottom), (plot.right, plot.bottom)))
    pieces.append(text(x_unit, (plot.left + plot.right) / 2, plot.bottom + 33, anchor="middle"))
    pieces.append(text(y_unit, 2, FONT * 0.7))
    return pieces


def zero_line(plot: Plot) -> str:
    """The line of no effect, stronger than the grid; "" where it lies outside."""
    if not plot.y.low <= 0.0 <= plot.y.high:
        return ""
    return rule((plot.left, plot.y.at(0.0)), (plot.right, plot.y.at(0.0)), tone="ink", width=1.4)


def upright(plot: Plot, value: float, words: str) -> list[str]:
    """A dotted mark of one place on the horizontal axis, with words at its upper end, on the side that has room."""
    x = plot.x.at(value)
    right_side = x < (plot.left + plot.right) / 2
    label = text(words, x + (5 if right_side else -5), plot.top + 7, anchor=None if right_side else "end", tone="quiet", halo=True)
    return [rule((x, plot.top), (x, plot.bottom), width=1.2, dash="2 3"), label]


def dot(x: float, y: float, radius: float, *, hollow: bool = False) -> str:
    """A round mark in the colour of its group; hollow ones have paper inside."""
    if not hollow:
        return tag("circle", cx=x, cy=y, r=radius, fill="currentColor")
    return tag("circle", class_="uc-paper", fill="#FFFFFF", stroke="currentColor", stroke_width=2, cx=x, cy=y, r=radius)
