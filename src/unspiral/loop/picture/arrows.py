"""Arrows as curves that keep to their own side and go round the discs in between."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from unspiral.loop.picture.places import MARGIN, WIDTH, Box, Disc, Places

Point = tuple[float, float]
Arrow = tuple[str, str]  # (cause, affected)

_GAP = 5.0  # between an arrow's tip and the disc it meets
_STEPS = 24
_MANY = 60


@dataclass(frozen=True, slots=True)
class Curve:
    """One arrow: a quadratic curve and the head at its end.

    Args:
        start, bend, end: of the line, which ends inside the head.
        head: the head's three corners, tip first.
        thick: width of the line.
    """

    arrow: Arrow
    start: Point
    bend: Point
    end: Point
    head: tuple[Point, Point, Point]
    thick: float

    def at(self, t: float) -> Point:
        """The point a share ``t`` of the way along."""
        return _on((self.start, self.bend, self.end), t)

    def normal(self, t: float) -> Point:
        """Unit vector to the left of the direction of travel, where the curve bows out."""
        (x0, y0), (x1, y1), (x2, y2) = self.start, self.bend, self.end
        dx = (1 - t) * (x1 - x0) + t * (x2 - x1)
        dy = (1 - t) * (y1 - y0) + t * (y2 - y1)
        size = math.hypot(dx, dy) or 1.0
        return dy / size, -dx / size

    def points(self) -> list[Point]:
        """The curve from its start to its tip, for looking at what it meets."""
        return [*(self.at(i / _STEPS) for i in range(_STEPS + 1)), self.head[0]]


def curves(arrows: Sequence[tuple[Arrow, float]], places: Places) -> list[Curve]:
    """Draw every arrow.

    Args:
        arrows: (cause or input, affected) with the width of its line, in the order of drawing.
        places: where discs and boxes stand.
    """
    both = {arrow for arrow, _ in arrows}
    choices = {arrow: _choices(arrow, thick, places, paired=(arrow[1], arrow[0]) in both) for arrow, thick in arrows}
    blocked = {arrow: [_met(curve, places) for curve in tried] for arrow, tried in choices.items()}
    found: dict[Arrow, Curve] = {}
    # Twice, so that the first arrows make room for the last ones too; among very many there is no room to make.
    rounds = [*choices, *choices] if len(choices) <= _MANY else [*choices]
    for arrow in rounds:
        near = [] if len(choices) > _MANY else [other for name, other in found.items() if name != arrow and set(name) & set(arrow)]
        costs = [cost + _crowd(curve, near) for curve, cost in zip(choices[arrow], blocked[arrow], strict=True)]
        # Each further choice is a little less pretty than the one before.
        best = min(range(len(costs)), key=lambda i: costs[i] + 4.0 * i)
        found[arrow] = choices[arrow][best]
    return list(found.values())


def _choices(arrow: Arrow, thick: float, places: Places, *, paired: bool) -> list[Curve]:
    source: Disc | Box = places.boxes[arrow[0]] if arrow[0] in places.boxes else places.discs[arrow[0]]
    target = places.discs[arrow[1]]
    bows = (0.2, 0.14, 0.27, 0.09, 0.34, 0.42)
    if isinstance(source, Box):
        bows = (0.0, 0.12, -0.12, 0.24, -0.24, 0.36, -0.36)
    elif not paired:
        bows = (0.16, 0.1, 0.24, 0.04, -0.1, -0.2, 0.34, -0.34)
    return [_bowed(arrow, thick, source, target, bow) for bow in bows]


def _met(curve: Curve, places: Places) -> float:
    """How deep the curve runs through things it should go round."""
    discs = [disc for name, disc in places.discs.items() if name not in curve.arrow]
    boxes = [box for name, box in places.boxes.items() if name not in curve.arrow]
    air = 10.0 + curve.thick / 2
    deep = 0.0
    for x, y in curve.points():
        deep += sum(max(0.0, disc.radius + air - math.hypot(x - disc.x, y - disc.y)) for disc in discs)
        deep += 3 * max(0.0, MARGIN / 2 - x, x - WIDTH + MARGIN / 2)
        deep += sum(abs(x - box.x) < box.width / 2 + air and abs(y - box.y) < box.height / 2 + air for box in boxes) * air
    return deep


def _crowd(curve: Curve, others: Sequence[Curve]) -> float:
    """How near the curve's ends come to the ends and lines of others at the same disc."""
    crowd = 0.0
    for other in others:
        room = 20.0 + curve.thick + other.thick
        for mine in (curve.head[0], curve.start):
            crowd += sum(max(0.0, room - math.dist(mine, theirs)) for theirs in (other.head[0], other.start))
        crowd += max(0.0, room - 8 - min(math.dist(curve.head[0], point) for point in other.points()))
        crowd += max(0.0, room - 8 - min(math.dist(other.head[0], point) for point in curve.points()))
    return crowd


def _bowed(arrow: Arrow, thick: float, source: Disc | Box, target: Disc, bow: float) -> Curve:
    a, c = (source.x, source.y), (target.x, target.y)
    distance = math.hypot(c[0] - a[0], c[1] - a[1]) or 1.0
    left = ((c[1] - a[1]) / distance, -(c[0] - a[0]) / distance)
    # The control point of a quadratic curve lies twice as far out as its middle.
    b = ((a[0] + c[0]) / 2 + 2 * bow * distance * left[0], (a[1] + c[1]) / 2 + 2 * bow * distance * left[1])
    whole = (a, b, c)
    length = 9.0 + 1.9 * thick
    first = _crossing(whole, lambda p: _inside(p, source, _GAP), 0.0, 1.0)
    tip = _crossing(whole, lambda p: _inside(p, target, _GAP), 1.0, 0.0)
    neck = _crossing(whole, lambda p: _inside(p, target, _GAP + length), 1.0, 0.0)
    if neck <= first:  # source and target nearly touch
        first, neck = 0.35, 0.6
        tip = max(tip, 0.65)
    start, bend, end = _part(whole, first, neck)
    return Curve(arrow, start, bend, end, _head(_on(whole, tip), end, thick), thick)


def _head(tip: Point, neck: Point, thick: float) -> tuple[Point, Point, Point]:
    dx, dy = tip[0] - neck[0], tip[1] - neck[1]
    size = math.hypot(dx, dy) or 1.0
    ux, uy = dx / size, dy / size
    half = 5.5 + 1.05 * thick
    # The barbs reach a little behind the neck, so that the line never shows beside the head.
    bx, by = neck[0] - ux, neck[1] - uy
    return tip, (bx - uy * half, by + ux * half), (bx + uy * half, by - ux * half)


def _inside(point: Point, thing: Disc | Box, gap: float) -> bool:
    if isinstance(thing, Box):
        return abs(point[0] - thing.x) < thing.width / 2 + gap and abs(point[1] - thing.y) < thing.height / 2 + gap
    return math.hypot(point[0] - thing.x, point[1] - thing.y) < thing.radius + gap


def _crossing(whole: tuple[Point, Point, Point], inside: Callable[[Point], bool], begin: float, end: float) -> float:
    """Where the curve leaves a thing, going from ``begin`` towards ``end``."""
    steps = 60
    before = begin
    for i in range(1, steps + 1):
        t = begin + (end - begin) * i / steps
        if not inside(_on(whole, t)):
            return _halved(whole, inside, before, t)
        before = t
    return begin


def _halved(whole: tuple[Point, Point, Point], inside: Callable[[Point], bool], within: float, without: float) -> float:
    for _ in range(12):
        middle = (within + without) / 2
        if inside(_on(whole, middle)):
            within = middle
        else:
            without = middle
    return without


def _on(curve: tuple[Point, Point, Point], t: float) -> Point:
    (x0, y0), (x1, y1), (x2, y2) = curve
    u = 1 - t
    return u * u * x0 + 2 * u * t * x1 + t * t * x2, u * u * y0 + 2 * u * t * y1 + t * t * y2


def _part(curve: tuple[Point, Point, Point], s: float, t: float) -> tuple[Point, Point, Point]:
    """The same curve between two of its points (its blossom at s, t)."""
    (x0, y0), (x1, y1), (x2, y2) = curve
    u = (1 - s) * (1 - t)
    v = (1 - s) * t + s * (1 - t)
    return _on(curve, s), (u * x0 + v * x1 + s * t * x2, u * y0 + v * y1 + s * t * y2), _on(curve, t)
